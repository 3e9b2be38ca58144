"""Entropic transport in the log domain: scaling, Newton's method, and rounding to feasibility."""

import math
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

Cost = Float[np.ndarray, "n m"]
First = Float[np.ndarray, "n"]
Second = Float[np.ndarray, "m"]

PATIENCE = 4  # sweeps between steps of Newton's method
START, ROUGH = 40, 1e-2  # at a stronger regularisation: sweeps at most, error that will do
NEWTON_UP_TO = 1500  # columns: a step solves a system of that size
FLAT = 1 / 4  # exponents up to which the plan is near a x b: densities stay within 1/2 of 1
ULP = float(np.finfo(float).eps)
LEFT_MISSING = 16 * ULP  # of a marginal: what its rounding leaves missing


@dataclass(frozen=True, eq=False)
class Solution:
    """Potentials, and how far they are from the optimum.

    Attributes
    ----------
    f, g : ndarray, shapes (n,) and (m,)
        The plan is a_i b_j exp((f_i + g_j - c_ij) / eps), and its rows sum to a.
    error : float
        How far its columns are from b, in total mass.
    iterations : int
        Sweeps over rows and columns, and steps of Newton's method.
    converged : bool
        Whether the error is below what was asked for, or below what rounding leaves.
    """

    f: np.ndarray
    g: np.ndarray
    error: float
    iterations: int
    converged: bool


def soft_transform(cost: Cost, g: Second, b: Second, eps: float) -> First:
    """Return f with f_i = -eps log sum_j b_j exp((g_j - c_ij) / eps): rows then sum to a.

    All of b is above 0. Where eps is large, the logarithm is near 0, and taken as log(1 + x).
    """
    terms = g - cost
    highest = terms.max(axis=1)
    terms -= highest[:, None]
    terms /= eps
    if terms.min() > -1:
        logs = np.log1p(np.expm1(terms, out=terms) @ b)
    else:
        logs = np.log(np.exp(terms, out=terms) @ b)
    return np.asarray(-(highest + eps * logs))


def plan_of(cost: Cost, f: First, g: Second, a: First, b: Second, eps: float) -> Cost:
    """Return the plan of two potentials; its roots, as exp alone may overflow where b is tiny."""
    roots = np.exp((f[:, None] + g - cost) / (2 * eps))
    return np.asarray((roots * a[:, None]) * (roots * b))


def seen(tolerance: float, eps: float, largest: float = 1.0) -> float:
    """Return the tolerance, or what rounding leaves: four times that of (f + g - c) / eps."""
    return max(tolerance, 4 * ULP * (1 + largest / eps))


def misplaced(b: Second, g: Second, swept: Second, eps: float) -> float:
    """Return how far the columns are from b, in total mass, before the sweep."""
    with np.errstate(over="ignore"):  # of an atom whose mass is tiny: 2 is all there is
        return min(float(np.abs(b * np.expm1((g - swept) / eps)).sum()), 2.0)


def solve(
    cost: Cost, a: First, b: Second, eps: float, max_iterations: int, tolerance: float
) -> Solution:
    """Find the potentials, for regularisations that halve from the spread of the costs to eps.

    No error below what can be seen is asked for.
    """
    levels = math.ceil(math.log2(max(float(np.ptp(cost)) / eps, 1)))
    g, iterations = np.zeros_like(b), 0
    for k in range(levels, 0, -1):
        start = _solve_at(
            cost, g, a, b, math.ldexp(eps, k), min(START, max_iterations - iterations), ROUGH
        )
        g, iterations = start.g, iterations + start.iterations
    wanted = seen(tolerance, eps, _largest(cost))
    end = _solve_at(cost, g, a, b, eps, max_iterations - iterations, wanted)
    return replace(end, iterations=iterations + end.iterations)


