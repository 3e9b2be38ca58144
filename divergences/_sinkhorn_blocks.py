"""Entropic transport between measures without the matrix of costs, on the atoms with mass."""

from dataclasses import replace

import numpy as np

from ._costs import CostFunction
from ._entropic import Solution, seen
from ._entropic_blocks import solve_blocks, solve_self_blocks, transform
from ._entropic_plan import EntropicPlan, rounded_in_blocks
from ._measure import Measure
from ._pair_blocks import PairBlocks, largest_of, pair_blocks
from ._regularised import Regularised, refuse_extremes, strong, too_light

Array = np.ndarray


class ByBlocks(Regularised):
    """The problem, the costs between its points in blocks."""

    def __init__(self, mu: Measure, nu: Measure, cost: CostFunction, eps: float) -> None:
        super().__init__(mu, nu, cost, eps)
        if too_light(mu) or too_light(nu):
            raise ValueError(
                "a weight is below 1e-290 of all; leave it out, or pass method='dense'"
            )
        self._pairs, self._unit, largest = pair_blocks(mu.points, nu.points, cost)
        refuse_extremes(largest, eps)
        self._eps = strong(eps / self._unit)
        self._largest = largest / self._unit

    def potentials(self, most: int, tolerance: float) -> Solution:
        """Solve on the atoms that have mass; the potentials of the others follow from those."""
        rows, columns = self.a > 0, self.b > 0
        a, b = self.a[rows], self.b[columns]
        x, y = self._pairs.x, self._pairs.y
        inner = self._pairs.among(x[rows], y[columns])
        found = solve_blocks(inner, a, b, self._eps, most, self._seen(tolerance, inner))
        f = _everywhere(self._pairs.among(x, y[columns]), found.f, rows, found.g, b, self._eps)
        back = self._pairs.transposed().among(y, x[rows])
        g = _everywhere(back, found.g, columns, found.f, a, self._eps)
        return replace(found, f=f * self._unit, g=g * self._unit)

    def own_potential(self, most: int, tolerance: float) -> Solution:
        """Solve from a measure, which both are, to itself."""
        rows, x = self.a > 0, self._pairs.x
        a, inner = self.a[rows], self._pairs.among(x[rows], x[rows])
        found = solve_self_blocks(inner, a, self._eps, most, self._seen(tolerance, inner))
        f = _everywhere(self._pairs.among(x, x[rows]), found.f, rows, found.f, a, self._eps)
        return replace(found, f=f * self._unit, g=f * self._unit)

    def _seen(self, tolerance: float, inner: PairBlocks) -> float:
        """Return the tolerance, or what rounding leaves between atoms that have mass."""
        whole = (len(inner.x), len(inner.y)) == (len(self.a), len(self.b))
        return seen(tolerance, self._eps, self._largest if whole else largest_of(inner))

    def plan(self, found: Solution) -> tuple[EntropicPlan, float, float]:
        """Return the plan of potentials, rounded, <P, C>, and eps KL(P || a x b)."""
        f, g = found.f / self._unit, found.g / self._unit
        plan = rounded_in_blocks(self._pairs, self.a, self.b, f, g, self._eps)
        value, entropy = plan.weighed()
        return plan, value * self._unit, self._eps * entropy * self._unit


def _everywhere(pairs: PairBlocks, f: Array, known: Array, g: Array, b: Array, eps: float) -> Array:
    """Return the potential of all rows: as it is known, or the transform of the other one."""
    whole = np.empty(len(known))
    whole[known] = f
    if not known.all():
        others = pairs.among(pairs.x[~known], pairs.y)
        whole[~known] = transform(others, g, b, eps, np.zeros(len(others.x)))
    return whole
