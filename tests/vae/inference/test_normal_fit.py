"""Normal laws near a density on the line, against closed forms and against SciPy."""

import json
import math

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from divergences import NotConverged
from vae.inference import (
    fit_two_modes,
    forward_kl_fit,
    reverse_kl_fit,
    two_modes,
    two_modes_onset,
    two_modes_switch,
)


def reverse_kl(log_density, mean, deviation):
    """KL(q || p) by SciPy's adaptive quadrature."""
    law = stats.norm(mean, deviation)
    ends = mean - 12 * deviation, mean + 12 * deviation

    def integrand(x):
        return law.pdf(x) * (law.logpdf(x) - float(log_density(np.array([x]))[0]))

    return integrate.quad(integrand, *ends, epsabs=1e-13, limit=500, points=[mean])[0]


def normal(x, mean=3.0, deviation=0.25):
    return stats.norm(mean, deviation).logpdf(x)


def logistic(x):
    return -x - 2 * np.logaddexp(0, -x)


def test_a_normal_law_is_nearest_to_itself():
    forward, reverse = forward_kl_fit(normal, 0, 6), reverse_kl_fit(normal)
    for fit in (forward, reverse):
        assert fit.mean == pytest.approx(3, abs=1e-12)
        assert fit.deviation == pytest.approx(0.25, rel=1e-12)
        assert fit.kl == pytest.approx(0, abs=1e-12)
        assert fit.variance == fit.deviation**2


def test_the_forward_fit_has_the_moments():
    """The logistic law has variance pi^2 / 3 and entropy 2."""
    fit = forward_kl_fit(lambda x: logistic(x) + 5, -45, 46)
    assert fit.mean == pytest.approx(0, abs=1e-12)
    assert fit.variance == pytest.approx(math.pi**2 / 3, rel=1e-12)
    assert fit.log_mass == pytest.approx(5, abs=1e-13)
    assert fit.kl == pytest.approx(math.log(2 * math.pi * math.e * fit.variance) / 2 - 2, abs=1e-12)


def test_the_forward_divergence_rises_in_every_direction():
    fit = forward_kl_fit(logistic, -45, 45)

    def forward(mean, deviation):
        return integrate.quad(
            lambda x: np.exp(logistic(x)) * (logistic(x) - stats.norm.logpdf(x, mean, deviation)),
            -45, 45, epsabs=1e-13, points=[0.0],
        )[0]  # fmt: skip

    assert fit.kl == pytest.approx(forward(fit.mean, fit.deviation), abs=1e-10)
    for mean, deviation in ((0.1, 1), (-0.1, 1), (0, 1.05), (0, 0.95)):
        assert forward(fit.mean + mean, fit.deviation * deviation) > fit.kl + 1e-4


@pytest.mark.parametrize(
    ("log_density", "start"),
    [
        (logistic, (1.0, 2.0)),
        (lambda x: -(x**4) + x, (-1.0, 0.3)),
        (lambda z: -(z**2) / 2 + special.log_ndtr(3 * z + 1) + special.log_ndtr(2 - 4 * z), (2, 1)),
        (two_modes(3.0), (2.0, 1.0)),
        (two_modes(2.0), (0.0, 1.0)),
    ],
)
def test_the_reverse_fit_is_what_a_general_minimiser_finds(log_density, start):
    fit = reverse_kl_fit(log_density, mean=start[0], deviation=start[1])
    found = optimize.minimize(
        lambda at: reverse_kl(log_density, at[0], math.exp(at[1])),
        [fit.mean + 0.05, math.log(fit.deviation) + 0.05],
        tol=1e-8,
    )
    assert fit.kl == pytest.approx(found.fun, abs=1e-9)
    assert fit.mean == pytest.approx(found.x[0], abs=1e-4)
    assert fit.deviation == pytest.approx(math.exp(found.x[1]), rel=1e-4)


