"""Wasserstein distances of projections, which are no doubles.

A projection is kept as the unevaluated sum of two doubles, from exact products and sums. So no
point of reference is needed: what distances lose does not depend on where the points lie, nor on
their order. Where even that may tell, the projections are Python's integers.
"""

import numpy as np
from jaxtyping import Float

from . import _levels
from ._coupling import couple
from ._exact import integers, quotient
from ._levels import Pieces
from ._line import _all_equal, _exact_mean, _mean, _settled, _with_mass
from ._measure import Measure

Points = Float[np.ndarray, "n d"]
Directions = Float[np.ndarray, "k d"]
Pairs = Float[np.ndarray, "2 n"]  # high parts, low parts
Others = Float[np.ndarray, "2 m"]

BLOCK = 1 << 15  # projections at a time: those of several directions, in the cache
ENOUGH = 2**-50  # relative error that pairs may leave
_GRID = 2 * 1074  # products of two doubles are multiples of 2^-2148


def distances_along(
    mu: Measure, nu: Measure, directions: Directions, order: float
) -> tuple[np.ndarray, int]:
    """Return the distance of the projections on each direction, and the power of two they want.

    The distances are the first times 2 to the power of the second. Their mean is right to the last
    digits; those much smaller than the mean are right in proportion to it.
    """
    points = np.concatenate([mu.points, nu.points])
    exponent = int(np.frexp(np.abs(points).max())[1])
    scaled, n, d = np.ldexp(points, -exponent), len(mu), mu.dimension
    distances = np.array(
        [
            _of_pairs(line[:, :n], mu.weights, line[:, n:], nu.weights, order)
            for block in _blocks(directions, len(points))
            for line in projections(scaled, block)
        ]
    )
    error = d**3 * 2**-99  # twice how far a projection may be off, and some
    if error <= ENOUGH * distances.mean() or len(couple(mu, nu).mass) == 0:
        return distances, exponent
    return _exactly(mu, nu, directions, order)


def projections(points: Points, directions: Directions) -> Float[np.ndarray, "k 2 n"]:
    """Return the inner products as pairs, for points and directions of entries at most 1.

    Each is right to d^2 2^-106 of the sum of |u_j x_j| (Ogita, Rump & Oishi 2005, algorithm Dot2,
    with the last rounding left out).
    """
    high = np.zeros((len(directions), len(points)))
    low = np.zeros_like(high)
    for u, x in zip(directions.T, points.T, strict=True):
        product, error = _product(u[:, None], x)
        high, lost = _sum(high, product)
        low += error + lost
    return np.stack(_sum(high, low), axis=1)


def gaps(u: Pairs, v: Pairs) -> np.ndarray:
    """Return |u - v|, rounded once or twice."""
    return np.asarray(np.abs((u[0] - v[0]) + (u[1] - v[1])))


def _blocks(directions: Directions, size: int) -> list[np.ndarray]:
    step = max(1, BLOCK // size)
    return [directions[k : k + step] for k in range(0, len(directions), step)]


def _sum(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a + b rounded, and what was rounded off."""
    total = a + b
    moved = total - a
    return total, (a - (total - moved)) + (b - moved)


def _product(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a b rounded, and what was rounded off."""
    (top, end), (top_b, end_b) = _halves(a), _halves(b)
    product = a * b
    return product, ((top * top_b - product) + top * end_b + end * top_b) + end * end_b


def _halves(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return 26 bits, rounded, and at most 26 more: products of halves are doubles."""
    bits = np.ascontiguousarray(a).view(np.int64) + np.int64(2**26)
    top = (bits & ~np.int64(2**27 - 1)).view(np.float64)
    return top, a - top


def _of_pairs(u: Pairs, a: np.ndarray, v: Others, b: np.ndarray, order: float) -> float:
    (u, a), (v, b) = _in_order(u, a), _in_order(v, b)

    def between(pieces: Pieces) -> np.ndarray:
        return gaps(u[:, pieces.rows], v[:, pieces.columns])

    if _all_equal(a) and _all_equal(b):
        pieces = _levels.counted(len(a), len(b))
        kept = pieces.mass > 0
        return _rooted(*_mean(between(pieces)[kept], pieces.mass[kept], order), order)
    pieces = _levels.summed(a, b)
    value = _rooted(*_mean(between(pieces), pieces.mass, order), order)
    if _settled(pieces.error, u[0], v[0], value, order):
        return value
    pieces = _levels.exact(a, b)
    return _rooted(*_exact_mean(between(pieces), pieces, order), order)


def _in_order(u: Pairs, a: np.ndarray) -> tuple[Others, np.ndarray]:
    """Return the projections that have mass, in order, and their masses."""
    places, a = _with_mass(np.arange(len(a)), a)
    order = np.lexsort((u[1, places], u[0, places]))
    return u[:, places[order]], a[order]


def _rooted(scale: float, mean: float, order: float) -> float:
    return float(scale * mean ** (1 / order))


def _exactly(
    mu: Measure, nu: Measure, directions: Directions, order: float
) -> tuple[np.ndarray, int]:
    """Return the same from projections in integers."""
    whole = [_whole(v) for v in (directions, mu.points, nu.points)]
    lines = zip(whole[0] @ whole[1].T, whole[0] @ whole[2].T, strict=True)
    found = [_of_integers(u, mu.weights, v, nu.weights, order) for u, v in lines]
    top = max(power for _, power in found)
    return np.array([np.ldexp(value, power - top) for value, power in found]), top - _GRID


def _whole(values: np.ndarray) -> np.ndarray:
    return np.array(integers(values.ravel()), dtype=object).reshape(values.shape)


def _of_integers(
    u: np.ndarray, a: np.ndarray, v: np.ndarray, b: np.ndarray, order: float
) -> tuple[float, int]:
    """Return the distance over a power of two, and that power."""
    i, j = (sorted(range(len(x)), key=x.__getitem__) for x in (u, v))
    pieces = _levels.exact(a[i], b[j])
    apart = np.abs(u[i][pieces.rows] - v[j][pieces.columns]) * (pieces.mass > 0)
    power = max(gap.bit_length() for gap in apart)
    far = np.array([quotient(gap, 1, -power) for gap in apart])
    return _rooted(*_exact_mean(far, pieces, order), order), power
