"""The two samples a critic is fitted on, each with points held out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from divergences import Measure

from .truths._reading import LARGE, SMALL

POINTS, HELD = 1 << 18, 1 << 16  # drawn of each law to fit on, and to judge by
ENTRIES = 1 << 25  # of the points to fit on: fewer are drawn in high dimension
SHARE = 4  # one point in so many of an array is held out


@dataclass(frozen=True, eq=False)
class Sides:
    """Points x of P and y of Q to fit on, and others, held out, to judge by."""

    x: Tensor
    y: Tensor
    held_x: Tensor
    held_y: Tensor

    @property
    def dim(self) -> int:
        """Entries of a point."""
        return self.x.shape[1]

    def digest(self) -> str:
        """Return what tells these points from others."""
        found = hashlib.sha256()
        for points in (self.x, self.y, self.held_x, self.held_y):
            found.update(repr(tuple(points.shape)).encode())
            found.update(points.contiguous().numpy().data)
        return found.hexdigest()

    def flipped(self) -> "Sides":
        """Return the sides with P and Q exchanged."""
        return Sides(self.y, self.x, self.held_y, self.held_x)


def read_sides(sample_x: Any, sample_y: Any, generator: torch.Generator) -> Sides:
    """Draw from samplers, divide arrays; refuse what is neither, or does not fit together."""
    x, held_x = _side(sample_x, "sample_x", generator)
    y, held_y = _side(sample_y, "sample_y", generator)
    if x.shape[1] != y.shape[1]:
        raise ValueError(
            f"sample_x has points of {x.shape[1]} entries and sample_y of {y.shape[1]}; "
            "pass points of one dimension"
        )
    largest = max(float(points.abs().max()) for points in (x, y, held_x, held_y))
    if not (largest == 0 or SMALL <= largest <= LARGE):
        raise ValueError(
            f"the largest coordinate of sample_x and sample_y is {largest:.6g}; divide all points "
            "by one power of 2, so that it is from 2^-400 to 2^400"
        )
    return Sides(x, y, held_x, held_y)


def _side(sample: Any, name: str, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    if callable(sample):
        held = _drawn(sample, name, HELD)
        points = _drawn(sample, name, min(POINTS, max(1, ENTRIES // held.shape[1])))
        return points[torch.randperm(len(points), generator=generator)], held
    points = _points(sample, name)
    if len(points) < SHARE:
        raise ValueError(f"{name} has {len(points)} points; pass at least {SHARE}, or a sampler")
    order = torch.randperm(len(points), generator=generator)
    kept = len(points) // SHARE
    return points[order[kept:]], points[order[:kept]]


def _drawn(sample: Callable[[int], Any], name: str, n: int) -> Tensor:
    points = _points(sample(n), f"{name}({n})")
    if len(points) != n:
        raise ValueError(f"{name}({n}) gave {len(points)} points; pass a sampler n -> (n, d)")
    return points


def _points(values: Any, name: str) -> Tensor:
    """Return points (n, d) as float64, as `Measure` reads them: finite, from any array."""
    try:
        points = Measure(values).points
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    return torch.tensor(points)
