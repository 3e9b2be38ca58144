"""Proofs at the edges: what the function refuses, points of any size, laws without density."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from divergences import (
    Measure,
    _prove_transport,
    chi2,
    costs,
    f_divergence,
    gaussian_kl,
    gaussian_wasserstein,
    kl,
    prove,
    sliced_wasserstein,
    transport,
    wasserstein,
)
from proofs.kernel.bounds import between

LAW = [0.5, 0.5]


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        ((kl, pd.Series(LAW, index=[0, 1]), pd.Series(LAW, index=[1, 2])), {}),
        ((kl, Measure([0.0, 1.0]), LAW), {}),
        ((f_divergence, LAW, LAW, lambda t: t * 0 + 7), {"at_zero": 7, "slope_at_infinity": 0}),
    ],
)
def test_what_the_function_refuses_is_refused_with_its_sentence(arguments, settings):
    with pytest.raises(ValueError, match=r"pass|align|f\(1\) is 7") as of_function:
        arguments[0](*arguments[1:], **settings)
    with pytest.raises(ValueError, match=r"pass|align|f\(1\) is 7") as of_proof:
        prove(*arguments, **settings)
    assert str(of_proof.value) == str(of_function.value)


def test_a_value_above_the_largest_double_has_a_proof():
    laws = [0.5, 0.5], [1 - 2.0**-53, 5e-324]
    with pytest.raises(OverflowError):
        chi2(*laws)
    assert prove(chi2, *laws).lower == np.finfo(float).max


@pytest.mark.parametrize("order", [1, 1.5, 2, 3, 7.25])
@pytest.mark.parametrize("unit", [2.0**-1000, 1e-8, 1.0, 1e100, 1e300])
def test_wasserstein_in_space_is_proved_to_the_last_digits_for_points_of_any_size(order, unit):
    x, y = unit * np.random.default_rng(0).normal(size=(2, 5, 2))
    mu = Measure(x, [1, 2, 3, 4, 5], normalize=True)
    bounds = prove(wasserstein, mu, y, order=order)
    assert 0 <= bounds.upper - bounds.lower <= 4e-16 * bounds.upper
    value = wasserstein(mu, y, order=order)
    assert bounds.lower * (1 - 1e-14) <= value <= bounds.upper * (1 + 1e-14)
    assert (bounds.exact is None) == (order != 1)


def test_points_that_no_unit_suits_are_proved_as_they_are():
    wide = [[2.0**200, 0.0], [0.0, 5e-324]]
    assert prove(wasserstein, wide, [[0.0, 0.0]]).lower == 2.0**199
    nowhere = prove(wasserstein, [[0.0, 0.0]], [[0.0, 0.0]], order=3)
    assert (nowhere.lower, nowhere.upper) == (0.0, 0.0)


ONES, NONE = np.ones((2, 2)), np.zeros((2, 2))


@pytest.mark.parametrize(
    ("cov_p", "mean_q", "cov_q"),
    [
        (np.eye(2), [0, 0], ONES),
        (ONES, [0, 0], np.eye(2)),
        (ONES, [1, 0], ONES),
        (ONES, [0, 0], [[1, -1], [-1, 1]]),
        (NONE, [0, 0], ONES),
        (ONES, [0, 0], NONE),
        (NONE, [0, 1], NONE),
        (NONE, [0, 0], NONE),
        (ONES, [1, 1], ONES),
        (ONES, [2, 2], 2 * ONES),
        (np.diag([0.0, 1.0]), [0, 3], np.diag([0.0, 2.0])),
    ],
)
def test_gaussian_kl_is_proved_on_the_range_that_both_share_and_infinite_elsewhere(
    cov_p, mean_q, cov_q
):
    given = [0, 0], cov_p, mean_q, cov_q
    bounds, value = prove(gaussian_kl, *given), gaussian_kl(*given)
    if value == math.inf:
        assert (bounds.lower, bounds.upper) == (math.inf, math.inf)
    else:
        assert bounds.lower * (1 - 1e-15) <= value <= bounds.upper * (1 + 1e-15)
        assert bounds.upper - bounds.lower <= 4e-16 * bounds.upper


def test_eigenvalues_that_few_bits_do_not_tell_apart_get_more():
    cov = np.array([[5e88, -3.0000000000000002e97], [-3.0000000000000002e97, 5e106]])
    bounds = prove(gaussian_wasserstein, [0, 0], cov, [0, 0], cov * (1 + 2.0**-40))
    assert bounds.lower <= 1.0168472424198696e41 <= bounds.upper
    assert bounds.upper - bounds.lower <= 4e-16 * bounds.upper


@pytest.mark.parametrize("d", [6, 40])
def test_eigenvalues_that_no_bits_tell_apart_are_refused_with_a_cure(d):
    p, q = np.diag([3.0] * d + [0.0] * d), np.diag([3.0] * (d - 1) + [3 + 2.0**-40] + [0.0] * d)
    with pytest.raises(ValueError, match=r"cannot be told apart by their balls.*; leave out coord"):
        prove(gaussian_wasserstein, np.zeros(2 * d), p, np.zeros(2 * d), q)


@pytest.mark.parametrize("distance", [gaussian_kl, gaussian_wasserstein])
def test_covariances_that_rounding_made_indefinite_are_refused(distance):
    indefinite = np.array([[1.0, 1 + 2**-52], [1 + 2**-52, 1.0]])
    for p, q, name in ((indefinite, ONES, "cov_p"), (ONES, indefinite, "cov_q")):
        with pytest.raises(ValueError, match=f"{name} is not positive.*add what variance you mean"):
            prove(distance, [0, 0], p, [0, 0], q)
    with pytest.raises(ValueError, match="cov_p is not positive"):
        gaussian_kl([0, 0], indefinite, [0, 0], ONES)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 2**20])
def test_both_ends_of_a_proved_distance_in_the_plane_enclose_a_root_that_is_no_double(k):
    bounds = prove(wasserstein, [[0.0, 0.0]], [[1.0, float(k)]])
    assert Fraction(bounds.lower) ** 2 < 1 + k * k < Fraction(bounds.upper) ** 2


def test_ends_times_a_power_of_two_stay_apart():
    ends = _prove_transport._times(between(Fraction(1, 3), Fraction(2, 3), "by hand"), 3)
    assert ends.exact == (Fraction(8, 3), Fraction(16, 3))
    assert Fraction(ends.lower) < Fraction(8, 3) < Fraction(16, 3) < Fraction(ends.upper)
    assert ends.how == "by hand"


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5, 1.5])
def test_costs_on_the_line_of_orders_up_to_four_are_proved_exactly(order):
    found = transport([0.0, 1.0], [3.0, 5.0], costs.power(costs.euclidean, order))
    exact = Fraction(3**order + 4**order, 2) if order in (1, 2, 3, 4) else None
    assert found.bounds().exact == (exact and (exact, exact))


@pytest.mark.parametrize("order", [1, 2, 1.5, math.inf])
def test_a_measure_of_the_line_is_proved_to_be_at_no_distance_from_itself(order):
    bounds = prove(wasserstein, [0.0, 1.0], [1.0, 0.0], order=order)
    assert (bounds.lower, bounds.upper) == (0.0, 0.0)


def test_one_point_is_proved_to_be_at_no_divergence_from_itself():
    bounds = prove(gaussian_kl, [1, 2], NONE, [1, 2], NONE)
    assert (bounds.lower, bounds.upper, bounds.exact) == (0.0, 0.0, (0, 0))


def test_sliced_distances_are_of_order_1_unless_told():
    given = [[0.0, 0.0]], [[3.0, 4.0]], np.eye(2)
    bounds = prove(sliced_wasserstein, *given)
    assert bounds.lower == bounds.upper == 3.5
    assert prove(sliced_wasserstein, *given, order=2).lower > 3.53


def test_33554432_exact_products_are_made_and_no_more(monkeypatch):
    def reached(points, along):
        raise NotImplementedError

    monkeypatch.setattr("proofs.kernel.points.projections", reached)
    points, along = np.zeros((512, 2)), np.tile([[0.6, 0.8]], (2**14, 1))
    with pytest.raises(NotImplementedError):
        prove(sliced_wasserstein, points, points, along)
    with pytest.raises(ValueError, match=r"^33587200 exact products"):
        prove(sliced_wasserstein, points, np.zeros((513, 2)), along)


@pytest.mark.parametrize(("d", "tries"), [(1, 7), (15, 7), (16, 4), (31, 4), (32, 2), (64, 2)])
def test_eigenvalues_are_looked_for_less_often_the_more_they_cost(monkeypatch, d, tries):
    asked = []

    def undecided(*given):
        asked.append(1)
        raise ValueError

    monkeypatch.setattr("proofs.kernel.gaussian.wasserstein_squared", undecided)
    with pytest.raises(ValueError, match="cannot be told apart by their balls"):
        prove(gaussian_wasserstein, np.zeros(d), np.eye(d), np.ones(d), np.eye(d))
    assert len(asked) == tries
