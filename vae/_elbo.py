"""The evidence lower bound, and the importance-weighted one."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from torch import Tensor

from ._gaussian import DiagonalGaussian, standard_log_density


@runtime_checkable
class LatentModel(Protocol):
    """A model with a latent z of law N(0, I): what a bound has to know of it, as `VAE` has it."""

    latent: int

    def encode(self, x: Tensor) -> DiagonalGaussian:
        """Return q(z | x)."""

    def log_likelihood(self, x: Tensor, z: Tensor) -> Tensor:
        """Return log p(x | z) in nats."""


@dataclass(frozen=True, eq=False)
class Elbo:
    """The evidence lower bound of each row, in nats, and its two parts.

    Attributes
    ----------
    reconstruction : Tensor, shape (n,)
        E log p(x | z) under q(z | x), as estimated from the draws.
    kl : Tensor, shape (n,)
        KL(q(z | x) || N(0, I)).
    """

    reconstruction: Tensor
    kl: Tensor

    @property
    def value(self) -> Tensor:
        """The bound: reconstruction less KL, at most log p(x) in expectation."""
        return self.reconstruction - self.kl


def analytic_kl(q: DiagonalGaussian, z: Tensor) -> Tensor:
    """Return KL(q || N(0, I)) by its formula, whatever the draws.

    Parameters
    ----------
    q : DiagonalGaussian
        Laws (n, d).
    z : Tensor, shape (samples, n, d)
        Draws, which are not looked at.

    Returns
    -------
    Tensor, shape (n,)
        In nats, at least 0.

    Examples
    --------
    >>> import torch
    >>> q = DiagonalGaussian(torch.ones(1, 2), torch.zeros(1, 2))
    >>> float(analytic_kl(q, torch.zeros(1, 1, 2)))
    1.0
    """
    return q.kl()


def sampled_kl(q: DiagonalGaussian, z: Tensor) -> Tensor:
    """Return the mean over draws of log q(z) - log N(z; 0, I): KL(q || N(0, I)) in expectation.

    Parameters
    ----------
    q : DiagonalGaussian
        Laws (n, d).
    z : Tensor, shape (samples, n, d)
        Draws from q.

    Returns
    -------
    Tensor, shape (n,)
        In nats; it may be negative.

    Examples
    --------
    >>> import torch
    >>> q = DiagonalGaussian(torch.ones(1, 2), torch.zeros(1, 2))
    >>> float(sampled_kl(q, torch.ones(1, 1, 2)))
    1.0
    """
    return (q.log_density(z) - standard_log_density(z)).mean(0)


def elbo(
    model: LatentModel,
    x: Tensor,
    noise: Tensor,
    *,
    kl: Callable[[DiagonalGaussian, Tensor], Tensor] = analytic_kl,
) -> Elbo:
    """Return the evidence lower bound of each row, in nats.

        log p(x) = ELBO + KL(q(z | x) || p(z | x)),    ELBO = E_q log p(x | z) - KL(q || N(0, I))

    Parameters
    ----------
    model : VAE
        Or what has `encode` and `log_likelihood` as it has them.
    x : Tensor, shape (n, dim)
        The rows.
    noise : Tensor, shape (samples, n, latent)
        Standard normal draws, which become draws from q(z | x). Any other points with the same
        first two moments make the bound exact where log p(x | z) is quadratic in z.
    kl : callable, default `analytic_kl`
        `analytic_kl` or `sampled_kl`.

    Returns
    -------
    Elbo
        Reconstruction and KL of each row; differentiable.

    Raises
    ------
    ValueError
        If x is no matrix, or the noise does not have the shape (samples, n, latent).

    References
    ----------
    Kingma and Welling (2013), arXiv:1312.6114, section 2.3.

    Examples
    --------
    >>> import torch
    >>> from vae import VAE
    >>> generator = torch.Generator().manual_seed(0)
    >>> model = VAE(5, 2, (8,), generator=generator)
    >>> found = elbo(model, torch.zeros(3, 5), torch.randn(1, 3, 2, generator=generator))
    >>> found.value.shape
    torch.Size([3])
    """
    refuse_shapes(model, x, noise)
    q = model.encode(x)
    z = q.at(noise)
    return Elbo(model.log_likelihood(x, z).mean(0), kl(q, z))


def importance_weighted_bound(model: LatentModel, x: Tensor, noise: Tensor) -> Tensor:
    """Return log of the mean of w_k = p(x, z_k) / q(z_k | x) over K draws, for each row.

    In expectation at most log p(x), at least the ELBO, and growing with K; differentiable, and so
    also an objective to train by.

    Parameters
    ----------
    model : VAE
        Or what has `encode` and `log_likelihood` as it has them.
    x : Tensor, shape (n, dim)
        The rows.
    noise : Tensor, shape (K, n, latent)
        Standard normal draws.

    Returns
    -------
    Tensor, shape (n,)
        In nats.

    Raises
    ------
    ValueError
        If x is no matrix, or the noise does not have the shape (K, n, latent).

    References
    ----------
    Burda, Grosse and Salakhutdinov (2015), arXiv:1509.00519, theorem 1.

    Examples
    --------
    >>> import torch
    >>> from vae import VAE
    >>> generator = torch.Generator().manual_seed(0)
    >>> model = VAE(5, 2, (8,), generator=generator)
    >>> importance_weighted_bound(model, torch.zeros(3, 5), torch.zeros(4, 3, 2)).shape
    torch.Size([3])
    """
    return log_weights(model, x, noise).logsumexp(0) - math.log(len(noise))


def log_weights(model: LatentModel, x: Tensor, noise: Tensor) -> Tensor:
    """Return log p(x | z) + log p(z) - log q(z | x), shape (samples, n)."""
    refuse_shapes(model, x, noise)
    q = model.encode(x)
    z = q.at(noise)
    return model.log_likelihood(x, z) + standard_log_density(z) - q.log_density(z)


def refuse_shapes(model: LatentModel, x: Tensor, noise: Tensor | None) -> None:
    """Raise where rows or noise have not the shape that they should have."""
    if x.ndim != 2:
        raise ValueError(f"x has the shape {tuple(x.shape)}; pass rows, (n, dim)")
    if noise is not None and tuple(noise.shape[1:]) != (len(x), model.latent):
        raise ValueError(
            f"noise has the shape {tuple(noise.shape)}; pass (samples, {len(x)}, {model.latent})"
        )
