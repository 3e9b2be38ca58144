"""The line, piece by piece: scales that are powers of two, masses below every double, no copies."""

import math

import mpmath
import numpy as np
import pytest

from divergences import _line, _wasserstein, wasserstein
from divergences._levels import Pieces
from divergences._line import line_cost, wasserstein_line
from divergences._pair import Measure

LARGEST = float(np.finfo(float).max)


@pytest.mark.parametrize(
    ("gaps", "order", "scale", "mean"),
    [
        ([3.0, 8.0], 1, 2.0, (1.5 + 4) / 2),
        ([3.0, 8.0], 2, 2.0, (2.25 + 16) / 2),
        ([3.0, 8.0], 3, 2.0, (3.375 + 64) / 2),
        ([4.0, 4.0], 0.5 + 1, 1.0, 8.0),
        ([8.0, 8.0], 256, 2.0, 2.0**512),
        ([8.0, 8.0], 257, 8.0, 1.0),
        ([0.0, 0.0], 2, 0.0, 1.0),
        ([3.0, 5.0], math.inf, 5.0, 1.0),
        ([2.0**-1071] * 2, 2, 2.0**-1073, 16.0),
        ([2.0**-1072] * 2, 2, 5e-324, 16.0),
        ([5e-324] * 2, 2, 5e-324, 1.0),
        ([LARGEST / 64] * 2, 1, 2.0**1015, 8.0 - 2.0**-50),
    ],
)
def test_the_scale_is_a_power_of_two_an_eighth_to_a_quarter_of_the_largest_gap(
    gaps, order, scale, mean
):
    assert _line._mean(np.array(gaps), 0.5, order) == (scale, mean)


@pytest.mark.parametrize("order", [1, 1.5, 2, 3, 7.25])
@pytest.mark.parametrize("power", [-2, -901, -1003])
def test_masses_below_every_double_are_weighed(order, power):
    exponents = [-1, round(power * order)]
    pieces = Pieces(
        *np.zeros((2, 3), dtype=np.int64), np.array([0.5, 0.75, 0.0]), np.array([*exponents, 0]), 0
    )
    for gaps in ([2.0, 3.0, 99.0], [0.0, 5.0, 99.0]):
        scale, mean = _line._exact_mean(np.array(gaps), pieces, order)
        with mpmath.workdps(40):
            value = sum(
                mpmath.mpf(m) * mpmath.mpf(2) ** e * mpmath.mpf(gap) ** order
                for m, e, gap in zip([0.5, 0.75], exponents, gaps, strict=False)
            ) ** (1 / mpmath.mpf(order))
            assert abs(scale * mpmath.mpf(mean) ** (1 / mpmath.mpf(order)) - value) <= 2e-15 * value
    assert _line._exact_mean(np.array([2.0, 3.0, 99.0]), pieces, math.inf) == (3.0, 1.0)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("far", "wide"), [(2.0**1020, True), (2.0**1020 * (1 - 2.0**-53), False)])
def test_samples_are_too_wide_where_any_two_points_are_2_to_the_1020_apart(far, wide, sign):
    for x, y in ([0.0, 1.0, far], [0.0, 7.0, 9.0]), ([far, far], [0.0, far]), ([0.0], [far]):
        x, y = (np.sort(sign * np.array(v)) for v in (x, y))
        assert _line._too_wide(x, y) is wide
        assert _line._too_wide(y, x) is wide


def test_points_of_no_mass_are_left_out_and_others_not_copied():
    x, a = np.array([1.0, 2.0, 3.0]), np.array([0.0, 5e-324, 2.0])
    assert [v.tolist() for v in _line._with_mass(x, a)] == [[2, 3], [5e-324, 2]]
    assert _line._with_mass(x, x)[0] is x


def test_weights_are_equal_where_all_of_them_are():
    assert _line._all_equal(np.array([0.1, 0.1, 0.1]))
    for other in ([0.2, 0.1, 0.1], [0.1, 0.2, 0.1], [0.1, 0.1, 0.2]):
        assert not _line._all_equal(np.array(other))


def test_threads_are_told_of_all_points(monkeypatch):
    told = []
    monkeypatch.setattr(_line, "mapped", lambda work, tasks, size: told.append(size) or work(tasks))
    assert wasserstein_line(*np.ones((2, 3)), np.zeros(4), np.ones(4), 1) == 1
    assert wasserstein_line(np.ones(3), np.arange(3.0), np.zeros(2), np.ones(2), 1) == 1
    assert told == [7, 4]


@pytest.mark.parametrize(("order", "far", "mass"), [(300, 20.0, 1e-100), (2, 1e160, 1e-20)])
def test_a_cost_is_a_double_though_the_power_of_its_scale_is_none(order, far, mass):
    zero, one = np.zeros(1), np.ones(1)
    found = line_cost(zero, one, np.array([0.0, far]), np.array([1.0, mass]), order)
    with mpmath.workdps(40):
        value = mpmath.mpf(far) ** order * mass / (1 + mpmath.mpf(mass))
        assert abs(found - value) <= 2e-13 * value


def test_wide_samples_are_brought_nearer_and_back():
    far = 1.5 * 2.0**1022
    assert wasserstein([0.0, far], [far, 0.0, 0.0, far], order=2) == 0.0
    assert wasserstein([far], [-far / 2], order=1) == 1.5 * far
    weighted = Measure([-far / 2, far], [0.25, 0.75])
    assert wasserstein(weighted, [far, far, far, far]) == 0.25 * 1.5 * far