def test_stationarity_holds_to_rounding():
    """At a minimum E f' = 0 and s^2 E f'' = -1, with f = -x^4 + x: derivatives by hand."""
    fit = reverse_kl_fit(lambda x: -(x**4) + x)
    m, v = fit.mean, fit.variance
    assert -4 * (m**3 + 3 * m * v) + 1 == pytest.approx(0, abs=1e-13)
    assert 12 * v * (m**2 + v) == pytest.approx(1, rel=1e-13)


def test_log_mass_is_added():
    without, given = reverse_kl_fit(logistic), reverse_kl_fit(logistic, log_mass=2.0)
    assert (given.kl, given.log_mass) == (without.kl + 2, 2.0)
    assert without.log_mass == 0


def test_the_fit_moves_with_the_density():
    there = reverse_kl_fit(
        lambda x: two_modes(3.0)((x - 100) / 1e-3), mean=100.003, deviation=0.001
    )
    here = reverse_kl_fit(two_modes(3.0), mean=3.0)
    assert (there.mean - 100) / 1e-3 == pytest.approx(here.mean, rel=1e-9)
    assert there.deviation / 1e-3 == pytest.approx(here.deviation, rel=1e-9)


def test_finds_the_minimum_of_a_double_well_and_does_not_rest_on_its_saddle_point():
    """f = -x^4 / 4 + 2 x^2: m^2 = 4 - 3 v and 6 v^2 - 8 v + 1 = 0, twice."""
    at_minimum, at_saddle = ((8 + sign * math.sqrt(40)) / 12 for sign in (-1, 1))

    def well(x):
        return -(x**4) / 4 + 2 * x**2

    fit = reverse_kl_fit(well, mean=1.0)
    assert fit.variance == pytest.approx(at_minimum, rel=1e-12)
    assert fit.mean == pytest.approx(math.sqrt(4 - 3 * at_minimum), rel=1e-12)
    mean, deviation = math.sqrt(4 - 3 * at_saddle), math.sqrt(at_saddle)
    with pytest.raises(NotConverged, match=r"no minimum was reached from mean 0\.64") as stopped:
        reverse_kl_fit(well, mean=mean, deviation=deviation)
    assert stopped.value.result.mean == pytest.approx(mean, rel=1e-9)


def test_says_that_a_kink_is_too_rough():
    with pytest.raises(NotConverged, match="quadrature does not settle") as stopped:
        reverse_kl_fit(lambda x: -np.abs(x) - math.log(2))
    assert stopped.value.result.variance == pytest.approx(math.pi / 2, rel=1e-5)


def test_refuses_a_density_with_gaps():
    with pytest.raises(ValueError, match=r"log_density is -inf at .*infinite for every normal q"):
        reverse_kl_fit(lambda x: np.where(np.abs(x) < 3, 0.0, -np.inf))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda x: np.zeros(3), r"returns the shape \(3,\)"),
        (lambda x: np.full(x.shape, np.nan), "log_density is nan at"),
    ],
)
def test_refuses_what_is_no_log_density(wrong, message):
    with pytest.raises(ValueError, match=message):
        reverse_kl_fit(wrong)
    with pytest.raises(ValueError, match=message):
        forward_kl_fit(wrong, -1, 1)


def test_the_forward_fit_refuses_an_interval_that_cuts_the_density():
    with pytest.raises(ValueError, match=r"at an end of \[-3, 40\] the density is 0\.0111"):
        forward_kl_fit(lambda x: -(x**2) / 2, -3, 40)
    with pytest.raises(ValueError, match="density is 0 at all nodes"):
        forward_kl_fit(lambda x: np.full(x.shape, -np.inf), 0, 1)
    with pytest.raises(ValueError, match="log_density is inf at 0"):
        forward_kl_fit(lambda x: np.where(x == 0, np.inf, -1e3), -1, 1)
    with pytest.raises(ValueError, match="pass low < high"):
        forward_kl_fit(normal, 1, 1)


