"""The network simplex without rounding: from a tree that is nearly right to one that is."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import mul

import numpy as np

from . import _basis
from ._basis import Walk
from ._pair_costs import Near, PairCosts

_VISITS = 1 << 23  # nodes walked, over all pivots, before giving up: about 10 s
_WORTH_IT = 1 << 18  # nodes after which costs that are rounded may be left within 2^-_CLOSE
_EACH, _CLOSE = 16, 48  # nodes that an exchange takes, or more
_PRICED = 1 << 31  # reduced costs computed, over all pricings: about 20 s
_IN_PAIRS = 98  # bits, of the largest sum in units, up to which pairs of doubles tell its sign
_HEADROOM = 960  # costs below 2^960 may be added up, as often as there are nodes


@dataclass(eq=False)
class Basis:
    """A spanning tree with flows, never negative, and potentials, in integers.

    Attributes
    ----------
    costs : object
        Of n rows and m columns.
    rows, columns : list of int, length n + m - 1
        The arcs of the tree.
    flow : list of int
        The mass on each arc, over a common denominator.
    shift : int
        How many powers of two costs are scaled down where they are taken as floats, so that sums of
        them do not overflow.
    pivots : int
        How often an arc was exchanged.
    visited : int
        How many nodes that has moved, or looked at.
    price : list of int
        The costs of the arcs, in units.
    optimal : bool
        Whether every reduced cost was found to be >= 0, exactly.
    """

    costs: PairCosts
    rows: list[int]
    columns: list[int]
    flow: list[int]
    shift: int = field(init=False)
    pivots: int = 0
    visited: int = 0
    optimal: bool = False
    walk: Walk = field(init=False)
    potential: list[int] = field(init=False)
    price: list[int] = field(init=False)
    beside: list[dict[int, int]] = field(init=False)
    _priced: dict[tuple[int, int], float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.shift = max(0, int(np.frexp(self.costs.largest)[1]) - _HEADROOM)
        found = self.costs.pairs(np.array(self.rows), np.array(self.columns))
        self.price = [self._in_units(cost) for cost in found.tolist()]
        n, m = self.costs.shape
        self.walk = _basis.walked(n, m, self.rows, self.columns)
        self.potential = _basis.potentials(self.price, self.walk)
        self.beside = [{} for _ in range(n + m)]
        for k, (i, j) in enumerate(zip(self.rows, self.columns, strict=True)):
            self.beside[i][n + j] = self.beside[n + j][i] = k

    @property
    def unit(self) -> int:
        """Costs and potentials are multiples of 1 / unit."""
        return self.costs.unit

    def cost(self, i: int, j: int) -> int:
        """Return the cost of an arc, in units."""
        known = self._priced.get((i, j))
        return self._in_units(self.costs.at(i, j) if known is None else known)

    def reduced(self, i: int, j: int) -> int:
        """Return the reduced cost of an arc, in units, exactly."""
        return self._left(self.cost(i, j), i, j)

    def _left(self, cost: int, i: int, j: int) -> int:
        return cost - self.potential[i] - self.potential[self.costs.shape[0] + j]

    def enter(self, i: int, j: int, amount: int = 0) -> int:
        """Let an arc carrying `amount` join, and the first arc that empties leave.

        Mass moves around the cycle that the arc closes, in the direction that costs less. Returns
        the mass moved.
        """
        around = _basis.path(i, self.costs.shape[0] + j, self.walk)
        self.visited += len(around)
        if self.reduced(i, j) < 0:
            giving, taking, moved = around[0::2], around[1::2], 1
        else:
            giving, taking, moved = around[1::2], around[0::2], -1
        leaving = min(giving, key=self._first, default=-1)
        step = self.flow[leaving] if giving else amount
        if moved < 0 and amount <= step:
            step, leaving = amount, -1
        for k in giving:
            self.flow[k] -= step
        for k in taking:
            self.flow[k] += step
        if leaving >= 0:
            self.flow[leaving] = amount + moved * step
            self.pivots += 1
            self._exchange(leaving, i, j)
        return step

    def _exchange(self, leaving: int, i: int, j: int) -> None:
        """Let an arc take the place of another; the smaller part of the tree moves to it."""
        n, potential, (_, parent, arc) = self.costs.shape[0], self.potential, self.walk
        cost = self.cost(i, j)
        ends = self.rows[leaving], n + self.columns[leaving]
        moved = self._smaller_part(*ends)
        inside = ends[0] if ends[0] in moved else ends[1]
        if parent[inside] not in ends:  # the root moves: what stays has a new one
            stays = ends[0] + ends[1] - inside
            parent[stays] = arc[stays] = -1
        by = self._left(cost, i, j)
        of_rows = by if i in moved else -by
        for node in moved:
            potential[node] += of_rows if node < n else -of_rows
        self.rows[leaving], self.columns[leaving], self.price[leaving] = i, j, cost
        self.beside[i][n + j] = self.beside[n + j][i] = leaving
        hung = [(i, n + j) if i in moved else (n + j, i)]
        for node, above in hung:
            parent[node], arc[node] = above, self.beside[node][above]
            hung += [(below, node) for below in self.beside[node] if below != above]
        self.visited += len(moved)

    def _smaller_part(self, u: int, v: int) -> set[int]:
        """Cut the arc between two nodes, and return the smaller of the parts, or either."""
        del self.beside[u][v], self.beside[v][u]
        parts = [u], [v]
        seen = {u}, {v}
        for k in range(len(self.beside)):
            for part, known in zip(parts, seen, strict=True):
                if k == len(part):
                    return known
                fresh = [node for node in self.beside[part[k]] if node not in known]
                part += fresh
                known.update(fresh)
        raise AssertionError("a tree without an arc has two parts")

    def _first(self, k: int) -> tuple[int, int, int]:
        return self.flow[k], self.rows[k], self.columns[k]

    def improve(self, entering: list[tuple[int, int]] | None = None, end: float = math.inf) -> None:
        """Exchange arcs until every reduced cost is >= 0, or the work allowed is done.

        `entering` are the arcs of negative reduced cost, where they are known already; `end` is
        when to stop, by the monotonic clock.
        """
        still = priced = 0
        while priced <= _PRICED and self.visited <= _VISITS and time.monotonic() < end:
            if entering is None:
                entering = self.negative(blandly=still > len(self.potential))
            priced += self.costs.steps
            if not entering:
                self.optimal = True
                return
            if self.is_enough(entering):
                return
            for i, j in entering:
                if self.reduced(i, j) < 0:
                    still = 0 if self.enter(i, j) else still + 1
                if self.visited > _VISITS or time.monotonic() >= end:
                    return
            entering = None

    def is_enough(self, entering: list[tuple[int, int]]) -> bool:
        """Decide whether these arcs are left alone: for digits that rounded costs do not have."""
        much = self.visited + _EACH * len(entering) > _WORTH_IT
        return much and self.costs.rounded and self._is_close(entering)

    def _is_close(self, entering: list[tuple[int, int]]) -> bool:
        """Decide whether no plan costs less by more than a few units in the last place.

        Along any plan reduced costs add up to what it costs less, and the mass of a row meets none
        below the least of the row.
        """
        least = dict.fromkeys(self.rows, 0)
        for i, j in entering:
            least[i] = min(least[i], self.reduced(i, j))
        saved = -sum(least[i] * flow for i, flow in zip(self.rows, self.flow, strict=True))
        cost = sum(map(mul, self.flow, self.price))
        return saved << _CLOSE <= abs(cost)

    def split_potential(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the potentials over 2^shift, as unevaluated sums of two doubles."""
        unit = self.unit << self.shift
        high = [p / unit for p in self.potential]
        parts = [h.as_integer_ratio() for h in high]
        rest = [
            (p * bottom - top * unit) / (unit * bottom)
            for p, (top, bottom) in zip(self.potential, parts, strict=True)
        ]
        return np.array(high), np.array(rest)

    def negative(self, *, blandly: bool = False) -> list[tuple[int, int]]:
        """Return the arcs of negative reduced cost, most negative first, by rows.

        After many pivots that moved nothing, only the first in reading order, Bland's rule: with
        the first of the arcs that empty, it cannot cycle.
        """
        high, low = self.split_potential()
        largest = math.ldexp(self.costs.largest, -self.shift) + 2 * float(np.abs(high).max())
        bound = 2**-50 * largest  # the differences of `below` are off by less than half of it
        if not self.shift and not low.any() and largest < 2**53 / self.unit:
            bound = 0  # each of them is an integer of less than 53 bits, in units
        found = self._negative(high, low, bound)
        if blandly:
            first = next((one for one in found if len(one[0])), None)
            return [] if first is None else [(int(first[1][0]), int(first[2][0]))]
        reduced, rows, columns, prices = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.lexsort((columns, rows, reduced))
        arcs = list(zip(rows[order].tolist(), columns[order].tolist(), strict=True))
        self._priced = dict(zip(arcs, prices[order].tolist(), strict=True))
        return arcs

    def _negative(self, high: np.ndarray, low: np.ndarray, bound: float) -> Iterator[Near]:
        """Yield the arcs whose reduced costs are negative, exactly."""
        yield (np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))
        n = self.costs.shape[0]
        bits = math.frexp(self.costs.largest + 2 * float(np.abs(high).max()))[1]
        fine = self.unit.bit_length()
        in_pairs = not self.shift and bits + fine < _IN_PAIRS and fine < _HEADROOM
        for near in self.costs.below(high[:n], high[n:], bound, self.shift):
            reduced, rows, columns, prices = near
            if not bound:
                yield near
                continue
            if in_pairs:  # and a unit is more than these are off by
                above = n + columns
                reduced = _less(prices, high[rows], high[above], low[rows] + low[above])
                found = reduced < -0.5 / self.unit
            else:
                arcs = zip(*(part.tolist() for part in near), strict=True)
                found = np.array(
                    [r < -bound or self._left(self._in_units(c), i, j) < 0 for r, i, j, c in arcs],
                    dtype=bool,
                )
            yield reduced[found], rows[found], columns[found], prices[found]

    def _in_units(self, cost: float) -> int:
        top, bottom = cost.as_integer_ratio()
        return top * (self.unit // bottom)


def _less(prices: np.ndarray, f: np.ndarray, g: np.ndarray, low: np.ndarray) -> np.ndarray:
    """Return prices - f - g - low, off by 2^-100 of the largest, or 2^-50 of what is returned.

    What the first difference rounds is added again. The second rounds by 2^-53 of itself, which is
    nothing wherever it is of the size of what is added.
    """
    once, left = _two_sum(prices, -f)
    return np.asarray((once - g) + (left - low))


def _two_sum(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum, and by what it was rounded (Knuth, Seminumerical Algorithms, 1981)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def repaired(costs: PairCosts, tree: tuple[list[int], list[int]], supply: list[int]) -> Basis:
    """Return a basis on (or near) a tree whose flows are exact and not negative."""
    n, m = costs.shape
    rows, columns = tree
    walk = _basis.walked(n, m, rows, columns)
    flow, left = _basis.clipped_flows(supply, walk)
    basis = Basis(costs, rows, columns, flow)
    givers = [i for i in range(n) if left[i]]
    takers = [j for j in range(m) if left[n + j]]
    wanted = sorted((basis.reduced(i, j), i, j) for i in givers for j in takers)
    for _, i, j in wanted:
        amount = min(left[i], left[n + j])
        if amount:
            left[i] -= amount
            left[n + j] -= amount
            basis.enter(i, j, amount)
    return basis
