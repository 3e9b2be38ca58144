"""Entropic transport between measures by the matrix of costs: in their units, where mass is."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from ._costs import CostFunction, called
from ._entropic import Solution, flat, plan_of, rounded, soft_transform, solve, solve_self
from ._gaussian import above_log
from ._kl import kl
from ._late import late
from ._measure import Measure
from ._pair_blocks import refuse_no_costs

LARGEST_COST = 2**1020
LARGEST_EPS = 2**53  # of the largest cost: exp((f + g - c) / eps) is 1 within rounding
_LIGHTEST = 1e-290
LEAST_EPS = 2**-40  # of the largest cost: rounding an exponent moves 1e-3 of the mass


class Regularised:
    """Two measures, a cost and eps.

    Attributes
    ----------
    mu, nu : Measure
    cost : callable
    eps : float
    a, b : ndarray, shapes (n,) and (m,)
        The laws.
    """

    def __init__(self, mu: Measure, nu: Measure, cost: CostFunction, eps: float) -> None:
        self.mu, self.nu, self.cost, self.eps = mu, nu, cost, eps
        self.a, self.b = _law_of(mu), _law_of(nu)


class ByMatrix(Regularised):
    """The problem, its costs in a matrix."""

    def __init__(self, mu: Measure, nu: Measure, cost: CostFunction, eps: float) -> None:
        super().__init__(mu, nu, cost, eps)
        self._matrix = refuse_no_costs(called(cost, mu.points, nu.points), len(mu), len(nu))
        self._costs, self._eps, self._unit = _in_units(self._matrix, eps)

    def potentials(self, most: int, tolerance: float) -> Solution:
        """Solve on the atoms that have mass; the potentials of the others follow from those."""
        rows, columns = self.a > 0, self.b > 0
        a, b, cost, eps = self.a[rows], self.b[columns], self._costs, self._eps
        inner = solve(cost[np.ix_(rows, columns)], a, b, eps, most, tolerance)
        f = soft_transform(cost[:, columns], inner.g, b, eps)
        g = soft_transform(cost.T[:, rows], f[rows], a, eps)
        g[columns] = inner.g
        return replace(inner, f=f * self._unit, g=g * self._unit)

    def own_potential(self, most: int, tolerance: float) -> Solution:
        """Solve from a measure, which both are, to itself."""
        kept, cost, eps = self.a > 0, self._costs, self._eps
        own = solve_self(cost[np.ix_(kept, kept)], self.a[kept], eps, most, tolerance)
        f = self._unit * soft_transform(cost[:, kept], own.f, self.a[kept], eps)
        f[kept] = self._unit * own.f
        return replace(own, f=f, g=f.copy())

    def plan(self, found: Solution) -> tuple[Any, float, float]:
        """Return the plan of potentials, rounded, <P, C>, and eps KL(P || a x b)."""
        coo_array = late("scipy.sparse").coo_array

        plan, entropy = self._feasible(found.f / self._unit, found.g / self._unit)
        return coo_array(plan), float((plan * self._matrix).sum()), entropy * self._unit

    def _feasible(self, f: np.ndarray, g: np.ndarray) -> tuple[np.ndarray, float]:
        rows, columns = self.a > 0, self.b > 0
        a, b, eps = self.a[rows], self.b[columns], self._eps
        among = np.ix_(rows, columns)
        plan = np.zeros(self._costs.shape)
        tilt = flat(self._costs[among], f[rows], g[columns], a, b, eps)
        if tilt is not None:
            plan[among] = a[:, None] * (b * (1 + tilt))
            entropies = tilt * tilt - (1 + tilt) * above_log(tilt)  # (1 + t) log(1 + t) - t
            return plan, eps * float(a @ entropies @ b)
        inner = rounded(plan_of(self._costs[among], f[rows], g[columns], a, b, eps), a, b)
        plan[among] = inner
        kept = inner.sum(axis=1) > 0  # a mass below the least double may leave nothing
        apart = kl(inner[kept], b, normalize=True)
        return plan, eps * float(a[kept] @ apart)


def too_light(measure: Measure) -> bool:
    """Decide whether a mass is so small that its densities may overflow."""
    return bool((_law_of(measure)[measure.weights > 0] < _LIGHTEST).any())


def _law_of(measure: Measure) -> np.ndarray:
    """Return the weights over their sum."""
    weights = measure.weights / measure.weights.max()
    return np.asarray(weights / math.fsum(weights))


def _in_units(cost: np.ndarray, eps: float) -> tuple[np.ndarray, float, float]:
    """Return costs and eps over a power of two near the largest cost, and that power."""
    largest = float(np.abs(cost).max())
    refuse_extremes(largest, eps)
    unit = math.ldexp(1, math.frexp(largest)[1] - 1)
    return cost / unit, strong(eps / unit), unit


def strong(eps: float) -> float:
    """Return eps in units, at most 2^53: beyond, all that is asked for is the same to the last bit.

    It is the plan a x b then, and the potentials that belong to it.
    """
    return min(eps, LARGEST_EPS)


def refuse_extremes(largest: float, eps: float) -> None:
    """Raise ValueError where potentials may overflow, or exponents be drowned by rounding."""
    if not largest <= LARGEST_COST:
        raise ValueError(
            f"the largest cost is {largest:.3g}; scale the points, so that costs are at most "
            f"{LARGEST_COST:.3g}: potentials may be four times as large"
        )
    if eps < LEAST_EPS * largest:
        raise ValueError(
            f"eps is {eps:.3g}, below {LEAST_EPS:.3g} of the largest cost, {largest:.3g}: rounding "
            "would misplace more than a thousandth of the mass; raise eps, or use transport, which "
            "is exact"
        )
