"""Penalties on the norm of a critic's gradient."""

from collections.abc import Callable

import torch
from torch import Tensor

Critic = Callable[[Tensor], Tensor]


def gradient_penalty(critic: Critic, x: Tensor, y: Tensor, *, generator: torch.Generator) -> Tensor:
    """Return the mean of (|grad f| - 1)^2 at points drawn between pairs (x_i, y_i)."""
    norms = _gradients(critic, _between(x, y, generator)).norm(dim=1)
    return ((norms - 1) ** 2).mean()


def one_sided_gradient_penalty(
    critic: Critic, x: Tensor, y: Tensor, *, generator: torch.Generator
) -> Tensor:
    """Return the mean of max(|grad f| - 1, 0)^2 at points drawn between pairs (x_i, y_i)."""
    norms = _gradients(critic, _between(x, y, generator)).norm(dim=1)
    return ((norms - 1).clamp(min=0) ** 2).mean()


def zero_centred_penalty(critic: Critic, x: Tensor) -> Tensor:
    """Return the mean of |grad f|^2 at the points x, the real data."""
    return (_gradients(critic, x) ** 2).sum(dim=1).mean()


def _between(x: Tensor, y: Tensor, generator: torch.Generator) -> Tensor:
    if x.shape != y.shape:
        raise ValueError(f"x has shape {tuple(x.shape)}, y {tuple(y.shape)}; pass pairs")
    share = torch.rand(len(x), *[1] * (x.ndim - 1), dtype=x.dtype, generator=generator)
    return x + share * (y - x)


def _gradients(critic: Critic, x: Tensor) -> Tensor:
    points = x.detach().requires_grad_()
    scores = critic(points)
    if scores.shape != points.shape[:1]:
        raise ValueError(f"critic(x) has shape {tuple(scores.shape)}; return ({len(points)},)")
    (gradients,) = torch.autograd.grad(scores.sum(), points, create_graph=True)
    return gradients.flatten(1)
