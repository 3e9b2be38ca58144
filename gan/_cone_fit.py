"""Fitting a maximum of cones to two laws: modes, then a flat loop of steps."""

from collections.abc import Callable

import torch
from torch import Tensor

from ._cone_count import born, needed, sharpened
from ._cones import TINY, Cones, balanced
from ._modes import POOL, STARTS, Neighbours, apart, climbed
from ._sides import Sides

RANKS = (256, 64, 8)  # among so many nearest a kept mode has no denser one
MANY = 512  # modes: once there are more, no lower rank is tried
COST = 2.0**-14  # of the gain: what a cone must bring at the start
SEEN = 4096, 8192  # points to balance on, to compare starts on
STEPS, TAIL = 600, 60  # the last move biases only
LEAST, MOST, ENTRIES = 1024, 16384, 1 << 19  # points in a batch; distances in it
SOFT, PULL, LIFT = 0.3, 0.15, 0.3  # temperature and steps at first, in units of the lead
HARD = 0.9  # share of the steps after which the maximum is hard
PRUNE = 50, 10, 20000  # from this step on, every so many, on so many points
NEEDED = 1e-5, 3e-5  # of the gain: what a cone must bring in the first half, and in the second
BIRTHS = (150, 300)
LOOKED, CANDIDATES = 30000, 1024
SHARPEN = (50, 150, 300, 450, STEPS - 1)


def start_cones(sides: Sides) -> tuple[Cones, int, float]:
    """Return cones at modes of P, the rank that told these apart, and their gain."""
    near = Neighbours(sides.x[:POOL])
    places = climbed(near, sides.x[:STARTS])
    found: list[tuple[Cones, int, float]] = []
    for rank, centres in zip(RANKS, apart(near, places, RANKS), strict=True):
        if found and len(centres) > MANY:
            break
        cones = balanced(centres, sides.y[: SEEN[0]], SOFT)
        gain = cones.gain(sides.held_x[: SEEN[1]], sides.held_y[: SEEN[1]])
        found.append((cones, rank, gain))
    return max(found, key=lambda one: one[2] * (1 - COST * len(one[0].biases)))


def fit_cones(sides: Sides, cones: Cones, rank: int, told: Callable[[int, int], None]) -> Cones:
    """Return cones with a large gain of P over Q."""
    near = Neighbours(sides.x[:POOL])
    unit = cones.lead(sides.y[: SEEN[0]])
    mass = torch.full_like(cones.biases, 1 / len(cones.biases))
    scale = abs(cones.gain(sides.x[: PRUNE[2]], sides.y[: PRUNE[2]]))
    at = 0
    for step in range(STEPS + TAIL):
        left = max(0.0, 1 - step / STEPS)
        batch = max(LEAST, min(MOST, ENTRIES // len(cones.biases)))
        x, y = _batch(sides.x, at, batch), _batch(sides.y, at, batch)
        at += batch
        temperature = SOFT * unit * left**2 if left > 1 - HARD else 0.0
        p, q = cones.pulls(x, temperature), cones.pulls(y, temperature)
        mass = 0.9 * mass + 0.05 * (p[1] + q[1])
        slow = (p[2] + q[2]).clamp_min(TINY)[:, None]
        lift = LIFT * (left if left > 0 else 0.1 * (STEPS + TAIL - step) / TAIL)
        cones = Cones(
            cones.centres + PULL * left * (p[0] - q[0]) / slow,
            cones.biases + lift * unit * (p[1] - q[1]) / (mass + 0.1 / batch),
        )
        if step in SHARPEN:
            cones = sharpened(cones, sides.x, sides.y)
        if step >= PRUNE[0] and step % PRUNE[1] == PRUNE[1] - 1 and left > 1 - HARD:
            window = _batch(sides.x, at, PRUNE[2]), _batch(sides.y, at, PRUNE[2])
            alive = needed(cones, *window, NEEDED[step > STEPS / 2] * scale)
            cones, mass = Cones(cones.centres[alive], cones.biases[alive]), mass[alive]
            unit = cones.lead(sides.y[: SEEN[0]])
        if step in BIRTHS:
            window = _batch(sides.x, at, LOOKED), _batch(sides.y, at, LOOKED)
            scale = abs(cones.gain(*window))
            (places,) = apart(
                near, climbed(near, _batch(sides.x, at + LOOKED, CANDIDATES)), (rank,)
            )
            cones = born(cones, *window, places, NEEDED[0] * scale)
            new = len(cones.biases) - len(mass)
            mass = torch.cat([mass, mass.median().repeat(new)])
            unit = cones.lead(sides.y[: SEEN[0]])
        told(step + 1, STEPS + TAIL)
    return cones


def _batch(points: Tensor, at: int, n: int) -> Tensor:
    """Return n points from place `at` on, from the first again after the last; all, if fewer."""
    return points[torch.arange(at, at + min(n, len(points))) % len(points)]
