"""Targets in the plane, each the image of the unit cube under a map."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from divergences import load

CUBE = 3  # numbers that a map makes a point of
_LEAST = 2.0**-53  # the nearest to 0 and to 1 that a quantile is taken


@dataclass(frozen=True, eq=False)
class Shape:
    """A law in the plane: what a map makes of a point drawn uniformly from the unit cube.

    So it can be drawn from in two ways: by lot, and spread evenly, where the law itself is meant
    and the chance of a sample would only hide it.

    Parameters
    ----------
    name : str
        What it is called in pictures and tables.
    of_cube : callable
        From (n, 3), numbers of the unit interval in doubles, to points (n, 2).

    Examples
    --------
    >>> import torch
    >>> from gan.playground import Shape
    >>> square = Shape("square", lambda u: 2 * u[:, :2] - 1)
    >>> square.sample(4, generator=torch.Generator().manual_seed(0)).shape
    torch.Size([4, 2])
    """

    name: str
    of_cube: Callable[[Tensor], Tensor]

    def sample(self, n: int, *, generator: torch.Generator) -> Tensor:
        """Return n independent points, doubles of shape (n, 2)."""
        return self.of_cube(torch.rand(n, CUBE, generator=generator, dtype=torch.float64))

    def spread(self, n: int, *, seed: int = 0) -> Tensor:
        """Return n points spread as evenly as the law allows, doubles of shape (n, 2)."""
        return self.of_cube(evenly(n, CUBE, seed=seed))


def evenly(n: int, dim: int, *, seed: int) -> Tensor:
    """Return the first n points of a scrambled Sobol sequence in the unit cube, shape (n, dim).

    Of any box they hold a share that is off its volume by about 1 / n, where independent points
    are off by 1 / sqrt(n).
    """
    engine: Any = torch.quasirandom.SobolEngine
    points: Tensor = engine(dim, scramble=True, seed=seed).draw(n, dtype=torch.float64)
    return points


def normal(u: Tensor) -> Tensor:
    """Return the quantiles of the standard normal law."""
    return torch.special.ndtri(u.clamp(_LEAST, 1 - _LEAST))


def _around(turn: Tensor) -> Tensor:
    """Return the points of the unit circle at these shares of a turn."""
    angle = 2 * math.pi * turn
    return torch.stack([angle.cos(), angle.sin()], dim=1)


def _ring(u: Tensor) -> Tensor:
    return _around(u[:, 0])


def _gaussians(u: Tensor) -> Tensor:
    side = torch.where(u[:, 0] < 0.5, -1.0, 1.0)
    return torch.stack([side, torch.zeros_like(side)], dim=1) + 0.2 * normal(u[:, 1:])


def _blobs(u: Tensor) -> Tensor:
    corner = (3 * u[:, 0]).floor()
    disc = 0.25 * u[:, 1:2].sqrt() * _around(u[:, 2])
    return _around(0.25 + corner / 3) + disc


def _line(u: Tensor) -> Tensor:
    along = 2 * u[:, 0] - 1
    return torch.stack([along, along / 2], dim=1)


ring = Shape("ring", _ring)
"""The unit circle, without width."""

gaussians = Shape("gaussians", _gaussians)
"""Two normal laws of standard deviation 0.2 around (-1, 0) and (1, 0), of equal weight."""

blobs = Shape("blobs", _blobs)
"""Three discs of radius 0.25 around the corners of a triangle in the unit circle: disjoint."""

line = Shape("line", _line)
"""The segment from (-1, -1/2) to (1, 1/2), without width."""

SHAPES = {shape.name: shape for shape in (ring, gaussians, line, blobs)}


def drawn(path: str | Path) -> Shape:
    r"""Return the shape of a file of points: each is as likely as another.

    The points are moved and scaled to mean 0 and to 1 as the root of their mean squared norm: the
    settings of the playground are for shapes of about this size.

    Parameters
    ----------
    path : str or Path
        A file that `divergences.load` reads, with two columns.

    Returns
    -------
    Shape
        Its name is that of the file, without folder and ending.

    Raises
    ------
    ValueError
        If the file is refused by `load`, has another number of columns than 2, or all its points
        are one.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from gan.playground import drawn
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "two.csv")
    ...     _ = path.write_text("x,y\n0,0\n6,8\n")
    ...     drawn(path).spread(2).sort(dim=0).values.tolist()
    [[-0.6, -0.8], [0.6, 0.8]]
    """
    read = load(path)
    if read.shape[1] != 2:
        raise ValueError(f"{path} has {read.shape[1]} columns; give points of the plane, 2")
    _, exponent = math.frexp(float(abs(read).max()))
    points = torch.from_numpy(np.ldexp(read, -exponent))  # at most 1: no square over- or underflows
    points = points - points.mean(dim=0)
    size = (points**2).sum(dim=1).mean().sqrt()
    if not size > 0:
        raise ValueError(f"{path} has all of its points in one; give at least two that differ")
    points = points / size
    return Shape(Path(path).name.partition(".")[0], lambda u: points[_place(u, len(points))])


def _place(u: Tensor, n: int) -> Tensor:
    return (n * u[:, 0]).long().clamp(max=n - 1)
