"""The maximum mean discrepancy."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ._arrays import read_numbers, refuse_no_function
from ._coupling import Moves, couple
from ._differences import Moved
from ._measure import as_measures

Kernel = Callable[[np.ndarray, np.ndarray], np.ndarray]

BLOCK = 1 << 17  # pairs of moves at a time: 1 MB an array, some thirty of them


def mmd(mu: Any, nu: Any, kernel: Kernel) -> float:
    """Maximum mean discrepancy between two measures: the root of the biased value.

        MMD^2 = E k(X, X') + E k(Y, Y') - 2 E k(X, Y),    X, X' ~ mu,  Y, Y' ~ nu

    It is computed as the sum over pairs of moves (mass m_k from x_k to y_k, which turn mu into nu)
    of m_k m_l times the second difference of the kernel. For the kernels of `divergences.kernels`
    that difference is carried through the arithmetic rather than subtracted, so that measures a
    hair apart keep their digits. For a kernel of your own it is subtracted: then MMD^2 has an
    absolute error of some 1e-15 of the largest kernel value times the mass moved, squared.

    Parameters
    ----------
    mu, nu : Measure or array_like, shape (n, d) or (n,)
        Measures, or points of uniform weight.
    kernel : callable
        One of `divergences.kernels`, or (n, d), (m, d) -> (n, m), symmetric and (conditionally)
        positive definite.

    Returns
    -------
    float
        At least 0, and 0 for equal measures. MMD^2 is not clipped at 0: a value below 0 within the
        rounding of its sum says 0, and one further below is an error, as no kernel gives it.

    Raises
    ------
    ValueError
        If the measures are refused; if the kernel is no function, or not positive definite on
        these points, or not finite, or its matrix has the wrong shape.

    References
    ----------
    Gretton, Borgwardt, Rasch, Schoelkopf & Smola (2012), JMLR 13:723-773, lemma 6.

    Examples
    --------
    >>> from divergences import kernels
    >>> mmd([0.0, 1.0], [3.0, 4.0], kernels.linear())
    3.0
    """
    mu, nu = as_measures(mu, nu)
    refuse_no_kernel(kernel)
    return root_of_quadratic(couple(mu, nu), kernel)


def refuse_no_kernel(kernel: Any) -> None:
    """Raise ValueError where the kernel is no function, a name for example."""
    refuse_no_function(kernel, "kernel", "one of divergences.kernels, such as kernels.gaussian(1)")


def root_of_quadratic(moves: Moves, kernel: Kernel) -> float:
    """Return the root of the sum of m_k m_l times the second difference of the kernel."""
    step = max(1, BLOCK // max(1, len(moves.mass)))
    sums, sizes = [], []
    for start in range(0, len(moves.mass), step):
        rows = slice(start, start + step)
        mixed, size = _second_differences(kernel, moves, rows)
        products = moves.mass[rows, None] * moves.mass
        sums.append(float((products * mixed).sum()))
        sizes.append(float((products * size).sum()))
    square, rounding = math.fsum(sums), 1e-14 * math.fsum(sizes)
    if not math.isfinite(square):
        raise ValueError(
            f"the kernel gives {square}: it is not finite, or the points lie too far apart for "
            "their squares; rescale them"
        )
    if square < -rounding:
        raise ValueError(
            f"the squared MMD is {square:.6g}, below 0: the kernel {kernel!r} is not positive "
            "definite; use one of divergences.kernels"
        )
    return math.sqrt(max(square, 0.0))


def _second_differences(kernel: Kernel, moves: Moves, rows: slice) -> tuple[np.ndarray, np.ndarray]:
    """Return the second differences of the kernel, and the size of what they were made of."""
    x, y = moves.x[rows], moves.y[rows]
    if hasattr(kernel, "moved"):
        with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
            moved: Moved = kernel.moved(x, y, moves.x, moves.y)
        return moved.mixed, np.abs(moved.mixed)
    here, first, second, both = (
        _matrix(kernel, u, v) for u, v in ((x, moves.x), (y, moves.x), (x, moves.y), (y, moves.y))
    )
    sizes = np.abs(here) + np.abs(first) + np.abs(second) + np.abs(both)
    return both - first - second + here, sizes


def _matrix(kernel: Kernel, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    matrix = read_numbers(kernel(x, y), "kernel(x, y)")
    if matrix.shape != (len(x), len(y)):
        raise ValueError(
            f"the kernel gave shape {matrix.shape} for {len(x)} and {len(y)} points; it must give "
            "the matrix (n, m) for points (n, d) and (m, d)"
        )
    return matrix
