"""Fitting a maximum of cones to two laws: modes, then a flat loop of steps."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ._cone_count import born, needed, sharpened
from ._cones import TINY, Cones, balanced
from ._modes import POOL, STARTS, Neighbours, apart, climbed
from ._saved import Saved
from ._sides import Sides

RANKS = (256, 64, 8)  # among so many nearest a kept mode has no denser one
MANY = 512  # modes: once there are more, no lower rank is tried
COST = 2.0**-14  # of the gain: what a cone must bring at the start
SEEN = 4096, 8192  # points to balance on, to compare starts on
STEPS, TAIL = 600, 60  # the last move biases only
LEAST, MOST, ENTRIES = 1024, 16384, 1 << 19  # points in a batch; distances in it
SOFT, PULL, LIFT = 0.3, 0.15, 0.3  # temperature (of the lead), and steps of centres and biases
HARD = 0.9  # share of the steps after which the maximum is hard
ROUND = 10  # steps between two looks at which cones are needed
FIRST, PRUNED_ON = 60, 20000  # steps until cones are first dropped; on so many points
NEEDED = 1e-5, 3e-5  # of the gain: what a cone must bring in the first half, and in the second
BIRTHS, LOOKED, CANDIDATES = (0.25, 0.5), 30000, 1024  # shares of the steps; points; starts
SHARPENED = (0.1, 0.25, 0.5, 0.75, 1.0)  # shares of the steps
JUDGED, WORSE, PATIENCE = 50, 1e-2, 4  # steps between looks; so much below the best, so often
NOISE = 1e-3  # of the gain: what earlier cones must have been better by to be kept


@dataclass(frozen=True, eq=False)
class ConeFit:
    """Where the fit of some cones has got to."""

    cones: Cones
    mass: Tensor
    best: Cones
    most: float
    begun: float
    rank: int
    step: int = 0
    drawn: int = 0
    worse: int = 0

    def tensors(self) -> dict[str, Tensor]:
        """Return everything as tensors, to be saved."""
        return {
            "centres": self.cones.centres,
            "biases": self.cones.biases,
            "mass": self.mass,
            "best_centres": self.best.centres,
            "best_biases": self.best.biases,
            "gains": torch.tensor([self.most, self.begun], dtype=torch.float64),
            "numbers": torch.tensor([self.rank, self.step, self.drawn, self.worse]),
        }

    @classmethod
    def of(cls, found: dict[str, Tensor]) -> "ConeFit":
        """Return what `tensors` was made from."""
        cones = Cones(found["centres"], found["biases"])
        best = Cones(found["best_centres"], found["best_biases"])
        gains, numbers = found["gains"].tolist(), found["numbers"].tolist()
        return cls(cones, found["mass"], best, *gains, *numbers)


def start_cones(sides: Sides) -> ConeFit:
    """Return cones at modes of P, told apart by the rank that gives the largest gain."""
    near = Neighbours(sides.x[:POOL])
    places = climbed(near, sides.x[:STARTS])
    found: list[ConeFit] = []
    for rank, centres in zip(RANKS, apart(near, places, RANKS), strict=True):
        if found and len(centres) > MANY:
            break
        cones = balanced(centres, sides.y[: SEEN[0]], SOFT)
        gain = cones.gain(sides.held_x[: SEEN[1]], sides.held_y[: SEEN[1]])
        mass = torch.full_like(cones.biases, 1 / len(centres))
        found.append(ConeFit(cones, mass, cones, gain, gain * (1 - COST * len(centres)), rank))
    return max(found, key=lambda fit: fit.begun)


def fit_cones(
    sides: Sides, fit: ConeFit, told: Callable[[int, int], None], saved: Saved, stage: str
) -> Cones:
    """Return cones with a large gain of P over Q.

    These are the last, unless earlier ones gained more on the held-out points. The fit stops early
    where the gain there stays below the best.
    """
    near = Neighbours(sides.x[:POOL])
    while fit.step < STEPS + TAIL and fit.worse < PATIENCE:
        unit = fit.cones.lead(sides.y[: SEEN[0]])
        for _ in range(ROUND):
            fit = _moved(sides, fit, unit)
            if fit.step in [int(share * STEPS) for share in SHARPENED]:
                fit = replace(fit, cones=sharpened(fit.cones, sides.x, sides.y))
            if fit.step in [int(share * STEPS) for share in BIRTHS]:
                fit = _grown(sides, fit, near)
        if FIRST <= fit.step < HARD * STEPS:
            fit = _pruned(sides, fit)
        told(fit.step, STEPS + TAIL)
        if fit.step % JUDGED == 0:
            fit = _judged(sides, fit)
            saved.save(stage, fit.tensors())
    last = fit.cones.gain(sides.held_x, sides.held_y)
    return fit.cones if last >= fit.most - NOISE * abs(fit.most) else fit.best


def _moved(sides: Sides, fit: ConeFit, unit: float) -> ConeFit:
    """Return the fit after a step of the centres and biases, on a fresh batch."""
    cones, left = fit.cones, max(0.0, 1 - fit.step / STEPS)
    batch = max(LEAST, min(MOST, ENTRIES // len(cones.biases)))
    x, y = _batch(sides.x, fit.drawn, batch), _batch(sides.y, fit.drawn, batch)
    temperature = SOFT * unit * left**2 if left > 1 - HARD else 0.0
    p, q = cones.pulls(x, temperature), cones.pulls(y, temperature)
    mass = 0.9 * fit.mass + 0.05 * (p[1] + q[1])
    slow = (p[2] + q[2]).clamp_min(TINY)[:, None]
    lift = LIFT * (left if left > 0 else 0.1 * (STEPS + TAIL - fit.step) / TAIL)
    cones = Cones(
        cones.centres + PULL * left * (p[0] - q[0]) / slow,
        cones.biases + lift * unit * (p[1] - q[1]) / (mass + 0.1 / batch),
    )
    return replace(fit, cones=cones, mass=mass, step=fit.step + 1, drawn=fit.drawn + batch)


def _pruned(sides: Sides, fit: ConeFit) -> ConeFit:
    """Return the fit without cones that bring next to nothing."""
    x, y = (_batch(side, fit.drawn, PRUNED_ON) for side in (sides.x, sides.y))
    least = NEEDED[fit.step > STEPS / 2] * abs(fit.cones.gain(x, y))
    alive = needed(fit.cones, x, y, least)
    cones = Cones(fit.cones.centres[alive], fit.cones.biases[alive])
    return replace(fit, cones=cones, mass=fit.mass[alive])


def _grown(sides: Sides, fit: ConeFit, near: Neighbours) -> ConeFit:
    """Return the fit with cones added at modes where they gain."""
    x, y = (_batch(side, fit.drawn, LOOKED) for side in (sides.x, sides.y))
    starts = _batch(sides.x, fit.drawn + LOOKED, CANDIDATES)
    (places,) = apart(near, climbed(near, starts), (fit.rank,))
    cones = born(fit.cones, x, y, places, NEEDED[0] * abs(fit.cones.gain(x, y)))
    new = len(cones.biases) - len(fit.mass)
    return replace(fit, cones=cones, mass=torch.cat([fit.mass, fit.mass.median().repeat(new)]))


def _judged(sides: Sides, fit: ConeFit) -> ConeFit:
    """Return the fit with the best cones so far, on the held-out points."""
    gain = fit.cones.gain(sides.held_x, sides.held_y)
    if gain > fit.most:
        return replace(fit, best=fit.cones, most=gain, worse=0)
    worse = fit.worse + 1 if gain < fit.most - WORSE * abs(fit.most) else 0
    return replace(fit, worse=worse)


def _batch(points: Tensor, at: int, n: int) -> Tensor:
    """Return n points from place `at` on, from the first again after the last; all, if fewer."""
    return points[torch.arange(at, at + min(n, len(points))) % len(points)]