def _solve_at(
    cost: Cost, g: Second, a: First, b: Second, eps: float, max_iterations: int, wanted: float
) -> Solution:
    """Sweep over rows and columns, with a step of Newton's method where sweeps are slow."""
    f, iterations = soft_transform(cost, g, b, eps), 0
    while True:
        swept = soft_transform(cost.T, f, a, eps)
        error = misplaced(b, g, swept, eps)
        if error <= wanted or iterations >= max_iterations:
            return Solution(f, g, error, iterations, error <= wanted)
        iterations += 1
        g = swept
        f = soft_transform(cost, g, b, eps)
        if iterations % PATIENCE == 0 and len(b) <= NEWTON_UP_TO:
            g = _newton(cost, f, g, a, b, eps)
            f = soft_transform(cost, g, b, eps)


def solve_self(cost: Cost, a: First, eps: float, max_iterations: int, tolerance: float) -> Solution:
    """Find the potential of a measure with itself, by averaging old and new."""
    wanted = seen(tolerance, eps, _largest(cost))
    f, error, iterations = np.zeros_like(a), math.inf, 0
    while error > wanted and iterations < max_iterations:
        iterations += 1
        updated = soft_transform(cost, f, a, eps)
        error = float(a @ np.abs(updated - f)) / eps
        f = (f + updated) / 2
    return Solution(f, f, error, iterations, error <= wanted)


def _largest(cost: Cost) -> float:
    return float(np.abs(cost).max())


def rounded(plan: Cost, a: First, b: Second) -> Cost:
    """Return a plan with marginals a and b near a given one (Altschuler et al. 2017, algorithm 2).

    Rows, then columns, that are too heavy are scaled down, and what is then missing is spread as
    a product. What is missing by the rounding of a marginal is left missing: spread, it would
    drown masses that are smaller than that.
    """
    shrunk = plan * (a / np.maximum(a, plan.sum(axis=1)))[:, None]
    shrunk = shrunk * (b / np.maximum(b, shrunk.sum(axis=0)))
    rows, columns = a - shrunk.sum(axis=1), b - shrunk.sum(axis=0)
    rows = np.where(rows > LEFT_MISSING * a, rows, 0)
    columns = np.where(columns > LEFT_MISSING * b, columns, 0)
    total = max(rows.sum(), columns.sum())
    return np.asarray(shrunk if total == 0 else shrunk + np.outer(rows, columns) / total)


def flat(cost: Cost, f: First, g: Second, a: First, b: Second, eps: float) -> Cost | None:
    """Return t where the plan, rounded as by `rounded`, is a_i b_j (1 + t_ij), |t| <= 1/2, or None.

    So near a x b, the plan itself would lose what its relative entropy is made of.
    """
    t = (f[:, None] + g - cost) / eps
    if np.abs(t).max() > FLAT:
        return None
    np.expm1(t, out=t)
    heavy = np.maximum(t @ b, 0)[:, None]
    t = (t - heavy) / (1 + heavy)
    heavy = np.maximum(a @ t, 0)
    t = (t - heavy) / (1 + heavy)
    rows, columns = np.maximum(-(t @ b), 0), np.maximum(-(a @ t), 0)
    total = float(a @ rows)
    return np.asarray(t if total == 0 else t + np.outer(rows, columns) / total)


def _newton(cost: Cost, f: First, g: Second, a: First, b: Second, eps: float) -> Second:
    """Return g after a step of Newton's method on the concave dual, or g if no step rises.

    With f the best for g, the dual has gradient b - columns and curvature
    -(diag(columns) - P' diag(1/a) P) / eps, which is blind to constants: b b' fixes those.
    """
    plan = plan_of(cost, f, g, a, b, eps)
    columns = plan.sum(axis=0)
    curvature = np.diag(columns) - plan.T @ (plan / a[:, None]) + np.outer(b, b)
    try:
        step = eps * np.linalg.solve(curvature, b - columns)
    except np.linalg.LinAlgError:
        return g
    level, rise = float(a @ f + b @ g), float((b - columns) @ step)
    for _ in range(30):
        trial = g + step
        if float(a @ soft_transform(cost, trial, b, eps) + b @ trial) >= level + rise / 8:
            return trial
        step, rise = step / 2, rise / 2
    return g
