"""The plain generator of points: a multilayer perceptron."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn

from .._drawn import drawn
from .._labels import require_labels
from .._pictures import require_nonlinearity
from ..nonlinearities import Nonlinearity, relu
from ..truths._reading import read_whole


class Perceptron(nn.Module):
    """A multilayer perceptron of doubles, from latent points to points of a space.

    Parameters
    ----------
    latent : int
        Entries of a latent point.
    dim : int
        Entries of a point.
    widths : sequence of int, default (64, 64)
        Sizes of the hidden layers; none makes an affine map.
    nonlinearity : Nonlinearity, default `gan.nonlinearities.relu`
        Behind each hidden layer.
    generator : torch.Generator
        Draws the weights, with which standard normal latent points give entries of variance 1.

    Raises
    ------
    ValueError
        If a size is no positive integer; on a call, if the latent points have another size or
        type, or there are labels.

    Examples
    --------
    >>> import torch
    >>> from gan.generators import Perceptron
    >>> random = torch.Generator().manual_seed(0)
    >>> generate = Perceptron(8, 2, generator=random)
    >>> generate(torch.randn(5, 8, generator=random, dtype=torch.float64)).shape
    torch.Size([5, 2])
    """

    classes = 0

    def __init__(
        self,
        latent: int,
        dim: int,
        widths: Sequence[int] = (64, 64),
        *,
        nonlinearity: Nonlinearity = relu,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        require_nonlinearity(nonlinearity, "nonlinearity")
        sizes = [
            read_whole(latent, "latent", least=1),
            *(read_whole(width, "a width", least=1) for width in widths),
            read_whole(dim, "dim", least=1),
        ]
        self.latent, self.nonlinearity = latent, nonlinearity
        squares = (1.0, *(nonlinearity.square for _ in widths))
        self.layers = nn.ModuleList(
            _linear(a, b, square, generator)
            for (a, b), square in zip(pairwise(sizes), squares, strict=True)
        )

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Return points, shape (batch, dim)."""
        h = require_latent(z, cast(nn.Linear, self.layers[0]))
        require_labels(y, len(z), self.classes)
        for i, layer in enumerate(self.layers):
            h = layer(self.nonlinearity(h) if i else h)
        return h


def require_latent(z: Tensor, first: nn.Linear) -> Tensor:
    """Return latent points as they are; refuse those that the first layer does not take."""
    if z.ndim != 2 or z.shape[1] != first.in_features:
        raise ValueError(f"z has shape {tuple(z.shape)}; pass (batch, {first.in_features})")
    if z.dtype != first.weight.dtype:
        like = first.weight.dtype
        raise ValueError(f"z is {z.dtype}, the generator {like}; pass z.to({like})")
    return z


def _linear(a: int, b: int, square: float, generator: torch.Generator) -> nn.Linear:
    return drawn(partial(nn.Linear, a, b, dtype=torch.float64), a * square, generator)
