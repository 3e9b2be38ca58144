"""The design space of Gulrajani et al. (2017), Table 1, and two points of it, A and B."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

import torch

from . import critics, generators
from ._pictures import require_layers, require_one_of, require_pictures
from .critics import BatchNorm, Concatenation, LayerNorm, Projection
from .nonlinearities import Nonlinearity, leaky_relu, relu, softplus, tanh
from .truths._reading import read_whole


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """A generator and a critic of pictures, as what they are built from; they hold the weights.

    It starts from DCGAN, as the table does. What the table leaves open is decided here: layers
    beyond four keep the size, and the first convolution and the last layer are not normalised.

    Parameters
    ----------
    height, width : int, default 28
        Pixels, multiples of 4.
    channels : int, default 1
        1 for grey, 3 for colour.
    classes : int, default 0
        How many labels there are; without, both networks take points alone.
    latent : int, default 128
        Entries of a latent point.
    nonlinearity_g, nonlinearity_d : Nonlinearity
        Of the generator and of the critic: `relu`, `leaky_relu`, `softplus` or `tanh` of
        `gan.nonlinearities` in the table. Defaults: `relu` and `leaky_relu`.
    depth_g, depth_d : int, default 4
        How many layers have weights: 4, 8, 12 or 20 in the table, here any from 4.
    batch_norm_g : bool, default True
        Whether the generator is normalised over the batch.
    norm_d : type, optional
        `gan.critics.BatchNorm`, or `gan.critics.LayerNorm` in its place under a gradient penalty.
    filters_g, filters_d : int, default 32
        Channels of the layers at half of the size: 32, 64 or 128 in the table.
    conditioning : type, default `gan.critics.Projection`
        How labels enter the critic, or `gan.critics.Concatenation`; not of the table.

    Raises
    ------
    ValueError
        If a size, depth or count is none, or another value not of its kind.

    References
    ----------
    Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville (2017), Improved Training of Wasserstein
    GANs, arXiv:1704.00028, section 5.1 and Table 1.

    Examples
    --------
    >>> import torch
    >>> from gan import Architecture
    >>> architecture = Architecture(height=8, width=8, classes=3)
    >>> random = torch.Generator().manual_seed(0)
    >>> generator, critic = architecture.generator(random), architecture.critic(random)
    >>> z, y = torch.randn(2, 128, generator=random), torch.tensor([0, 2])
    >>> x = generator(z, y)
    >>> x.shape, critic(x, y).shape
    (torch.Size([2, 1, 8, 8]), torch.Size([2]))
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
    norm_d: type[BatchNorm] | type[LayerNorm] | None = None
    filters_g: int = 32
    filters_d: int = 32
    conditioning: type[Projection] | type[Concatenation] = Projection

    def __post_init__(self) -> None:
        require_pictures(self.height, self.width, self.channels, self.classes)
        read_whole(self.latent, "latent", least=1)
        require_layers(self.nonlinearity_g, self.depth_g, self.filters_g, of="_g")
        require_layers(self.nonlinearity_d, self.depth_d, self.filters_d, of="_d")
        require_one_of(self.batch_norm_g, "batch_norm_g", True, False)
        require_one_of(self.norm_d, "norm_d", None, BatchNorm, LayerNorm)
        require_one_of(self.conditioning, "conditioning", Projection, Concatenation)

    def generator(self, random: torch.Generator) -> generators.Convolutional:
        """Return a generator of pictures, its weights drawn from `random`."""
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
            generator=random,
        )

    def critic(self, random: torch.Generator) -> critics.Convolutional:
        """Return a critic of pictures, its weights drawn from `random`."""
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
            generator=random,
        )

    def for_penalty(self) -> "Architecture":
        """Return it with layer normalisation in the place of the critic's batch normalisation.

        So the table has it for WGAN-GP: a gradient penalty wants scores of a point alone.
        """
        return replace(self, norm_d=LayerNorm if self.norm_d is BatchNorm else self.norm_d)

    def as_dict(self) -> dict[str, int | str | None]:
        """Return the numbers, and the names of what are no numbers."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: _plain(value) for name, value in values}


def random_architecture(random: torch.Generator, **fixed: Any) -> Architecture:
    """Draw each entry of the table uniformly, as the paper did 200 times.

    Parameters
    ----------
    random : torch.Generator
        Draws the entries.
    **fixed
        Values of `Architecture`: of the data's shape, or in the place of what is drawn. The rest
        is drawn as without them.

    Returns
    -------
    Architecture
        One of 4^4 2^2 3^2 = 9,216, the same for the same `random`. `norm_d` is None or
        `BatchNorm`: see `Architecture.for_penalty`.

    References
    ----------
    Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville (2017), Improved Training of Wasserstein
    GANs, arXiv:1704.00028, section 5.1 and Table 1.

    Examples
    --------
    >>> import torch
    >>> from gan import random_architecture
    >>> drawn = random_architecture(torch.Generator().manual_seed(0), height=32, width=32)
    >>> drawn.height, drawn.depth_g in (4, 8, 12, 20)
    (32, True)
    """
    drawn = {
        name: choices[int(torch.randint(len(choices), (), generator=random))]
        for name, choices in TABLE.items()
    }
    return Architecture(**{**drawn, **fixed})


def _plain(value: Any) -> Any:
    if isinstance(value, Nonlinearity):
        return value.name
    return value.__name__ if isinstance(value, type) else value


_nonlinearities, _depths, _filters = (
    (relu, leaky_relu, softplus, tanh),
    (4, 8, 12, 20),
    (32, 64, 128),
)

TABLE: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "nonlinearity_g": _nonlinearities,
        "nonlinearity_d": _nonlinearities,
        "depth_g": _depths,
        "depth_d": _depths,
        "batch_norm_g": (True, False),
        "norm_d": (BatchNorm, None),
        "filters_g": _filters,
        "filters_d": _filters,
    }
)
"""Gulrajani et al. (2017), arXiv:1704.00028, Table 1; layer for batch norm in D under WGAN-GP."""

ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType(
    {
        "A": Architecture(norm_d=BatchNorm),
        "B": Architecture(
            nonlinearity_g=leaky_relu,
            nonlinearity_d=softplus,
            conditioning=Concatenation,
        ),
    }
)
"""The two of the comparison, to be given the data's shape.

A is DCGAN's; the critic of B is smooth, is not normalised, and takes labels as pictures.
"""
