"""From paths to two sets of points: classes picked, points drawn, columns standardized."""

import math
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .._samples import Samples, read_samples


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two data sets.

    Attributes
    ----------
    source : str
        Where it came from, in words.
    samples : Samples
        The points compared.
    of : int
        How many points there were before some were drawn.
    """

    source: str
    samples: Samples
    of: int

    @property
    def points(self) -> np.ndarray:
        """The points compared, shape (n, d)."""
        return self.samples.points


def read_pair(first: Path, second: Path) -> tuple[Side, Side]:
    """Read two data sets, which must have the same columns."""
    sides = tuple(_side(str(path), read_samples(path)) for path in (first, second))
    refuse_other_columns(*sides)
    return sides[0], sides[1]


def read_classes(path: Path, labels: Path, picked: tuple[float, float]) -> tuple[Side, Side]:
    """Read one data set and pick two classes by its labels.

    Raises
    ------
    ValueError
        If there is not one label for each sample, or a class has none.
    """
    if picked[0] == picked[1]:
        raise ValueError(f"--label-a and --label-b are both {picked[0]:g}; give two classes")
    samples = read_samples(path)
    try:
        numbers = read_samples(labels).points
    except ValueError as error:
        raise ValueError(f"--labels takes a number for each sample: {error}") from error
    if numbers.shape[1] != 1:
        raise ValueError(f"{labels} has {numbers.shape[1]} columns; labels are one column")
    if len(numbers) != len(samples.points):
        raise ValueError(
            f"{labels} has {len(numbers)} labels and {path} {len(samples.points)} samples; "
            "give each sample one label"
        )
    first, second = (_class(path, samples, numbers[:, 0], label) for label in picked)
    return first, second


def digits() -> tuple[Side, Side]:
    """Return the handwritten 3s and 8s that come with scikit-learn, 8 x 8 pixels each.

    Raises
    ------
    ModuleNotFoundError
        If scikit-learn is not installed.
    """
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "the demo takes scikit-learn: pip install 'divergences[demo]'"
        ) from error
    data = load_digits()
    threes, eights = (
        _side(
            f"scikit-learn's digits, label {label}",
            Samples(np.asarray(data.data[data.target == label], dtype=float), (), (8, 8)),
        )
        for label in (3, 8)
    )
    return threes, eights


def drawn(side: Side, largest: int | None, rng: np.random.Generator) -> Side:
    """Keep at most `largest` points, drawn without replacement."""
    n = len(side.points)
    if largest is None or n <= largest:
        return side
    kept = np.sort(rng.choice(n, largest, replace=False))
    return replace(side, samples=replace(side.samples, points=side.points[kept]))


def spread(a: Side, b: Side) -> np.ndarray:
    """Return the standard deviation of each column of the pooled points."""
    pooled = np.concatenate([a.points, b.points])
    exponent = np.frexp(np.abs(pooled).max())[1]  # squares of huge numbers are no doubles
    return np.asarray(np.ldexp(np.ldexp(pooled, -exponent).std(axis=0), exponent))


def standardized(side: Side, by: np.ndarray) -> Side:
    """Divide each column by its pooled spread; constant columns stay as they are."""
    points = side.points / np.where(by > 0, by, 1)
    return replace(side, samples=replace(side.samples, points=points))


def refuse_huge(a: Side, b: Side) -> None:
    """Raise ValueError where a distance between points could be above the largest double."""
    largest = max(float(np.abs(side.points).max()) for side in (a, b))
    if largest > sys.float_info.max / (2 * math.sqrt(a.points.shape[1])):
        raise ValueError(
            f"the largest entry is {largest:.3g}, and distances could exceed the largest double; "
            "scale the columns down, or pass --standardize"
        )


def refuse_other_columns(a: Side, b: Side) -> None:
    """Raise ValueError where the two have different columns, or images of different shapes."""
    if a.samples.columns and b.samples.columns and a.samples.columns != b.samples.columns:
        only_a = [name for name in a.samples.columns if name not in b.samples.columns]
        only_b = [name for name in b.samples.columns if name not in a.samples.columns]
        differ = (
            f"{only_a} only in {a.source}, {only_b} only in {b.source}"
            if only_a or only_b
            else f"{list(a.samples.columns)} against {list(b.samples.columns)}"
        )
        raise ValueError(f"the columns differ: {differ}; give both the same columns in one order")
    images = min(len(a.samples.shape), len(b.samples.shape)) > 1
    if a.points.shape[1] != b.points.shape[1] or (images and a.samples.shape != b.samples.shape):
        raise ValueError(
            f"one sample of {a.source} has shape {a.samples.shape}, one of {b.source} "
            f"{b.samples.shape}; give both the same columns"
        )


def _side(source: str, samples: Samples) -> Side:
    return Side(source, samples, len(samples.points))


def _class(path: Path, samples: Samples, labels: np.ndarray, label: float) -> Side:
    chosen = labels == label
    if not chosen.any():
        known = ", ".join(f"{value:g}" for value in np.unique(labels)[:20])
        raise ValueError(f"no sample of {path} has label {label:g}; there are {known}")
    return _side(f"{path}, label {label:g}", replace(samples, points=samples.points[chosen]))
