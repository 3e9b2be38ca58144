"""The null: what a distance between samples would be, had their labels been drawn by lot.

Under the hypothesis that both samples come from one law, every way to label n of the n + m pooled
points as the first sample is equally likely. So the rank of the observed distance among those of
relabelled samples is uniform, and the p-value below is exactly valid, whatever the distance.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

Statistic = Callable[[np.ndarray, np.ndarray], float]
Pooled = Float[np.ndarray, "pool pool"]
Orders = Int[np.ndarray, "labellings pool"]


@dataclass(frozen=True, eq=False)
class Null:
    """A distance as observed, and under relabelling of the pooled samples, sizes kept.

    Attributes
    ----------
    observed : float
        The distance with the labels as given.
    draws : ndarray, shape (B,)
        The distance under B random labellings.
    slack : float
        Draws this close below the observed count as reaching it: two labellings whose distances
        are equal may differ by the rounding of their sums. It can only raise the p-value.
    """

    observed: float
    draws: np.ndarray
    slack: float = 0.0

    @property
    def p_value(self) -> float:
        """Return (1 + draws that reach the observed) / (1 + B).

        Where the laws are equal, P(p <= u) <= u for every u.

        References
        ----------
        Phipson & Smyth (2010), arXiv:1603.05766.
        """
        reached = int(np.count_nonzero(self.draws >= self.observed - self.slack))
        return (1 + reached) / (1 + len(self.draws))

    @property
    def median(self) -> float:
        """Return the median of the distance under relabelling."""
        return float(np.median(self.draws))

    @property
    def high(self) -> float:
        """Return the 95 % point of the distance under relabelling: 5 % of the draws exceed it."""
        return float(np.sort(self.draws)[math.ceil(0.95 * len(self.draws)) - 1])


def relabelled(
    statistic: Statistic, n: int, m: int, *, draws: int, rng: np.random.Generator
) -> Null:
    """Return the null of any statistic of two samples.

    Parameters
    ----------
    statistic : callable
        (i, j) -> float: from the places of the first sample in the pool (n integers, the first
        sample being 0, ..., n - 1 as observed) and those of the second (m integers). It must not
        depend on the order of either, beyond rounding: take submatrices of a pooled cost matrix,
        ``matrix[np.ix_(i, j)]``, for transport.
    n, m : int
        Sizes of the samples.
    draws : int
        How many labellings to draw; 99 makes 0.01 the least p-value.
    rng : numpy.random.Generator
        Draws them.
    """
    orders = _labellings(n + m, draws, rng)
    values = np.array([statistic(order[:n], order[n:]) for order in orders], dtype=float)
    return Null(float(values[0]), values[1:], 1e-12 * abs(float(values[0])))


def relabelled_quadratic(
    matrix: np.ndarray, n: int, *, draws: int, rng: np.random.Generator
) -> Null:
    """Return the null of sqrt(w' K w), w = 1/n on the first sample and -1/m on the second.

    With K a kernel, that is the MMD (the root of the biased value); with K = -|x - y|, the energy
    distance. All labellings are done at once, as one product of matrices.

    Parameters
    ----------
    matrix : ndarray, shape (n + m, n + m)
        The symmetric kernel between all pooled points, the first sample first.
    n : int
        The size of the first sample.
    draws : int
        How many labellings to draw.
    rng : numpy.random.Generator
        Draws them.
    """
    pool = len(matrix)
    orders = _labellings(pool, draws, rng)
    weights = np.full((pool, len(orders)), -1 / (pool - n))
    np.put_along_axis(weights, orders[:, :n].T, 1 / n, axis=0)
    # As weights sum to 0, what depends on one point only drops out: taken off first, it is not
    # there to cancel.
    mean = matrix.mean(axis=1)
    centred = matrix - mean[:, None] - mean + mean.mean()
    squares = np.einsum("ij,ij->j", weights, centred @ weights)
    rounding = 1e-14 * float(np.abs(centred).max())
    roots = np.sqrt(np.maximum(squares, 0))  # below 0 by rounding, which the slack covers
    return Null(float(roots[0]), roots[1:], _root_slack(float(squares[0]), rounding))


def _root_slack(square: float, rounding: float) -> float:
    """Return sqrt(s) - sqrt(s - rounding): what rounding may do to a root."""
    return math.sqrt(max(square, 0)) - math.sqrt(max(square - rounding, 0))


def _labellings(pool: int, draws: int, rng: np.random.Generator) -> Orders:
    """Return the given order of the pool, then random ones, one a row."""
    orders = np.tile(np.arange(pool), (draws + 1, 1))
    orders[1:] = rng.permuted(orders[1:], axis=1)
    return orders
