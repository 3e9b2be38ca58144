"""Sliced Wasserstein: the mean distance of the shadows on random lines."""

import numpy as np

from .._projections import distances_along
from .._relabelling import Null, relabelled
from .problem import Problem
from .report import Row

DIRECTIONS = 64


def sliced_row(problem: Problem) -> list[Row]:
    """Return the row of sliced W1: over these directions exactly, and over the sphere estimated."""
    if problem.dimension == 1:
        return [Row("sliced W1", "nothing", note="on the line it is W1")]
    directions = problem.chances(1).normal(size=(DIRECTIONS, problem.dimension))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    of_each = np.ldexp(*distances_along(problem.mu, problem.nu, directions, 1.0))
    value = float(of_each.mean())
    margin = 1.959963984540054 * float(of_each.std(ddof=1)) / DIRECTIONS**0.5
    return [
        Row(
            "sliced W1",
            "estimate",
            value,
            max(value - margin, 0.0),
            value + margin,
            "95 %",
            _null(problem, problem.pooled @ directions.T, value),
            f"interval over the sphere, from {DIRECTIONS} directions",
        )
    ]


def _null(problem: Problem, shadows: np.ndarray, observed: float) -> Null | None:
    if not problem.draws:
        return None
    order = np.argsort(shadows, axis=0)
    gaps = np.diff(np.take_along_axis(shadows, order, axis=0), axis=0)

    def mean_shadow(i: np.ndarray, j: np.ndarray) -> float:
        mass = np.empty(problem.n + problem.m)
        mass[i], mass[j] = 1 / problem.n, -1 / problem.m
        excess = np.abs(np.cumsum(mass[order], axis=0)[:-1])
        return float((excess * gaps).sum() / shadows.shape[1])

    null = relabelled(
        mean_shadow, problem.n, problem.m, draws=problem.draws, rng=problem.labellings()
    )
    return Null(null.observed, null.draws, 1e-10 * observed)
