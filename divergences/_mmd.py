"""The maximum mean discrepancy."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ._arrays import read_numbers, refuse_no_function
from ._coupling import Moves, couple
from ._kernel_families import Dot, Radial
from ._line import _finite
from ._measure import as_measures

Kernel = Callable[[np.ndarray, np.ndarray], np.ndarray]

BLOCK = 1 << 17  # pairs of moves at a time: 1 MB an array, some thirty of them


def mmd(mu: Any, nu: Any, kernel: Kernel) -> float:
    """Maximum mean discrepancy between two measures: the root of the biased value.

        MMD^2 = E k(X, X') + E k(Y, Y') - 2 E k(X, Y),    X, X' ~ mu,  Y, Y' ~ nu

    It is computed as the sum over pairs of moves (mass m_k from x_k to y_k, which turn mu into nu)
    of m_k m_l times the second difference of the kernel. For the kernels of `divergences.kernels`
    that difference is carried through the arithmetic rather than subtracted, so that measures a
    hair apart keep their digits, in units of length in which squares do not vanish. For a kernel of
    your own it is subtracted: then MMD^2 has an absolute error of some 1e-15 of the largest kernel
    value times the mass moved, squared. What is lost for either is cancellation between moves: for
    measures of equal means, and a bandwidth b times the extent of the points, MMD^2 is b^2 times
    smaller than its terms, and as much less accurate.

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
        these points, or not finite, or its matrix has the wrong shape; if masses and distances
        are so far apart that squares vanish.
    OverflowError
        If the discrepancy exceeds the largest double.

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
    if not isinstance(kernel, Radial | Dot):  # refused, though the measures may be equal
        kernel_matrix(kernel, mu.points[:1], nu.points[:1])
    return _root(couple(mu, nu), kernel)


def refuse_no_kernel(kernel: Any) -> None:
    """Raise ValueError where the kernel is no function, a name for example."""
    refuse_no_function(kernel, "kernel", "one of divergences.kernels, such as kernels.gaussian(1)")


def _root(moves: Moves, kernel: Kernel) -> float:
    """Return the root of the sum of m_k m_l times the second difference of the kernel."""
    if len(moves.mass) == 0:
        return 0.0
    scaled, own, power, factor = _scaled(moves, kernel)
    square, size = _form(scaled, own)
    if not math.isfinite(square):
        raise ValueError(
            f"the kernel gives {square}: it is not finite, or the points lie too far apart for "
            "their squares; rescale them"
        )
    if square < -1e-14 * size:
        raise ValueError(
            f"the squared MMD is {math.ldexp(square, power):.6g}, below 0: the kernel {kernel!r} "
            "is not positive definite; use one of divergences.kernels"
        )
    if size < getattr(own, "least", 0.0):
        raise ValueError(
            "masses and distances are so many orders of magnitude apart that squares vanish; "
            "rescale the coordinates, or leave out what does not matter"
        )
    with np.errstate(over="ignore"):
        root = math.sqrt(max(square, 0) * factor * 2 ** (power % 2))
        return _finite(float(np.ldexp(root, power // 2)))


def _scaled(moves: Moves, kernel: Kernel) -> tuple[Moves, Kernel, int, float]:
    """Return moves and kernel in units that suit doubles, the power of two that this takes from the
    square, and a factor.
    """
    by = int(np.frexp(moves.mass.max())[1])
    x, y, mass = moves.x, moves.y, np.ldexp(moves.mass, -by)
    if not isinstance(kernel, Radial | Dot):
        return Moves(x, y, mass), kernel, 2 * by, 1.0
    points = np.concatenate([x, y])
    kept = kernel.matters(points)
    size = int(np.frexp(np.abs(points[:, kept]).max())[1])
    own, unit, power, factor = kernel.scaled(size)
    with np.errstate(over="ignore"):  # so many bandwidths away that it is refused
        x, y = np.ldexp(x[:, kept], -unit), np.ldexp(y[:, kept], -unit)
    return Moves(x, y, mass), own, 2 * by + power, factor


def _form(moves: Moves, kernel: Kernel) -> tuple[float, float]:
    """Return the sum over pairs of moves, and the sum of the sizes of what it is made of."""
    step = max(1, BLOCK // len(moves.mass))
    sums, sizes = [], []
    for start in range(0, len(moves.mass), step):
        rows = slice(start, start + step)
        mixed, size = _second_differences(kernel, moves, rows)
        products = moves.mass[rows, None] * moves.mass
        with np.errstate(over="ignore", invalid="ignore"):
            sums.append(float((products * mixed).sum()))
            sizes.append(float((products * size).sum()))
    if not np.isfinite(sums).all():
        return sum(sums), math.inf
    return math.fsum(sums), math.fsum(sizes)


def _second_differences(kernel: Kernel, moves: Moves, rows: slice) -> tuple[np.ndarray, np.ndarray]:
    """Return the second differences of the kernel, and the size of what they were made of."""
    x, y = moves.x[rows], moves.y[rows]
    if isinstance(kernel, Radial | Dot):
        with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
            moved: Any = kernel.moved(x, y, moves.x, moves.y)
        return moved.mixed, np.abs(moved.mixed)
    here, first, second, both = (
        kernel_matrix(kernel, u, v)
        for u, v in ((x, moves.x), (y, moves.x), (x, moves.y), (y, moves.y))
    )
    sizes = np.abs(here) + np.abs(first) + np.abs(second) + np.abs(both)
    return both - first - second + here, sizes


def kernel_matrix(kernel: Kernel, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return what a kernel gives between points (n, d) and (m, d), or refuse it."""
    try:
        values = kernel(x, y)
    except TypeError as error:
        raise ValueError(
            f"kernel is {kernel!r}, which fails on points (n, d) and (m, d): {error}; pass one of "
            "divergences.kernels, or a function of two arrays of points"
        ) from error
    matrix = read_numbers(values, "kernel(x, y)")
    if matrix.shape != (len(x), len(y)):
        raise ValueError(
            f"the kernel gave shape {matrix.shape} for {len(x)} and {len(y)} points; it must give "
            "the matrix (n, m) for points (n, d) and (m, d)"
        )
    return matrix
