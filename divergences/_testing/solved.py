"""Strategies for problems drawn together with their closed-form answer.

Whole numbers throughout, so the answer is exact up to the last root: Diracs, translations,
permutations, monotone maps, two atoms; and matrices made around an optimal plan.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from divergences import Measure

from .vectors import Draw

_WHOLE = st.integers(-9, 9)


@dataclass(frozen=True, eq=False)
class Solved:
    """Two measures and their Wasserstein distance, known in closed form.

    Attributes
    ----------
    mu, nu : Measure
    value : float
        The rooted distance, within two ulps.
    """

    mu: Measure
    nu: Measure
    value: float


@dataclass(frozen=True, eq=False)
class SolvedMatrix:
    """Marginals and a cost matrix with the optimal cost, exactly.

    Attributes
    ----------
    a : ndarray, shape (n,)
    b : ndarray, shape (m,)
        Multiples of 2^-k that sum to 1 exactly.
    M : ndarray, shape (n, m)
        Whole numbers.
    value : float
        The least cost of a plan between a and b, exactly.
    """

    a: np.ndarray
    b: np.ndarray
    M: np.ndarray
    value: float


def solved_problems(order: float = 1, dimension: int = 1) -> st.SearchStrategy[Solved]:
    """Draw a transport problem together with its answer.

    Two Diracs; a measure and its translate (which may be a mere permutation); sorted points of a
    line against sorted points; different weights on the same two atoms.

    Parameters
    ----------
    order : float, default 1
        The order of the Wasserstein distance; ``math.inf`` allowed.
    dimension : int, default 1
        The d of R^d.

    Returns
    -------
    SearchStrategy of Solved

    Examples
    --------
    >>> from hypothesis import find
    >>> problem = find(solved_problems(), lambda problem: problem.value > 2)
    >>> problem.mu.points.tolist(), problem.nu.points.tolist(), problem.value
    ([[0.0]], [[3.0]], 3.0)
    """
    return st.one_of(
        _diracs(dimension), _translations(dimension), _monotone(order, dimension),
        _two_atoms(order, dimension),
    )  # fmt: skip


@st.composite
def solved_matrices(draw: Draw, max_atoms: int = 5) -> SolvedMatrix:
    """Draw marginals and costs around a plan that is optimal by complementary slackness.

    The plan comes first, then whole potentials f and g, then costs f_i + g_j + slack with no slack
    where the plan has mass: so f and g are optimal, and the cost is a sum of whole numbers.

    Parameters
    ----------
    max_atoms : int, default 5
        The largest number of rows and columns.

    Returns
    -------
    SearchStrategy of SolvedMatrix

    Examples
    --------
    >>> from hypothesis import find
    >>> problem = find(solved_matrices(), lambda problem: problem.value == 2)
    >>> problem.value, len(problem.a) == len(problem.M)
    (2.0, True)
    """
    n, m = draw(st.integers(1, max_atoms)), draw(st.integers(1, max_atoms))
    plan = draw(_plans(n, m))
    f = np.array(draw(st.lists(_WHOLE, min_size=n, max_size=n)))
    g = np.array(draw(st.lists(_WHOLE, min_size=m, max_size=m)))
    slack = draw(cost_matrices(n, m))
    M = f[:, None] + g + np.where(plan > 0, 0, slack)
    return SolvedMatrix(plan.sum(axis=1), plan.sum(axis=0), M, float((plan * M).sum()))


def cost_matrices(n: int, m: int) -> st.SearchStrategy[np.ndarray]:
    """Draw an n x m matrix of small whole costs, with many ties.

    Parameters
    ----------
    n, m : int
        Its shape.

    Returns
    -------
    SearchStrategy of ndarray, shape (n, m)

    Examples
    --------
    >>> from hypothesis import find
    >>> find(cost_matrices(1, 2), lambda M: M.sum() > 3).tolist()
    [[0.0, 4.0]]
    """
    row = st.lists(st.integers(0, 9).map(float), min_size=m, max_size=m)
    return st.lists(row, min_size=n, max_size=n).map(np.array)


@st.composite
def gaussians(draw: Draw, dimension: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Draw the mean and the covariance of a Gaussian that has a density.

    The covariance is L L^T for a lower-triangular L of whole numbers with a positive diagonal:
    exact, symmetric, and of determinant at least 1.

    Parameters
    ----------
    dimension : int, default 1
        The d of R^d.

    Returns
    -------
    SearchStrategy of (mean, covariance)
        Shapes (d,) and (d, d).

    Examples
    --------
    >>> from hypothesis import find
    >>> mean, covariance = find(gaussians(2), lambda pair: pair[1][0, 1] > 0)
    >>> mean.tolist(), covariance.tolist()
    ([0.0, 0.0], [[1.0, 1.0], [1.0, 2.0]])
    """
    mean = np.array(draw(st.lists(_WHOLE, min_size=dimension, max_size=dimension)), dtype=float)
    L = np.zeros((dimension, dimension))
    for i in range(dimension):
        L[i, :i] = draw(st.lists(st.integers(-3, 3), min_size=i, max_size=i))
        L[i, i] = draw(st.integers(1, 3))
    return mean, L @ L.T


