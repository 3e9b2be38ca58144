"""Energy distance and MMD: both are w' K w of the pooled points, so relabelling them is cheap."""

import math

import numpy as np

import divergences

from .. import kernels
from .._relabelling import Null, relabelled_quadratic
from .problem import Problem
from .report import Row

_PROVABLE = 200_000  # pairs of pooled points up to which the proof takes seconds


def energy_row(problem: Problem) -> list[Row]:
    """Return the row of the energy distance."""
    null = _null(problem, -problem.distances)
    if not _is_provable(problem):
        return [_row("energy", problem, null, None, "")]
    bounds = divergences.prove(divergences.energy_distance, problem.mu, problem.nu)
    return [_row("energy", problem, null, bounds, "")]


def mmd_rows(problem: Problem) -> list[Row]:
    """Return the rows of the MMD and of the unbiased estimate of its square.

    The bandwidth is the median distance between pooled points, which no relabelling changes: the
    p-value stays valid.
    """
    bandwidth = _median_distance(problem.distances)
    if bandwidth == 0:
        note = "most pooled points coincide: no bandwidth"
        return [Row(name, "nothing", note=note) for name in ("MMD", "MMD^2")]
    kernel = kernels.gaussian(bandwidth)
    note = f"Gaussian kernel, bandwidth {bandwidth:.6g} (median distance)"
    null = _null(problem, np.exp((problem.distances / bandwidth) ** 2 / -2))
    bounds = None
    if _is_provable(problem):
        bounds = divergences.prove(divergences.mmd, problem.mu, problem.nu, kernel)
    row = _row("MMD", problem, null, bounds, note)
    if min(problem.n, problem.m) < 2:
        return [row, Row("MMD^2", "nothing", note="one point has no unbiased square")]
    estimate = divergences.estimate_mmd_squared(problem.x, problem.y, kernel)
    low, high = estimate.interval
    return [
        row,
        Row("MMD^2", "estimate", estimate.value, low, high, "95 %", note="unbiased, same kernel"),
    ]


def _row(
    name: str, problem: Problem, null: Null, bounds: divergences.Bounds | None, note: str
) -> Row:
    shown = null if problem.draws else None
    if bounds is None:
        return Row(name, problem.kind, null.observed, null=shown, note=note)
    return Row(name, problem.kind, float(bounds), bounds.lower, bounds.upper, "proved", shown, note)


def _null(problem: Problem, matrix: np.ndarray) -> Null:
    return relabelled_quadratic(matrix, problem.n, draws=problem.draws, rng=problem.labellings())


def _median_distance(distances: np.ndarray) -> float:
    """Return the median over all pairs of two different pooled points, by their places."""
    pairs = distances[np.triu_indices(len(distances), 1)]
    return float(np.median(pairs)) if pairs.size else math.nan


def _is_provable(problem: Problem) -> bool:
    return (problem.n + problem.m) ** 2 <= _PROVABLE
