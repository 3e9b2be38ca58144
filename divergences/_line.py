"""Exact transport on the line, by sorting.

For a convex cost of the difference the monotone coupling is optimal: quantile is sent to quantile.
Its pieces have non-negative masses, so their sum loses nothing; see `_levels` for the masses.
"""

import math
from collections.abc import Callable

import numpy as np

from . import _levels
from ._levels import Pieces
from ._line_cells import w1_by_cells
from ._threads import mapped

_WIDE, _SMALLER = 2**1020, 64  # gaps above the first are taken of points over the second
_MANY = 2**17  # points of either side from which most need no sorting for order 1
_MODERATE = 256  # orders up to which 8 ** order is far from overflow
_ENOUGH = 1e-14  # relative error that the double-double tier may leave


def wasserstein_line(
    x: np.ndarray, a: np.ndarray, y: np.ndarray, b: np.ndarray, order: float
) -> float:
    """Return the Wasserstein distance of two weighted samples of the line, rooted.

    Parameters
    ----------
    x, y : ndarray, shapes (n,) and (m,)
        Points, finite, in any order.
    a, b : ndarray, shapes (n,) and (m,)
        Weights, not negative, of any positive finite sums.
    order : float
        At least 1; may be infinite.

    Returns
    -------
    float
        Relative error at most 1e-13.

    Raises
    ------
    OverflowError
        If the distance exceeds the largest double.
    """
    scale, mean = _weighted(x, a, y, b, order)
    return _finite(scale * mean ** (1 / order))


def line_cost(x: np.ndarray, a: np.ndarray, y: np.ndarray, b: np.ndarray, order: float) -> float:
    """Return the least mean of |x - y| ** order, never rooted."""
    scale, mean = _weighted(x, a, y, b, order)
    with np.errstate(over="ignore", under="ignore"):
        value = float(np.float64(scale) ** order * mean)
        if value == math.inf:  # only the scale may be too large
            value = float(np.float64(scale * mean ** (1 / order)) ** order)
    return _finite(value)


def wasserstein_equal(x: np.ndarray, y: np.ndarray, order: float) -> float:
    """Return the distance of samples of equal weights, in any order."""
    scale, mean = _equally_weighted(x, y, order)
    return _finite(scale * mean ** (1 / order))


def _weighted(
    x: np.ndarray, a: np.ndarray, y: np.ndarray, b: np.ndarray, order: float
) -> tuple[float, float]:
    """Return (scale, mean): the distance is scale * mean ** (1 / order)."""
    (x, a), (y, b) = _with_mass(x, a), _with_mass(y, b)
    if _all_equal(a) and _all_equal(b):
        return _equally_weighted(x, y, order)
    u, v = _each(np.argsort, x, y)
    x, a, y, b = x[u], a[u], y[v], b[v]
    if _too_wide(x, y):
        scale, mean = _weighted(x / _SMALLER, a, y / _SMALLER, b, order)
        return _SMALLER * scale, mean
    if order < math.inf:
        pieces = _levels.summed(a, b)
        scale, mean = _mean(_gaps(x, y, pieces), pieces.mass, order)
        if _settled(pieces.error, x, y, scale * mean ** (1 / order), order):
            return scale, mean
    pieces = _levels.exact(a, b)
    return _exact_mean(_gaps(x, y, pieces), pieces, order)


def _with_mass(x: np.ndarray, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (x, a) if a.min() > 0 else (x[a > 0], a[a > 0])


def _each(
    work: Callable[[np.ndarray], np.ndarray], x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return (work(x), work(y)), on two threads where these are allowed."""
    both = mapped(lambda arrays: [work(array) for array in arrays], [x, y], len(x) + len(y))
    return both[0], both[1]


def _equally_weighted(x: np.ndarray, y: np.ndarray, order: float) -> tuple[float, float]:
    """Return the same for points of equal weights, in any order."""
    if order == 1 and min(len(x), len(y)) >= _MANY:
        found = w1_by_cells(x, y)
        if found is not None:
            return found
    return _equal(*_each(np.sort, x, y), order)


def _equal(x: np.ndarray, y: np.ndarray, order: float) -> tuple[float, float]:
    """Return the same for sorted points of equal weights; destroys x where n = m."""
    if _too_wide(x, y):
        scale, mean = _equal(x / _SMALLER, y / _SMALLER, order)
        return _SMALLER * scale, mean
    if len(x) != len(y):
        pieces = _levels.counted(len(x), len(y))
        gaps, mass = _gaps(x, y, pieces), pieces.mass
        return _mean(gaps[mass > 0], mass[mass > 0], order)
    return _mean(_distance(x, y), 1 / len(x), order)


def _settled(error: float, x: np.ndarray, y: np.ndarray, value: float, order: float) -> bool:
    """Decide whether levels moved by `error` change the distance by less than `_ENOUGH`.

    Moving one level by e across the gap x_i, x_{i+1} changes the mean of |x - y|^order by at most
    e order (x_{i+1} - x_i) D^(order - 1), D the largest |x - y|; the root divides by order.
    """
    with np.errstate(over="ignore"):
        width = float((x[-1] - x[0]) + (y[-1] - y[0]))
        largest = float(max(x[-1] - y[0], y[-1] - x[0]))
    return width == 0 or error * width <= _ENOUGH * value * (value / largest) ** (order - 1)


def _too_wide(x: np.ndarray, y: np.ndarray) -> bool:
    """Decide whether a difference of sorted points overflows, or nearly."""
    with np.errstate(over="ignore"):
        return max(float(x[-1] - y[0]), float(y[-1] - x[0])) >= _WIDE


def _gaps(x: np.ndarray, y: np.ndarray, pieces: Pieces) -> np.ndarray:
    return _distance(x[pieces.rows], y[pieces.columns])


def _distance(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return |x - y|, in the memory of x."""
    np.subtract(x, y, out=x)
    np.abs(x, out=x)
    return x


def _mean(gaps: np.ndarray, mass: np.ndarray | float, order: float) -> tuple[float, float]:
    """Return (scale, mean of (gaps / scale) ** order), where it can be with a power of two.

    Then scaling rounds nothing. At most a quarter of the largest gap, the scale is a double even
    after it is multiplied by `_SMALLER`, wherever the distance is one.
    """
    largest = float(gaps.max())
    if order == math.inf or largest == 0:
        return largest, 1.0
    scale = largest
    if order <= _MODERATE:
        scale = math.ldexp(1.0, max(math.frexp(largest)[1] - 3, -1074))
    gaps /= scale
    with np.errstate(under="ignore"):
        gaps **= order
    gaps *= mass
    return scale, float(gaps.sum())


def _exact_mean(gaps: np.ndarray, pieces: Pieces, order: float) -> tuple[float, float]:
    """Return the same from masses with exponents, which may lie below the smallest double."""
    gaps, mass, exponent = (v[pieces.mass > 0] for v in (gaps, pieces.mass, pieces.exponent))
    if order == math.inf:
        return float(gaps.max()), 1.0
    quotient, remainder = np.divmod(exponent.astype(float), order)
    roots = mass ** (1 / order) * np.exp2(remainder / order)
    with np.errstate(under="ignore"):
        return _mean(np.ldexp(roots * gaps, quotient.astype(np.int64)), 1, order)


def _all_equal(weights: np.ndarray) -> bool:
    """Decide whether all weights are the same number."""
    return bool(weights.min() == weights.max())


def _finite(value: float) -> float:
    if value == math.inf:
        raise OverflowError("the distance exceeds the largest double; scale the points down")
    return value
