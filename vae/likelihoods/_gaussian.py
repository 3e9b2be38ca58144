"""The Gaussian likelihood, with its sigma kept."""

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from .._gaussian import HALF_LOG_TAU
from ._likelihood import Units, spread_of

LEAST = 1e-3  # of sigma where it is learnt, in units of the data's spread


@dataclass(frozen=True)
class Gaussian:
    """x is N(f(z), sigma^2 I), with every constant of its density kept.

    Without sigma the reconstruction would be |x - f(z)|^2 / 2: the special case sigma = 1, which
    says of pixels between 0 and 1 that they are mostly noise. A learnt sigma is the root of the
    mean squared error, the best value for any decoder (Rybkin, Daniilidis and Levine 2020,
    arXiv:2006.13202).

    Parameters
    ----------
    sigma : float, optional
        The deviation, in units of the data; learnt, one number for all entries, if None.

    Raises
    ------
    ValueError
        If sigma is not a positive finite number.

    Notes
    -----
    A learnt sigma is at least a thousandth of the data's spread (of the root of the mean variance):
    where f can meet the data, a density has no largest value.

    Examples
    --------
    >>> from vae.likelihoods import Gaussian
    >>> Gaussian(sigma=0.1)
    Gaussian(sigma=0.1)
    """

    sigma: float | None = None

    def __post_init__(self) -> None:
        if self.sigma is not None and not 0 < self.sigma < math.inf:
            raise ValueError(
                f"sigma is {self.sigma!r}; pass a positive number, or None to learn it"
            )

    @property
    def outputs(self) -> int:
        """One number for an entry, its mean."""
        return 1

    @property
    def learns(self) -> bool:
        """Whether sigma is learnt."""
        return self.sigma is None

    def start(self) -> Tensor:
        """Return log sigma; 0, the data's spread, where it is to be learnt."""
        return torch.tensor(math.log(self.sigma or 1.0), dtype=torch.get_default_dtype())

    def units(self, x: np.ndarray) -> Units:
        """Return the means of the columns, and one scale."""
        return spread_of(x)

    def within(self, units: Units) -> "Gaussian":
        """Return the likelihood in the model's units."""
        return self if self.sigma is None else replace(self, sigma=self.sigma / units.scale)

    def deviation(self, log_sigma: Tensor) -> Tensor:
        """Return sigma, in the units that the model sees."""
        sigma = log_sigma.exp()
        return torch.hypot(sigma, torch.full_like(sigma, LEAST)) if self.learns else sigma

    def log_density(self, x: Tensor, decoded: Tensor, numbers: Tensor) -> Tensor:
        """Return log N(x; f(z), sigma^2 I) in nats, shape (...)."""
        sigma = self.deviation(numbers)
        squares = ((x - decoded) ** 2).sum(-1)
        return -squares / (2 * sigma**2) - x.shape[-1] * (sigma.log() + HALF_LOG_TAU)

    def mean(self, decoded: Tensor) -> Tensor:
        """Return f(z)."""
        return decoded

    def draw(self, decoded: Tensor, numbers: Tensor, generator: torch.Generator) -> Tensor:
        """Return f(z) and noise."""
        noise = torch.randn(decoded.shape, generator=generator, dtype=decoded.dtype)
        return decoded + self.deviation(numbers) * noise
