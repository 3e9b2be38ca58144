"""The design space of Gulrajani et al. (2017), Table 1, and two points of it, A and B."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from . import critics, generators
from .critics import BatchNorm, Concatenation, Projection
from .nonlinearities import Nonlinearity, leaky_relu, relu, softplus


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """A generator and a critic of pictures, as numbers: what is built from it has its weights.

    Parameters
    ----------
    height, width, channels, classes : int, default 28, 28, 1, 0
        Of the data. The sizes are multiples of 4; without classes there are no labels.
    latent : int, default 128
        Entries of a latent point.
    nonlinearity_g, nonlinearity_d : Nonlinearity
        Of the generator and the critic.
    depth_g, depth_d : int, default 4
        How many layers have weights, at least 4.
    batch_norm_g : bool, default True
        Whether the generator is normalised over the batch.
    norm_d : callable, optional
        `gan.critics.BatchNorm` or `gan.critics.LayerNorm`, in the critic.
    filters_g, filters_d : int, default 32
        Channels of the layers at half of the size.
    conditioning : callable
        How labels enter the critic, `gan.critics.Projection` or `gan.critics.Concatenation`.

    References
    ----------
    Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville (2017), Improved Training of Wasserstein
    GANs, arXiv:1704.00028, Table 1.
    """

    height: int = 28
    width: int = 28
    channels: int = 1
    classes: int = 0
    latent: int = 128
    nonlinearity_g: Nonlinearity = relu
    nonlinearity_d: Nonlinearity = leaky_relu
    depth_g: int = 4
    depth_d: int = 4
    batch_norm_g: bool = True
    norm_d: Callable[[int], nn.Module] | None = None
    filters_g: int = 32
    filters_d: int = 32
    conditioning: type[Projection] | type[Concatenation] = Projection

    def generator(self, random: torch.Generator) -> generators.Convolutional:
        """Return a generator, its weights drawn from `random`."""
        return generators.Convolutional(
            height=self.height,
            width=self.width,
            channels=self.channels,
            classes=self.classes,
            latent=self.latent,
            nonlinearity=self.nonlinearity_g,
            depth=self.depth_g,
            batch_norm=self.batch_norm_g,
            filters=self.filters_g,
            random=random,
        )

    def critic(self, random: torch.Generator) -> critics.Convolutional:
        """Return a critic, its weights drawn from `random`."""
        return critics.Convolutional(
            height=self.height,
            width=self.width,
            channels=self.channels,
            classes=self.classes,
            nonlinearity=self.nonlinearity_d,
            depth=self.depth_d,
            norm=self.norm_d,
            filters=self.filters_d,
            conditioning=self.conditioning,
            random=random,
        )


ARCHITECTURES = {
    "A": Architecture(norm_d=BatchNorm),
    "B": Architecture(
        nonlinearity_g=leaky_relu,
        nonlinearity_d=softplus,
        batch_norm_g=False,
        conditioning=Concatenation,
    ),
}