@st.composite
def _diracs(draw: Draw, dimension: int) -> Solved:
    x = draw(_whole_points(1, dimension))
    shift, distance = draw(_shifts(dimension))
    return Solved(Measure(x), Measure(x + shift), float(distance))


@st.composite
def _translations(draw: Draw, dimension: int) -> Solved:
    n = draw(st.integers(1, 5))
    x = draw(_whole_points(n, dimension))
    shift, distance = draw(_shifts(dimension))
    moved = x[draw(st.permutations(range(n)))] + shift
    return Solved(Measure(x), Measure(moved), float(distance))


@st.composite
def _monotone(draw: Draw, order: float, dimension: int) -> Solved:
    n = draw(st.integers(1, 5))
    x, y = (draw(st.lists(_WHOLE, min_size=n, max_size=n)) for _ in range(2))
    moves = [abs(i - j) for i, j in zip(sorted(x), sorted(y), strict=True)]
    value = mean_of_order(moves, [Fraction(1, n)] * n, order)
    return Solved(Measure(on_axis(x, dimension)), Measure(on_axis(y, dimension)), value)


@st.composite
def _two_atoms(draw: Draw, order: float, dimension: int) -> Solved:
    length = draw(st.integers(1, 9))
    first, second = draw(st.integers(0, 16)), draw(st.integers(0, 16))
    points = on_axis([0, length], dimension)
    mu, nu = (Measure(points, np.array([16 - k, k]) / 16) for k in (first, second))
    return Solved(mu, nu, mean_of_order([length], [Fraction(abs(first - second), 16)], order))


@st.composite
def _plans(draw: Draw, n: int, m: int) -> np.ndarray:
    """Draw a matrix of counts over a power of two, summing to 1 exactly."""
    counts = draw(cost_matrices(n, m))
    total = counts.sum()
    counts[0, 0] += 2 ** math.ceil(math.log2(max(total, 1))) - total
    return counts / counts.sum()


@st.composite
def _shifts(draw: Draw, dimension: int) -> tuple[np.ndarray, int]:
    """Draw a whole vector of whole length: along the first axis, or a multiple of (3, 4)."""
    k = draw(_WHOLE)
    vector = np.zeros(dimension)
    if dimension > 1 and draw(st.booleans()):
        vector[:2] = 3 * k, 4 * k
        return vector, abs(5 * k)
    vector[0] = k
    return vector, abs(k)


def _whole_points(n: int, dimension: int) -> st.SearchStrategy[np.ndarray]:
    row = st.lists(_WHOLE.map(float), min_size=dimension, max_size=dimension)
    return st.lists(row, min_size=n, max_size=n).map(np.array)


def on_axis(values: list[int], dimension: int) -> np.ndarray:
    """Return points on the first axis of R^dimension."""
    points = np.zeros((len(values), dimension))
    points[:, 0] = values
    return points


def mean_of_order(moves: list[int], masses: list[Fraction], order: float) -> float:
    """Return (sum of mass * move^order)^(1 / order), the largest move where order is inf."""
    if order == math.inf:
        return float(max((d for d, w in zip(moves, masses, strict=True) if w), default=0))
    if float(order).is_integer():
        cost = float(sum(w * d ** int(order) for d, w in zip(moves, masses, strict=True)))
    else:
        cost = math.fsum(float(w) * d**order for d, w in zip(moves, masses, strict=True))
    return cost if order == 1 else cost ** (1 / order)
