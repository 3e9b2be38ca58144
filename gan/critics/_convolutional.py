"""The convolutional critic: three convolutions that halve the size, then a linear map."""

import math
from functools import partial
from itertools import pairwise
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from .._drawn import drawn, same_size, taps_met
from .._labels import require_labels
from .._pictures import require_layers, require_one_of, require_pictures
from ..nonlinearities import Nonlinearity
from ._conditioning import Concatenation, Projection
from ._convolution_norm import convolution_norm_bound
from ._normalised import BatchNorm, LayerNorm
from ._norms import spectral_norm_bound, up

KERNEL = 4

Norm = type[BatchNorm] | type[LayerNorm]


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
    norm : type, optional
        `BatchNorm` or `LayerNorm`, behind each convolution but the first.
    filters : int
        Channels at half of the size, f.
    conditioning : type
        `Projection` or `Concatenation`; unused where there are 0 classes.
    generator : torch.Generator
        Draws all weights.

    Raises
    ------
    ValueError
        If a size, depth or count is none, or another value not of its kind; on a call, if the
        points have another shape or type, or the labels are none of the classes.

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
        norm: Norm | None,
        filters: int,
        conditioning: type[Projection] | type[Concatenation],
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        require_pictures(height, width, channels, classes)
        require_layers(nonlinearity, depth, filters)
        require_one_of(norm, "norm", None, BatchNorm, LayerNorm)
        require_one_of(conditioning, "conditioning", Projection, Concatenation)
        self.shape = (channels, height, width)
        self.classes, self.nonlinearity = classes, nonlinearity
        planes = conditioning.planes if classes else 0
        widths = (channels + planes, filters, 2 * filters, 4 * filters)
        size = (height, width)
        self.layers, self.norms = nn.ModuleList(), nn.ModuleList()
        self.sizes: list[tuple[int, int]] = []  # before each layer
        for stage, (a, b) in enumerate(pairwise(widths)):
            square, after = (nonlinearity.square, norm) if stage else (1.0, None)
            halve = _halve(a, b, size, square, generator, normalised=after is not None)
            self._add(halve, size, after)
            size = (_half(size[0]), _half(size[1]))
            for _ in range(2 - stage, depth - 4, 3):
                keep = same_size(
                    b, size, nonlinearity.square, generator, normalised=norm is not None
                )
                self._add(keep, size, norm)
        units = widths[-1] * size[0] * size[1]
        energy = units * nonlinearity.square
        self.linear = drawn(partial(nn.Linear, units, 1), energy, generator)
        self.conditioning = (
            conditioning(classes, (height, width), units, energy, generator) if classes else None
        )

    def _add(self, layer: nn.Conv2d, size: tuple[int, int], norm: Norm | None) -> None:
        self.layers.append(layer)
        self.sizes.append(size)
        self.norms.append(nn.Identity() if norm is None else norm(layer.out_channels))

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        """Return the scores, shape (batch,)."""
        if x.shape[1:] != self.shape:
            sides = ", ".join(map(str, self.shape))
            raise ValueError(f"x has shape {tuple(x.shape)}; pass (batch, {sides})")
        if x.dtype != self.linear.weight.dtype:
            like = self.linear.weight.dtype
            raise ValueError(f"x is {x.dtype}, the critic {like}; pass x.to({like})")
        y = require_labels(y, len(x), self.classes)
        h, weights = x, self.linear.weight
        if self.conditioning is not None:
            h, weights = self.conditioning.before(x, y), self.conditioning.weights(weights, y)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            h = self.nonlinearity(norm(layer(h)))
        return (h.flatten(1) * weights).sum(dim=1) + self.linear.bias

    def lipschitz_bound(self) -> float:
        """Return an upper bound of the Lipschitz constant, in the point, for each of the labels.

        The product of upper bounds of the layers' norms, with padding and stride, of the
        nonlinearity's slopes and of the normalisation's, each rounded upward; inf where a number is
        not finite, and in training mode where there is a `BatchNorm`. It holds for the function in
        real arithmetic; what `forward` returns is that function, rounded.
        """
        finite = all(tensor.isfinite().all() for tensor in self.state_dict().values())
        stretches = [_stretch(norm) for norm in self.norms]
        if not finite or math.inf in stretches:
            return math.inf
        bound = self._last_norm()
        steps = zip(self.layers, self.sizes, stretches, strict=True)
        for i, (layer, size, stretch) in enumerate(steps):
            here = _norm(cast(nn.Conv2d, layer), size, None if i else self.shape[0])
            bound = up(up(up(bound * here) * stretch) * self.nonlinearity.slope)
        return bound

    def _last_norm(self) -> float:
        """Return an upper bound of the norms of the last layer's weights, over the labels."""
        weights = self.linear.weight.detach().double()
        if self.conditioning is not None:
            every = torch.arange(self.classes, device=weights.device)
            weights = self.conditioning.weights(weights, every)
        rounded = 1 + 2.0**-50  # above what a sum of two weights loses
        return max(up(spectral_norm_bound(row[None]) * rounded) for row in _as_doubles(weights))


def _norm(layer: nn.Conv2d, size: tuple[int, int], channels: int | None) -> float:
    """Return an upper bound of the norm of the layer as a map of its first channels."""
    kernel = _as_doubles(layer.weight)[:, :channels]
    return convolution_norm_bound(
        kernel, size, layer.stride[0], cast(tuple[int, int], layer.padding)
    )


def _stretch(norm: nn.Module) -> float:
    return norm.lipschitz_bound() if isinstance(norm, BatchNorm | LayerNorm) else 1.0


def _as_doubles(weight: Tensor) -> np.ndarray:
    doubles: np.ndarray = weight.detach().cpu().double().numpy()
    return doubles


def _half(side: int) -> int:
    """Return how many pixels a side a layer leaves that halves the size: n // 2, at least 1."""
    return max(1, side // 2)


def _halve(
    a: int,
    b: int,
    size: tuple[int, int],
    square: float,
    generator: torch.Generator,
    *,
    normalised: bool,
) -> nn.Conv2d:
    """Return a layer of stride 2 whose windows meet every pixel; a side of 1 is padded by 2."""
    padding = (1 + (size[0] == 1), 1 + (size[1] == 1))
    taps = taps_met(size[0], KERNEL, 2, padding[0]) * taps_met(size[1], KERNEL, 2, padding[1])
    make = partial(nn.Conv2d, a, b, KERNEL, stride=2, padding=padding)
    return drawn(make, taps * a * square, generator, normalised=normalised)
