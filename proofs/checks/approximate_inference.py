"""Numeric support for the rows on approximate inference of document 003."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from scipy import integrate, optimize, special, stats

from . import supports

NODES = np.linspace(-12, 12, 1201)
STEP = NODES[1] - NODES[0]
BELL = np.exp(-(NODES**2) / 2) / np.sqrt(2 * np.pi)


def normal_mean(function: Callable[[Any], Any], mean: float, deviation: float) -> float:
    """Return the mean of a function under a normal law, by the trapezoid rule."""
    return float((function(mean + deviation * NODES) * BELL).sum() * STEP)


def reverse_kl(log_p: Callable[[Any], Any], mean: float, deviation: float) -> float:
    """Return KL(N(mean, deviation^2) || p)."""
    entropy = np.log(deviation) + (1 + np.log(2 * np.pi)) / 2
    return float(-entropy - normal_mean(log_p, mean, deviation))


def best_normal(log_p: Callable[[Any], Any], mean: float) -> tuple[float, float, float]:
    """Return a local minimum of KL(q || p) near a mean: mean, deviation, value."""
    found = optimize.minimize(
        lambda at: reverse_kl(log_p, at[0], np.exp(at[1])), [mean, 0.0], tol=1e-10
    )
    return found.x[0], float(np.exp(found.x[1])), found.fun


def two_modes(a: float) -> Callable[[Any], Any]:
    """Return the log density of N(-a, 1) / 2 + N(a, 1) / 2."""
    constant = np.log(2) + np.log(2 * np.pi) / 2
    return lambda x: np.logaddexp(-((x - a) ** 2) / 2, -((x + a) ** 2) / 2) - constant


def gain_of_one_mode(a: float) -> float:
    """Return by how much a fit of one mode is better than the symmetric one; 0 if there is none."""
    log_p = two_modes(a)
    symmetric = optimize.minimize_scalar(
        lambda s: reverse_kl(log_p, 0.0, np.exp(s)), bounds=(-1, 3), method="bounded"
    )
    mean, _, value = best_normal(log_p, a)
    return symmetric.fun - value if abs(mean) > a / 2 else 0.0


@supports("003-079")
def the_fit_of_two_modes_picks_one_if_they_are_far_apart() -> tuple[bool, bool]:
    """Minimise KL(q || p) for modes at -a and a; find the a where the better fit changes."""
    near, far = gain_of_one_mode(2.0), gain_of_one_mode(3.0)
    switch = optimize.brentq(gain_of_one_mode, 2.6, 3.0, xtol=1e-9)
    return near > 0 and far > 0, near <= 0 < far and abs(switch - 2.80008222) < 1e-6


def probit_posterior(z: Any) -> Any:
    """Return log N(z; 0, 1) + log Phi(3 z + 1) + log Phi(2 - 4 z), up to a constant."""
    return -(z**2) / 2 + special.log_ndtr(3 * z + 1) + special.log_ndtr(2 - 4 * z)


@supports("003-093")
def the_two_criteria_differ_as_for_a_normal() -> tuple[bool, bool]:
    """Two probit factors: is the normal law of least KL(q || p) narrower, as in II.1?

    Narrower than that of least KL(p || q), which has the variance of the posterior.
    """
    density = np.exp(probit_posterior(NODES))
    mean = (density * NODES).sum() / density.sum()
    variance = (density * (NODES - mean) ** 2).sum() / density.sum()
    _, deviation, _ = best_normal(probit_posterior, mean)
    narrower = bool(deviation**2 < variance - 1e-3)
    return narrower, narrower


X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
Y = np.array([0.0, 1.0, 1.0, 3.0])


def regression_bound(mean: Any, cov: Any, shape: float, rate: float) -> float:
    """Return L(q) for q = N(mean, cov) Gamma(shape, rate), with tau = nu = b = 1."""
    precision, log_precision = shape / rate, special.digamma(shape) - np.log(rate)
    squares = mean @ mean + np.trace(cov)
    misfit = ((Y - X @ mean) ** 2).sum() + np.trace(X @ cov @ X.T)
    likelihood = -len(Y) / 2 * np.log(2 * np.pi) - misfit / 2
    prior = log_precision - np.log(2 * np.pi) - precision * squares / 2 - precision
    normal = np.log(2 * np.pi) + 1 + np.linalg.slogdet(cov)[1] / 2
    gamma = shape - np.log(rate) + special.gammaln(shape) + (1 - shape) * special.digamma(shape)
    return float(likelihood + prior + normal + gamma)


def coordinate_ascent() -> tuple[Any, Any, float, float]:
    """Return the fixed point of the update equations."""
    rate = 1.0
    for _ in range(60):
        cov = np.linalg.inv(2 / rate * np.eye(2) + X.T @ X)
        mean = cov @ X.T @ Y
        rate = 1 + (mean @ mean + np.trace(cov)) / 2
    return mean, cov, 2.0, float(rate)


@cache
def evidence() -> float:
    """Return log p(y), by quadrature over lambda."""

    def joint(precision: float) -> float:
        cov = np.eye(len(Y)) + X @ X.T / precision
        return float(stats.multivariate_normal(cov=cov).pdf(Y) * np.exp(-precision))

    return float(np.log(integrate.quad(joint, 0, np.inf, epsabs=1e-14)[0]))


@supports("003-091")
def variational_bayes_minimises_kl_to_the_posterior() -> tuple[bool, bool]:
    """Compare coordinate ascent with a direct minimum of log p(x) - L(q) over the family."""

    def kl(at: Any) -> float:
        root = np.array([[np.exp(at[2]), 0.0], [at[3], np.exp(at[4])]])
        return evidence() - regression_bound(at[:2], root @ root.T, *np.exp(at[5:]))

    direct = optimize.minimize(kl, np.zeros(7)).fun
    ascended = evidence() - regression_bound(*coordinate_ascent())
    same = abs(ascended - direct) < 1e-8 and direct > 0
    return same, same


@supports("003-096")
def the_gamma_law_is_given_by_shape_and_rate() -> tuple[bool, bool]:
    """Divide the density of shape nu and rate b by lambda^(nu - 1) exp(-b lambda)."""
    at = np.array([0.1, 0.7, 2.0, 5.0])
    quotients = [
        stats.gamma(nu, scale=1 / b).pdf(at) / (at ** (nu - 1) * np.exp(-b * at))
        for nu, b in ((0.5, 3.0), (2.0, 0.5), (3.5, 1.5))
    ]
    constant = all(np.ptp(quotient) < 1e-12 * quotient[0] for quotient in quotients)
    return constant, constant


@supports("003-102")
def the_prior_is_arbitrary_if_the_decoder_is_flexible() -> tuple[bool, bool]:
    """Compare p(x) for an exponential and a normal prior, and for a decoder of F^-1(Phi(z))."""

    def marginal(x: float, prior: Any, decode: Callable[[Any], Any], low: float) -> float:
        def joint(z: float) -> float:
            return float(stats.norm.pdf(x, np.sin(decode(z)), 0.5) * prior.pdf(z))

        return float(integrate.quad(joint, low, 12, epsabs=1e-12)[0])

    def moved(z: Any) -> Any:
        return stats.expon.isf(stats.norm.sf(z))

    gaps = np.array(
        [
            [
                marginal(x, stats.norm, decode, -12) - marginal(x, stats.expon, np.asarray, 0)
                for decode in (np.asarray, moved)
            ]
            for x in (-0.5, 0.3, 1.0)
        ]
    )
    same, still = np.abs(gaps).max(axis=0) < 1e-4
    return bool(same), bool(still)


@supports("003-104")
def a_binary_image_is_a_row_of_coins() -> tuple[bool, bool]:
    """Add up the law of all images of 4 pixels, and its logarithms, by the cross-entropy."""
    success = np.array([0.1, 0.4, 0.5, 0.85])
    images = np.array(list(np.ndindex(2, 2, 2, 2)))
    log_p = stats.bernoulli(success).logpmf(images).sum(axis=1)
    entropy = -(images * np.log(success) + (1 - images) * np.log(1 - success)).sum(axis=1)
    mean = np.exp(log_p) @ images
    holds = np.allclose(log_p, -entropy, rtol=1e-12) and np.allclose(mean, success, rtol=1e-12)
    return bool(holds), bool(holds)
