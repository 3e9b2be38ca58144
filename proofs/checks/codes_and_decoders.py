"""What integrals on a grid and short runs say of the sentences about latent codes and decoders."""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from . import supports

Values = NDArray[np.float64]

GRID = np.linspace(-6, 6, 4001)
STEP = GRID[1] - GRID[0]
PRIOR = stats.norm.pdf(GRID)


@supports("003-105")
def a_two_layer_decoder_beats_every_linear_one() -> tuple[bool, bool]:
    """Two clusters at -1 and 1: the mean log density of the best linear, and of a bent decoder."""
    x, noise = np.linspace(-2, 2, 801), 0.1
    data = (stats.norm.pdf(x, -1, noise) + stats.norm.pdf(x, 1, noise)) / 2 * (x[1] - x[0])
    linear = data @ stats.norm.logpdf(x, 0, np.sqrt(1 + noise**2))
    means = np.tanh(20 * GRID)
    bent = np.log(stats.norm.pdf(x[:, None], means, noise) @ PRIOR * STEP)
    better = bool(data @ bent > linear + 0.5)
    return better, better


@supports("003-106")
def few_codes_explain_an_image() -> tuple[bool, bool]:
    """Effective share of codes from the prior, x = z + noise; the posterior from the joint."""
    x, noise = 0.5, 0.01
    joint = PRIOR * stats.norm.pdf(x, GRID, noise)
    weights = stats.norm.pdf(x, stats.norm.ppf((np.arange(10**4) + 0.5) / 10**4), noise)
    share = weights.sum() ** 2 / (weights @ weights) / len(weights)
    posterior = joint / joint.sum()
    mean = posterior @ GRID
    spread = np.sqrt(posterior @ (GRID - mean) ** 2)
    exact = x / (1 + noise**2), noise / np.sqrt(1 + noise**2)
    holds = bool(share < 0.05 and np.allclose((mean, spread), exact, rtol=1e-6))
    return holds, holds


def elbo(x: float, mean: float, spread: float) -> float:
    """Integrate the bound of z ~ N(0, 1), x = z + N(0, 1), for a Gaussian q, on the grid."""
    q = stats.norm.pdf(GRID, mean, spread)
    terms = stats.norm.logpdf(GRID) + stats.norm.logpdf(x, GRID, 1)
    return float(q @ (terms - stats.norm.logpdf(GRID, mean, spread)) * STEP)


@supports("003-113")
def the_mean_of_q_is_no_density() -> tuple[bool, bool]:
    """Let q have the mean p(x), as printed, or mu(x) = x / 2: does the bound reach log p(x)?"""
    x, spread = -1.0, np.sqrt(1 / 2)
    evidence = stats.norm.pdf(x, 0, np.sqrt(2))
    printed, meant = (elbo(x, mean, spread) for mean in (evidence, x / 2))
    return bool(np.isclose(printed, np.log(evidence))), bool(np.isclose(meant, np.log(evidence)))


def ascend(parameters_move: bool) -> tuple[Values, float]:
    """Climb the sampled bound of x = w z + noise, in w and q's slope and spread, or in x and z."""
    rng = np.random.default_rng(3116)
    x = 2 * rng.standard_normal(4096) + 0.5 * rng.standard_normal(4096)
    z = rng.standard_normal(4096)
    w, a, c = 0.5, 0.0, 1.0
    for step in range(800):
        rate = 0.02 / (1 + step / 200)
        if parameters_move:
            seen, e = rng.choice(x, 256), rng.standard_normal(256)
            code = a * seen + c * e
            miss = (seen - w * code) / 0.25
            w += rate * float(np.mean(miss * code))
            pull = w * miss - code
            a += rate * float(np.mean(pull * seen))
            c += rate * (float(np.mean(pull * e)) + 1 / c)
        else:
            miss = (x - w * z) / 0.25
            x, z = x - rate * miss, z + rate * (w * miss - z)
    return x, w


@supports("003-116")
def stochastic_gradients_move_parameters() -> tuple[bool, bool]:
    """Do images and model come to the same spread, the data's, if x and z move, or parameters?"""
    truth = np.hypot(2, 0.5)
    ends = [ascend(moves) for moves in (False, True)]
    fits = [np.allclose((x.std(), np.hypot(w, 0.5)), truth, atol=0.1) for x, w in ends]
    return bool(fits[0]), bool(fits[1])


@supports("003-122")
def a_gaussian_cannot_follow_two_modes() -> tuple[bool, bool]:
    """For x = z^2 + noise, z ~ N(0, 1): KL to the posterior at 2, of one Gaussian and of two."""
    posterior = PRIOR * stats.norm.pdf(2, GRID**2, 0.1)
    posterior /= posterior.sum() * STEP

    def kl(q: Values) -> float:
        used = q > 1e-300
        return float(q[used] @ np.log(q[used] / np.maximum(posterior[used], 1e-300)) * STEP)

    def one(at: Values) -> float:
        return kl(stats.norm.pdf(GRID, at[0], abs(at[1]) + 0.01))

    best = min(
        optimize.minimize(one, start, method="Nelder-Mead", options={"maxiter": 200}).fun
        for start in ((1.4, 0.04), (0.0, 1.0))
    )
    near = optimize.minimize(one, (1.4, 0.04), method="Nelder-Mead", options={"maxiter": 200}).x
    halves = [stats.norm.pdf(GRID, side * near[0], abs(near[1]) + 0.01) / 2 for side in (-1, 1)]
    return bool(best < 0.1), bool(abs(best - 0.69362) < 1e-4 and kl(halves[0] + halves[1]) < 0.01)


@supports("003-123")
def a_decoder_alone_generates() -> tuple[bool, bool]:
    """Draw z, then x given z: has x the law N(0, w^2 + s^2)? And has f(z) = w z?"""
    rng = np.random.default_rng(3123)
    z, noise, w, s = rng.standard_normal(20_000), rng.standard_normal(20_000), 1.5, 1.0
    law = stats.norm(0, np.hypot(w, s))
    drawn, means = (stats.kstest(x, law.cdf).statistic for x in (w * z + s * noise, w * z))
    holds = bool(drawn < 2 / np.sqrt(len(z)) < means)
    return holds, holds
