"""What a likelihood is: the law of an observation, given what a decoder says of it."""

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from torch import Tensor

ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Units:
    """The units in which a model sees the data: (x - shift) / scale."""

    shift: np.ndarray
    scale: float

    def into(self, x: np.ndarray) -> Tensor:
        """Return rows in the model's units, as doubles."""
        return torch.from_numpy(np.asarray((x - self.shift) / self.scale))

    def back(self, x: Tensor) -> np.ndarray:
        """Return rows in the data's units."""
        return np.asarray(x.numpy() * self.scale + self.shift)

    def log_volume(self) -> float:
        """Return what a log density in the model's units exceeds one in the data's by."""
        return len(self.shift) * float(np.log(self.scale))


@runtime_checkable
class Likelihood(Protocol):
    """The law of an observation: a frozen value, whose learnt numbers are kept by the model.

    `outputs` is how many numbers an entry of the observation takes from the decoder, `learns`
    whether the numbers of `start` are learnt.
    """

    @property
    def outputs(self) -> int:
        """How many numbers of the decoder belong to an entry."""

    @property
    def learns(self) -> bool:
        """Whether the numbers of `start` are learnt."""

    def start(self) -> Tensor:
        """Return the first values of the numbers that are kept beside the decoder's weights."""

    def units(self, x: np.ndarray) -> Units:
        """Return the units for these rows, or refuse rows that have no density."""

    def within(self, units: Units) -> "Likelihood":
        """Return the same likelihood, as it is in the model's units."""

    def log_density(self, x: Tensor, decoded: Tensor, numbers: Tensor) -> Tensor:
        """Return log p(x | z) in nats, shape (...)."""

    def mean(self, decoded: Tensor) -> Tensor:
        """Return the mean of x given z."""

    def draw(self, decoded: Tensor, numbers: Tensor, generator: torch.Generator) -> Tensor:
        """Return one draw of x for each row that was decoded."""


def spread_of(x: np.ndarray) -> Units:
    """Return the means of the columns, and one scale: the root of their mean variance.

    One scale for all columns, so that they keep their proportions; the size of the largest entry
    where nothing varies by more than the rounding of the means. Taken in units of a power of 2, in
    which nothing is rounded and no square is too large or too small.
    """
    largest = float(np.abs(x).max())
    power = math.ldexp(1.0, math.frexp(largest)[1] - 1) if largest > 0 else 1.0
    near_one = x / power
    shift = near_one.mean(axis=0)
    scale = float(np.sqrt(np.mean((near_one - shift) ** 2)))
    varies = scale > ROUNDING * np.abs(shift).max()
    return Units(shift * power, scale * power if varies else power)
