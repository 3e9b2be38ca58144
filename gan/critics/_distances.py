"""Distances by differences, with gradients that stay good near 0 and 0 at 0."""

from typing import Any

import torch
from torch import Tensor

# Below this share of the points' size a distance is differentiated by its own difference.
NEAR = 2.0**-20


class _Distances(torch.autograd.Function):
    """The matrix |x_i - c_j|, of shape (n, k), without the n k d differences.

    The gradient of sum g_ij |x_i - c_j| is sum_j w_ij (x_i - c_j), w = g / |x - c|: two products of
    matrices, off by about u |x| / |x_i - c_j|, so pairs that are near are summed one by one.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, centres: Tensor) -> Tensor:
        r = torch.cdist(x, centres, compute_mode="donot_use_mm_for_euclid_dist")
        ctx.save_for_backward(x, centres, r)
        return r

    @staticmethod
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor, Tensor]:
        x, centres, r = ctx.saved_tensors
        near = r < NEAR * float(torch.cat([x, centres]).detach().abs().max())
        w = g / r.masked_fill(near, torch.inf)
        i, j = near.nonzero(as_tuple=True)
        difference = x[i] - centres[j]
        length = lengths(difference)
        pull = (g[i, j] / torch.where(length > 0, length, 1.0))[:, None] * difference
        to_x = x * w.sum(1, keepdim=True) - w @ centres
        to_centres = centres * w.sum(0)[:, None] - w.mT @ x
        return to_x.index_add(0, i, pull), to_centres.index_add(0, j, -pull)


def distances(x: Tensor, centres: Tensor) -> Tensor:
    """Return the matrix of |x_i - c_j|, shape (n, k), of points (n, d) and centres (k, d)."""
    r: Tensor = _Distances.apply(x, centres)  # type: ignore[no-untyped-call]
    return r


def lengths(vectors: Tensor) -> Tensor:
    """Return the norms of the rows; both derivatives are 0 where a row is 0, and no NaN."""
    zero = (vectors == 0).all(dim=1)
    safe = torch.where(zero[:, None], 1.0, vectors)
    return torch.where(zero, 0.0, torch.linalg.vector_norm(safe, dim=1))
