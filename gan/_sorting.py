"""Fitting GroupSort to points of any scale."""

from collections.abc import Callable

import torch
from torch import Tensor

from ._adam import trained
from ._saved import Saved
from ._sides import Sides
from .critics import GroupSort

WIDTHS = (64, 64, 64)


def fit_sorting(
    sides: Sides,
    generator: torch.Generator,
    report: Callable[[str, int, int], None],
    saved: Saved,
) -> GroupSort:
    """Return GroupSort with a large gain of P over Q.

    It is trained on z = (x - m) / s, with m and s the mean and the deviation of all points, and
    s f(z) is again GroupSort, with the same weights and other biases: sorting commutes with s.
    """
    points = torch.cat([sides.x, sides.y])
    middle, unit = points.mean(dim=0), float(points.std(dim=0, correction=0).square().mean().sqrt())
    unit = unit or 1.0
    critic = GroupSort(sides.dim, WIDTHS, generator=generator).double()
    trained(critic, _shifted(sides, middle, unit), generator, report, saved, penalised=False)
    with torch.no_grad():
        for layer in critic.layers:
            layer.bias.mul_(unit)
        critic.get_parameter("layers.0.bias").sub_(critic.weights()[0] @ middle)
    return critic


def _shifted(sides: Sides, middle: Tensor, unit: float) -> Sides:
    parts = sides.x, sides.y, sides.held_x, sides.held_y
    return Sides(*((part - middle) / unit for part in parts))
