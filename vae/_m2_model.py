"""M2's model: a class and a style make an observation; a classifier for rows without a label."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ._gaussian import DiagonalGaussian
from ._perceptron import Activation, Perceptron
from .likelihoods import Likelihood


class M2(nn.Module):
    """y is uniform over classes, z is N(0, I), x given both follows the likelihood.

    q(z | x, y) is the encoder, q(y | x) the classifier. Classes are one-hot rows, which broadcast
    against the rows of x.
    """

    def __init__(
        self,
        dim: int,
        classes: int,
        latent: int,
        widths: Sequence[int],
        likelihood: Likelihood,
        activation: Activation,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        self.latent, self.classes, self.likelihood = latent, classes, likelihood
        inward, outward = (dim, *widths, 2 * latent), (latent, *reversed(widths))
        outward = (*outward, likelihood.outputs * dim)
        self.encoder = Perceptron(inward, activation, generator, classes=classes)
        self.decoder = Perceptron(outward, activation, generator, classes=classes)
        self.classifier = Perceptron((dim, *widths, classes), activation, generator)
        self.numbers = nn.Parameter(likelihood.start(), requires_grad=likelihood.learns)

    def encode(self, x: Tensor, y: Tensor) -> DiagonalGaussian:
        """Return q(z | x, y)."""
        mean, log_variance = self.encoder(x, y).chunk(2, -1)
        return DiagonalGaussian(mean, log_variance)

    def log_probabilities(self, x: Tensor) -> Tensor:
        """Return log q(y | x), shape (n, classes)."""
        return torch.log_softmax(self.classifier(x), -1)

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        """Return the mean of x given the style and the class."""
        return self.likelihood.mean(self.decoder(z, y))

    def labelled_bound(self, x: Tensor, y: Tensor, noise: Tensor, weight: float = 1.0) -> Tensor:
        """Return a bound on log p(x, y) in nats, for noise of the shape of the latents.

        With a weight below 1 the KL of the style counts so much less.
        """
        q = self.encode(x, y)
        decoded = self.decoder(q.at(noise), y)
        found = self.likelihood.log_density(x, decoded, self.numbers)
        return found - weight * q.kl() - math.log(self.classes)

    def unlabelled_bound(self, x: Tensor, noise: Tensor, weight: float = 1.0) -> Tensor:
        """Return a bound on log p(x) in nats: every class in turn, noise (classes, n, latent)."""
        classes = torch.eye(self.classes, dtype=x.dtype, device=x.device)[:, None]
        of_class = self.labelled_bound(x, classes, noise, weight).T  # (n, classes)
        logs = self.log_probabilities(x)
        return (logs.exp() * (of_class - logs)).sum(-1)
