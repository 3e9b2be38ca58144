"""Gaussian W2: the Wasserstein distance of the fitted normals (Frechet's, as in FID)."""

import numpy as np

import divergences

from .._relabelling import relabelled
from .problem import Problem
from .report import Row

_LARGEST = 2_000  # columns: a covariance above this takes minutes
_ALL_DRAWS = 64  # columns up to which every relabelling is affordable


def gaussian_row(problem: Problem) -> list[Row]:
    """Return the row of W2 between the normal laws with the samples' means and covariances."""
    d = problem.dimension
    if min(problem.n, problem.m) < 2:
        return [Row("Gaussian W2", "nothing", note="one point has no covariance")]
    if d > _LARGEST:
        note = f"{d} columns; covariances are compared up to {_LARGEST}"
        return [Row("Gaussian W2", "nothing", note=note)]
    note = "W2 of the normals with the samples' moments, never above that of the samples"

    def distance(i: np.ndarray, j: np.ndarray) -> float:
        fitted = [_fit(problem.pooled[part]) for part in (i, j)]
        return divergences.gaussian_wasserstein(*fitted[0], *fitted[1])

    if problem.draws and d <= _ALL_DRAWS:
        null = relabelled(
            distance, problem.n, problem.m, draws=problem.draws, rng=problem.labellings()
        )
        return [Row("Gaussian W2", problem.kind, null.observed, null=null, note=note)]
    value = distance(np.arange(problem.n), np.arange(problem.n, problem.n + problem.m))
    if problem.draws:
        note += f"; not relabelled above {_ALL_DRAWS} columns"
    return [Row("Gaussian W2", problem.kind, value, note=note)]


def _fit(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return points.mean(axis=0), np.atleast_2d(np.cov(points, rowvar=False, bias=True))
