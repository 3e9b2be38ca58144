"""Exact transport between many points, without the matrix of costs: column generation.

POT solves the problem on few pairs, all pairs are priced with its potentials, those of negative
reduced cost are added, until there are none. The first pairs come from a coarser problem, and are
so good that a few rounds are enough. The last basis is settled in integers, against all pairs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ._basis import supplies
from ._cells import in_cells
from ._coarser import distinct, first_arcs, keys
from ._coinciding import Atoms, atoms
from ._costs import Cost
from ._network import NEARLY, carries, plan_among, spanning_tree
from ._pivots import Basis, repaired
from ._pricing import SIZE, PointCosts
from ._solve import Solution, potentials_of, value_of

_ADDED = 8  # pairs, to each row, in a round
_TOLERANCE = 1e-12  # of the largest cost: what POT's potentials leave open is settled in integers
_FEW = 32  # pairs that cost less in exact arithmetic: more are worth another round
_AGAIN = 4  # such rounds at most: where costs are rounded, as between far clusters, they never end
_LEAST_MASS = 2.0**-1022  # for POT, to which a mass of 0 is no point
_SETTLED = 1e-12  # of the value: a gap that takes fewer exchanges of arcs than another round costs


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
    Where time runs out the plan is feasible, not optimal, and `in_time` is false; so it is after
    Ctrl-C, which is then in `stopped`, unless there was no plan yet.
    """
    end = time.monotonic() + seconds
    rows, columns = np.flatnonzero(a), np.flatnonzero(b)
    supply, total = supplies(a[rows], b[columns])
    from_x = atoms(x[rows], supply[: len(rows)])
    to_y = atoms(y[columns], supply[len(rows) :])
    with np.errstate(over="ignore"):  # of means: then a cost may overflow, and is refused
        costs = PointCosts(in_cells(from_x.points, SIZE), in_cells(to_y.points, SIZE), cost)
    of_x, of_y = costs.x.order, costs.y.order
    masses = [from_x.supply[k] for k in of_x.tolist()] + [to_y.supply[k] for k in of_y.tolist()]
    floats = np.array([max(mass / total, _LEAST_MASS) for mass in masses])
    search = _Search(costs, floats, first_arcs(costs, *np.split(floats, [len(of_x)])))
    basis, guess = search.settled(masses, end, report)
    arcs = zip(of_x[basis.rows].tolist(), of_y[basis.columns].tolist(), basis.flow, strict=True)
    flows = to_y.shared(from_x.shared([arc for arc in arcs if arc[2]], 0), 1)
    inner_f, inner_g = potentials_of(basis, guess, floats)
    f, g = np.empty(len(a)), np.empty(len(b))
    if len(rows) < len(a) or len(columns) < len(b):
        every_x, every_y = in_cells(x, SIZE), in_cells(y, SIZE)
        f[every_x.order] = PointCosts(costs.y, every_x, cost).transform(inner_g)
        f[rows] = _given(inner_f, of_x, from_x)
        g[every_y.order] = PointCosts(every_x, every_y, cost).transform(f[every_x.order])
    f[rows], g[columns] = _given(inner_f, of_x, from_x), _given(inner_g, of_y, to_y)
    return Solution(
        rows=rows[[i for i, _, _ in flows]],
        columns=columns[[j for _, j, _ in flows]],
        mass=np.array([mass / total for _, _, mass in flows]),
        value=value_of(basis, total),
        f=f,
        g=g,
        iterations=basis.pivots,
        in_time=search.in_time,
        stopped=search.stopped,
    )


def _given(potential: np.ndarray, order: np.ndarray, those: Atoms) -> np.ndarray:
    """Return the potential at the points given, from that at the atoms in the order of cells."""
    at_atoms = np.empty(len(order))
    at_atoms[order] = potential
    return at_atoms[those.which]


class _Found(NamedTuple):
    """What a round found: a flow among pairs, their reduced costs, and potentials of the rows."""

    rows: np.ndarray
    columns: np.ndarray
    flow: np.ndarray
    reduced: np.ndarray
    f: np.ndarray


