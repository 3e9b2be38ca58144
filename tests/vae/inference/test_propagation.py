"""Expectation propagation, its factors and the exact moments, each against another route."""

import itertools
import json
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from divergences import NotConverged
from vae.inference import (
    Clutter,
    Probit,
    Site,
    diagonal_covariance,
    exact_moments,
    expectation_propagation,
    full_covariance,
    spherical_covariance,
)

TWO = [Probit(3.0, 1.0), Probit(-4.0, 2.0)]


def clutter(n, d, seed=0):
    """Half the points around (2, ..., 2), half clutter: Minka's setting."""
    rng = np.random.default_rng(seed)
    signal = rng.random((n, 1)) < 0.5
    points = np.where(signal, rng.normal(2, 1, (n, d)), rng.normal(0, math.sqrt(10), (n, d)))
    return points, [Clutter(x) for x in points]


def mixture(points, b=100.0, w=0.5, a=10.0):
    """The exact posterior of the clutter problem: 2^n spherical Gaussian laws."""
    n, d = points.shape
    logs, means, variances = [], [], []
    for signal in itertools.product([False, True], repeat=n):
        mine = points[list(signal)]
        k = len(mine)
        variance = 1 / (1 / b + k)
        mean = variance * mine.sum(0)
        rest = points[[not s for s in signal]]
        log = k * math.log(1 - w) + (n - k) * math.log(w) - (rest**2).sum() / (2 * a)
        log -= d / 2 * ((n - k) * math.log(2 * math.pi * a) + k * math.log(2 * math.pi))
        log += d / 2 * math.log(variance / b) + (mean @ mean / variance - (mine**2).sum()) / 2
        logs.append(log)
        means.append(mean)
        variances.append(variance)
    logs, means = np.array(logs), np.array(means)
    log_evidence = np.logaddexp.reduce(logs)
    weights = np.exp(logs - log_evidence)
    mean = weights @ means
    covariance = (weights @ variances) * np.eye(d) + (weights[:, None] * (means - mean)).T @ (
        means - mean
    )
    return mean, covariance, log_evidence


def in_forty_digits(sites):
    """The fixed point for probit sites on N(0, 1), and the exact moments, by mpmath."""
    with mpmath.workdps(40):
        law = [[mpmath.mpf(0), mpmath.mpf(0)] for _ in sites]
        for _ in range(90):
            for mine, (a, b) in zip(law, sites, strict=True):
                cavity = [
                    x - y
                    for x, y in zip(map(sum, zip([1, 0], *law, strict=True)), mine, strict=True)
                ]
                c, m = 1 / cavity[0], cavity[1] / cavity[0]
                length = mpmath.sqrt(1 + a * a * c)
                t = (a * m + b) / length
                r = mpmath.npdf(t) / mpmath.ncdf(t)
                v = c - (c * a / length) ** 2 * r * (t + r)
                mine[:] = 1 / v - cavity[0], (m + c * a / length * r) / v - cavity[1]
        precision, shift = map(sum, zip([1, 0], *law, strict=True))

        def mean(function):
            return mpmath.quad(
                lambda z: (
                    function(z)
                    * mpmath.npdf(z)
                    * mpmath.fprod(mpmath.ncdf(a * z + b) for a, b in sites)
                ),
                [-12, -4, -2, -1, 0, 1, 2, 4, 12],
            )

        mass, first, second = (mean(lambda z, k=k: z**k) for k in range(3))
        first, second = first / mass, second / mass
        exact = first, second - first**2, mpmath.log(mass)
        return (float(shift / precision), float(1 / precision)), tuple(map(float, exact))


@pytest.mark.parametrize("sites", [((3, 1),), ((3, 1), (-4, 2)), ((1, 0), (2, -3), (-1, 1))])
def test_probit_factors_give_what_forty_digits_give(sites):
    fixed, exact = in_forty_digits(sites)
    ours = [Probit(*site) for site in sites]
    q = expectation_propagation(0, 1, ours, tolerance=1e-14)
    p = exact_moments(0, 1, ours)
    deviation = math.sqrt(exact[1])
    assert q.mean[0] == pytest.approx(fixed[0], abs=2e-15 * deviation)
    assert q.covariance[0, 0] == pytest.approx(fixed[1], rel=2e-15)
    assert p.mean[0] == pytest.approx(exact[0], abs=2e-15 * deviation)
    assert p.covariance[0, 0] == pytest.approx(exact[1], rel=4e-15)
    assert p.log_evidence == pytest.approx(exact[2], rel=1e-14)


