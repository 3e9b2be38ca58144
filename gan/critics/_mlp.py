"""The plain critic: a multilayer perceptron, Lipschitz with whatever constant its weights have."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ._layers import flat, linears
from ._norms import norm_bound, up

# Functions of one number whose slope is never above this.
SLOPES: dict[Callable[[Tensor], Tensor], float] = {
    torch.relu: 1.0,
    torch.tanh: 1.0,
    torch.sigmoid: 0.25,
    torch.abs: 1.0,
    functional.relu: 1.0,
    functional.leaky_relu: 1.0,
    functional.elu: 1.0,
}


class MLP(nn.Module):
    """A multilayer perceptron of doubles from (batch, dim) to (batch,)."""

    def __init__(
        self,
        dim: int,
        widths: Sequence[int] = (64, 64),
        *,
        activation: Callable[[Tensor], Tensor] = torch.relu,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        self.dim = dim
        self.activation = activation
        self.layers = linears(dim, widths, generator)

    def weights(self) -> list[Tensor]:
        """Return the matrices that `forward` multiplies by."""
        return [layer.weight for layer in self.layers]

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        weights = self.weights()
        h = flat(x, weights[0], self.dim)
        for i, (weight, layer) in enumerate(zip(weights, self.layers, strict=True)):
            h = functional.linear(self.activation(h) if i else h, weight, layer.bias)
        return h.squeeze(-1)

    def lipschitz_bound(self) -> float:
        """Return an upper bound of the Lipschitz constant for the weights as stored."""
        bound, slope = 1.0, SLOPES.get(self.activation, math.inf)
        for i, weight in enumerate(self.weights()):
            bound = up(bound * norm_bound(weight.detach().cpu().double().numpy()))
            bound = up(bound * slope) if i else bound
        return bound

    def clipped_bound(self, c: float) -> float:
        """Return an upper bound of the Lipschitz constant for all weights within [-c, c]."""
        sizes = [weight.numel() for weight in self.weights()]
        slope = SLOPES.get(self.activation, math.inf)
        bound = up(math.sqrt(sizes[0]) * c)
        for size in sizes[1:]:
            bound = up(up(bound * slope) * up(up(math.sqrt(size)) * c))
        return bound
