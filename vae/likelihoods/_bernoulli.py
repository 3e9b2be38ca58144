"""The Bernoulli likelihood, for entries between 0 and 1."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from ._likelihood import Units


@dataclass(frozen=True)
class Bernoulli:
    """Each entry of x is 1 with probability sigmoid(f(z)), independently given z.

    For entries of 0 and 1 this is a law, and log p(x | z) is its probability. Entries between are
    accepted, as by everyone: then it is the mean of log p(b | z) over random b that are 1 with
    probability x, a bound for those binary images, and no density of x.

    Examples
    --------
    >>> from vae.likelihoods import Bernoulli
    >>> Bernoulli()
    Bernoulli()
    """

    @property
    def outputs(self) -> int:
        """One number for an entry, its logit."""
        return 1

    @property
    def learns(self) -> bool:
        """There is nothing beside the decoder."""
        return False

    def start(self) -> Tensor:
        """Return no numbers."""
        return torch.empty(0)

    def units(self, x: np.ndarray) -> Units:
        """Return the data's own units; refuse entries outside [0, 1]."""
        outside = (x < 0) | (x > 1)
        if outside.any():
            row, column = (int(i) for i in np.argwhere(outside)[0])
            raise ValueError(
                f"X has {x[row, column]:g} in column {column} (row {row}), and a Bernoulli "
                "likelihood takes values from 0 to 1; divide by the largest value (255 for "
                "pixels), or leave likelihood=None, the Gaussian"
            )
        return Units(np.zeros(x.shape[1]), 1.0)

    def within(self, units: Units) -> "Bernoulli":
        """Return itself: its units are the data's."""
        return self

    def log_density(self, x: Tensor, decoded: Tensor, numbers: Tensor) -> Tensor:
        """Return the log probability in nats, shape (...)."""
        x = x.expand(decoded.shape)
        return -binary_cross_entropy_with_logits(decoded, x, reduction="none").sum(-1)

    def mean(self, decoded: Tensor) -> Tensor:
        """Return the probabilities of 1."""
        return torch.sigmoid(decoded)

    def draw(self, decoded: Tensor, numbers: Tensor, generator: torch.Generator) -> Tensor:
        """Return entries of 0 and 1."""
        return torch.bernoulli(torch.sigmoid(decoded), generator=generator)
