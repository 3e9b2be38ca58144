"""The setting of the playground: one for all shapes.

It was sought on seeds from 10 on, and is reported on seeds 0, 1 and 2 by
``python -m benchmarks.playground``.
"""

import math
from functools import partial

import torch

from .._methods import MakeOptimizer, Method
from ..critics import MLP
from ..generators import Perceptron
from ..objectives import wasserstein
from ..penalties import gradient_penalty

ITERATIONS, BATCH, AVERAGE = 8000, 256, 0.999
WIDTHS_G, WIDTHS_C = (64, 64, 64, 64), (64, 64, 64)
ZOOM = 3.0  # how much finer the critic begins than layers usually do


def _adam(rate: float, first: float, second: float) -> MakeOptimizer:
    return partial(torch.optim.Adam, lr=rate, betas=(first, second), fused=True)


WGAN_GP = Method(
    wasserstein,
    critic_optimizer=_adam(8e-3, 0.0, 0.9),
    generator_optimizer=_adam(4e-3, 0.0, 0.9),
    penalty=gradient_penalty,
    weight=0.03,
)
"""WGAN-GP for shapes in the plane of about size 1."""


def generator(random: torch.Generator) -> Perceptron:
    """Return the generator that is trained by default, of floats."""
    return Perceptron(2, 2, WIDTHS_G, generator=random).float()


def critic(random: torch.Generator) -> MLP:
    """Return the critic that is trained by default, of floats.

    Its kinks begin all over the plane rather than near the origin, and its slopes steep: a critic
    that begins smooth takes long to see a shape within a shape.
    """
    found = MLP(2, WIDTHS_C, generator=random).float()
    with torch.no_grad():
        for i, layer in enumerate(found.layers):
            zoom = ZOOM if i == 0 else 1.0
            layer.weight.mul_(zoom * math.sqrt(6))  # of variance 2 / fan in
            layer.bias.mul_(zoom * math.sqrt(layer.in_features))  # within 1
    return found
