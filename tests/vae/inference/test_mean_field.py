"""Products near a Gaussian law: where coordinate ascent goes, how fast, and what it costs."""

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from divergences import NotConverged, gaussian_kl
from vae.inference import contraction_rate, mean_field, moment_matching

MEAN, COVARIANCE = [0.0, 1.0], [[1.0, 0.9], [0.9, 1.0]]


@st.composite
def covariances(draw, least=1):
    """Covariances of up to five coordinates, in units up to a thousand apart."""
    d = draw(st.integers(least, 5))
    seed = draw(st.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(d, d + 2))
    units = 10 ** rng.uniform(-1.5, 1.5, size=d)
    return root @ root.T * np.outer(units, units)


def gauss_seidel(covariance):
    precision = np.linalg.inv(covariance)
    return np.linalg.solve(np.tril(precision), -np.triu(precision, 1))


@given(covariances())
@settings(max_examples=30)
def test_the_rate_is_the_spectral_radius_of_the_gauss_seidel_matrix(covariance):
    radius = np.abs(np.linalg.eigvals(gauss_seidel(covariance))).max()
    assert contraction_rate(covariance) == pytest.approx(radius, abs=1e-9)
    assert 0 <= contraction_rate(covariance) < 1


@pytest.mark.parametrize("rho", [-0.9, -0.5, 0.0, 0.3, 0.9, 0.999])
def test_in_two_dimensions_the_rate_is_the_square_of_the_correlation(rho):
    units = np.diag([3.0, 0.2])
    covariance = units @ [[1, rho], [rho, 1]] @ units
    assert contraction_rate(covariance) == pytest.approx(rho**2, rel=1e-11, abs=1e-300)


