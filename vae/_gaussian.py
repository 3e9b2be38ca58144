"""Gaussian laws with independent coordinates: draws that can be differentiated, and their KL."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

HALF_LOG_TAU = math.log(2 * math.pi) / 2


@dataclass(frozen=True, eq=False)
class DiagonalGaussian:
    """Gaussian laws with independent coordinates, one for each index before the last axis.

    Parameters
    ----------
    mean, log_variance : Tensor, shape (..., d)
        The mean and the logarithm of the variance of each coordinate.

    Raises
    ------
    ValueError
        If the shapes differ or have no axis.

    Examples
    --------
    The Kullback-Leibler divergence of N((1, -1), diag(2, 1/2)) from N(0, I):

    >>> import torch
    >>> variance = torch.tensor([2.0, 0.5], dtype=torch.float64)
    >>> q = DiagonalGaussian(torch.tensor([1.0, -1.0], dtype=torch.float64), variance.log())
    >>> round(float(q.kl()), 15)
    1.25
    """

    mean: Tensor
    log_variance: Tensor

    def __post_init__(self) -> None:
        shapes = tuple(self.mean.shape), tuple(self.log_variance.shape)
        if shapes[0] != shapes[1] or not shapes[0]:
            raise ValueError(
                f"mean has the shape {shapes[0]} and log_variance {shapes[1]}; pass one (..., d)"
            )

    def at(self, noise: Tensor) -> Tensor:
        """Return mean + deviation * noise: draws, if the noise is standard normal.

        The way by which gradients reach the law (Kingma and Welling 2013, arXiv:1312.6114).
        """
        return self.mean + torch.exp(self.log_variance / 2) * noise

    def log_density(self, z: Tensor) -> Tensor:
        """Return log q(z) in nats, shape (...), for points (..., d)."""
        squares = (z - self.mean) ** 2 * torch.exp(-self.log_variance)
        return -((squares + self.log_variance) / 2 + HALF_LOG_TAU).sum(-1)

    def kl(self, other: "DiagonalGaussian | None" = None) -> Tensor:
        """Return the Kullback-Leibler divergence from another law, N(0, I) if none is given.

            KL = sum_i (exp(r_i) - 1 - r_i + (m_i - m'_i)^2 / v'_i) / 2,    r = log v - log v'

        in nats, shape (...), each term at least 0.
        """
        if other is None:
            ratio, squares = self.log_variance, self.mean**2
        else:
            ratio = self.log_variance - other.log_variance
            squares = (self.mean - other.mean) ** 2 * torch.exp(-other.log_variance)
        return (torch.expm1(ratio) - ratio + squares).sum(-1) / 2


def standard_log_density(z: Tensor) -> Tensor:
    """Return log N(z; 0, I) in nats, shape (...), for points (..., d)."""
    return -(z**2 / 2 + HALF_LOG_TAU).sum(-1)
