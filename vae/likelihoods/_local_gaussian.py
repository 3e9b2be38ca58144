"""The Gaussian likelihood whose deviations, too, depend on the latent."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .._gaussian import DiagonalGaussian
from ._likelihood import Units, spread_of

LEAST_VARIANCE = 1e-6  # in units of the data's variance


@dataclass(frozen=True)
class LocalGaussian:
    """x is N(f(z), diag(v(z))): the decoder gives each entry its mean and its log variance.

    For features on different scales, such as the latents of another model, which is where M1+M2
    uses it. Variances are at least a millionth of the data's.

    Examples
    --------
    >>> from vae.likelihoods import LocalGaussian
    >>> LocalGaussian().outputs
    2
    """

    @property
    def outputs(self) -> int:
        """Two numbers for an entry, its mean and what makes its variance."""
        return 2

    @property
    def learns(self) -> bool:
        """There is nothing beside the decoder."""
        return False

    def start(self) -> Tensor:
        """Return no numbers."""
        return torch.empty(0)

    def units(self, x: np.ndarray) -> Units:
        """Return the means of the columns, and one scale."""
        return spread_of(x)

    def within(self, units: Units) -> "LocalGaussian":
        """Return itself: it has no unit."""
        return self

    def law(self, decoded: Tensor) -> DiagonalGaussian:
        """Return the law of x given z."""
        mean, log_variance = decoded.chunk(2, -1)
        return DiagonalGaussian(mean, torch.log(log_variance.exp() + LEAST_VARIANCE))

    def log_density(self, x: Tensor, decoded: Tensor, numbers: Tensor) -> Tensor:
        """Return log N(x; f(z), diag(v(z))) in nats, shape (...)."""
        return self.law(decoded).log_density(x)

    def mean(self, decoded: Tensor) -> Tensor:
        """Return f(z)."""
        return self.law(decoded).mean

    def draw(self, decoded: Tensor, numbers: Tensor, generator: torch.Generator) -> Tensor:
        """Return f(z) and noise."""
        law = self.law(decoded)
        return law.at(torch.randn(law.mean.shape, generator=generator, dtype=decoded.dtype))