def test_one_factor_is_exact():
    for site in (Probit(3.0, 1.0), Clutter(2.5)):
        q, p = expectation_propagation(0.5, 2.0, [site]), exact_moments(0.5, 2.0, [site])
        assert q.mean[0] == pytest.approx(p.mean[0], abs=1e-12)
        assert q.covariance[0, 0] == pytest.approx(p.covariance[0, 0], rel=1e-12)
        assert q.log_evidence == pytest.approx(p.log_evidence, abs=1e-12)


def test_two_factors_are_not_exact():
    q, p = expectation_propagation(0, 1, TWO), exact_moments(0, 1, TWO)
    assert q.covariance[0, 0] > p.covariance[0, 0] + 0.01


@pytest.mark.parametrize(
    ("sites", "family"),
    [
        (TWO, full_covariance),
        ([Probit([1.0, 2.0], 1), Probit([-3.0, 0.5]), Probit([0.0, 1.0], -1)], full_covariance),
        ([Probit([1.0, 2.0], 1), Probit([-3.0, 0.5])], diagonal_covariance),
        (clutter(8, 2)[1], spherical_covariance),
        (clutter(8, 2)[1], full_covariance),
    ],
)
def test_at_a_fixed_point_every_tilted_law_has_the_moments_of_q(sites, family):
    d = sites[0].dim
    q = expectation_propagation(np.zeros(d), 4 * np.eye(d), sites, family=family, tolerance=1e-13)
    precision = np.linalg.inv(q.covariance)
    shift = precision @ q.mean
    assert np.allclose(precision, np.eye(d) / 4 + q.site_precisions.sum(0), rtol=1e-11, atol=1e-11)
    assert np.allclose(shift, q.site_shifts.sum(0), rtol=1e-11, atol=1e-11)
    for i, site in enumerate(sites):
        cavity = np.linalg.inv(precision - q.site_precisions[i])
        _, mean, covariance = site.tilted(cavity @ (shift - q.site_shifts[i]), cavity)
        assert np.allclose(mean, q.mean, rtol=0, atol=1e-10)
        assert np.allclose(family(covariance), q.covariance, rtol=1e-9, atol=1e-10)


@given(st.integers(0, 2**31), st.integers(1, 3), st.booleans())
@settings(max_examples=25)
def test_tilted_moments_are_derivatives_of_the_log_mass(seed, d, probit):
    """For t against N(m, C): mean = m + C g, covariance = C + C H C, of log Z in m."""
    rng = np.random.default_rng(seed)
    mean, root = rng.normal(size=d), rng.normal(size=(d, d + 1))
    C = root @ root.T + 0.1 * np.eye(d)
    site = Probit(rng.normal(size=d), 0.3) if probit else Clutter(rng.normal(size=d), weight=0.3)
    h = 1e-4 * np.eye(d)

    def log_z(m):
        return site.tilted(m, C)[0]

    g = np.array([(log_z(mean + e) - log_z(mean - e)) / 2e-4 for e in h])
    H = np.array(
        [
            [
                (log_z(mean + e + f) - log_z(mean + e - f) - log_z(mean - e + f)
                 + log_z(mean - e - f)) / 4e-8
                for f in h
            ]
            for e in h
        ]
    )  # fmt: skip
    _, tilted, covariance = site.tilted(mean, C)
    size = np.abs(C).max()
    assert np.allclose(tilted, mean + C @ g, atol=1e-6 * size, rtol=1e-6)
    assert np.allclose(covariance, C + C @ H @ C, atol=2e-6 * (1 + size**2), rtol=1e-5)


