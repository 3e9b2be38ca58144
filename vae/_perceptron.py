"""A multilayer perceptron, drawn by a generator; with a class beside its input, where one is."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

Activation = Callable[[Tensor], Tensor]


class Perceptron(nn.Module):
    """Affine layers with an activation between them.

    Parameters
    ----------
    sizes : sequence of int
        Entries of the input, of each hidden layer, of the output.
    activation : callable
        A function of one number, entry by entry.
    generator : torch.Generator
        Draws weights and biases, uniform within 1 / sqrt(fan in).
    classes : int, default 0
        How many classes a second input may have: given as one-hot rows, it is added to the first
        layer, broadcast over leading axes. So the input's own product is taken once for all
        classes.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Activation,
        generator: torch.Generator,
        *,
        classes: int = 0,
    ) -> None:
        super().__init__()
        self.activation = activation
        self.layers = nn.ModuleList(_linear(m, n, generator) for m, n in pairwise(sizes))
        if classes:
            self.of_class = _linear(classes, sizes[1], generator, bias=False)

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        """Return the output, (..., sizes[-1]), at x and, where there are classes, one-hot y."""
        first, *others = self.layers
        x = first(x) if y is None else first(x) + self.of_class(y)
        for layer in others:
            x = layer(self.activation(x))
        return x


def _linear(m: int, n: int, generator: torch.Generator, *, bias: bool = True) -> nn.Linear:
    layer = nn.Linear(m, n, bias=bias, device="meta").to_empty(device="cpu")  # nothing is drawn
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.uniform_(-1 / math.sqrt(m), 1 / math.sqrt(m), generator=generator)
    return layer
