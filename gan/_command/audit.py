"""audit: fit a critic on one half of two data sets, and say on the other half what it is worth."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._audit_reading import refuse_apart
from . import options
from .endings import endings
from .halves import Halves, read_classes, read_files
from .place import refuse_no_place
from .progress import Step, progress

VERSION = 1  # of the JSON


@dataclass(frozen=True)
class Settings:
    """How to audit.

    Attributes
    ----------
    seed : int
        Decides which points are fitted on, and how the critic starts.
    diameter : float or None
        Of a set on which both laws live.
    level : float
        Confidence of each statement on the laws.
    max_points : int
        Points a side of which the exact W1 is taken.
    """

    seed: int
    diameter: float | None
    level: float
    max_points: int


def audit_command(
    x: options.First,
    y: options.Second = None,
    labels: options.Labels = None,
    label_x: options.LabelX = None,
    label_y: options.LabelY = None,
    diameter: options.Diameter = None,
    level: options.Level = 0.95,
    max_points: options.MaxPoints = 2000,
    seed: options.Seed = 0,
    as_json: options.Json = False,
    plot: options.Plot = None,
) -> None:
    """Fit the default critic on one half of X and Y, and say on the other half what it is worth.

    X and Y are files (.npy .npz .csv .tsv or IDX, each also .gz; .parquet), one sample a row, or
    folders of images of one size. With --labels there is only X.

    \b
    Examples:
      python -m gan audit X.npy Y.npy
      python -m gan audit X.npy --labels L.npy --label-x 0 --label-y 3 --json

    Results go to standard output, progress to standard error. Exit code 0: audited. 2: refused, in
    one sentence that says what to change. 130: stopped by Ctrl-C.
    """  # noqa: D301 - \b keeps click from filling the lines of the examples
    settings = Settings(seed, diameter, level, max_points)
    with endings():
        _refuse(settings)
        sides = _sides(x, y, labels, (label_x, label_y), seed)
        if plot is not None:
            refuse_no_place(plot, sides[0].kept.shape[1])
        refuse_apart([half for side in sides for half in (side.fitted, side.kept)], diameter)
        with progress() as step:
            report, table = _audited(sides, settings, plot, step)
        print(json.dumps(report, indent=2, allow_nan=False) if as_json else table)


def _refuse(settings: Settings) -> None:
    for option, value, least in (
        ("--seed", settings.seed, 0),
        ("--max-points", settings.max_points, 2),
    ):
        if value < least:
            raise ValueError(f"{option} is {value}; give at least {least}")
    if not 0 < settings.level < 1:
        raise ValueError(f"--level is {settings.level}; give a confidence between 0 and 1")
    if settings.diameter is not None and not 0 < settings.diameter < float("inf"):
        raise ValueError(f"--diameter is {settings.diameter}; give a positive number")


def _sides(
    x: Path,
    y: Path | None,
    labels: Path | None,
    picked: tuple[float | None, float | None],
    seed: int,
) -> tuple[Halves, Halves]:
    if labels is not None:
        if y is not None:
            raise ValueError(f"--labels picks two classes of one data set; leave out {x} or {y}")
        return read_classes(x, labels, picked, seed)
    if picked != (None, None):
        raise ValueError("--label-x and --label-y pick classes of --labels FILE; give it too")
    return read_files(x, y, seed)


def _audited(
    sides: tuple[Halves, Halves], settings: Settings, plot: Path | None, step: Step
) -> tuple[dict[str, Any], str]:
    """Return the report, and its table."""
    from .. import audit, fit_critic, plot_critic

    start = time.perf_counter()
    critic = fit_critic(*(side.fitted for side in sides), seed=settings.seed, progress=step)
    fitted = time.perf_counter() - start
    x, y = (side.kept[: settings.max_points] for side in sides)
    found = audit(
        critic,
        x,
        y,
        fresh=(sides[0].kept, sides[1].kept),
        diameter=settings.diameter,
        level=settings.level,
        step=step,
    )
    if plot is not None:
        axes = plot_critic(critic, x, y, optimal=found.samples.optimal)
        try:
            axes.figure.savefig(plot)
        except OSError as error:
            raise ValueError(f"--plot {plot} cannot be written ({error}); give a place") from None
    about = {
        "version": VERSION,
        "command": "audit",
        "critic": type(critic).__name__,
        "seed": settings.seed,
        "x": sides[0].as_dict(),
        "y": sides[1].as_dict(),
        "seconds_to_fit": fitted,
    }
    sizes = (f"{len(side.fitted):,} points of {side.source}" for side in sides)
    head = f"{type(critic).__name__}, fitted on {' and '.join(sizes)}, in {fitted:.1f} s"
    return {**about, **found.as_dict()}, f"{head}\n\n{found}"