def test_the_mass_of_a_factor_is_its_integral():
    z = np.linspace(-30, 30, 60_001)
    prior = stats.norm.pdf(z, 0.7, 1.5)
    for site in (Probit(2.0, -1.0), Clutter(1.5, weight=0.2, spread=7.0), Clutter(1.5, weight=0)):
        mass = float((prior * np.exp(site.log(z[:, None]))).sum() * (z[1] - z[0]))
        assert site.tilted(np.array([0.7]), np.array([[2.25]]))[0] == pytest.approx(
            math.log(mass), abs=1e-11
        )


def test_probit_keeps_its_digits_far_out():
    """phi / Phi (phi / Phi + t) is 1 - 1 / t^2 to first order, at t = -300."""
    with mpmath.workdps(50):
        t = mpmath.mpf(-300) / mpmath.sqrt(2)
        r = mpmath.npdf(t) / mpmath.ncdf(t)
        mean, variance = float(r / mpmath.sqrt(2)), float(1 - r * (t + r) / 2)
    _, m, v = Probit(1.0, -300.0).tilted(np.zeros(1), np.eye(1))
    assert m[0] == pytest.approx(mean, rel=1e-14)
    assert v[0, 0] == pytest.approx(variance, rel=1e-10)


def test_clutter_without_clutter_is_conjugate():
    sites = [Clutter([1.0, 2.0], weight=0), Clutter([3.0, 0.0], weight=0)]
    q = expectation_propagation([0, 0], np.eye(2), sites)
    assert np.allclose(q.mean, [4 / 3, 2 / 3], rtol=1e-12)
    assert np.allclose(q.covariance, np.eye(2) / 3, rtol=1e-12)
    p = exact_moments([0, 0], np.eye(2), sites)
    assert np.allclose(p.mean, q.mean, rtol=1e-12)
    assert q.log_evidence == pytest.approx(p.log_evidence, rel=1e-12)


@pytest.mark.parametrize("d", [1, 2])
def test_exact_moments_are_those_of_the_mixture_of_all_explanations(d):
    points, sites = clutter(8, d, seed=d)
    p = exact_moments(np.zeros(d), 100 * np.eye(d), sites)
    mean, covariance, log_evidence = mixture(points)
    assert np.allclose(p.mean, mean, rtol=1e-11)
    assert np.allclose(p.covariance, covariance, rtol=1e-10, atol=1e-12)
    assert p.log_evidence == pytest.approx(log_evidence, rel=1e-12)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_expectation_propagation_is_near_on_the_clutter_problem(d):
    points, sites = clutter(12, d, seed=5)
    q = expectation_propagation(np.zeros(d), 100 * np.eye(d), sites, family=spherical_covariance)
    mean, covariance, log_evidence = mixture(points)
    deviation = math.sqrt(np.trace(covariance) / d)
    assert np.abs(q.mean - mean).max() < 0.1 * deviation
    assert q.covariance[0, 0] == pytest.approx(deviation**2, rel=0.15)
    assert q.log_evidence == pytest.approx(log_evidence, abs=0.05)
    assert np.array_equal(q.covariance, q.covariance[0, 0] * np.eye(d))


def test_clutter_steps_are_those_of_bishop():
    """Equations (10.216) to (10.219), for a spherical cavity."""
    m, v, x, w, a = np.array([0.5, -1.0]), 2.0, np.array([2.0, 1.0]), 0.3, 10.0
    log_z, mean, covariance = Clutter(x, weight=w, spread=a).tilted(m, v * np.eye(2))
    signal = stats.multivariate_normal(m, (v + 1) * np.eye(2)).pdf(x)
    noise = stats.multivariate_normal([0, 0], a * np.eye(2)).pdf(x)
    Z = (1 - w) * signal + w * noise
    rho = 1 - w / Z * noise
    square = (x - m) @ (x - m)
    variance = v - rho * v**2 / (v + 1) + rho * (1 - rho) * v**2 * square / (2 * (v + 1) ** 2)
    assert log_z == pytest.approx(math.log(Z), rel=1e-13)
    assert np.allclose(mean, m + rho * v / (v + 1) * (x - m), rtol=1e-13)
    assert np.allclose(spherical_covariance(covariance), variance * np.eye(2), rtol=1e-13)


