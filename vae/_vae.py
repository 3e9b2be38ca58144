"""The variational autoencoder: two perceptrons and a likelihood."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from ._gaussian import DiagonalGaussian
from ._perceptron import Activation, Perceptron
from .likelihoods import Gaussian, Likelihood


class VAE(nn.Module):
    """z is N(0, I), x given z follows the likelihood at the decoder, q(z | x) is the encoder.

    Parameters
    ----------
    dim, latent : int
        Entries of x, and of z.
    widths : sequence of int, default (600, 600)
        Sizes of the encoder's hidden layers; the decoder has them in reverse. None at all makes
        both affine: with a Gaussian likelihood a linear-Gaussian model, whose log p(x) is known.
    likelihood : Likelihood, optional
        One of `vae.likelihoods`, in the units of x; `Gaussian()`, with a learnt sigma, if None.
    activation : callable, default softplus
        A function of one number, entry by entry.
    generator : torch.Generator
        Draws the weights.

    References
    ----------
    Kingma and Welling (2013), Auto-Encoding Variational Bayes, arXiv:1312.6114.

    Examples
    --------
    >>> import torch
    >>> model = VAE(5, 2, (8,), generator=torch.Generator().manual_seed(0))
    >>> model.encode(torch.zeros(3, 5)).mean.shape
    torch.Size([3, 2])
    """

    def __init__(
        self,
        dim: int,
        latent: int,
        widths: Sequence[int] = (600, 600),
        *,
        likelihood: Likelihood | None = None,
        activation: Activation = softplus,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        self.latent = latent
        self.likelihood = Gaussian() if likelihood is None else likelihood
        outputs = self.likelihood.outputs * dim
        self.encoder = Perceptron((dim, *widths, 2 * latent), activation, generator)
        self.decoder = Perceptron((latent, *reversed(widths), outputs), activation, generator)
        self.numbers = nn.Parameter(self.likelihood.start(), requires_grad=self.likelihood.learns)

    def encode(self, x: Tensor) -> DiagonalGaussian:
        """Return q(z | x) for rows (..., dim)."""
        mean, log_variance = self.encoder(x).chunk(2, -1)
        return DiagonalGaussian(mean, log_variance)

    def log_likelihood(self, x: Tensor, z: Tensor) -> Tensor:
        """Return log p(x | z) in nats, shape (...), for x (..., dim) and z (..., latent)."""
        return self.likelihood.log_density(x, self.decoder(z), self.numbers)

    def decode(self, z: Tensor) -> Tensor:
        """Return the mean of x given z, (..., dim)."""
        return self.likelihood.mean(self.decoder(z))

    def draw(self, z: Tensor, generator: torch.Generator) -> Tensor:
        """Return a draw of x given each z, (..., dim)."""
        return self.likelihood.draw(self.decoder(z), self.numbers, generator)
