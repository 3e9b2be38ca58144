"""Layers and tables whose numbers are drawn from a generator that is passed, never torch's own."""

import math
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import torch
from torch import nn

DEVIATION = 0.02  # Radford, Metz and Chintala (2016), arXiv:1511.06434, section 4

Layer = TypeVar("Layer", nn.Linear, nn.Conv2d, nn.ConvTranspose2d)


def drawn(
    make: Callable[[], Layer],
    energy: float,
    generator: torch.Generator,
    *,
    normalised: bool = False,
) -> Layer:
    """Return the layer with normal weights of variance 1 / energy and biases 0.

    `energy` is the sum of the mean squares of the numbers that make one output: outputs then have
    variance 1. Where they are normalised the size of the weights changes nothing that passes, only
    how far a step of Adam turns them: then the deviation is that of DCGAN.
    """
    with torch.device("meta"):  # where no number is drawn
        layer = make()
    layer = layer.to_empty(device="cpu")
    with torch.no_grad():
        std = DEVIATION if normalised else 1 / math.sqrt(energy)
        layer.weight.normal_(std=std, generator=generator)
        if layer.bias is not None:
            layer.bias.zero_()
    return layer


def rows(count: int, size: int, std: float, generator: torch.Generator) -> nn.Parameter:
    """Return a row of normal numbers for each of some labels."""
    return nn.Parameter(torch.empty(count, size).normal_(std=std, generator=generator))


def taps_met(side: int, kernel: int, stride: int, padding: int) -> float:
    """Return how many taps of a kernel meet a pixel and not the padding, along a side, on average.

    A layer's energy counts those alone: of a 3 x 3 kernel on 1 pixel 8 of 9 taps meet nothing.
    """
    starts = range(-padding, side + padding - kernel + 1, stride)
    return sum(min(start + kernel, side) - max(start, 0) for start in starts) / len(starts)


def same_size(
    channels: int,
    size: tuple[int, int],
    square: float,
    generator: torch.Generator,
    *,
    normalised: bool,
) -> nn.Conv2d:
    """Return a convolution that keeps the size and the number of channels."""
    taps = taps_met(size[0], 3, 1, 1) * taps_met(size[1], 3, 1, 1)
    make = partial(nn.Conv2d, channels, channels, 3, padding=1)
    return drawn(make, taps * channels * square, generator, normalised=normalised)