def test_exact_moments_of_probit_factors_in_the_plane():
    """Phi(a . z) on N(0, I) is one-dimensional along a; the orthant law has mean 1 / sqrt(pi)."""
    one = exact_moments([0, 0], np.eye(2), [Probit([0.6, 0.8])])
    along = math.sqrt(2 / math.pi) / math.sqrt(2)
    assert np.allclose(one.mean, [0.6 * along, 0.8 * along], rtol=1e-11)
    assert math.exp(one.log_evidence) == pytest.approx(0.5, rel=1e-12)
    both = exact_moments([0, 0], np.eye(2), [Probit([1.0, 0.0]), Probit([0.0, 1.0])])
    assert math.exp(both.log_evidence) == pytest.approx(0.25, rel=1e-12)
    assert np.allclose(both.mean, 1 / math.sqrt(math.pi), rtol=1e-11)


def test_exact_moments_far_from_the_prior():
    sites = [Probit(1.0, -100.0)] * 3
    p = exact_moments(0, 1, sites)
    q = expectation_propagation(0, 1, sites)
    assert p.mean[0] == pytest.approx(q.mean[0], rel=1e-3)
    assert p.mean[0] > 70
    far = exact_moments(0, 1, [Clutter(1e3, weight=0)] * 4)
    assert far.mean[0] == pytest.approx(800, rel=1e-12)


def test_exact_moments_sees_both_modes():
    p = exact_moments(0, 100, [Clutter(-6.0, spread=1e-4), Clutter(6.0, spread=1e-4)])
    mean, covariance, log_evidence = mixture(np.array([[-6.0], [6.0]]), a=1e-4)
    assert np.allclose(p.mean, mean, atol=1e-10)
    assert np.allclose(p.covariance, covariance, rtol=1e-10)
    assert p.log_evidence == pytest.approx(log_evidence, rel=1e-11)


def test_units_do_not_matter():
    here = expectation_propagation([1.0], [[2.0]], [Probit(3.0, 1.0)] + TWO)
    there = expectation_propagation(
        [1e4], [[2e8]], [Probit(3e-4, 1.0), Probit(3e-4, 1.0), Probit(-4e-4, 2.0)]
    )
    assert there.mean[0] / 1e4 == pytest.approx(here.mean[0], rel=1e-12)
    assert there.log_evidence == pytest.approx(here.log_evidence, rel=1e-11)
    assert np.allclose(there.changes[:5], here.changes[:5], rtol=1e-6)


def test_damping_changes_the_way_and_not_the_end():
    fast, slow = (expectation_propagation(0, 1, TWO, damping=damping) for damping in (1.0, 0.5))
    assert slow.mean[0] == pytest.approx(fast.mean[0], abs=1e-9)
    assert slow.covariance[0, 0] == pytest.approx(fast.covariance[0, 0], rel=1e-9)
    assert len(slow.changes) > len(fast.changes)
    first = expectation_propagation(0, 1, TWO[:1], damping=0.25, tolerance=1e-13)
    assert first.changes[2] / first.changes[1] == pytest.approx(0.75, abs=0.2)


def test_a_factor_without_which_q_is_improper_waits_for_a_later_sweep():
    """Its precision is above that of q, as those of others are negative."""
    sites = [Clutter(x) for x in (-2.0, 3.0, -6.0, 7.0, -1.0)]
    with pytest.raises(NotConverged, match=r"sweep 3 .* passed over 1 factors; raise max_sweeps"):
        expectation_propagation(0, 100, sites, max_sweeps=3)
    q = expectation_propagation(0, 100, sites)
    assert (q.site_precisions < 0).any()
    assert math.isfinite(q.log_evidence)


def test_says_when_it_is_stuck():
    points = [-12.0, 4.0, 0.0, 5.0, 2.0, 7.0, 0.0]
    with pytest.raises(NotConverged, match="q stands still, and without 1 of the factors") as e:
        expectation_propagation(0, 1000, [Clutter(x) for x in points])
    result = e.value.result
    assert len(result.changes) < 1000
    assert math.isnan(result.log_evidence)
    precision = 1 / result.covariance[0, 0]
    assert (precision - result.site_precisions[:, 0, 0] <= 0).sum() == 1


