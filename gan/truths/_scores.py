"""How near a critic's gradients are to the true ones."""

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from ._reading import read_points
from ._truth import Truth

_ROWS = 1 << 13  # at a time


class Scores(NamedTuple):
    """Of a critic's gradients against those of every optimal critic, over `points` points."""

    cosine: float
    l2: float
    points: int


def scores(critic: Callable[[Tensor], Tensor], truth: Truth, y: Tensor) -> Scores:
    """Compare a critic's gradients with the true ones, at points y.

        cosine = mean of <grad f, grad f*> / |grad f|,    l2 = mean of |grad f - grad f*|^2

    where grad f* is unique; points where it is not are left out. The benchmark takes y from P.

    Parameters
    ----------
    critic : callable
        From (batch, dim) to (batch,), differentiable by torch. Any scale is its own affair: l2
        judges it, the cosine does not. Where its gradient is 0, the cosine counts as 0.
    truth : Truth
        The pair of laws.
    y : Tensor, shape (n, dim)
        Where to compare.

    Returns
    -------
    Scores
        `cosine` (at most 1), `l2` (at least 0), and how many `points` they are the means of; both
        NaN where that is none.

    References
    ----------
    Korotin, Kolesov & Burnaev (2022), Kantorovich Strikes Back! Wasserstein GANs are not Optimal
    Transport?, NeurIPS.

    Examples
    --------
    >>> from gan.truths import Dilation, scores
    >>> truth = Dilation(3)
    >>> s = scores(lambda y: 2 * truth.potential(y), truth, truth.sample_p(100))
    >>> round(s.cosine, 12), round(s.l2, 12), s.points
    (1.0, 1.0, 100)
    """
    y = read_points(y, truth.dim).detach()
    want = truth.gradient(y)
    unique = ~want.isnan().any(dim=1)
    y, want = y[unique], want[unique]
    if not len(y):
        return Scores(math.nan, math.nan, 0)
    have = torch.cat([_gradient(critic, rows) for rows in torch.split(y, _ROWS)])
    size = torch.linalg.vector_norm(have, dim=1)
    along = (have * want).sum(dim=1) / torch.where(size == 0, 1.0, size)
    apart = (have - want).square().sum(dim=1)
    return Scores(float(along.mean()), float(apart.mean()), len(y))


def _gradient(critic: Callable[[Tensor], Tensor], y: Tensor) -> Tensor:
    y = y.clone().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(critic(y).sum(), y)
    return gradient
