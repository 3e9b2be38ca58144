"""Series of near laws, logarithms of far ones, and which are taken when."""

import math

import mpmath as mp
import numpy as np
import pytest

from divergences import _series
from divergences._series import NEAR, atanh_excess, entropy_series, log_ratio, summed

LEAST = 5e-324


def scratch(array):
    return [np.full_like(array, np.nan) for _ in range(5)]


def written(buffers):
    return {k for k in range(5) if not np.isnan(buffers[k]).any()}


@pytest.mark.parametrize(
    "widest", [NEAR, 0.25, 2.0**-7, 0.01, 2.0**-13.9, 2.0**-14, 2.0**-28, 1e-300]
)
def test_as_many_powers_are_taken_as_are_above_2_to_the_minus_56(widest):
    length, square = _series._length(widest), mp.mpf(widest) ** 2
    assert square ** (length + 1) <= mp.mpf(2) ** -56
    assert length == 0 or square**length > mp.mpf(2) ** -56
    assert _series._length(0.0) == 0


@pytest.mark.parametrize("widest", [NEAR, 0.1, 1e-3, 1e-9, 0.0])
def test_both_series_are_right_to_two_roundings(widest):
    s = np.linspace(-widest, widest, 41)[None]
    excess, entropy = (f(scratch(s), s, widest)[0] for f in (atanh_excess, entropy_series))
    for x, a, e in zip(s[0], excess, entropy, strict=True):
        with mp.workdps(80):
            z = mp.mpf(x)
            if abs(z) < 1e-7:
                assert (a, e) == pytest.approx((1 / 3 + x * x / 5, 0.5 + x * x / 12), rel=4e-16)
                continue
            expected = (mp.atanh(z) / z - 1) / z**2
            both = ((1 + z) * mp.log1p(z) + (1 - z) * mp.log1p(-z)) / 2
            assert abs(a - expected) <= 4e-16 * expected
            assert abs(e - both / z**2) <= 4e-16 * both / z**2


def test_results_are_in_the_buffers_named_and_others_are_left_alone():
    s = np.array([[0.125, 0.25]])
    for function in (atanh_excess, entropy_series):
        buffers = scratch(s)
        assert function(buffers, s, 0.25) is buffers[3]
        assert written(buffers) == {2, 3}
    buffers = scratch(s)
    assert log_ratio(buffers, s, s) is buffers[2]
    assert written(buffers) == {2}
    buffers = scratch(s)
    summed(buffers, s, s, s, near=lambda b, d, p, s, w: s, far=lambda b, d, p, q: d, share=1.0)
    assert written(buffers) == {1}


def test_logs_of_ratios_that_overflow_vanish_or_mean_nothing():
    p = np.array([[3.0, 1e300, 0.0, 1e-300, 0.0, 2.0, 2.0**1000]])
    q = np.array([[4.0, 1e-300, 1.0, 1e300, 0.0, 0.0, 2.0**-50]])
    with np.errstate(all="ignore"):
        found = log_ratio(scratch(p), p, q)[0]
        all_doubles = log_ratio(scratch(p[:, :1]), p[:, :1], q[:, :1])[0]
    least = -1000 * math.log(2)
    wide = math.log(1e300) - math.log(1e-300)
    expected = [math.log(0.75), wide, least, least, least, math.inf, 1050 * math.log(2)]
    assert found.tolist() == pytest.approx(expected, rel=1e-15, abs=0)
    assert all_doubles.tolist() == [math.log(0.75)]


def test_laws_look_near_by_the_first_64_entries_of_the_first_row():
    sums = np.ones((2, 65))
    for place, near in (((0, 0), False), ((0, 63), False), ((0, 64), True), ((1, 0), True)):
        d = np.zeros((2, 65))
        d[place] = 2 / 3 + 1e-15
        assert _series._looks_near(d, sums, sums) is near
        assert _series._looks_near(-d, sums, sums) is near
        d[place] = NEAR * 2
        assert _series._looks_near(d, sums, sums)


def asked(d, p, q, share):
    """Return what is summed where the near way gives 1 and the far way 16 an entry, and `s`.

    Last comes how often the far way was asked.
    """
    seen, afar = [], []

    def near(buffers, d, p, s, widest):
        seen.append((s.tolist(), widest))
        return np.ones_like(s)

    def far(buffers, d, p, q):
        afar.append(1)
        return np.full_like(p, 16)

    arrays = (np.array([row]) for row in (d, p, q))
    with np.errstate(all="ignore"):
        found = summed(scratch(np.array([d])), *arrays, near=near, far=far, share=share)
    return found.tolist(), seen, len(afar)


@pytest.mark.parametrize(
    ("share", "times", "far_alone"),
    [(4.0, 1, True), (4.0 + 2.0**-50, 2, False), (0.1, 1, True), (math.inf, 1, False)],
)
def test_logarithms_alone_will_do_where_their_sum_is_the_share_of_the_mass(share, times, far_alone):
    """Two entries of 16 are 32, and the mass is 3 + 1 + 1 + 3."""
    found, seen, afar = asked([2.0, -2.0], [3.0, 1.0], [1.0, 3.0], share)
    assert afar == times
    assert found == [32.0]
    assert seen == ([] if far_alone else [([[0.0, 0.0]], NEAR)])


def test_the_series_is_taken_where_entries_are_within_a_third_of_their_mean():
    third = 3.0 * NEAR
    for d, p, q, s in [
        ([third, -1.0], [2.0, 1.0], [1.0, 2.0], [NEAR, -1 / 3]),
        ([0.5, -0.25], [1.0, 1.0], [1.0, 1.0], [0.25, -0.125]),
        ([0.25, -0.5, 0.0], [1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.125, -0.25, 0.0]),
        ([2.0**-1000], [2.0**-998], [2.0**-998], [0.125]),
        ([0.0], [LEAST], [0.0], [0.0]),
    ]:
        assert asked(d, p, q, 0.0) == ([float(len(d))], [([s], max(map(abs, s)))], 0)


def test_an_entry_that_is_farther_is_taken_by_logarithms_alone():
    found = asked([0.25, -1.5, 4 * NEAR, 0.0], [1, 1, 2, 0.0], [1, 2, 2, 0.0], math.inf)
    assert found == ([19.0], [([[0.125, 0.0, NEAR, 0.0]], NEAR)], 1)
    assert asked([LEAST], [LEAST], [0.0], math.inf) == ([16.0], [([[0.0]], NEAR)], 1)
