"""Critics that need no training, and the choice among critics."""

import math

import torch
from torch import Tensor, nn

from ._sides import Sides
from .critics import GroupSort, McShane, Negated

SURE = 2.0  # standard errors


def closed_forms(sides: Sides) -> list[nn.Module]:
    """Return what needs no training: along the difference of means, and cones about the mean."""
    apart = sides.x.mean(dim=0) - sides.y.mean(dim=0)
    linear = GroupSort(sides.dim, (), generator=torch.Generator()).double()
    with torch.no_grad():
        if apart.norm() > 0:
            linear.get_parameter("layers.0.weight").copy_(apart / apart.norm())
    cone = McShane(torch.cat([sides.x, sides.y]).mean(dim=0, keepdim=True), torch.zeros(1))
    return [linear, cone, Negated(cone)]


def simplest(critics: list[nn.Module], sides: Sides) -> nn.Module:
    """Return the first critic whose gain on the held-out points is not surely below the best."""
    with torch.no_grad():
        over = [(critic(sides.held_x), critic(sides.held_y)) for critic in critics]
    best = max(over, key=lambda found: float(found[0].mean() - found[1].mean()))
    near = (_surely_less(found, best) for found in over)
    return next(critic for critic, less in zip(critics, near, strict=True) if not less)


def _surely_less(found: tuple[Tensor, Tensor], best: tuple[Tensor, Tensor]) -> bool:
    """Whether the gain is below the best by more than the error of the difference."""
    less = best[0] - found[0], best[1] - found[1]
    error = math.sqrt(sum(float(part.var(correction=0)) / len(part) for part in less))
    return float(less[0].mean() - less[1].mean()) > SURE * error
