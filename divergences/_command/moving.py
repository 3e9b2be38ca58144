"""Wasserstein distances: exact, with bounds proved from the plan and the potentials found."""

import math
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

import divergences

from .. import costs
from .._line import wasserstein_line
from .._relabelling import Null, relabelled
from .._solve import solve
from .._transport import transport_by_matrix
from .._transport_result import Transport
from .problem import Problem
from .report import Row

_SOLVES = ((1_000_000, 99), (10_000_000, 39), (100_000_000, 9))  # relabellings up to n * m


def w1_row(problem: Problem) -> list[Row]:
    """Return the row of the Wasserstein-1 distance."""
    return [_row(problem, "W1", 1)]


def w2_row(problem: Problem) -> list[Row]:
    """Return the row of the Wasserstein-2 distance."""
    return [_row(problem, "W2", 2)]


def affordable(n: int, m: int) -> int:
    """Return how many relabelled transport problems of n x m to solve at most: they take long."""
    return next((draws for size, draws in _SOLVES if n * m <= size), 0)


def found(problem: Problem, order: int) -> Transport:
    """Return the optimal plan between the samples, from the pooled distances."""
    cost = costs.euclidean if order == 1 else costs.squared_euclidean
    matrix = np.ascontiguousarray(problem.distances[: problem.n, problem.n :])
    largest = float(problem.distances.max())  # under any labelling
    if largest >= sys.float_info.max ** (1 / order):
        raise ValueError(
            f"the largest distance is {largest:.3g}, and its power {order} exceeds the largest "
            "double; scale the columns down, or pass --standardize"
        )
    return transport_by_matrix(problem.mu, problem.nu, cost, matrix**order)


def rooted(bound: float, towards: float) -> float:
    """Return the square root of a bound, rounded towards where it stays one."""
    return bound if bound in (0, math.inf) else math.nextafter(math.sqrt(bound), towards)


def _row(problem: Problem, name: str, order: int) -> Row:
    if problem.dimension == 1:
        bounds = divergences.prove(divergences.wasserstein, problem.mu, problem.nu, order=order)
        value, lower, upper = float(bounds), bounds.lower, bounds.upper
        null, note = _null_on_the_line(problem, order), "by sorting"
    else:
        plan = found(problem, order)
        bounds = plan.bounds()
        value, lower, upper = plan.value, bounds.lower, bounds.upper
        if order == 2:
            value = math.sqrt(value)
            lower, upper = rooted(lower, 0), rooted(upper, math.inf)
        null, note = _null_in_space(problem, name, order, value), ""
        if null is not None and len(null.draws) < problem.draws:
            note = f"{len(null.draws)} relabellings: each solves {problem.n} x {problem.m}"
    return Row(name, problem.kind, value, lower, upper, "proved", null, note)


def _null_on_the_line(problem: Problem, order: int) -> Null | None:
    points, a, b = problem.pooled.ravel(), np.ones(problem.n), np.ones(problem.m)
    if not problem.draws:
        return None
    return relabelled(
        lambda i, j: wasserstein_line(points[i], a, points[j], b, order),
        problem.n,
        problem.m,
        draws=problem.draws,
        rng=problem.labellings(),
    )


def _null_in_space(problem: Problem, name: str, order: int, observed: float) -> Null | None:
    draws = min(problem.draws, affordable(problem.n, problem.m))
    if not draws:
        return None
    orders: list[tuple[np.ndarray, np.ndarray]] = []
    relabelled(  # the same labellings as every other row has
        partial(_kept, orders), problem.n, problem.m, draws=draws, rng=problem.labellings()
    )
    values = []
    with ThreadPoolExecutor(2) as executor:  # both solvers leave Python's lock while they work
        for value in executor.map(partial(_cost, problem.distances, order), orders[1:]):
            values.append(value ** (1 / order))
            problem.step(f"{name} under relabelling", len(values), draws)
    return Null(observed, np.array(values), 1e-12 * observed)


def _kept(orders: list[tuple[np.ndarray, np.ndarray]], i: np.ndarray, j: np.ndarray) -> float:
    orders.append((i, j))
    return 0.0


def _cost(distances: np.ndarray, order: int, labelling: Sequence[np.ndarray]) -> float:
    matrix = distances[np.ix_(*labelling)] ** order
    if matrix.shape[0] == matrix.shape[1]:
        from scipy.optimize import linear_sum_assignment

        return float(matrix[linear_sum_assignment(matrix)].mean())
    a, b = (np.ones(size) for size in matrix.shape)
    return solve(a, b, matrix).value
