"""Distances as people write them, wrong ones and right ones, and the claim that each makes."""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.spatial.distance import cdist, jensenshannon
from scipy.special import rel_entr
from scipy.stats import energy_distance, wasserstein_distance

import divergences
from divergences import Measure, testing

os.environ.setdefault("POT_BACKEND_DISABLE_PYTORCH", "1")  # else `import ot` loads torch
import ot

W1 = divergences.wasserstein
W2 = partial(divergences.wasserstein, order=2)


def kl_plus_1e_16(p, q):
    return divergences.kl(p, q) + 1e-16


def halved_kl(p, q):
    return divergences.kl(p, q) / 2


def kl_with_eps_in_the_logarithm(p, q):
    return float(np.sum(p * np.log((p + 1e-10) / (q + 1e-10))).clip(0))


def kl_on_the_common_support(p, q):
    both = (p > 0) & (q > 0)
    return float(rel_entr(p[both], q[both]).sum().clip(0))


def js_without_halves(p, q):
    return 2 * divergences.js(p, q)


def hellinger_without_the_root_of_two(p, q):
    return float(np.linalg.norm(np.sqrt(p) - np.sqrt(q)))


def chi2_over_p(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nansum((p - q) ** 2 / p))


def tv_of_common_atoms(mu, nu):
    return 0.5 * sum(abs(a - b) for x, a in _atoms(mu) for y, b in _atoms(nu) if x == y)


def unrooted_w2(mu, nu):
    return divergences.wasserstein(mu, nu, order=2) ** 2


def w1_by_histogram(mu, nu):
    bins = np.linspace(-10, 10, 41)
    p, q = (np.histogram(m.points[:, 0], bins, weights=_shares(m))[0] for m in (mu, nu))
    return float(np.abs(np.cumsum(p - q)).sum() * 0.5)


def sinkhorn_as_w1(mu, nu):
    M = cdist(mu.points, nu.points)
    eps = 0.1 * M.max() or 1.0
    return float(ot.sinkhorn2(_shares(mu), _shares(nu), M, eps, warn=False))


def mmd_unbiased_and_clipped(mu, nu):
    def mean(x, y, apart):
        K = np.exp(-(cdist(x, y) ** 2) / 2)
        if not apart:
            return K.mean()
        return (K.sum() - len(x)) / (len(x) * (len(x) - 1)) if len(x) > 1 else 1.0

    x, y = mu.points, nu.points
    return math.sqrt(max(mean(x, x, True) + mean(y, y, True) - 2 * mean(x, y, False), 0))


def energy_distance_squared(mu, nu):
    return testing.of_points(energy_distance)(mu, nu) ** 2


def _atoms(mu: Measure):
    x, inverse = np.unique(mu.points[:, 0], return_inverse=True)
    return list(zip(x, np.bincount(inverse, _shares(mu)), strict=True))


def _shares(mu: Measure):
    return mu.weights / mu.weights.sum()


@dataclass(frozen=True)
class Claim:
    """What a user asks of `divergences.testing` about a distance."""

    name: str
    ask: Callable[..., None]


def is_like(function, like, **settings):
    return partial(testing.is_a_divergence, function, like=like, **settings)


def is_transport(function, **claim):
    return partial(testing.is_transport_like, function, **claim)


WRONG = [
    Claim("scipy's jensenshannon", is_like(jensenshannon, divergences.js_distance)),
    Claim(
        "ot.wasserstein_1d, unnormalised",
        is_transport(testing.of_points(ot.wasserstein_1d), absolute=1e-12),
    ),
    Claim(
        "TV on common atoms only",
        is_like(tv_of_common_atoms, divergences.tv, pairs=testing.measure_pairs()),
    ),
    Claim("KL + 1e-16", is_like(kl_plus_1e_16, divergences.kl)),
    Claim("halved KL", is_like(halved_kl, divergences.kl, absolute=1e-12)),
    Claim("unrooted W2", is_transport(unrooted_w2, order=2)),
    Claim("JS without halves", is_like(js_without_halves, divergences.js)),
    Claim("KL, eps in the logarithm", is_like(kl_with_eps_in_the_logarithm, divergences.kl)),
    Claim(
        "KL on the common support",
        is_like(kl_on_the_common_support, divergences.kl, absolute=1e-12),
    ),
    Claim(
        "Hellinger without 1/sqrt 2",
        is_like(hellinger_without_the_root_of_two, divergences.hellinger, absolute=1e-12),
    ),
    Claim("chi2 over p", is_like(chi2_over_p, divergences.chi2, absolute=1e-12)),
    Claim(
        "scipy's wasserstein_distance",
        is_transport(testing.of_points(wasserstein_distance), like=W1),
    ),
    Claim(
        "energy distance, unrooted",
        is_transport(energy_distance_squared, degree=0.5, absolute=1e-12),
    ),
    Claim("W1 by histogram", is_transport(w1_by_histogram, order=1)),
    Claim("Sinkhorn's value as W1", is_transport(sinkhorn_as_w1, order=1)),
    Claim(
        "MMD, unbiased and clipped",
        partial(testing.is_a_metric, mmd_unbiased_and_clipped, triples=testing.measure_triples()),
    ),
]


def is_metric(function, **claim):
    return partial(testing.is_a_metric, function, **claim)


def processes(function, **claim):
    return partial(testing.processes_data, function, **claim)


# Relative slack as DESIGN.md promises: 1e-14 between vectors, 1e-13 on the line.
VECTORS = {"relative": 1e-14}
LINE = {"relative": 1e-13}
# A triangle adds three values, and a root halves their error.
METRIC = {"relative": 3e-14}
ON_MEASURES = {"triples": testing.measure_triples()}


def vector_claims():
    for name in ("kl", "js", "js_distance", "tv", "hellinger", "hellinger_squared", "chi2"):
        function = getattr(divergences, name)
        yield Claim(f"{name} is {name}", is_like(function, function, **VECTORS))
    for name in ("kl", "js", "tv", "hellinger", "hellinger_squared", "chi2"):
        yield Claim(f"{name} processes data", processes(getattr(divergences, name), **VECTORS))
    for name in ("js_distance", "tv", "hellinger"):
        yield Claim(f"{name} is a metric", is_metric(getattr(divergences, name), **METRIC))
    half = partial(divergences.renyi, order=0.5)
    two = partial(divergences.renyi, order=2.0)
    yield Claim("renyi of order 1/2 is itself", is_like(half, half, **VECTORS))
    yield Claim("renyi of order 2 is itself", is_like(two, two, relative=1e-12))
    yield Claim("renyi of order 2 processes data", processes(two, **VECTORS))


def transport_claims():
    energy = divergences.energy_distance
    yield Claim("W1 is W1", is_transport(W1, order=1, like=W1, **LINE))
    yield Claim("W2 is W2", is_transport(W2, order=2, like=W2, **LINE))
    yield Claim("W1 is W1 in the plane", is_transport(W1, order=1, dimension=2, relative=1e-12))
    yield Claim("W1 is a metric", is_metric(W1, **ON_MEASURES, **LINE))
    yield Claim("W2 is a metric", is_metric(W2, **ON_MEASURES, **LINE))
    yield Claim("energy distance is itself", is_transport(energy, like=energy, degree=0.5, **LINE))
    yield Claim("energy distance is a metric", is_metric(energy, **ON_MEASURES, **LINE))
    yield Claim(
        "transport_matrix solves transport",
        partial(testing.solves_transport, divergences.transport_matrix, relative=1e-15),
    )


RIGHT = [*vector_claims(), *transport_claims()]
