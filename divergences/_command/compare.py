"""compare: every row of the table, in the order it is printed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from . import inputs
from .inputs import Side
from .problem import Problem
from .report import Report, Row
from .rows import GROUPS, picked

_MOVING = ("w1", "w2")  # on the line they sort, elsewhere they need all distances
_DOMINATES = 0.9  # of the pooled variance, held by one column


@dataclass(frozen=True)
class Settings:
    """How to compare.

    Attributes
    ----------
    seed : int
        Decides which points are drawn, relabellings, directions, halves.
    relabellings : int
        Draws of the null.
    max_points : int or None
        How many points of each sample to draw at most.
    bins : int or None
        Bins a column for KL, JS and TV.
    standardize : bool
        Whether each column is divided by its pooled spread.
    only : tuple of str
        The rows to make, by name; empty means all.
    """

    seed: int = 0
    relabellings: int = 99
    max_points: int | None = None
    bins: int | None = None
    standardize: bool = False
    only: tuple[str, ...] = ()


def compare(
    a: Side, b: Side, settings: Settings, step: Callable[[str, int, int], None]
) -> tuple[Report, Problem]:
    """Return the report on two data sets, and the problem as it was posed."""
    rng = np.random.default_rng([settings.seed, 0])
    a, b = (inputs.drawn(side, settings.max_points, rng) for side in (a, b))
    spread = inputs.spread(a, b)
    notes = _notes(a, b, spread, settings)
    if settings.standardize:
        a, b = inputs.standardized(a, spread), inputs.standardized(b, spread)
    inputs.refuse_huge(a, b)
    problem = Problem(
        a.points,
        b.points,
        settings.seed,
        settings.relabellings,
        settings.bins,
        any(len(side.points) < side.of for side in (a, b)),
        step,
    )
    kept = picked(settings.only)
    if any(GROUPS[key].pairwise or (problem.dimension > 1 and key in _MOVING) for key in kept):
        notes.append(_made(problem))
    rows: list[Row] = []
    for done, (key, names) in enumerate(kept.items()):
        step(key, done, len(kept))
        rows += timed(GROUPS[key].rows, problem, names)
    return Report(_about(a, b, spread, settings), tuple(rows), tuple(notes)), problem


def _made(problem: Problem) -> str:
    problem.step("pooled distances", 0, 1)
    start = time.perf_counter()
    size = len(problem.distances)
    return (
        f"The distances between all {size:,} pooled points were made once, in "
        f"{time.perf_counter() - start:.1f} s, and serve every row."
    )


def timed(
    rows: Callable[[Problem], list[Row]], problem: Problem, names: tuple[str, ...]
) -> list[Row]:
    """Return the rows of these names with the time that they took, shared evenly among them."""
    start = time.perf_counter()
    found = [row for row in rows(problem) if row.name in names]
    seconds = (time.perf_counter() - start) / len(found)
    return [replace(row, seconds=seconds) for row in found]


def refuse(settings: Settings) -> None:
    """Raise ValueError where a setting is out of range, or names no row."""
    picked(settings.only)
    least = {"--seed": 0, "--relabellings": 0, "--max-points": 1, "--bins": 1}
    given = (settings.seed, settings.relabellings, settings.max_points, settings.bins)
    for (option, low), value in zip(least.items(), given, strict=True):
        if value is not None and value < low:
            raise ValueError(f"{option} is {value}; give at least {low}")


def _notes(a: Side, b: Side, spread: np.ndarray, settings: Settings) -> list[str]:
    notes = [
        f"{name}: {len(side.points):,} of {side.of:,} points drawn by --seed {settings.seed}; "
        "distances between those drawn estimate those between all."
        for name, side in (("A", a), ("B", b))
        if len(side.points) < side.of
    ]
    largest = float(spread.max()) or 1
    if len(spread) > 1:
        median = largest * float(np.median(spread / largest))  # huge ones have no sum to halve
        notes.append(
            f"Spread of the {len(spread)} columns (pooled standard deviation): least "
            f"{spread.min():.4g}, median {median:.4g}, largest {spread.max():.4g}."
        )
    whole = float(((spread / largest) ** 2).sum())  # in variances of that column
    if len(spread) > 1 and 0 < whole <= 1 / _DOMINATES and not settings.standardize:
        place = int(spread.argmax())
        name = a.samples.columns[place] if a.samples.columns else place + 1
        notes.append(
            f"Column {name!r} holds {100 / whole:.3g} % of the pooled variance and dominates every "
            "distance here; --standardize gives each column the same spread."
        )
    return notes


def _about(a: Side, b: Side, spread: np.ndarray, settings: Settings) -> dict[str, object]:
    return {
        "command": "compare",
        "seed": settings.seed,
        "settings": {
            "relabellings": settings.relabellings,
            "max_points": settings.max_points,
            "bins": settings.bins,
            "standardize": settings.standardize,
            "only": list(settings.only),
        },
        **{
            name: {"source": side.source, "points": len(side.points), "of": side.of}
            for name, side in (("a", a), ("b", b))
        },
        "dimension": int(a.points.shape[1]),
        "columns": list(a.samples.columns) or None,
        "spread": spread.tolist(),
    }
