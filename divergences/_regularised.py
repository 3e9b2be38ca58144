"""Entropic transport between laws: in units of the costs, on the atoms that have mass."""

import math
from dataclasses import replace

import numpy as np

from ._entropic import Solution, flat, plan_of, rounded, soft_transform, solve, solve_self
from ._gaussian import above_log
from ._kl import kl

LARGEST_COST = 2**1020
LARGEST_EPS = 2**53  # of the largest cost: exp((f + g - c) / eps) is 1 within rounding
LEAST_EPS = 2**-40  # of the largest cost: rounding an exponent moves 1e-3 of the mass


def potentials(
    matrix: np.ndarray, a: np.ndarray, b: np.ndarray, eps: float, most: int, tolerance: float
) -> Solution:
    """Solve on the atoms that have mass; the potentials of the others follow from those."""
    rows, columns = a > 0, b > 0
    cost, eps, unit = _in_units(matrix, eps)
    inner = solve(cost[np.ix_(rows, columns)], a[rows], b[columns], eps, most, tolerance)
    f = soft_transform(cost[:, columns], inner.g, b[columns], eps)
    g = soft_transform(cost.T[:, rows], f[rows], a[rows], eps)
    g[columns] = inner.g
    return replace(inner, f=f * unit, g=g * unit)


def potentials_within(
    matrix: np.ndarray, law: np.ndarray, eps: float, most: int, tolerance: float
) -> Solution:
    """Solve from a measure to itself, in the units of the costs."""
    kept = law > 0
    cost, eps, unit = _in_units(matrix, eps)
    own = solve_self(cost[np.ix_(kept, kept)], law[kept], eps, most, tolerance)
    f = unit * soft_transform(cost[:, kept], own.f, law[kept], eps)
    f[kept] = unit * own.f
    return replace(own, f=f, g=f)


def feasible(
    matrix: np.ndarray, a: np.ndarray, b: np.ndarray, eps: float, s: Solution
) -> tuple[np.ndarray, float]:
    """Return the plan, with marginals a and b, and eps times its relative entropy to a x b."""
    rows, columns = a > 0, b > 0
    among = np.ix_(rows, columns)
    cost, eps, unit = _in_units(matrix, eps)
    f, g, a, b = s.f[rows] / unit, s.g[columns] / unit, a[rows], b[columns]
    plan = np.zeros(matrix.shape)
    tilt = flat(cost[among], f, g, a, b, eps)
    if tilt is not None:
        plan[among] = a[:, None] * (b * (1 + tilt))
        entropies = tilt * tilt - (1 + tilt) * above_log(tilt)  # (1 + t) log(1 + t) - t
        return plan, eps * float(a @ entropies @ b) * unit
    plan[among] = inner = rounded(plan_of(cost[among], f, g, a, b, eps), a, b)
    kept = inner.sum(axis=1) > 0  # a mass below the least double may leave nothing
    apart = kl(inner[kept], b, normalize=True)
    return plan, eps * float(a[kept] @ apart) * unit


def _in_units(cost: np.ndarray, eps: float) -> tuple[np.ndarray, float, float]:
    """Return costs and eps over a power of two near the largest cost, and that power.

    Beyond 2^53 of the largest cost, eps is taken as that: what is asked for, the plan a x b and
    the potentials that belong to it, is the same to the last bit.
    """
    largest = float(np.abs(cost).max())
    if largest > LARGEST_COST:
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
    unit = math.ldexp(1, math.frexp(largest)[1] - 1)
    return cost / unit, min(eps / unit, LARGEST_EPS), unit
