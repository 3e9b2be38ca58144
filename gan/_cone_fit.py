"""Fitting max_j (b_j - |x - c_j|): Weiszfeld steps for the centres, shares of mass for the biases.

    J(c, b) = E_P f - E_Q f,    f(x) = t log sum_j exp((b_j - |x - c_j|) / t)

With w_j(x) the softmax weights and v_j(x) the unit vector from c_j to x, the gradients are

    dJ/dc_j = E_P w_j v_j - E_Q w_j v_j,    dJ/db_j = E_P w_j - E_Q w_j

A step for the geometric median of a cell (Weiszfeld) divides the first by E w_j / |x - c_j|. So the
centre of a cell where P is dense without bound moves by as little as its nearest points are
away, another by a share of the size of its cell. A bias moves by the difference of the cell's
masses over their mean, in units of how much distances to the centres differ.

There are many more centres than needed at first, at points of P, since this objective has bad
maxima; cells that lose their mass are dropped.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from ._sides import Sides
from .critics import McShane

CENTRES = 1024  # at first
STEPS = 600
LEAST, MOST, ENTRIES = 2048, 16384, 1 << 19  # points in a batch; distances in it
FEWEST, WORK = 128, 1 << 27  # points in a batch of high dimension; differences of entries in it
BALANCE = 100  # steps that give each cell the same mass of Q
SOFT = 0.2  # temperature at first, in units of `_unit`
PULL, LIFT = 0.15, 0.1  # steps of centres and biases at first
HARD = 0.9  # share of the steps after which the maximum is hard
EVERY = 20  # steps between two looks at which cells live
EMPTY = 1e-4  # mass of a cell that is dropped


def fit_cones(sides: Sides, told: Callable[[int, int], None]) -> McShane:
    """Return a maximum of cones with a large gain of P over Q."""
    centres = sides.x[:CENTRES].clone()
    r = _distances(sides.y[:4096], centres)
    unit = float(r.std(dim=1).mean()) if len(centres) > 1 else 0.0
    if unit == 0:
        return McShane(centres[:1], torch.zeros(1))
    biases = _balanced(r, SOFT * unit)
    mass = torch.full_like(biases, 1 / len(biases))
    at = 0
    for step in range(STEPS):
        batch = _size_of_batch(*centres.shape)
        x, y = _batch(sides.x, at, batch), _batch(sides.y, at, batch)
        at += batch
        left = 1 - step / STEPS
        temperature = SOFT * unit * left**2 if left > 1 - HARD else 0.0
        p, q = (_pulls(points, centres, biases, temperature) for points in (x, y))
        mass = 0.9 * mass + 0.05 * (p[1] + q[1])
        slowness = (p[2] + q[2]).clamp_min(torch.finfo(torch.float64).tiny)
        centres = centres + PULL * left * (p[0] - q[0]) / slowness[:, None]
        biases = biases + LIFT * left * unit * (p[1] - q[1]) / (mass + 0.1 / batch)
        if step % EVERY == EVERY - 1 and step > 2 * EVERY:
            live = mass > min(EMPTY, float(mass.max()) / 2)
            centres, biases, mass = centres[live], biases[live], mass[live]
        told(step + 1, STEPS)
    return McShane(centres, biases)


def _size_of_batch(k: int, d: int) -> int:
    """Return how many points each step takes: fewer where there are many centres or entries."""
    least = min(LEAST, max(FEWEST, WORK // (k * d)))
    return max(least, min(MOST, ENTRIES // k, WORK // (k * d)))


def _batch(points: Tensor, at: int, n: int) -> Tensor:
    """Return n points from place `at` on, from the beginning again after the last."""
    places = torch.arange(at, at + n) % len(points)
    return points[places]


def _balanced(r: Tensor, temperature: float) -> Tensor:
    """Return biases that give each cell about the same mass of the points with distances r."""
    biases = torch.zeros(r.shape[1], dtype=torch.float64)
    for _ in range(BALANCE):
        mass = torch.softmax((biases - r) / temperature, dim=1).mean(dim=0)
        biases = biases - 0.5 * temperature * (mass * len(biases)).clamp_min(1e-3).log()
    return biases


def _pulls(
    points: Tensor, centres: Tensor, biases: Tensor, temperature: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the means over the points of w_j v_j, of w_j, and of w_j / |x - c_j|."""
    r = _distances(points, centres)
    cones = biases - r
    if temperature > 0:
        w = torch.softmax(cones / temperature, dim=1)
    else:
        w = torch.zeros_like(cones).scatter_(1, cones.argmax(dim=1, keepdim=True), 1.0)
    per = torch.where(r > 0, w / r, 0.0)
    total = per.sum(dim=0)
    n = len(points)
    return (per.T @ points - total[:, None] * centres) / n, w.mean(dim=0), total / n


def _distances(points: Tensor, centres: Tensor) -> Tensor:
    r: Tensor = torch.cdist(points, centres, compute_mode="donot_use_mm_for_euclid_dist")
    return r
