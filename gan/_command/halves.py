"""From paths to data sets cut in two: one half to fit a critic on, one that it never sees."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from divergences import load

from .._sides import SHARE

LEAST = 2 * SHARE  # points of a data set: the half that is fitted on is divided once more


@dataclass(frozen=True, eq=False)
class Halves:
    """A data set, cut in two by lot.

    Attributes
    ----------
    source : str
        Where it came from, in words.
    fitted, kept : ndarray, shapes (n, d) and (k, d)
        What a critic is fitted on, and what it is audited on.
    """

    source: str
    fitted: np.ndarray
    kept: np.ndarray

    def as_dict(self) -> dict[str, Any]:
        """Return its source and sizes."""
        return {"source": self.source, "fitted": len(self.fitted), "kept": len(self.kept)}


def read_files(x: Path, y: Path | None, seed: int) -> tuple[Halves, Halves]:
    """Read two data sets of one dimension."""
    if y is None:
        raise ValueError(f"only {x} is given; give Y too, or --labels FILE for two classes of X")
    first, second = load(x), load(y)
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            f"{x} has {first.shape[1]} columns and {y} {second.shape[1]}; give both the same"
        )
    return _halves(str(x), first, [seed, 0]), _halves(str(y), second, [seed, 1])


def read_classes(
    x: Path, labels: Path, picked: tuple[float | None, float | None], seed: int
) -> tuple[Halves, Halves]:
    """Read one data set, and pick two of its classes."""
    if picked[0] is None or picked[1] is None or picked[0] == picked[1]:
        raise ValueError("--labels wants --label-x and --label-y; give two classes")
    points, numbers = load(x), load(labels)
    if numbers.shape != (len(points), 1):
        raise ValueError(
            f"{labels} has shape {numbers.shape} and {x} {len(points)} samples; give each sample "
            "one label"
        )
    first, second = (
        _halves(f"{x}, label {label:g}", points[numbers[:, 0] == label], [seed, k])
        for k, label in enumerate((picked[0], picked[1]))
    )
    return first, second


def _halves(source: str, points: np.ndarray, seed: list[int]) -> Halves:
    n = len(points)
    if n < LEAST:
        raise ValueError(f"{source} has {n} points; give at least {LEAST}, {SHARE} for each half")
    order = np.random.default_rng(seed).permutation(n)
    return Halves(source, points[order[: n // 2]], points[order[n // 2 :]])
