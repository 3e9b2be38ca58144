"""Spectral normalisation: each layer divided by its largest singular value."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from ._mlp import SLOPES
from ._perceptron import Perceptron


class SpectralMLP(Perceptron):
    """A multilayer perceptron whose matrices are divided by their spectral norms.

    The norm is computed anew in each pass, with its gradient, by singular values instead of the
    one step of power iteration of the paper, whose layers are steeper than 1 while training moves
    them. Each layer has slope 1 in its steepest direction and less in the others, so the product
    of layers loses gradient: such critics stay below W1 by more than `GroupSort` does.

    Parameters
    ----------
    dim : int
        Entries of a point; points (batch, ...) are flattened.
    widths : sequence of int, default (64, 64)
        Sizes of the hidden layers.
    activation : callable, default torch.relu
        As in `MLP`.
    generator : torch.Generator
        Draws weights and biases.

    Raises
    ------
    ValueError
        If a size is no positive integer; on a call, if the points have another dimension or type.

    References
    ----------
    Miyato, Kataoka, Koyama and Yoshida (2018), Spectral Normalization for Generative Adversarial
    Networks, arXiv:1802.05957.

    Examples
    --------
    >>> import torch
    >>> from gan.critics import SpectralMLP
    >>> critic = SpectralMLP(2, (8, 8), generator=torch.Generator().manual_seed(0))
    >>> 1 - 1e-12 < critic.lipschitz_bound() < 1 + 1e-12
    True
    """

    def __init__(
        self,
        dim: int,
        widths: Sequence[int] = (64, 64),
        *,
        activation: Callable[[Tensor], Tensor] = torch.relu,
        generator: torch.Generator,
    ) -> None:
        slope = SLOPES.get(activation, math.inf)
        super().__init__((dim, *widths, 1), activation, slope, generator)

    def weights(self) -> list[Tensor]:
        """Return the matrices that `forward` multiplies by: W / |W|, and W where that is 0."""
        return [_normalised(layer.weight) for layer in self.layers]


def _normalised(weight: Tensor) -> Tensor:
    norm = torch.linalg.matrix_norm(weight, 2)
    return weight / norm.where(norm > 0, torch.ones_like(norm))
