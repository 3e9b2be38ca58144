"""The least mean cost over all couplings: what it is, and that nobody has to list couplings."""

from math import lgamma, log

import numpy as np
from scipy.optimize import linprog

from divergences import costs, transport, wasserstein

from . import supports


def least_mean(cost: np.ndarray) -> float:
    """Minimise the mean cost over all couplings of two uniform laws, by SciPy."""
    n, m = cost.shape
    marginals = np.vstack([np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))])
    masses = np.concatenate([np.full(n, 1 / n), np.full(m, 1 / m)])
    return float(linprog(cost.ravel(), A_eq=marginals, b_eq=masses).fun)


@supports("002-067")
def w_is_the_least_mean_distance_of_a_coupling() -> tuple[bool, bool]:
    """Solve the programme of the definition for points in the plane; compare with the library.

    The least mean of squared distances, which document 000 has, is another number.
    """
    random = np.random.default_rng(67)
    holds = []
    for n, m in ((3, 5), (5, 4), (8, 8)):
        x, y = random.normal(size=(n, 2)), random.normal(size=(m, 2)) + 1
        distances = np.linalg.norm(x[:, None] - y, axis=2)
        least, squared, w = least_mean(distances), least_mean(distances**2), wasserstein(x, y)
        holds.append(abs(least - w) <= 1e-9 * w < abs(squared - w))
    return all(holds), all(holds)


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
