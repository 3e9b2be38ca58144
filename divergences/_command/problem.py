"""Two samples made ready: what every row works on, with the pooled distances made once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .. import costs
from .._measure import Measure

_LIMIT = 8 << 30  # bytes for matrices of pooled points
_MATRICES = 4  # as many as a row holds at once, solver and all
_ROWS = 128  # of the pooled distances, made by one task


@dataclass(frozen=True, eq=False)
class Problem:
    """Two samples of one dimension, and how to compare them.

    Attributes
    ----------
    x, y : ndarray, shapes (n, d) and (m, d)
        The points compared.
    seed : int
        Decides relabellings, directions and the halves of the classifier.
    draws : int
        Relabellings of each row, where they are affordable.
    bins : int or None
        Into how many bins each column is cut for KL, JS and TV; None leaves points as they are.
    drawn : bool
        Whether points were left out, so that distances are estimates of those of all points.
    step : callable
        Told after each slow step: (what, done, of).
    """

    x: np.ndarray
    y: np.ndarray
    seed: int
    draws: int
    bins: int | None
    drawn: bool
    step: Callable[[str, int, int], None] = lambda what, done, of: None

    @property
    def n(self) -> int:
        """The size of the first sample."""
        return len(self.x)

    @property
    def m(self) -> int:
        """The size of the second sample."""
        return len(self.y)

    @property
    def dimension(self) -> int:
        """The d of R^d."""
        return int(self.x.shape[1])

    @property
    def kind(self) -> str:
        """What a distance between the points compared is."""
        return "estimate" if self.drawn else "distance"

    @cached_property
    def mu(self) -> Measure:
        """The first sample as a measure."""
        return Measure(self.x)

    @cached_property
    def nu(self) -> Measure:
        """The second sample as a measure."""
        return Measure(self.y)

    @cached_property
    def pooled(self) -> np.ndarray:
        """All points, the first sample first, shape (n + m, d)."""
        return np.concatenate([self.x, self.y])

    @cached_property
    def distances(self) -> np.ndarray:
        """The Euclidean distances between all pooled points: made once, for every row."""
        return pooled_distances(self.pooled)

    def labellings(self) -> np.random.Generator:
        """Return the generator of relabellings: the same ones for every row, as it starts anew."""
        return np.random.default_rng([self.seed, 1])

    def chances(self, row: int) -> np.random.Generator:
        """Return a generator for the other random choices of a row."""
        return np.random.default_rng([self.seed, 2, row])


def pooled_distances(points: np.ndarray) -> np.ndarray:
    """Return the Euclidean distances between points (n, d), by differences, in two threads.

    Raises
    ------
    ValueError
        If matrices of this size would not fit into memory.
    """
    n = len(points)
    refuse_too_many(n)
    distances = np.empty((n, n))

    def fill(start: int) -> None:
        block = costs.euclidean(points[start : start + _ROWS], points[start:])
        distances[start : start + _ROWS, start:] = block
        distances[start:, start : start + _ROWS] = block.T

    with ThreadPoolExecutor(2) as executor:
        list(executor.map(fill, range(0, n, _ROWS)))
    return distances


def refuse_too_many(n: int) -> None:
    """Raise ValueError where the pooled matrices would take more than the limit."""
    needed = _MATRICES * 8 * n * n
    if needed > _LIMIT:
        most = int((_LIMIT / (_MATRICES * 8)) ** 0.5) // 2
        raise ValueError(
            f"the distances between {n:,} pooled points would take {needed:,} bytes, solver "
            f"included, above {_LIMIT:,}; --max-points {most} draws so many of each"
        )
