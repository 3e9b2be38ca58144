"""Costs of moving a unit of mass from x to y: powers of a distance, a matrix, or your own.

A cost is called with points x (n, d) and y (m, d) and gives the matrix (n, m).
"""

from ._costs import Cost as Cost
from ._costs import CostFunction as CostFunction
from ._costs import Matrix as Matrix
from ._costs import c_transform as c_transform
from ._costs import euclidean as euclidean
from ._costs import manhattan as manhattan
from ._costs import power as power
from ._costs import squared_euclidean as squared_euclidean
