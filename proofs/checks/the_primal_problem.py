"""The least mean cost over all couplings: what it is, and that nobody has to list couplings."""

from math import lgamma, log

import numpy as np
from scipy.optimize import linprog

from divergences import costs, transport, wasserstein

from . import supports


def least_cost(a: np.ndarray, b: np.ndarray, cost: np.ndarray, marginals: bool) -> float:
    """Minimise the mean cost over joint laws, with or without the two marginals, by SciPy."""
    n, m = cost.shape
    rows = np.kron(np.eye(n), np.ones(m))
    columns = np.kron(np.ones(n), np.eye(m))
    equal = np.vstack([rows, columns]) if marginals else np.ones((1, n * m))
    right = np.concatenate([a, b]) if marginals else np.ones(1)
    return float(linprog(cost.ravel(), A_eq=equal, b_eq=right).fun)


@supports("002-067")
def w_is_the_least_mean_distance_of_a_coupling() -> tuple[bool, bool]:
    """Solve the programme of the definition for points in the plane; compare with the library."""
    random = np.random.default_rng(67)
    same = []
    for n in (3, 5, 8):
        x, y = random.normal(size=(n, 2)), random.normal(size=(n, 2)) + 1
        distances = np.linalg.norm(x[:, None] - y, axis=2)
        uniform = np.full(n, 1 / n)
        least = least_cost(uniform, uniform, distances, marginals=True)
        same.append(abs(least - wasserstein(x, y)) <= 1e-9 * least)
        squared = least_cost(uniform, uniform, distances**2, marginals=True)
        same.append(abs(squared - least) > 1e-3)
    return all(same), all(same)


@supports("002-069")
def the_primal_problem_is_solved_without_listing_couplings() -> tuple[bool, bool]:
    """Solve one with 200! corners; the bounds, which a potential and a plan prove, nearly meet.

    The document: nobody finds the least cost but by trying all couplings.
    """
    random = np.random.default_rng(69)
    n = 200
    answer = transport(random.normal(size=(n, 2)), random.normal(size=(n, 2)) + 1, costs.euclidean)
    bounds = answer.bounds()
    found = bounds.lower > 0 and bounds.upper - bounds.lower <= 1e-9 * bounds.lower
    too_many_to_try = lgamma(n + 1) / log(10) > 300
    return not found, found and too_many_to_try
