"""Variational linear regression against the exact posterior, and both against other routes."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, special, stats

from divergences import NotConverged
from vae.inference import exact_regression, variational_regression

X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
Y = np.array([0.0, 1.0, 1.0, 3.0])


@st.composite
def problems(draw):
    n, d = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    settings = {
        "tau": 10 ** rng.uniform(-1, 1),
        "nu0": 1 + rng.exponential(),
        "b0": rng.exponential(),
    }
    return rng.normal(size=(n, d)), rng.normal(size=n) * 2, settings


def bound(X, y, mean, covariance, shape, rate, *, tau=1.0, nu0=1.0, b0=1.0):
    """The evidence lower bound term by term: E log of each law, and two entropies from SciPy."""
    d = len(mean)
    e, log_e = shape / rate, special.digamma(shape) - math.log(rate)
    second = np.outer(mean, mean) + covariance
    residual = y @ y - 2 * y @ X @ mean + np.trace(X @ second @ X.T)
    likelihood = len(y) / 2 * math.log(tau / (2 * math.pi)) - tau / 2 * residual
    weights = d / 2 * (log_e - math.log(2 * math.pi)) - e / 2 * np.trace(second)
    prior = nu0 * math.log(b0) - special.gammaln(nu0) + (nu0 - 1) * log_e - b0 * e
    entropies = stats.multivariate_normal(mean, covariance).entropy()
    entropies += stats.gamma(shape, scale=1 / rate).entropy()
    return likelihood + weights + prior + entropies


def evidence(X, y, *, tau=1.0, nu0=1.0, b0=1.0):
    """p(y) by SciPy's adaptive quadrature over lambda."""

    def joint(lam):
        covariance = np.eye(len(y)) / tau + X @ X.T / lam
        likelihood = stats.multivariate_normal(cov=covariance).pdf(y)
        return likelihood * stats.gamma(nu0, scale=1 / b0).pdf(lam)

    middle = nu0 / b0
    parts = ((0, middle), (middle, 10 * middle), (10 * middle, np.inf))
    return sum(integrate.quad(joint, *ends, epsabs=0, epsrel=1e-11)[0] for ends in parts)


@given(problems())
@settings(max_examples=30)
def test_the_fixed_point_solves_the_equations(problem):
    X, y, prior = problem
    fit = variational_regression(X, y, **prior)
    d = X.shape[1]
    S = np.linalg.inv(fit.precision * np.eye(d) + prior["tau"] * X.T @ X)
    assert np.allclose(fit.covariance, S, rtol=1e-9, atol=1e-12)
    assert np.allclose(fit.mean, prior["tau"] * S @ X.T @ y, rtol=1e-9, atol=1e-12)
    assert fit.shape == pytest.approx(prior["nu0"] + d / 2, rel=1e-15)
    second = fit.mean @ fit.mean + np.trace(fit.covariance)
    assert fit.rate == pytest.approx(prior["b0"] + second / 2, rel=1e-11)


@given(problems())
@settings(max_examples=30)
def test_the_bound_is_that_of_the_laws_never_falls_and_stays_below_the_evidence(problem):
    X, y, prior = problem
    fit = variational_regression(X, y, **prior)
    direct = bound(X, y, fit.mean, fit.covariance, fit.shape, fit.rate, **prior)
    assert fit.elbo == fit.elbos[-1] == pytest.approx(direct, rel=1e-11, abs=1e-11)
    assert np.all(np.diff(fit.elbos) >= -1e-12 * (1 + abs(fit.elbo)))
    assert exact_regression(X, y, **prior).log_evidence > fit.elbo


def test_the_first_sweep_starts_from_the_mean_of_the_prior():
    with pytest.raises(NotConverged, match="sweep 1 changed b by") as stopped:
        variational_regression(X, Y, nu0=3.0, b0=0.5, max_sweeps=1)
    S = np.linalg.inv(6 * np.eye(2) + X.T @ X)
    assert np.allclose(stopped.value.result.mean, S @ X.T @ Y, rtol=1e-13)
    assert len(stopped.value.result.elbos) == 1


def test_no_member_of_the_family_has_a_better_bound():
    fit = variational_regression(X, Y)

    def loss(at):
        root = np.array([[math.exp(at[2]), 0.0], [at[3], math.exp(at[4])]])
        return -bound(X, Y, at[:2], root @ root.T, *np.exp(at[5:]))

    assert fit.elbo == pytest.approx(-optimize.minimize(loss, np.zeros(7)).fun, abs=1e-8)


@given(problems())
@settings(max_examples=5)
def test_the_evidence_is_what_adaptive_quadrature_gives(problem):
    X, y, prior = problem
    exact = exact_regression(X, y, **prior)
    assert math.exp(exact.log_evidence) == pytest.approx(evidence(X, y, **prior), rel=1e-8)


def test_the_moments_are_those_of_the_posterior():
    """Over a grid of beta and lambda, from the joint density itself."""
    x, y, nu0, b0, tau = np.array([1.0, -0.5]), np.array([2.0, 0.3]), 2.0, 0.5, 3.0
    exact = exact_regression(x[:, None], y, tau=tau, nu0=nu0, b0=b0)
    beta = np.linspace(-6, 8, 1501)[:, None]
    lam = np.exp(np.linspace(-25, 5, 1501))[None, :]
    joint = np.exp(
        -tau / 2 * ((y - beta[..., None] * x) ** 2).sum(-1) - lam * beta**2 / 2 - b0 * lam
    ) * lam ** (0.5 + nu0)  # the last lambda is that of d lambda = lambda d log lambda
    joint /= joint.sum()
    mean = float((joint * beta).sum())
    assert exact.mean[0] == pytest.approx(mean, rel=1e-10)
    assert exact.covariance[0, 0] == pytest.approx(
        float((joint * beta**2).sum()) - mean**2, rel=1e-9
    )
    assert exact.precision == pytest.approx(float((joint * lam).sum()), rel=1e-9)


