"""The pairs of laws that critics are tried on, each by the seed of its streams.

Four of them are no minima of funnels and were kept from those who tuned `fit_critic`: `UNSEEN`.
"""

from functools import cache, partial

import numpy as np
from scipy import stats

from gan.truths import (
    Cones,
    Dilation,
    Finite,
    Line,
    ParallelLines,
    Radial,
    Rays,
    Ridge,
    Swapped,
    Translation,
)

DIMENSIONS = 2, 4, 16, 64
FUNNELS, RAYS_SEED = 8, 20
# P on two outer bands, Q between them: the potential is |t - 2.5|, a valley.
OUTER = stats.rv_histogram((np.array([1.0, 0, 0, 0, 1]), np.arange(6.0)), density=False)
BETWEEN = stats.uniform(1.5, 2)
# P near the sphere of radius 2, Q inside and outside: the potential is minus the distance to it.
SHELL, SPREAD = stats.uniform(1.8, 0.4), stats.uniform(0.5, 3)
ATOMS = np.random.default_rng(6).normal(size=(2, 6, 2))


@cache
def _funnels(dim):
    found = Rays.random(dim, FUNNELS, seed=RAYS_SEED)
    return found, (found.w1, found.w1_standard_error)


def rays(dim, seed):
    """The same laws for every seed: only the points drawn differ."""
    of, known = _funnels(dim)
    return Rays(of.centres, of.biases, of.half_width, of.degree, seed=seed, known=known)


def swapped(dim, seed):
    return Swapped(rays(dim, seed))


def by_dimension(name, make):
    return {f"{name} {dim}": partial(make, dim) for dim in DIMENSIONS}


TRUTHS = {
    **by_dimension("translation", lambda dim, seed: Translation(dim, seed=seed)),
    **by_dimension("dilation", lambda dim, seed: Dilation(dim, seed=seed)),
    **by_dimension("ridge", lambda dim, seed: Ridge(OUTER, BETWEEN, dim, seed=seed)),
    **by_dimension("shell", lambda dim, seed: Radial(SHELL, SPREAD, dim, seed=seed)),
    **by_dimension("rays", rays),
    "swapped rays 2": partial(swapped, 2),
    "swapped rays 16": partial(swapped, 16),
    "cones 2": lambda seed: Cones(seed=seed),
    "parallel lines 2": lambda seed: ParallelLines(0.5, seed=seed),
    "normal laws 1": lambda seed: Line(stats.norm(0, 1), stats.norm(1, 3), seed=seed),
    "bands 1": lambda seed: Line(OUTER, BETWEEN, seed=seed),
    "atoms 2": lambda seed: Finite(*ATOMS, seed=seed),
}
UNSEEN = {
    "ridge 4": TRUTHS["ridge 4"],
    "shell 2": TRUTHS["shell 2"],
    "swapped rays 2": TRUTHS["swapped rays 2"],
    "dilation within 2 of 16": lambda seed: Dilation(16, within=2, seed=seed),
}
