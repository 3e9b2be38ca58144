"""Layers and doors that the critics share."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


def linear(fan_in: int, fan_out: int, generator: torch.Generator) -> nn.Linear:
    """Return a layer of doubles, weights and biases uniform within 1 / sqrt(fan_in)."""
    layer = nn.Linear(fan_in, fan_out, dtype=torch.float64, device="meta").to_empty(device="cpu")
    limit = 1 / math.sqrt(fan_in)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.uniform_(-limit, limit, generator=generator)
    return layer


class Layers(nn.ModuleList):
    """A list of linear layers."""

    def __iter__(self) -> Iterator[nn.Linear]:
        for layer in super().__iter__():
            assert isinstance(layer, nn.Linear)
            yield layer


def linears(dim: int, widths: Sequence[int], generator: torch.Generator) -> Layers:
    """Return the layers from `dim` through the widths to one number."""
    sizes = [dim, *widths, 1]
    if any(isinstance(size, bool) or not isinstance(size, int) or size < 1 for size in sizes):
        raise ValueError(f"dim is {dim!r} and widths {widths!r}; pass integers of at least 1")
    return Layers(linear(a, b, generator) for a, b in pairwise(sizes))


def flat(x: Tensor, like: Tensor, dim: int) -> Tensor:
    """Return points (batch, ...) as (batch, dim), and refuse others."""
    if x.ndim == 0 or x.numel() != len(x) * dim:
        raise ValueError(f"x has shape {tuple(x.shape)}; pass (batch, {dim}), as the critic has it")
    if x.dtype != like.dtype:
        raise ValueError(f"x is {x.dtype} and the critic {like.dtype}; convert with x.to(...)")
    return x.reshape(len(x), dim)
