"""GroupSort: orthogonal layers, and an activation that only permutes."""

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor

from ._perceptron import Perceptron


class GroupSort(Perceptron):
    """A perceptron with orthogonal layers whose activation sorts groups of neighbours.

    Sorting permutes, so it loses no gradient, where `relu` loses half; and a matrix with
    orthonormal rows loses none on the way back. So wherever the layers do not widen, the gradient
    has norm 1 almost everywhere; a layer that widens (the first, mostly) can lose some.

    Parameters
    ----------
    dim : int
        Entries of a point; points (batch, ...) are flattened.
    widths : sequence of int, default (64, 64)
        Sizes of the hidden layers, multiples of `group`.
    group : int, default 2
        How many neighbours are sorted together; as many as there are units sorts a layer whole.
    generator : torch.Generator
        Draws orthogonal weights, uniformly, and biases.

    Raises
    ------
    ValueError
        If a size is no positive integer or a width no multiple of the group; on a call, if the
        points have another dimension or type.

    References
    ----------
    Anil, Lucas and Grosse (2019), Sorting out Lipschitz function approximation, arXiv:1811.05381.

    Examples
    --------
    >>> import torch
    >>> from gan.critics import GroupSort
    >>> critic = GroupSort(2, (8, 8), generator=torch.Generator().manual_seed(0))
    >>> 1 - 1e-12 < critic.lipschitz_bound() < 1 + 1e-12
    True
    """

    def __init__(
        self,
        dim: int,
        widths: Sequence[int] = (64, 64),
        *,
        group: int = 2,
        generator: torch.Generator,
    ) -> None:
        sort = partial(_sort_groups, group=group)
        super().__init__((dim, *widths, 1), sort, 1.0, generator)
        if isinstance(group, bool) or not isinstance(group, int) or group < 1:
            raise ValueError(f"group is {group!r}; pass an integer of at least 1")
        if any(width % group for width in widths):
            raise ValueError(f"widths are {tuple(widths)}; pass multiples of the group, {group}")
        with torch.no_grad():
            for layer in self.layers:
                layer.weight.copy_(_orthonormal(layer.weight.normal_(generator=generator)))

    def weights(self) -> list[Tensor]:
        """Return the matrices that `forward` multiplies by, with orthonormal rows or columns."""
        return [_orthonormal(layer.weight) for layer in self.layers]


def _sort_groups(h: Tensor, group: int) -> Tensor:
    grouped = h.reshape(len(h), h.shape[1] // group, group)
    if group == 2:  # many times as fast as to sort
        pair = grouped.unbind(-1)
        return torch.stack((torch.minimum(*pair), torch.maximum(*pair)), dim=-1).flatten(1)
    return grouped.sort(dim=-1).values.flatten(1)


def _orthonormal(matrix: Tensor) -> Tensor:
    """Return Q of the decomposition Q R with a positive diagonal, of the matrix or its transpose.

    It has orthonormal columns, or rows if the matrix is wide, up to rounding.
    """
    wide = matrix.shape[0] < matrix.shape[1]
    q, r = torch.linalg.qr(matrix.mT if wide else matrix)
    q = q * torch.where(r.diagonal() < 0, -1.0, 1.0).to(q)
    return q.mT if wide else q