@pytest.mark.parametrize("rho", [0.5, -0.9])
def test_in_two_dimensions_each_sweep_after_the_first_shrinks_the_error_by_exactly_the_rate(rho):
    fit = mean_field([3.0, -1.0], [[4.0, 2 * rho], [2 * rho, 1.0]], tolerance=1e-6)
    errors = fit.means - [3.0, -1.0]
    assert np.allclose(errors[2:8] / errors[1:7], rho**2, rtol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_in_the_end_a_sweep_shrinks_the_error_by_the_rate(seed):
    root = np.random.default_rng(seed).normal(size=(4, 5))
    fit = mean_field(np.zeros(4), root @ root.T, tolerance=1e-100)
    sizes = np.linalg.norm(fit.means, axis=1)
    assert len(sizes) > 200
    assert (sizes[-1] / sizes[-151]) ** (1 / 150) == pytest.approx(fit.rate, rel=0.01)


@given(covariances())
@settings(max_examples=20)
def test_the_divergence_never_rises(covariance):
    fit = mean_field(np.zeros(len(covariance)), covariance)
    assert np.all(np.diff(fit.reverse_kls) <= 1e-15 * (1 + fit.reverse_kls[:-1]))


@given(covariances(least=2))
@settings(max_examples=30)
def test_a_sweep_is_the_gauss_seidel_matrix(covariance):
    d = len(covariance)
    start = np.arange(1.0, d + 1)
    with pytest.raises(NotConverged) as stopped:
        mean_field(np.ones(d), covariance, start=start + 1, tolerance=1e-300, max_sweeps=3)
    moved = stopped.value.result.means - 1
    assert np.allclose(moved[0], start, rtol=1e-12)
    step = gauss_seidel(covariance)
    for before, after in itertools.pairwise(moved):
        assert np.allclose(after, step @ before, rtol=1e-7, atol=1e-7 * np.abs(before).max())


@given(covariances())
@settings(max_examples=30)
def test_the_divergences_are_those_of_the_laws(covariance):
    mean = np.linspace(-1, 1, len(covariance))
    for fit in (mean_field(mean, covariance), moment_matching(mean, covariance)):
        product = np.diag(fit.variances)
        reverse = gaussian_kl(fit.mean, product, mean, covariance)
        forward = gaussian_kl(mean, covariance, fit.mean, product)
        assert fit.reverse_kl == pytest.approx(reverse, rel=1e-9, abs=1e-13)
        assert fit.forward_kl == pytest.approx(forward, rel=1e-9, abs=1e-13)


def test_the_divergence_along_the_way_is_that_of_the_law_on_the_way():
    fit = mean_field(MEAN, COVARIANCE, start=[2.0, -1.0])
    assert fit.means[0].tolist() == [2.0, -1.0]
    for mean, kl in zip(fit.means[:5], fit.reverse_kls[:5], strict=True):
        law = gaussian_kl(mean, np.diag(fit.variances), MEAN, COVARIANCE)
        assert kl == pytest.approx(law, rel=1e-12)


def test_no_product_is_nearer():
    """Each criterion, minimised over means and variances by a method that knows neither answer."""
    covariance = np.array([[2.0, 0.7, -0.3], [0.7, 1.0, 0.2], [-0.3, 0.2, 0.5]])
    mean = np.array([1.0, 0.0, -2.0])

    def laws(at):
        return (at[:3], np.diag(np.exp(at[3:]))), (mean, covariance)

    start = np.concatenate([mean + 0.5, np.zeros(3)])
    q, p = mean_field(mean, covariance), moment_matching(mean, covariance)
    reverse = optimize.minimize(lambda at: gaussian_kl(*laws(at)[0], *laws(at)[1]), start)
    forward = optimize.minimize(lambda at: gaussian_kl(*laws(at)[1], *laws(at)[0]), start)
    assert q.reverse_kl == pytest.approx(reverse.fun, abs=1e-8)
    assert p.forward_kl == pytest.approx(forward.fun, abs=1e-8)
    assert np.allclose(q.variances, np.exp(reverse.x[3:]), rtol=1e-3)
    assert np.allclose(p.variances, np.exp(forward.x[3:]), rtol=1e-3)
    assert q.variances.tolist() < p.variances.tolist()


def test_one_coordinate_needs_one_sweep():
    fit = mean_field(5.0, 4.0)
    assert (fit.rate, len(fit.means), fit.mean.tolist()) == (0.0, 2, [5.0])
    assert fit.means[0].tolist() == [7.0]  # one deviation above
    assert fit.reverse_kl == fit.forward_kl == 0


def test_a_start_at_the_solution_needs_no_sweep():
    fit = mean_field(MEAN, COVARIANCE, start=MEAN)
    assert fit.means.tolist() == [MEAN]


def test_stops_as_soon_as_the_tolerance_is_reached():
    fit = mean_field(MEAN, COVARIANCE, tolerance=1e-3)
    left = np.abs((fit.means - MEAN) / np.sqrt(0.19)).max(axis=1)
    assert left[-1] <= 1e-3 < left[-2]


def test_says_how_many_more_sweeps_it_wants():
    with pytest.raises(NotConverged, match=r"leaves 0\.81 of it; raise max_sweeps by about") as e:
        mean_field(MEAN, COVARIANCE, max_sweeps=5)
    assert len(e.value.result.means) == 6
    more = int(str(e.value).split()[-1])
    assert len(mean_field(MEAN, COVARIANCE, max_sweeps=5 + more).means) == 6 + more


def test_stays_true_where_the_mean_is_large():
    fit = mean_field(np.array(MEAN) + 1e15, COVARIANCE)
    assert fit.reverse_kl == pytest.approx(-math.log(0.19) / 2, rel=1e-13)


@pytest.mark.parametrize("function", [mean_field, moment_matching])
def test_a_result_is_plain_and_cannot_be_written_to(function):
    fit = function(MEAN, COVARIANCE)
    assert json.loads(json.dumps(fit.as_dict()))["variances"] == fit.variances.tolist()
    with pytest.raises(ValueError, match="read-only"):
        fit.mean[0] = 1
    with pytest.raises(AttributeError):
        fit.mean = None
