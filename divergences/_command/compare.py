"""compare: every row of the table, in the order it is printed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from . import inputs
from .atoms import atom_rows
from .classifier import classifier_rows
from .inputs import Side
from .kernels import energy_row, mmd_rows
from .moving import w1_row, w2_row
from .normal import gaussian_row
from .problem import Problem
from .report import Report, Row
from .sliced import sliced_row

ROWS: dict[str, Callable[[Problem], list[Row]]] = {
    "w1": w1_row,
    "w2": w2_row,
    "sliced": sliced_row,
    "energy": energy_row,
    "mmd": mmd_rows,
    "gaussian": gaussian_row,
    "classifier": classifier_rows,
    "atoms": atom_rows,
}
_PAIRWISE = {"energy", "mmd", "classifier"}  # rows that need the distances between all points
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
        Which groups of rows; empty means all.
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
    _refuse(settings)
    rng = np.random.default_rng([settings.seed, 0])
    a, b = (inputs.drawn(side, settings.max_points, rng) for side in (a, b))
    spread = inputs.spread(a, b)
    notes = _notes(a, b, spread, settings)
    if settings.standardize:
        a, b = inputs.standardized(a, spread), inputs.standardized(b, spread)
    problem = Problem(
        a.points,
        b.points,
        settings.seed,
        settings.relabellings,
        settings.bins,
        any(len(side.points) < side.of for side in (a, b)),
        step,
    )
    rows: list[Row] = []
    chosen = [name for name in ROWS if not settings.only or name in settings.only]
    if set(chosen) & (_PAIRWISE if problem.dimension == 1 else _PAIRWISE | {"w1", "w2"}):
        notes.append(_made(problem))
    for done, name in enumerate(chosen):
        step(name, done, len(chosen))
        rows += timed(ROWS[name], problem)
    return Report(_about(a, b, spread, settings), tuple(rows), tuple(notes)), problem


def _made(problem: Problem) -> str:
    problem.step("pooled distances", 0, 1)
    start = time.perf_counter()
    size = len(problem.distances)
    return (
        f"The distances between all {size:,} pooled points were made once, in "
        f"{time.perf_counter() - start:.1f} s, and serve every row."
    )


def timed(rows: Callable[[Problem], list[Row]], problem: Problem) -> list[Row]:
    """Return the rows with the time that they took, shared evenly among them."""
    start = time.perf_counter()
    found = rows(problem)
    seconds = (time.perf_counter() - start) / len(found)
    return [replace(row, seconds=seconds) for row in found]


def _refuse(settings: Settings) -> None:
    for name in settings.only:
        if name not in ROWS:
            raise ValueError(f"--only {name} is not known; give some of {','.join(ROWS)}")
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
    if len(spread) > 1:
        notes.append(
            f"Spread of the {len(spread)} columns (pooled standard deviation): least "
            f"{spread.min():.4g}, median {np.median(spread):.4g}, largest {spread.max():.4g}."
        )
    largest = float(spread.max()) or 1.0
    share = float(spread.max() > 0) / max(float(((spread / largest) ** 2).sum()), 1.0)
    if len(spread) > 1 and share >= _DOMINATES and not settings.standardize:
        place = int(spread.argmax())
        name = a.samples.columns[place] if a.samples.columns else place + 1
        notes.append(
            f"Column {name!r} holds {100 * share:.3g} % of the pooled variance and dominates every "
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
