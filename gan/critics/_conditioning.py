"""Two ways for a label into a critic of pictures."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .._drawn import rows


class Projection(nn.Module):
    """Each label has its own last layer: the shared weights and a vector of its own.

    References
    ----------
    Miyato and Koyama (2018), cGANs with Projection Discriminator, arXiv:1802.05637.
    """

    planes = 0

    def __init__(
        self,
        classes: int,
        pixels: tuple[int, int],
        units: int,
        energy: float,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        self.rows = rows(classes, units, 1 / math.sqrt(energy), generator)

    def before(self, x: Tensor, y: Tensor) -> Tensor:
        """Return the pictures as they are."""
        return x

    def weights(self, shared: Tensor, y: Tensor) -> Tensor:
        """Return the last layer's weights for each label, shape (batch, units)."""
        return shared + functional.embedding(y, self.rows)


class Concatenation(nn.Module):
    """Each label is a picture, learned, that is one more channel beside the point's.

    References
    ----------
    Mirza and Osindero (2014), Conditional Generative Adversarial Nets, arXiv:1411.1784.
    """

    planes = 1

    def __init__(
        self,
        classes: int,
        pixels: tuple[int, int],
        units: int,
        energy: float,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        self.pixels = pixels
        self.rows = rows(classes, pixels[0] * pixels[1], 1.0, generator)

    def before(self, x: Tensor, y: Tensor) -> Tensor:
        """Return the pictures with the labels' as their last channel."""
        plane = functional.embedding(y, self.rows).view(-1, 1, *self.pixels)
        return torch.cat([x, plane], dim=1)

    def weights(self, shared: Tensor, y: Tensor) -> Tensor:
        """Return the last layer's weights, the same for all, shape (1, units)."""
        return shared