def test_says_what_moved_when_it_stops_early():
    with pytest.raises(NotConverged, match=r"sweep 2 moved q by .* and passed over 0 f") as e:
        expectation_propagation(0, 1, TWO, max_sweeps=2)
    assert len(e.value.result.changes) == 2
    assert e.value.result.mean[0] == pytest.approx(0.05, abs=0.05)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mean": [0.0, 0.0]}, r"covariance has the shape \(1, 1\) and mean 2 entries; pass"),
        ({"mean": "0"}, "mean has the dtype <U1; pass real numbers"),
        ({"covariance": -1.0}, "covariance has the eigenvalue -1; pass a positive definite"),
        ({"sites": []}, r"sites is \[\]; pass a list of at least one factor"),
        ({"sites": None}, "sites is None; pass a list"),
        ({"sites": [3.0]}, r"sites\[0\] is 3.0; pass one with dim, log and tilted"),
        ({"sites": [TWO[0], Clutter([1, 2])]}, r"sites\[1\] has 2 dimensions and the prior 1"),
        ({"damping": 1.5}, "damping is 1.5; pass a number above 0 and at most 1"),
        ({"damping": 0}, "damping is 0; pass a finite number above 0"),
        ({"tolerance": -1}, "tolerance is -1; pass a finite number above 0"),
        ({"max_sweeps": True}, "max_sweeps is True; pass a whole number of at least 1"),
    ],
)
def test_refuses_bad_input(change, message):
    arguments = {"mean": 0.0, "covariance": 1.0, "sites": TWO, **change}
    settings = {k: v for k, v in arguments.items() if k not in ("mean", "covariance", "sites")}
    for function in (expectation_propagation, *([] if settings else [exact_moments])):
        with pytest.raises(ValueError, match=message):
            function(arguments["mean"], arguments["covariance"], arguments["sites"], **settings)


def test_refuses_what_has_no_symmetric_covariance():
    with pytest.raises(ValueError, match=r"covariance is 0.5 from symmetric; pass a symmetric"):
        exact_moments([0, 0], [[1, 0.5], [0, 1]], [Probit([1, 1])])


def test_refuses_a_prior_outside_the_family():
    with pytest.raises(ValueError, match=r"prior's covariance is 0.5 from the family; pass one in"):
        expectation_propagation(
            [0, 0], [[1, 0.5], [0.5, 1]], [Probit([1, 1])], family=diagonal_covariance
        )


def test_exact_moments_refuses_three_dimensions():
    with pytest.raises(ValueError, match="the prior has 3 dimensions; pass 1 or 2"):
        exact_moments(np.zeros(3), np.eye(3), [Probit([1, 1, 1])])


def test_exact_moments_says_when_a_factor_is_too_rough():
    class Step(Probit):
        def log(self, z):
            return np.where(z[:, 0] > 0.123, 0.0, -1.0)

    with pytest.raises(NotConverged, match="262144 nodes an axis do not settle"):
        exact_moments(0, 1, [Step(1.0)])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Probit([1.0, math.nan]), r"slope has nan at \(1,\)"),
        (lambda: Probit(1.0, math.inf), "offset is inf; pass a finite number"),
        (lambda: Clutter([]), r"x has the shape \(0,\); pass 1 axes and at least one entry"),
        (lambda: Clutter(1.0, weight=1.0), "weight is 1; pass a number of at least 0 and below 1"),
        (lambda: Clutter(1.0, weight=-0.1), "weight is -0.1; pass a number of at least 0"),
        (lambda: Clutter(1.0, spread=0), "spread is 0; pass a finite number above 0"),
    ],
)
def test_a_factor_refuses_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_factor_says_what_it_is():
    assert repr(TWO[0]) == "Probit([3.0], 1)"
    assert repr(Clutter(2)) == "Clutter([2.0], weight=0.5, spread=10)"
    assert isinstance(TWO[0], Site)


def test_results_are_plain_and_cannot_be_written_to():
    for result in (expectation_propagation(0, 1, TWO), exact_moments(0, 1, TWO)):
        assert json.loads(json.dumps(result.as_dict()))["mean"] == result.mean.tolist()
        with pytest.raises(ValueError, match="read-only"):
            result.covariance[0, 0] = 1