class _Search:
    """Rounds of a search for a plan: pairs of points, and what they cost.

    Parameters
    ----------
    costs : PointCosts
    masses : ndarray, shape (n + m,)
        Of rows, then columns.
    known : ndarray
        The first pairs, as sorted keys.
    """

    def __init__(self, costs: PointCosts, masses: np.ndarray, known: np.ndarray) -> None:
        self._costs, self._known, self._number = costs, known, 0
        self._last: _Found | None = None
        self.stopped: KeyboardInterrupt | None = None
        self.in_time = True
        self._a, self._b = np.split(masses, [costs.shape[0]])
        self._prices = costs.pairs(known // len(self._b), known % len(self._b))

    def settled(
        self, masses: list[int], end: float, report: Callable[[Round], None] | None
    ) -> tuple[Basis, np.ndarray]:
        """Return the last basis, settled in integers, and potentials of the rows."""
        tree, guess = self._run(end, report)
        try:
            for left in reversed(range(_AGAIN)):
                basis = repaired(self._costs, tree, masses)
                cheaper = basis.negative() if self._goes_on(end) else []
                few = not left or len(cheaper) <= _FEW or basis.is_enough(cheaper)
                if few or not self.take(*np.array(cheaper).T):
                    break
                tree, guess = self._run(end, report)
            if self._goes_on(end):
                basis.improve(cheaper, end)
                self.in_time = basis.optimal or self._goes_on(end)
        except KeyboardInterrupt as stop:
            self.stopped, self.in_time = stop, False
            basis = repaired(self._costs, tree, masses)  # what was half done is done again
        return basis, guess

    def _goes_on(self, end: float) -> bool:
        self.in_time = time.monotonic() < end and self.stopped is None
        return self.in_time

    def _run(
        self, end: float, report: Callable[[Round], None] | None
    ) -> tuple[tuple[list[int], list[int]], np.ndarray]:
        """Return a spanning tree that is all but optimal, and potentials of the rows."""
        while True:
            try:
                settled = self._round(end, report)
            except KeyboardInterrupt as stop:
                if self._last is None:
                    raise
                settled, self.stopped = True, stop
            if settled and (last := self._last) is not None:
                arcs = last.rows, last.columns, last.flow, last.reduced
                tree = spanning_tree(*arcs, self._costs.shape, _TOLERANCE * self._costs.largest)
                return tree, last.f

    def _round(self, end: float, report: Callable[[Round], None] | None) -> bool:
        """Solve among the pairs, price all, add those of negative reduced cost, or say it is done.

        What was found is in `_last`.
        """
        a, b, costs = self._a, self._b, self._costs
        self._number += 1
        rows, columns = self._known // len(b), self._known % len(b)
        flow, f, g = plan_among(a, b, rows, columns, self._prices)
        flow, f, g = self._refined(rows, columns, flow, f, g)
        found = costs.violated(f, g, _TOLERANCE * costs.largest, _ADDED)
        reduced = self._prices - f[rows] - g[columns]
        self._last = _Found(rows, columns, flow, reduced, f + found.least)
        value, bound = float(flow @ self._prices), float(a @ (f + found.least) + b @ g)
        if report is not None:
            report(Round(self._number, len(rows), value, bound))
        near = value - bound <= _SETTLED * abs(value)
        return near or time.monotonic() >= end or not self.take(*found.arcs)

    def _refined(
        self, rows: np.ndarray, columns: np.ndarray, flow: np.ndarray, f: np.ndarray, g: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Solve once more among the pairs that are nearly tight, for what potentials leave.

        Where these fall into parts whose masses differ by rounding, POT finds no plan, and what it
        says of the potentials is worse: then all stays as it was.
        """
        reduced = self._prices - f[rows] - g[columns]
        near = (flow > 0) | (reduced <= NEARLY * self._costs.largest)
        again, of_rows, of_columns = plan_among(
            self._a, self._b, rows[near], columns[near], reduced[near]
        )
        left = reduced - of_rows[rows] - of_columns[columns]
        if not (left.min() >= min(reduced.min(), 0) and carries(again, flow)):
            return flow, f, g
        whole = np.zeros(len(flow))
        whole[near] = again
        return whole, f + of_rows, g + of_columns

    def take(self, rows: np.ndarray, columns: np.ndarray) -> bool:
        """Add pairs; return whether there was one that was not known."""
        m, known = len(self._b), self._known
        more = distinct(keys((rows, columns), m))
        more = more[known[np.searchsorted(known, more, side="right") - 1] != more]
        known = np.concatenate([known, more])
        prices = np.concatenate([self._prices, self._costs.pairs(more // m, more % m)])
        by_key = np.argsort(known, kind="stable")
        self._known, self._prices = known[by_key], prices[by_key]
        return len(more) > 0
