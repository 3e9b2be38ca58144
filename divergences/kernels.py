"""Kernels of the maximum mean discrepancy: k(x, y) for points of R^d.

A kernel is called with points x (n, d) and y (m, d) and gives the matrix (n, m).
"""

from ._kernels import energy as energy
from ._kernels import gaussian as gaussian
from ._kernels import inverse_multiquadric as inverse_multiquadric
from ._kernels import laplace as laplace
from ._kernels import linear as linear
from ._kernels import polynomial as polynomial
from ._kernels import rational_quadratic as rational_quadratic
