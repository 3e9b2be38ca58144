"""KL, JS and TV: they compare masses atom by atom, so atoms must be shared."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import divergences

from .._relabelling import Null, relabelled
from .problem import Problem
from .report import Row

_DISTANCES = (
    ("KL(A,B)", divergences.kl, False),
    ("KL(B,A)", divergences.kl, True),
    ("JS", divergences.js, False),
    ("TV", divergences.tv, False),
)
NOTHING = "no common atoms: these say nothing here; --bins K cuts columns into K bins"


def atom_rows(problem: Problem) -> list[Row]:
    """Return the rows of KL (both ways), JS and TV of the empirical laws, or why there are none."""
    points = problem.pooled if problem.bins is None else cells(problem.pooled, problem.bins)
    _, place = np.unique(points, axis=0, return_inverse=True)
    place = place.ravel()
    if not np.intersect1d(place[: problem.n], place[problem.n :]).size:
        return [Row(name, "nothing", note=NOTHING) for name, _, _ in _DISTANCES]
    size = int(place.max()) + 1
    p, q = (np.bincount(part, minlength=size) for part in np.split(place, [problem.n]))
    note = "of points as they are" if problem.bins is None else f"of {problem.bins} bins a column"
    rows = []
    for name, function, flip in _DISTANCES:
        pair = (q, p) if flip else (p, q)
        bounds = divergences.prove(function, *pair, normalize=True)
        statistic = partial(_between, function, place, size, flip)
        null = relabelled(
            statistic, problem.n, problem.m, draws=problem.draws, rng=problem.labellings()
        )
        value = function(*pair, normalize=True)
        if math.isinf(null.observed):  # its slack is none: inf - inf is no number
            null = Null(null.observed, null.draws)
        shown = null if problem.draws else None
        rows.append(
            Row(name, problem.kind, value, bounds.lower, bounds.upper, "proved", shown, note)
        )
    return rows


def cells(points: np.ndarray, bins: int) -> np.ndarray:
    """Return the bin of each coordinate: equal ones from its column's least to its largest."""
    low, high = points.min(axis=0), points.max(axis=0)
    width = np.where(high > low, high - low, 1)
    return np.asarray(np.minimum(np.floor((points - low) / width * bins), bins - 1))


def _between(
    function: Callable[..., Any],
    place: np.ndarray,
    size: int,
    flip: bool,
    first: np.ndarray,
    second: np.ndarray,
) -> float:
    p, q = (np.bincount(place[part], minlength=size) for part in (first, second))
    return float(function(q, p, normalize=True) if flip else function(p, q, normalize=True))
