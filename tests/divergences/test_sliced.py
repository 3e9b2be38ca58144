"""The sliced Wasserstein distance against its definition, and its laws."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from divergences import Measure, prove, sliced_wasserstein, wasserstein


def directions(k, d, seed=0):
    v = np.random.default_rng(seed).normal(size=(k, d))
    return v / np.linalg.norm(v, axis=1, keepdims=True)


@pytest.mark.parametrize("order", [1, 1.5, 2, 7])
def test_is_the_rooted_mean_of_powers_along_directions(order):
    rng = np.random.default_rng(0)
    x, y, along = rng.normal(size=(4, 3)), rng.normal(size=(6, 3)), directions(5, 3)
    mu, nu = Measure(x, [1, 3, 2, 6], normalize=True), Measure(y)
    quantiles = np.repeat(x, [1, 3, 2, 6], axis=0), np.repeat(y, 2, axis=0)
    powers = [np.abs(np.sort(quantiles[0] @ u) - np.sort(quantiles[1] @ u)) ** order for u in along]
    expected = np.mean(powers) ** (1 / order)
    assert sliced_wasserstein(mu, nu, along, order=order) == pytest.approx(expected, rel=1e-13)


def test_order_is_one_by_default():
    assert sliced_wasserstein([[0.0, 0.0]], [[3.0, 4.0]], np.eye(2)) == 3.5
    assert sliced_wasserstein([[0.0, 0.0]], [[3.0, 4.0]], np.eye(2), order=2) == pytest.approx(
        math.sqrt(12.5), rel=1e-15
    )


def test_a_common_translation_loses_nothing():
    x, y = np.arange(8.0).reshape(4, 2) % 3, np.arange(6.0).reshape(3, 2) % 4
    along = directions(7, 2)
    moved = sliced_wasserstein(x + 2.0**45, y + 2.0**45, along)
    assert moved == pytest.approx(sliced_wasserstein(x, y, along), rel=1e-14)


def as_proved(mu, nu, along, order=1):
    bounds = prove(sliced_wasserstein, mu, nu, along, order=order)
    value = sliced_wasserstein(mu, nu, along, order=order)
    return bounds.lower * (1 - 4e-16) <= value <= bounds.upper * (1 + 4e-16)


ALONG = np.array([[0.6, 0.8], [0.8, -0.6]])


@pytest.mark.parametrize("order", [1, 2, 3.5])
@pytest.mark.parametrize("far", [1e15, 1e40, 1e200])
def test_atoms_far_away_cost_no_digits_whichever_comes_first(far, order):
    x, y = np.array([[far, 0], [1.2, 0.6]]), np.array([[far, 0], [0.27, -0.75]])
    for u in (x, x[::-1]):
        for v in (y, y[::-1]):
            assert as_proved(u, v, ALONG, order)
    mu, nu = (Measure(z, [w, 1.0]) for z, w in ((x, 1e-150), (y, 2e-150)))
    back = Measure(x[::-1], [1.0, 1e-150])
    assert as_proved(mu, nu, ALONG, order)
    assert as_proved(back, nu, ALONG, order)
    assert sliced_wasserstein(mu, nu, ALONG) == sliced_wasserstein(back, nu, ALONG)


@pytest.mark.parametrize("order", [1, 2, 3.5])
def test_masses_far_below_a_rounding_count_along_an_axis_too(order):
    mu, nu = (Measure([[0.0, 5.0], [1.0, 7.0]], [1.0, w]) for w in (1e-150, 3e-150))
    value = sliced_wasserstein(mu, nu, [[1.0, 0.0]], order=order)
    assert value == pytest.approx(2e-150 ** (1 / order), rel=1e-14)


def test_a_gap_that_no_mass_crosses_takes_no_bits_from_the_others():
    mu = Measure([[1e300, 0.0], [0.0, 0.0]])
    for near in (1e-10, 1e-300):
        nu = Measure([[1e300, 0.0], [near, 0.0]])
        assert sliced_wasserstein(mu, nu, [[1.0, 0.0]]) == near / 2
        assert sliced_wasserstein(mu, nu, [[0.0, 1.0]]) == 0.0
        assert as_proved(mu, nu, ALONG, 2)


def test_far_atoms_that_move_a_little_are_told_apart():
    assert sliced_wasserstein([[1e15, 0], [1.2, 0.6]], [[1e15, 0], [0.27, -0.75]], ALONG) == 0.426
    assert as_proved([[1e40, 0.0], [3.0, 1.0]], [[1e40, 1.0], [3.0, 1.0]], ALONG)
    assert sliced_wasserstein([[1.0, 0.0]], [[1.0, 1e-300]], ALONG) == pytest.approx(7e-301)
    assert sliced_wasserstein([[1.0, 0.0]], [[1.0, 1e-300]], [[1.0, 0.0]]) == 0.0


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), order=st.sampled_from([1, 2, 3.5]), spread=st.integers(0, 60))
def test_agrees_with_its_proof_and_with_any_order_of_the_atoms(seed, order, spread):
    rng = np.random.default_rng(seed)
    x, y = (rng.normal(size=(k, 3)) * 2.0 ** rng.integers(0, spread + 1, (k, 3)) for k in (5, 4))
    a, b, along = rng.uniform(size=5), rng.uniform(size=4), directions(3, 3, seed)
    mu, nu = Measure(x, a, normalize=True), Measure(y, b, normalize=True)
    assert as_proved(mu, nu, along, order)
    i = rng.permutation(5)
    shuffled = Measure(x[i], a[i], normalize=True)
    assert sliced_wasserstein(shuffled, nu, along, order=order) == pytest.approx(
        sliced_wasserstein(mu, nu, along, order=order), rel=4e-16
    )


def test_weights_that_nearly_tie_are_settled_in_integers():
    heavy = np.array([1.0, 2.0**-60, 1.0])
    mu, nu = Measure([[0.0, 0], [1, 0], [2, 0]], heavy, normalize=True), Measure([[0.0, 0], [2, 0]])
    assert as_proved(mu, nu, [[1.0, 0.0]])
    assert sliced_wasserstein(mu, nu, [[1.0, 0.0]]) == pytest.approx(2.0**-61, rel=1e-15)


def test_distance_above_the_largest_double_is_an_overflow():
    ends = [[1e308, 0.0]], [[-1e308, 0.0]]
    with pytest.raises(OverflowError, match="exceeds the largest double; scale the points down"):
        sliced_wasserstein(*ends, [[1.0, 0.0]])
    assert sliced_wasserstein(*ends, np.eye(2)) == 1e308


def test_no_power_overflows_or_vanishes():
    for scale in (1e-300, 1e300):
        assert sliced_wasserstein([0.0], [scale], [[1.0]], order=50) == pytest.approx(scale)
    along = [[1.0, 0.0], [0.0, 1.0]]
    value = sliced_wasserstein([[0.0, 0.0]], [[3e200, 3e200]], along, order=2)
    assert value == pytest.approx(3e200, rel=1e-15)


points = st.lists(st.tuples(*[st.integers(-5, 5).map(float)] * 2), min_size=1, max_size=5)


@settings(max_examples=60)
@given(x=points, y=points, z=points, order=st.sampled_from([1, 2, 3.5]), k=st.integers(1, 5))
def test_is_symmetric_and_obeys_the_triangle_inequality(x, y, z, order, k):
    along = directions(k, 2, seed=k)
    direct = sliced_wasserstein(x, y, along, order=order)
    assert direct == pytest.approx(sliced_wasserstein(y, x, along, order=order), rel=1e-12)
    round_about = sliced_wasserstein(x, z, along, order=order) + sliced_wasserstein(
        z, y, along, order=order
    )
    assert direct <= round_about * (1 + 1e-12)
    assert sliced_wasserstein(x, x, along, order=order) == 0.0


@pytest.mark.parametrize(
    ("along", "message"),
    [
        ([[2.0, 0.0]], r"directions\[0\] has norm 2, not 1; divide each row by its norm"),
        ([[1.0, 0.0], [0.0, 0.0]], r"directions\[1\] has norm 0, not 1"),
        ([[1.0, 1e-4]], r"directions\[0\] has norm 1.000000005, not 1"),
        ([[1.0, 0.0, 0.0]], r"directions has shape \(1, 3\); pass \(k, 2\)"),
        ([1.0, 0.0], r"directions has shape \(2,\); pass \(k, 2\)"),
        (np.zeros((0, 2)), "directions has shape .* which is empty"),
        ([[np.nan, 1.0]], "directions.* is nan"),
    ],
)
def test_refuses_directions_that_are_no_unit_vectors(along, message):
    with pytest.raises(ValueError, match=message):
        sliced_wasserstein([[0.0, 0.0]], [[1.0, 1.0]], along)


def test_accepts_directions_whose_norm_is_one_up_to_rounding():
    along = directions(3, 2)
    assert sliced_wasserstein([[0.0, 0.0]], [[1.0, 1.0]], along) > 0
    nearly = [[1.0 + 0.5e-9, 0.0]]
    assert sliced_wasserstein([[0.0, 0.0]], [[1.0, 1.0]], nearly) == pytest.approx(1 + 0.5e-9)


@pytest.mark.parametrize("order", [0.5, 0, math.inf, math.nan])
def test_refuses_an_order_below_one_or_infinite(order):
    with pytest.raises(ValueError, match=r"order is .*; pass a finite order of at least 1"):
        sliced_wasserstein([0.0], [1.0], [[1.0]], order=order)


def test_levels_that_nearly_tie_count_as_much_as_they_do_on_the_line():
    rng = np.random.default_rng(3)
    x, weights = rng.random((100, 2)), rng.random(100)
    tilted = weights * (1 + rng.integers(-1, 2, 100) * 2.0**-50)
    mu, nu = (Measure(x, mass, normalize=True) for mass in (weights, tilted))
    shadows = (Measure(x[:, 0], mass, normalize=True) for mass in (weights, tilted))
    along = sliced_wasserstein(mu, nu, [[1.0, 0.0]], order=3)
    assert along == pytest.approx(wasserstein(*shadows, order=3), rel=1e-13)


@pytest.mark.parametrize(
    ("norm", "taken"),
    [(1 + 0.99e-9, True), (1 - 0.99e-9, True), (1 + 1.01e-9, False), (1 - 1.01e-9, False)],
)
def test_norms_may_be_off_by_a_part_in_1e9(norm, taken):
    along = [[0.0, 1.0], [norm, 0.0]]
    if taken:
        assert sliced_wasserstein([[0.0, 0.0]], [[1.0, 1.0]], along) == pytest.approx(1)
    else:
        with pytest.raises(ValueError, match=r"directions\[1\] has norm"):
            sliced_wasserstein([[0.0, 0.0]], [[1.0, 1.0]], along)
