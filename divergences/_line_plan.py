"""The plan and the potentials of transport on the line."""

import math

import numpy as np

from . import _levels
from ._levels import Pieces

Arrows = tuple[np.ndarray, np.ndarray, np.ndarray]


def line_plan(
    x: np.ndarray, a: np.ndarray, y: np.ndarray, b: np.ndarray, order: float
) -> tuple[Arrows, np.ndarray, np.ndarray]:
    """Return the monotone plan (rows, columns, masses) and optimal potentials f, g.

    Parameters
    ----------
    x, y : ndarray, shapes (n,) and (m,)
        Points, in any order.
    a, b : ndarray, shapes (n,) and (m,)
        Weights, not negative.
    order : float
        At least 1: the cost is |x - y| ** order.
    """
    u, v = np.argsort(x, kind="stable"), np.argsort(y, kind="stable")
    pieces = _pieces(a[u], b[v])
    f, g = np.empty(len(x)), np.empty(len(y))
    f[u], g[v] = _potentials(x[u], y[v], pieces, order)
    kept = pieces.mass > 0
    mass = pieces.mass[kept]
    if pieces.exponent.size:
        with np.errstate(under="ignore"):
            mass = np.ldexp(mass, pieces.exponent[kept])
    return (u[pieces.rows[kept]], v[pieces.columns[kept]], mass), f, g


def _pieces(a: np.ndarray, b: np.ndarray) -> Pieces:
    """Couple weights so that the pieces of no mass are known."""
    if (a == a[0]).all() and (b == b[0]).all():
        return _levels.counted(len(a), len(b))
    pieces = _levels.summed(a, b)
    return pieces if pieces.mass.min() > 4 * pieces.error else _levels.exact(a, b)


def _potentials(
    x: np.ndarray, y: np.ndarray, pieces: Pieces, order: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return f and g with f + g equal to the cost on the staircase, of sorted points.

    For a convex cost of x - y, potentials that are tight on any staircase through all rows and
    columns are feasible everywhere (the cost is a Monge matrix). They are sums of differences of
    costs along it, taken in long doubles where the machine has them.
    """
    rows, columns = pieces.rows, pieces.columns
    costs = np.abs(x.astype(np.longdouble)[rows] - y.astype(np.longdouble)[columns]) ** order
    steps = np.diff(costs)
    along_x = np.diff(rows) == 1
    f = np.concatenate([[0], np.cumsum(steps[along_x])])
    g = costs[0] + np.concatenate([[0], np.cumsum(steps[~along_x])])
    middle = (f.max() + f.min()) / 2  # the smaller the potentials, the less is rounded below
    return _rounded(f - middle), _rounded(g + middle)


def _rounded(potential: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        rounded = potential.astype(np.float64)
    if math.inf in (rounded.max(), -rounded.min()):
        raise OverflowError("a potential exceeds the largest double; scale the points down")
    return rounded
