"""What the critics made of layers share: linear maps with a function of slopes between them."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ._door import flat
from ._norms import spectral_norm_bound, up


class _Layers(nn.ModuleList):
    """A list of linear layers."""

    def __iter__(self) -> Iterator[nn.Linear]:
        return iter([layer for layer in super().__iter__() if isinstance(layer, nn.Linear)])


class Perceptron(nn.Module):
    """Linear maps with one activation between them, from (batch, dim) to (batch,).

    `slope` is the Lipschitz constant of the activation, as a map of vectors; inf if unknown.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Callable[[Tensor], Tensor],
        slope: float,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        for size in sizes:
            if isinstance(size, bool) or not isinstance(size, int) or size < 1:
                raise ValueError(f"dim or a width is {size!r}; pass integers of at least 1")
        self.dim = sizes[0]
        self.activation = activation
        self.slope = slope
        self.layers = _Layers(_linear(a, b, generator) for a, b in pairwise(sizes))

    def weights(self) -> list[Tensor]:
        """Return the matrices that `forward` multiplies by."""
        return [layer.weight for layer in self.layers]

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        weights = self.weights()
        h = flat(x, self.dim, weights[0])
        for i, (weight, layer) in enumerate(zip(weights, self.layers, strict=True)):
            h = functional.linear(self.activation(h) if i else h, weight, layer.bias)
        return h.squeeze(-1)

    def lipschitz_bound(self) -> float:
        """Return an upper bound of the Lipschitz constant, for the weights that `forward` uses.

        The product of upper bounds of the layers' spectral norms and the activation's slopes, each
        rounded upward; inf where a parameter is not finite. It holds for the function in real
        arithmetic; what `forward` returns is that function, rounded.
        """
        if not all(parameter.isfinite().all() for parameter in self.parameters()):
            return math.inf
        norms = [spectral_norm_bound(_as_doubles(weight)) for weight in self.weights()]
        bound = norms[0]
        for norm in norms[1:]:
            bound = up(up(bound * self.slope) * norm)
        return math.inf if math.isnan(bound) else bound


def _linear(fan_in: int, fan_out: int, generator: torch.Generator) -> nn.Linear:
    """Return a layer of doubles, weights and biases uniform within 1 / sqrt(fan_in)."""
    layer = nn.Linear(fan_in, fan_out, dtype=torch.float64, device="meta").to_empty(device="cpu")
    limit = 1 / math.sqrt(fan_in)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.uniform_(-limit, limit, generator=generator)
    return layer


def _as_doubles(weight: Tensor) -> np.ndarray:
    doubles: np.ndarray = weight.detach().cpu().double().numpy()
    return doubles
