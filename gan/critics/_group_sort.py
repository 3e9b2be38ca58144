"""GroupSort: orthogonal layers, and an activation that only permutes."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ._layers import flat, linears
from ._norms import norm_bound, up


class GroupSort(nn.Module):
    """A perceptron with orthogonal layers whose activation sorts groups of neighbours."""

    def __init__(
        self,
        dim: int,
        widths: Sequence[int] = (64, 64),
        *,
        group: int = 2,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        if any(width % group for width in widths):
            raise ValueError(f"widths are {widths!r}; pass multiples of the group, {group}")
        self.dim = dim
        self.group = group
        self.layers = linears(dim, widths, generator)

    def weights(self) -> list[Tensor]:
        """Return the matrices that `forward` multiplies by, with orthonormal rows or columns."""
        return [_orthogonal(layer.weight) for layer in self.layers]

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        weights = self.weights()
        h = flat(x, weights[0], self.dim)
        for i, (weight, layer) in enumerate(zip(weights, self.layers, strict=True)):
            h = functional.linear(self._sorted(h) if i else h, weight, layer.bias)
        return h.squeeze(-1)

    def lipschitz_bound(self) -> float:
        """Return an upper bound of the Lipschitz constant for the weights as stored."""
        bound = 1.0
        for weight in self.weights():
            bound = up(bound * norm_bound(weight.detach().cpu().double().numpy()))
        return bound

    def _sorted(self, h: Tensor) -> Tensor:
        return h.reshape(len(h), -1, self.group).sort(-1).values.flatten(-2)


def _orthogonal(matrix: Tensor) -> Tensor:
    wide = matrix.shape[0] < matrix.shape[1]
    q, r = torch.linalg.qr(matrix.mT if wide else matrix)
    q = q * torch.sign(torch.diagonal(r)).detach()
    return q.mT if wide else q