def test_without_data_on_a_direction_beta_has_its_prior_there():
    """Student's t: the variance of beta is E[1 / lambda] = b0 / (nu0 - 1)."""
    exact = exact_regression(np.zeros((2, 3)), [1.0, -1.0], nu0=3.0, b0=4.0)
    assert np.allclose(exact.covariance, 2 * np.eye(3), rtol=1e-11, atol=1e-13)
    assert exact.precision == pytest.approx(0.75, rel=1e-12)
    assert exact.log_evidence == pytest.approx(-1 - math.log(2 * math.pi), rel=1e-13)


def test_more_columns_than_rows():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(3, 6)), rng.normal(size=3)
    exact = exact_regression(X, y, nu0=2.0)
    assert math.exp(exact.log_evidence) == pytest.approx(evidence(X, y, nu0=2.0), rel=1e-9)
    assert np.linalg.matrix_rank(exact.covariance) == 6


def test_many_rows_need_no_large_matrix():
    rng = np.random.default_rng(4)
    X = rng.normal(size=(100_000, 2))
    y = X @ [1.0, -1.0] + rng.normal(size=100_000)
    fit, exact = variational_regression(X, y), exact_regression(X, y)
    assert np.allclose(fit.mean, [1, -1], atol=0.02)
    assert 0 < exact.log_evidence - fit.elbo < 0.3


def test_rotating_the_covariates_rotates_the_answers():
    angle = np.array([[0.6, -0.8], [0.8, 0.6]])
    for function in (variational_regression, exact_regression):
        here, there = function(X, Y, tau=2.0), function(X @ angle, Y, tau=2.0)
        assert np.allclose(angle @ there.mean, here.mean, rtol=1e-11)
        assert np.allclose(angle @ there.covariance @ angle.T, here.covariance, rtol=1e-10)
        assert there.precision == pytest.approx(here.precision, rel=1e-11)


def test_refuses_an_infinite_variance():
    with pytest.raises(
        ValueError, match=r"rank 1 < 2 and nu0 is 0.5: .* pass nu0 above 0.5, or drop"
    ):
        exact_regression([[1.0, 2.0]], [1.0], nu0=0.5)
    with pytest.raises(ValueError, match=r"lambda is not kept between .* pass larger ones"):
        exact_regression([[1.0, 2.0]], [1.0], nu0=0.50001)


def test_says_where_rounding_keeps_the_integrals_from_settling():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 3))
    with pytest.raises(NotConverged, match=r"leave a change of .*; rescale X") as stopped:
        exact_regression(X, X @ [1e6, -1e6, 1e6], tau=1e6)
    assert np.allclose(stopped.value.result.mean, [1e6, -1e6, 1e6])


@pytest.mark.parametrize("function", [variational_regression, exact_regression])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"X": X[:3]}, "y has 4 entries; pass 3"),
        ({"X": X[:, 0]}, r"X has the shape \(4,\); pass 2 axes"),
        ({"X": X[:, :0]}, r"X has the shape \(4, 0\); pass 2 axes and at least one entry"),
        ({"X": X.astype(complex)}, "X has the dtype complex128; pass real numbers"),
        ({"X": [[1.0], [1.0, 2.0]]}, "X cannot be read as an array: .*; pass numbers"),
        ({"y": [0, 1, np.nan, 3]}, r"y has nan at \(2,\); pass finite numbers"),
        ({"tau": 0.0}, "tau is 0.0; pass a finite number above 0"),
        ({"nu0": -1.0}, "nu0 is -1.0; pass a finite number above 0"),
        ({"b0": math.inf}, "b0 is inf; pass a finite number above 0"),
    ],
)
def test_refuses_bad_input(function, change, message):
    arguments = {"X": X, "y": Y, **change}
    with pytest.raises(ValueError, match=message):
        function(arguments.pop("X"), arguments.pop("y"), **arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tolerance": 0}, "tolerance is 0; pass a finite number above 0"),
        ({"max_sweeps": 0}, "max_sweeps is 0; pass a whole number of at least 1"),
        ({"max_sweeps": 2.0}, "max_sweeps is 2.0; pass a whole number"),
    ],
)
def test_refuses_bad_settings(change, message):
    with pytest.raises(ValueError, match=message):
        variational_regression(X, Y, **change)


def test_results_are_plain_and_cannot_be_written_to():
    for fit in (variational_regression(X, Y), exact_regression(X, Y)):
        assert json.loads(json.dumps(fit.as_dict()))["mean"] == fit.mean.tolist()
        with pytest.raises(ValueError, match="read-only"):
            fit.covariance[0, 0] = 1


def test_the_rank_does_not_depend_on_units():
    """Where X is tiny, lambda keeps its prior, and the mean is E[1 / lambda] X'y = 2 X'y."""
    tiny = exact_regression(1e-20 * np.eye(2), [1.0, -3.0], nu0=3.0, b0=4.0)
    assert np.allclose(tiny.mean, [2e-20, -6e-20], rtol=1e-11, atol=0)
    with pytest.raises(ValueError, match="X has the rank 1 < 2"):
        exact_regression(1e-20 * np.array([[1.0, 1 + 2e-16], [2.0, 2.0]]), [1.0, 2.0], nu0=0.25)
