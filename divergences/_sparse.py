"""Exact transport between many points, without the matrix of costs: column generation.

POT solves the problem on few pairs, all pairs are priced with its potentials, those of negative
reduced cost are added, until there are none. The first pairs come from potentials of a coarser
problem, between the centres of mass of a few points each, which is solved likewise: they are so
near that a few rounds are enough. The last basis is settled in integers, against all pairs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ._basis import supplies
from ._cells import in_cells, merged
from ._costs import Cost
from ._network import plan_among, tree_of_table
from ._pivots import repaired
from ._pricing import SIZE, Arcs, PointCosts, between
from ._solve import Solution, settled

_DENSE = 1 << 18  # pairs of a problem that is coarse enough to be solved by its matrix
_MERGED = 4  # points that become one in the coarser problem
_ARCS, _ARCS_ALONG_RAYS = 16, 32  # of each point; more where whole rays of pairs are nearly tight
_ADDED = 8  # to each row, in a round
_FEW = 16  # arcs that are left to the basis, where one costs less than another round
_TOLERANCE = 1e-12  # of the largest cost: what POT's potentials leave open is settled in integers


@dataclass(frozen=True)
class Round:
    """How far the search for a plan has come.

    Attributes
    ----------
    number : int
        Of the round, from 1.
    arcs : int
        Pairs of points among which a plan was sought.
    value : float
        The cost of the best plan among them.
    bound : float
        Below the optimal cost, up to rounding: no pair is cheaper than these potentials say.
    """

    number: int
    arcs: int
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How much the value may be above the optimal cost."""
        return self.value - self.bound


def solve_points(
    x: np.ndarray,
    a: np.ndarray,
    y: np.ndarray,
    b: np.ndarray,
    cost: Cost,
    *,
    seconds: float = np.inf,
    report: Callable[[Round], None] | None = None,
) -> Solution:
    """Return the optimum for weights a (n,), b (m,) at points x (n, d), y (m, d).

    The cost is convex: a distance to a power of at least 1. Points without mass have potentials.

    Where time runs out the plan is feasible, not optimal, and `in_time` is false.
    """
    end = time.monotonic() + seconds
    rows, columns = np.flatnonzero(a), np.flatnonzero(b)
    costs = between(x[rows], y[columns], cost)
    rows, columns = rows[costs.x.order], columns[costs.y.order]
    supply, total = supplies(a[rows], b[columns])
    masses = np.array([mass / total for mass in supply])
    arcs, guess = _generated(costs, masses, end, report)
    basis = repaired(costs, arcs, supply)
    in_time = time.monotonic() < end
    if in_time:
        basis.improve()
    found = settled(basis, guess, masses, total, (rows, columns))
    f, g = np.empty(len(a)), np.empty(len(b))
    if len(rows) < len(a) or len(columns) < len(b):
        every_x, every_y = in_cells(x, SIZE), in_cells(y, SIZE)
        f[every_x.order] = PointCosts(costs.y, every_x, cost).transform(found.g)
        f[rows] = found.f
        g[every_y.order] = PointCosts(every_x, every_y, cost).transform(f[every_x.order])
    f[rows], g[columns] = found.f, found.g
    return replace(found, f=f, g=g, in_time=in_time)


def _generated(
    costs: PointCosts, masses: np.ndarray, end: float, report: Callable[[Round], None] | None
) -> tuple[tuple[list[int], list[int]], np.ndarray]:
    """Return a spanning tree that is all but optimal, and potentials of the rows."""
    n, m = costs.shape
    a, b = masses[:n], masses[n:]
    known = _first_arcs(costs, a, b)
    prices = costs.pairs(known // m, known % m)
    number = 0
    while True:
        number += 1
        rows, columns = known // m, known % m
        flow, f, g = plan_among(a, b, rows, columns, prices)
        found = costs.violated(f, g, _TOLERANCE * costs.largest, _ADDED)
        value, bound = float(flow @ prices), float(a @ (f + found.least) + b @ g)
        if report is not None:
            report(Round(number, len(known), value, bound))
        more = _distinct(_keys(found.arcs, m))
        more = more[known[np.searchsorted(known, more, side="right") - 1] != more]
        if len(more) <= _FEW or time.monotonic() >= end:
            reduced = prices - f[rows] - g[columns]
            return tree_of_table(rows, columns, flow, reduced, (n, m)), f + found.least
        known = np.concatenate([known, more])
        prices = np.concatenate([prices, costs.pairs(more // m, more % m)])
        by_key = np.argsort(known, kind="stable")
        known, prices = known[by_key], prices[by_key]


def _first_arcs(costs: PointCosts, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return pairs that hold a plan, and nearly the best one, as sorted keys."""
    m = costs.shape[1]
    f, g = _from_coarser(costs, a, b)
    count = _ARCS_ALONG_RAYS if costs.cost.order < 2 else _ARCS
    columns, rows = costs.transposed().nearest(g, f, count)
    keys = [_keys(costs.nearest(f, g, count), m), _keys((rows, columns), m), _staircase(a, b)]
    return _distinct(np.concatenate(keys))


def _from_coarser(costs: PointCosts, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return potentials of the points from those of the centres of mass of a few points each."""
    x, y, cost = costs.x, costs.y, costs.cost
    (fewer_x, mass_x), (fewer_y, mass_y) = (
        merged(side.points, mass, _MERGED if len(mass) > SIZE else 1)
        for side, mass in ((x, a), (y, b))
    )
    f, g = _potentials(fewer_x, mass_x, fewer_y, mass_y, cost)
    coarse_x, coarse_y = in_cells(fewer_x, SIZE), in_cells(fewer_y, SIZE)
    return (
        PointCosts(coarse_y, x, cost).transform(g[coarse_y.order]),
        PointCosts(coarse_x, y, cost).transform(f[coarse_x.order]),
    )


def _potentials(
    x: np.ndarray, a: np.ndarray, y: np.ndarray, b: np.ndarray, cost: Cost
) -> tuple[np.ndarray, np.ndarray]:
    """Return potentials of a problem, as they are after one round."""
    costs = between(x, y, cost)
    n, m = costs.shape
    i, j = costs.x.order, costs.y.order
    known = np.arange(n * m) if n * m <= _DENSE else _first_arcs(costs, a[i], b[j])
    rows, columns = known // m, known % m
    f, g = np.empty(n), np.empty(m)
    _, f[i], g[j] = plan_among(a[i], b[j], rows, columns, costs.pairs(rows, columns))
    return f, g


def _staircase(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the pairs of the plan that takes rows and columns in their order, as keys."""
    levels = np.concatenate([np.cumsum(a)[:-1], np.cumsum(b)[:-1]])
    of_rows = np.argsort(levels, kind="stable") < len(a) - 1
    steps = np.arange(len(levels) + 1)
    rows = np.concatenate([[0], np.cumsum(of_rows)])
    return rows * len(b) + steps - rows


def _distinct(keys: np.ndarray) -> np.ndarray:
    """Return keys in order, each once."""
    keys = np.sort(keys)
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys


def _keys(arcs: Arcs, m: int) -> np.ndarray:
    return arcs[0] * m + arcs[1]
