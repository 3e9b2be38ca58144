"""The network simplex without rounding: from a tree that is nearly right to one that is."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from . import _basis
from ._basis import Walk

_VISITS = 1 << 23  # nodes walked, over all pivots, before giving up: about 10 s
_PRICED = 1 << 31  # reduced costs computed, over all pricings: about 20 s
_HEADROOM = 960  # costs below 2^960 may be added up, as often as there are nodes


@dataclass(eq=False)
class Basis:
    """A spanning tree with flows, never negative, and potentials, in integers.

    Attributes
    ----------
    costs : ndarray, shape (n, m)
    rows, columns : list of int, length n + m - 1
        The arcs of the tree.
    flow : list of int
        The mass on each arc, over a common denominator.
    unit : int
        Costs and potentials are multiples of 1 / unit.
    shift : int
        How many powers of two costs are scaled down where they are taken as floats, so that sums of
        them do not overflow.
    pivots : int
        How often an arc was exchanged.
    optimal : bool
        Whether every reduced cost was found to be >= 0, exactly.
    """

    costs: np.ndarray
    rows: list[int]
    columns: list[int]
    flow: list[int]
    unit: int
    shift: int = field(init=False)
    pivots: int = 0
    optimal: bool = False
    walk: Walk = field(default_factory=lambda: ([], [], []))
    potential: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        largest = max(float(self.costs.max()), -float(self.costs.min()))
        self.shift = max(0, int(np.frexp(largest)[1]) - _HEADROOM)
        self._solve()

    def cost(self, i: int, j: int) -> int:
        """Return the cost of an arc, in units."""
        top, bottom = float(self.costs[i, j]).as_integer_ratio()
        return top * (self.unit // bottom)

    def reduced(self, i: int, j: int) -> int:
        """Return the reduced cost of an arc, in units, exactly."""
        return self.cost(i, j) - self.potential[i] - self.potential[len(self.costs) + j]

    def enter(self, i: int, j: int, amount: int = 0) -> int:
        """Let an arc carrying `amount` join, and the first arc that empties leave.

        Mass moves around the cycle that the arc closes, in the direction that costs less. Returns
        the mass moved.
        """
        around = _basis.path(i, len(self.costs) + j, self.walk)
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
            self.rows[leaving], self.columns[leaving] = i, j
            self.flow[leaving] = amount + moved * step
            self.pivots += 1
            self._solve()
        return step

    def _first(self, k: int) -> tuple[int, int, int]:
        return self.flow[k], self.rows[k], self.columns[k]

    def improve(self) -> None:
        """Exchange arcs until every reduced cost is >= 0, or the work allowed is done."""
        still = priced = 0
        while priced <= _PRICED and self.pivots * len(self.potential) <= _VISITS:
            entering = self._negative(blandly=still > len(self.potential))
            priced += self.costs.size
            if not entering:
                self.optimal = True
                return
            for i, j in entering:
                if self.reduced(i, j) < 0:
                    still = 0 if self.enter(i, j) else still + 1
                if self.pivots * len(self.potential) > _VISITS:
                    return

    def split_potential(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the potentials over 2^shift, as unevaluated sums of two doubles."""
        unit = self.unit << self.shift
        high = np.array([p / unit for p in self.potential])
        rest = [
            float(Fraction(p, unit) - Fraction(h))
            for p, h in zip(self.potential, high.tolist(), strict=True)
        ]
        return high, np.array(rest)

    def _negative(self, *, blandly: bool) -> list[tuple[int, int]]:
        """Return the arcs of negative reduced cost, most negative first, by rows.

        After many pivots that moved nothing, only the first in reading order, Bland's rule: with
        the first of the arcs that empty, it cannot cycle.
        """
        n = len(self.costs)
        high, low = self.split_potential()
        costs = np.ldexp(self.costs, -self.shift) if self.shift else self.costs
        largest = float(np.abs(costs).max()) + 2 * float(np.abs(high).max())
        bound = 2**-50 * largest  # the sums below are off by less than half of it
        if not self.shift and not low.any() and largest < 2**53 / self.unit:
            bound = 0  # every difference below is an integer of less than 53 bits, in units
        found: list[tuple[float, int, int]] = []
        for i in range(n):
            reduced = (costs[i] - high[i]) - high[n:]
            near = np.flatnonzero(reduced < bound)
            found.extend(zip(reduced[near].tolist(), [i] * len(near), near.tolist(), strict=True))
        exact = ((r, i, j) for r, i, j in found if r < -bound or self.reduced(i, j) < 0)
        if blandly:
            return [(i, j) for _, i, j in exact][:1]
        return [(i, j) for _, i, j in sorted(exact)]

    def _solve(self) -> None:
        n, m = self.costs.shape
        self.walk = _basis.walked(n, m, self.rows, self.columns)
        self.potential = _basis.potentials(
            [self.cost(i, j) for i, j in zip(self.rows, self.columns, strict=True)], self.walk
        )


def _unit_of(costs: np.ndarray) -> int:
    """Return the least power of two of which every cost is a multiple of the inverse."""
    mantissa, exponent = np.frexp(costs[costs != 0])
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    zeros = np.frexp((whole & -whole).astype(np.float64))[1] - 1
    lowest = int((exponent - 53 + zeros).min(initial=0))
    return 1 << -lowest


def repaired(
    basis_costs: np.ndarray, tree: tuple[list[int], list[int]], supply: list[int]
) -> Basis:
    """Return a basis on (or near) a tree whose flows are exact and not negative."""
    n, m = basis_costs.shape
    rows, columns = tree
    walk = _basis.walked(n, m, rows, columns)
    flow, left = _basis.clipped_flows(supply, walk)
    basis = Basis(basis_costs, rows, columns, flow, _unit_of(basis_costs))
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