def test_the_forward_fit_finds_a_narrow_peak_or_says_so():
    narrow = forward_kl_fit(lambda x: normal(x, 0.123, 1e-3), -1, 1)
    assert narrow.deviation == pytest.approx(1e-3, rel=1e-10)
    with pytest.raises(NotConverged, match=r"2.20 nodes do not settle"):
        forward_kl_fit(lambda x: -50 * np.abs(x), -1, 1)


@pytest.mark.parametrize("a", [0.0, 0.5, 2.0, 3.0, 20.0])
def test_moments_of_two_modes_are_known(a):
    fits = fit_two_modes(a)
    assert fits.moments.mean == pytest.approx(0, abs=1e-12)
    assert fits.moments.variance == pytest.approx(1 + a**2, rel=1e-12)
    assert fits.broad.mean == pytest.approx(0, abs=1e-10)
    assert fits.moments.log_mass == pytest.approx(0, abs=1e-12)
    assert fits.broad.kl <= 1e-14 if a == 0 else fits.broad.kl > 0


@pytest.mark.parametrize("a", [2.42, 2.6, 3.0, 5.0])
def test_far_modes_have_three_minima(a):
    fits = fit_two_modes(a)
    mirrored = reverse_kl_fit(two_modes(a), mean=-a)
    assert mirrored.mean == pytest.approx(-fits.on_one_mode.mean, abs=1e-10)
    assert mirrored.kl == pytest.approx(fits.on_one_mode.kl, abs=1e-13)
    assert fits.best.kl == min(fits.broad.kl, fits.on_one_mode.kl)
    for fit in (fits.broad, fits.on_one_mode):
        assert fit.kl == pytest.approx(reverse_kl(two_modes(a), fit.mean, fit.deviation), abs=1e-9)


def test_a_minimum_on_one_mode_is_there_from_the_onset_on():
    onset = two_modes_onset()
    assert fit_two_modes(onset - 1e-6).on_one_mode is None
    assert fit_two_modes(onset + 1e-6).on_one_mode.mean > 2


def test_the_best_changes_at_the_switch():
    switch = two_modes_switch()
    below, above = fit_two_modes(switch - 1e-7), fit_two_modes(switch + 1e-7)
    assert below.best is below.broad
    assert above.best is above.on_one_mode
    at = fit_two_modes(switch)
    assert at.broad.kl == pytest.approx(at.on_one_mode.kl, abs=1e-13)


def test_two_modes_integrate_to_one():
    density = two_modes(1.5)
    assert integrate.quad(lambda x: np.exp(density(x)), -20, 20)[0] == pytest.approx(1, abs=1e-12)
    halves = (stats.norm.pdf(0.3, -1.5) + stats.norm.pdf(0.3, 1.5)) / 2
    assert density(0.3) == pytest.approx(math.log(halves), rel=1e-14)


@pytest.mark.parametrize("a", [-1, math.nan, "2", None, True])
def test_refuses_a_wrong_distance(a):
    for function in (two_modes, fit_two_modes):
        with pytest.raises(ValueError, match=r"^a is .*; pass a"):
            function(a)


@pytest.mark.parametrize(
    ("name", "value"), [("mean", math.inf), ("deviation", 0.0), ("log_mass", math.nan)]
)
def test_refuses_a_wrong_number(name, value):
    with pytest.raises(ValueError, match=f"^{name} is .*; pass a finite number"):
        reverse_kl_fit(normal, **{name: value})


def test_results_are_plain():
    fits = fit_two_modes(3)
    words = json.loads(json.dumps(fits.as_dict()))
    assert words["on_one_mode"]["mean"] == fits.on_one_mode.mean
    assert json.loads(json.dumps(fits.broad.as_dict()))["kl"] == fits.broad.kl
    assert fit_two_modes(1).as_dict()["on_one_mode"] is None
