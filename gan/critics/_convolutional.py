"""The convolutional critic: three convolutions that halve the size, then a linear map."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from .._drawn import drawn
from .._labels import require_labels
from ..nonlinearities import Nonlinearity
from ._conditioning import Concatenation, Projection

KERNEL = 4


class Convolutional(nn.Module):
    """A critic of pictures as in DCGAN: convolutions of stride 2, then a linear map.

    With f, 2f and 4f channels the size falls to a half, a quarter and an eighth. Layers beyond
    these four are convolutions that keep the size, put at the eighth, the quarter and the half in
    turn.

    Parameters
    ----------
    height, width, channels : int
        Of the pictures; the sizes multiples of 4.
    classes : int
        How many labels; 0 for a critic without.
    nonlinearity : Nonlinearity
        Behind each convolution.
    depth : int
        How many layers have weights, at least 4.
    norm : callable, optional
        From a number of channels to a module, `BatchNorm` or `LayerNorm`, behind each convolution
        but the first.
    filters : int
        Channels at half of the size, f.
    conditioning : callable
        `Projection` or `Concatenation`; unused where there are 0 classes.
    random : torch.Generator
        Draws all weights.

    References
    ----------
    Radford, Metz and Chintala (2016), Unsupervised Representation Learning with Deep Convolutional
    Generative Adversarial Networks, arXiv:1511.06434.
    """

    def __init__(
        self,
        *,
        height: int,
        width: int,
        channels: int,
        classes: int,
        nonlinearity: Nonlinearity,
        depth: int,
        norm: Callable[[int], nn.Module] | None,
        filters: int,
        conditioning: type[Projection] | type[Concatenation],
        random: torch.Generator,
    ) -> None:
        super().__init__()
        self.shape = (channels, height, width)
        self.classes, self.nonlinearity = classes, nonlinearity
        planes = conditioning.planes if classes else 0
        widths = (channels + planes, filters, 2 * filters, 4 * filters)
        size = (height, width)
        self.layers, self.norms = nn.ModuleList(), nn.ModuleList()
        for stage in range(3):
            a, b = widths[stage], widths[stage + 1]
            square = nonlinearity.square if stage else 1.0
            self._add(_halve(a, b, size, square, random), norm if stage else None)
            size = (_half(size[0]), _half(size[1]))
            for _ in range(2 - stage, depth - 4, 3):
                self._add(_keep(b, nonlinearity.square, random), norm)
        units = widths[-1] * size[0] * size[1]
        energy = units * nonlinearity.square
        self.linear = drawn(lambda: nn.Linear(units, 1), energy, random)
        self.conditioning = (
            conditioning(classes, (height, width), units, energy, random) if classes else None
        )

    def _add(self, layer: nn.Conv2d, norm: Callable[[int], nn.Module] | None) -> None:
        self.layers.append(layer)
        self.norms.append(nn.Identity() if norm is None else norm(layer.out_channels))

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        """Return the scores, shape (batch,)."""
        if x.shape[1:] != self.shape:
            raise ValueError(f"x has shape {tuple(x.shape)}; pass (batch, *{self.shape})")
        y = require_labels(y, len(x), self.classes)
        h, weights = x, self.linear.weight
        if self.conditioning is not None:
            h, weights = self.conditioning.before(x, y), self.conditioning.weights(weights, y)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            h = self.nonlinearity(norm(layer(h)))
        return (h.flatten(1) * weights).sum(dim=1) + self.linear.bias


def _half(side: int) -> int:
    """Return how many pixels a side a layer leaves that halves the size: n // 2, at least 1."""
    return max(1, side // 2)


def _keep(channels: int, square: float, random: torch.Generator) -> nn.Conv2d:
    return drawn(lambda: nn.Conv2d(channels, channels, 3, padding=1), 9 * channels * square, random)


def _halve(
    a: int, b: int, size: tuple[int, int], square: float, random: torch.Generator
) -> nn.Conv2d:
    """Return a layer of stride 2 whose windows meet every pixel; a side of 1 is padded by 2."""
    padding = (1 + (size[0] == 1), 1 + (size[1] == 1))
    return drawn(
        lambda: nn.Conv2d(a, b, KERNEL, stride=2, padding=padding), KERNEL**2 * a * square, random
    )
