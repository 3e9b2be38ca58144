"""What is true of the generated points, beside what real ones would be worth."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from divergences import js, wasserstein

from .shapes import Shape

TRANSPORTED, COUNTED = 500, 4096  # points a side: of the exact W1, of the histograms
CELLS = 16  # a side of the grid
NULLS = 20  # pairs of real samples
_FLAT = 1e-13  # a width that is rounding, over the length


@dataclass(frozen=True)
class Grid:
    """Squares of equal size over a window of the plane; the outermost go on without end.

    Attributes
    ----------
    centre : tuple of float
        Of the window.
    half_width : float
        Half of its side.
    cells : int
        How many a side.
    """

    centre: tuple[float, float]
    half_width: float
    cells: int = CELLS

    def histogram(self, points: Tensor) -> np.ndarray:
        """Return the share of the points in each cell, flat."""
        corner = torch.tensor(self.centre) - self.half_width
        place = ((points - corner) * (self.cells / (2 * self.half_width))).floor()
        column, row = place.clamp(0, self.cells - 1).long().T
        counts = torch.bincount(row * self.cells + column, minlength=self.cells**2)
        return counts.double().numpy() / len(points)


@dataclass(frozen=True)
class Found:
    """Two distances between samples.

    Attributes
    ----------
    w1 : float
        The exact Wasserstein distance of order 1 of the first points of both.
    js : float
        The Jensen-Shannon divergence of the histograms, in nats.
    """

    w1: float
    js: float


@dataclass(frozen=True, eq=False)
class Truth:
    """Real points to hold the generated ones against, and what other real points are worth.

    Attributes
    ----------
    real : Tensor, shape (4096, 2)
        Independent points of the shape. The first 500 are those of the exact W1.
    grid : Grid
        Of the histograms.
    null : tuple of Found
        Twenty times: real points against real points, all drawn anew, in the same numbers.
    """

    real: Tensor
    grid: Grid
    null: tuple[Found, ...]

    def of(self, fake: Tensor) -> Found:
        """Return both distances of generated points, at least as many, to the real ones."""
        return _between(self.real, fake, self.grid)

    def usual(self) -> Found:
        """Return the medians of the null."""
        return self._null(np.median)

    def largest(self) -> Found:
        """Return the largest of the null."""
        return self._null(np.max)

    def _null(self, of: Any) -> Found:
        return Found(
            *(float(of([getattr(one, name) for one in self.null])) for name in vars(self.null[0]))
        )


def truth_of(shape: Shape, grid: Grid, *, generator: torch.Generator) -> Truth:
    """Draw real points, and the null."""

    def draw() -> Tensor:
        return shape.sample(COUNTED, generator=generator)

    real = draw()
    return Truth(real, grid, tuple(_between(draw(), draw(), grid) for _ in range(NULLS)))


def _between(x: Tensor, y: Tensor, grid: Grid) -> Found:
    found = js(*(grid.histogram(side[:COUNTED]) for side in (x, y)))
    few = [side[:TRANSPORTED] for side in (x, y)]
    along = _on_a_line(torch.cat(few))
    sides = few if along is None else [along[: len(few[0])], along[len(few[0]) :]]
    return Found(wasserstein(*(side.numpy() for side in sides)), found)


def _on_a_line(points: Tensor) -> Tensor | None:
    """Return where points of one line are along it, None if there is no line.

    On the line W1 is found by sorting. In the plane it is the same, but such points tie so often
    that its exact solution takes a hundred times as long.
    """
    centred = points - points.mean(dim=0)
    _, sizes, axes = torch.linalg.svd(centred, full_matrices=False)
    return centred @ axes[0] if sizes[1] <= _FLAT * sizes[0] else None