@pytest.mark.parametrize(
    ("error", "settled"), [(5e-15, True), (math.nextafter(5e-15, 1), False), (0.0, True)]
)
def test_a_distance_of_1_over_a_width_of_2_bears_an_error_of_half_of_1e_14(error, settled):
    ends = np.array([0.0, 1.0])
    assert _line._settled(error, ends, ends, 1.0, 1) is settled
    here = np.array([2.0, 2.0])
    assert _line._settled(error, here, here, 0.0, 1)


# What `wasserstein` makes of its arguments.


def test_points_of_the_line_are_made_no_measures_and_others_are(monkeypatch):
    made = []
    both = _wasserstein.as_measures
    monkeypatch.setattr(
        _wasserstein, "as_measures", lambda mu, nu: made.append((mu, nu)) or both(mu, nu)
    )
    for x in ([0.0, 1.0], np.zeros((3, 1))):
        assert wasserstein(x, [2.0, 3.0, 4.0]) > 0
    assert not made
    assert wasserstein([[0.0, 0.0]], [[3.0, 4.0]]) == 5
    assert wasserstein(Measure([0.0]), [1.0]) == wasserstein([0.0], Measure([1.0])) == 1
    assert len(made) == 3
    for x, y in ([[0.0, 0.0]], [1.0]), ([1.0], [[0.0, 0.0]]):
        with pytest.raises(ValueError, match=r"R\^"):
            wasserstein(x, y)


@pytest.mark.parametrize(("order", "least"), [(2, 2.0**-480), (3, 2.0**-320), (960, 0.5)])
def test_powers_below_2_to_the_minus_960_lose_digits(order, least):
    distances = np.array([[0.0, 1.0], [0.75, least]])
    assert not _wasserstein._lose_digits(distances, order)
    distances[1, 1] = math.nextafter(least, 0)
    assert _wasserstein._lose_digits(distances, order)
    assert not _wasserstein._lose_digits(np.zeros((1, 1)), order)


@pytest.mark.parametrize("order", [1, 1.5, 2])
def test_generic_weights_need_no_integers_and_are_settled_by_the_distance_itself(
    monkeypatch, order
):
    asked, settled = [], _line._settled
    monkeypatch.setattr(_line, "_settled", lambda *given: asked.append(given) or settled(*given))
    monkeypatch.setattr(_line._levels, "exact", None)
    rng = np.random.default_rng(5)
    x, y, a, b = rng.normal(size=(4, 6))
    found = wasserstein_line(x, a * a + 0.1, y + 9, b * b + 0.1, order)
    ((error, left, right, value, given),) = asked
    assert (value, given) == (found, order)
    assert 0 < error < 1e-25
    assert (left.tolist(), right.tolist()) == (sorted(x), sorted(y + 9))


def test_order_infinity_asks_integers_at_once(monkeypatch):
    monkeypatch.setattr(_line._levels, "summed", None)
    a = np.array([1.0, 2.0])
    assert wasserstein_line(np.array([0.0, 5.0]), a, np.array([1.0, 2.0]), a, math.inf) == 3


def test_a_cost_below_the_largest_double_is_given_though_the_largest_gap_has_a_larger_one():
    far = math.exp((math.log(1.5e308) + math.log(2)) / 300)
    found = line_cost(np.zeros(2), np.ones(2), np.array([0.0, far]), np.ones(2), 300)
    with mpmath.workdps(40):
        assert abs(found - mpmath.mpf(far) ** 300 / 2) <= 2e-13 * found
    with pytest.raises(OverflowError):
        line_cost(np.zeros(1), np.ones(1), np.array([far]), np.ones(1), 300)


@pytest.mark.parametrize(
    ("n", "m", "order", "cells"),
    [(4, 4, 1, True), (4, 9, 1, True), (3, 9, 1, False), (9, 3, 1, False), (9, 9, 2, False)],
)
def test_w1_of_many_points_on_both_sides_is_by_cells(monkeypatch, n, m, order, cells):
    asked = []
    monkeypatch.setattr(_line, "_MANY", 4)
    for answer, found in [((3.0, 0.5), 1.5), (None, 1.0)]:
        monkeypatch.setattr(
            _line, "w1_by_cells", lambda x, y, it=answer: asked.append(len(x)) or it
        )
        value = _line.wasserstein_equal(np.zeros(n), np.ones(m), order)
        assert value == (found if cells else 1.0)
    assert asked == [n, n] * cells


@pytest.mark.parametrize("order", [0.0, -1.0, math.nan, 5e-324, 0.5])
def test_powers_below_1_are_left_to_transport_where_there_are_any(order):
    hint = r" \(transport with power\(euclidean, .*\) takes powers below 1\)" if order > 0 else ""
    with pytest.raises(ValueError, match=rf"^order is {order:g}; pass at least 1{hint}$"):
        _wasserstein.read_order(order)


@pytest.mark.parametrize(("order", "costs"), [(1, [0.0, 5.0]), (2, [0.0, 25.0])])
def test_costs_of_points_that_coincide_are_taken_as_they_come(order, costs):
    x, here = np.array([[0.0, 0.0], [3.0, 4.0]]), np.zeros((1, 2))
    found, scale = _wasserstein._moderate_costs(x, here, order)
    assert (found.ravel().tolist(), scale) == (costs, 1.0)
    far, scale = _wasserstein._moderate_costs(np.ldexp(x, 1000), here, order)
    assert (far.ravel().tolist(), scale) == ([0, 1], math.ldexp(5, 1000))
