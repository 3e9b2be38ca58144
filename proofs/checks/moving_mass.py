"""What linear programmes and the library's own distance say of the sentences about transport."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

import divergences as dv

from . import supports

Values = NDArray[np.float64]


def laws(seed: int, *sizes: int) -> list[tuple[Values, Values]]:
    """Draw points in the plane with weights."""
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(n, 2)), rng.dirichlet(np.ones(n))) for n in sizes]


def lengths(x: Values, y: Values) -> Values:
    """Return all distances."""
    squares: Values = np.square(x[:, None] - y[None]).sum(axis=-1)
    return np.sqrt(squares)


def cheapest(first: tuple[Values, Values], second: tuple[Values, Values]) -> float:
    """Minimise the mean distance over all joint laws with the two marginals; inf if none has."""
    (x, a), (y, b) = first, second
    rows = np.kron(np.eye(len(a)), np.ones(len(b)))
    columns = np.kron(np.ones(len(a)), np.eye(len(b)))
    sums = np.vstack([rows, columns]), np.concatenate([a, b])
    found = linprog(lengths(x, y).ravel(), A_eq=sums[0], b_eq=sums[1])
    return float(found.fun) if found.success else np.inf


def steepest(first: tuple[Values, Values], second: tuple[Values, Values]) -> float:
    """Maximise E f(X) - E f(Y) over all f that rise by no more than the distance."""
    (x, a), (y, b) = first, second
    points, gain = np.concatenate([x, y]), np.concatenate([a, -b])
    i, j = np.nonzero(~np.eye(len(points), dtype=bool))
    rise = np.eye(len(points))[i] - np.eye(len(points))[j]
    limit = lengths(points, points)[i, j]
    return -float(linprog(-gain, A_ub=rise, b_ub=limit, bounds=(None, None)).fun)


def distance(first: tuple[Values, Values], second: tuple[Values, Values]) -> float:
    """Return the library's W1."""
    return dv.wasserstein(dv.Measure(*first), dv.Measure(*second))


@supports("003-129")
def masses_add_up_to_1() -> tuple[bool, bool]:
    """Can three masses be moved to four just if both add up to 1? Does the library ask for that?"""
    (x, a), (y, b) = laws(3129, 3, 4)

    def taken(share: float) -> tuple[bool, bool]:
        """Say whether a plan exists, and whether the library takes the law."""
        planned = bool(np.isfinite(cheapest((x, share * a), (y, b))))
        try:
            dv.Measure(x, share * a)
        except ValueError:
            return planned, False
        return planned, True

    holds = taken(1.0) == (True, True) and taken(0.5) == (False, False)
    return holds, holds


@supports("003-134")
def the_least_mean_distance_is_reached() -> tuple[bool, bool]:
    """Is the library's W the infimum over joint laws, and is there a plan of that cost?"""
    holds = True
    for seed in range(5):
        first, second = laws(3134 + seed, 3, 4)
        best = dv.transport(dv.Measure(*first), dv.Measure(*second), dv.costs.euclidean)
        plan = best.plan.toarray()
        sides = np.allclose(plan.sum(1), first[1]) and np.allclose(plan.sum(0), second[1])
        cost = float((plan * lengths(first[0], second[0])).sum())
        holds &= bool(sides and np.allclose([cost, best.value], cheapest(first, second)))
    return holds, holds


@supports("003-138")
def the_steepest_critic_gains_the_least_cost() -> tuple[bool, bool]:
    """Is the largest gain of a 1-Lipschitz function the least cost of a joint law?"""
    pairs = [laws(3138 + seed, 3 + seed % 3, 4) for seed in range(8)]
    holds = all(np.isclose(steepest(*pair), cheapest(*pair), rtol=1e-9) for pair in pairs)
    return holds, holds


@supports("003-142")
def the_least_mean_distance_is_a_distance() -> tuple[bool, bool]:
    """Is W the infimum, symmetric, 0 at equality only, and shorter than any way round?"""
    holds = True
    for seed in range(5):
        p, q, r = laws(3142 + seed, 3, 4, 5)
        holds &= bool(np.isclose(distance(p, q), cheapest(p, q)) and distance(p, p) == 0)
        holds &= bool(np.isclose(distance(p, q), distance(q, p)) and distance(p, q) > 0)
        holds &= distance(p, r) <= distance(p, q) + distance(q, r)
    return holds, holds


@supports("003-144")
def bounded_sets_are_needed() -> tuple[bool, bool]:
    """W <= diam TV on [0, 1], and on the open disc, which is not compact; not on the whole line.

    There mass 1/n at n^2 has TV = 1/n and W = n.
    """
    rng = np.random.default_rng(3144)
    n = np.array([2, 10, 50])
    origin = np.zeros(1), np.ones(1)
    far = [(np.array([0.0, k**2]), np.array([1 - 1 / k, 1 / k])) for k in n]
    apart = [distance(law, origin) for law in far]
    shared = [dv.tv(law[1], np.array([1.0, 0.0])) for law in far]
    needed = bool(np.allclose(shared, 1 / n) and np.allclose(apart, n))

    def within(x: Values, diameter: float) -> bool:
        """Compare W with TV for two laws on the points."""
        p, q = rng.dirichlet(np.ones(len(x)), size=2)
        return bool(distance((x, p), (x, q)) <= diameter * dv.tv(p, q) + 1e-12)

    angles, radii = rng.random((20, 6)) * 2 * np.pi, rng.random((20, 6, 1))
    discs = radii * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    compact = all(within(np.append(x, [0.0, 1.0]), 1.0) for x in rng.random((20, 4)))
    bounded = all(within(x, 2.0) for x in discs)
    return needed and compact, needed and bounded
