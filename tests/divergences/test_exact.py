"""Differences of two laws against fractions, entry by entry."""

import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

from divergences import _exact
from divergences._exact import difference, quotient

LEAST = 5e-324


def wide(rng, n):
    p, q = 10.0 ** rng.uniform(-323, 300, (2, n))
    p[0], q[-1] = 1e300, 3e299
    return p, q


def subnormal(rng, n):
    return tuple(rng.integers(1, 9, (2, n)) * LEAST)


def faint(rng, n):
    """One large entry, and others from 2^-2060 of it to 2^-1990 that differ by some per cent."""
    p = 2.0 ** rng.uniform(-1074, -1020, n)
    return np.append(p, 2.0**980), np.append(p * rng.uniform(0.9, 1.1, n), 2.0**980)


def tilted(rng, n):
    p = rng.random(n) + 0.1
    return p, p * (1 + 2.0**-45 * rng.integers(-9, 10, n))


def one_law_of_two_sums(rng, n):
    p = rng.integers(1, 2**50, n) * 1.0
    return p, p * 3


def generic(rng, n):
    return tuple(rng.random((2, n)) ** 9 + 1e-3)


def faint_in_one(rng, n):
    p, q = rng.random(n) * 2.0**-1015, rng.random(n) + 1
    return np.append(p, 2.0**1020), np.append(q, 2.0**1020)


def moved_faintly(rng, n):
    """The same small entries, but other sums: they are moved by less than has all its bits."""
    x = (rng.random(n) + 1) * 2.0**-1019
    return np.append(x, 2.0**980), np.append(x, 2.0**980 * (1 + 2.0**-52))


def swapped(rng, n):
    """The same sums: what differs by bits is exact."""
    x, y = 2.0**-1000, 2.0**-1000 * (1 + 2.0**-52)
    return np.array([2.0**980, x, y]), np.array([2.0**980, y, x])


def from_the_last_normal_double(rng, n):
    return np.append(rng.random(n), 1.5 * 2.0**-1023), rng.random(n + 1)


def beyond_ratios(rng, n):
    p = np.array([1.2345678 * 2.0**-1060, 0.7])
    return p, p[::-1].copy()


FAMILIES = [faint_in_one, moved_faintly, swapped, from_the_last_normal_double, beyond_ratios]
FAMILIES += [wide, subnormal, faint, tilted, one_law_of_two_sums, generic]
every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.__name__)


def fractions(p, q):
    """Return the fractions, and their sums."""
    p, q = ([Fraction(v) for v in side] for side in (p, q))
    return p, q, sum(p), sum(q)


@every_family
@pytest.mark.parametrize("n", [1, 2, 9])
def test_both_laws_are_on_one_scale_and_their_difference_is_rounded_once(family, n):
    for seed in range(4):
        p, q = family(np.random.default_rng(seed), n)
        apart, (whole_p, whole_q, sum_p, sum_q) = difference(p, q), fractions(p, q)
        assert (apart.sum_p, apart.sum_q) == (sum_p * 2**1074, sum_q * 2**1074)
        up = Fraction(2) ** apart.up_p
        assert 2**999 <= sum_p * up < 2**1000
        assert 2**999 <= sum_q * Fraction(2) ** apart.up_q < 2**1000
        assert apart.total == float(sum_p * up)
        c = sum_p * up / (sum_q * Fraction(2) ** apart.up_q)
        assert apart.c == pytest.approx(float(c), rel=3e-16)
        for i in range(len(p)):
            assert apart.p[i] == float(whole_p[i] * up)
            scaled = float(whole_q[i] * up * sum_p / sum_q)
            assert apart.q[i] == pytest.approx(scaled, rel=5e-16, abs=LEAST)
            assert apart.d[i] == float((whole_p[i] - whole_q[i] * sum_p / sum_q) * up)


@every_family
def test_logs_of_ratios_are_right_to_a_few_roundings(family):
    for seed in range(4):
        p, q = family(np.random.default_rng(seed), 7)
        apart, (whole_p, whole_q, sum_p, sum_q) = difference(p, q), fractions(p, q)
        crossed = [(u * sum_q, v * sum_p) for u, v in zip(whole_p, whole_q, strict=True)]
        with mp.workdps(1400):
            exact = [mp.log(mp.mpf((u / v).numerator) / (u / v).denominator) for u, v in crossed]
        for found, by_integers, log in zip(
            apart.log_ratios(), apart.logs(np.full(len(p), True)), exact, strict=True
        ):
            assert abs(found - log) <= 1e-15 * abs(log) + LEAST
            assert abs(by_integers - log) <= 1e-15 * abs(log) + LEAST
        differing = [(u, v) for u, v in crossed if u != v]
        assert apart.unequal() == [(u * 2**2148, v * 2**2148) for u, v in differing]


@pytest.mark.parametrize("power", [-1500, -1060, -1030, -1000, 990, 1010, 1060, 1500])
def test_logs_of_ratios_beyond_the_doubles_are_right(power):
    """Also where the ratio itself would be subnormal, or infinite."""
    sides = np.array([2.0 ** (power // 2), 1e3]), np.array([0.3 * 2.0 ** -(power // 2), 1e3])
    (p, q), (u, v, sum_p, sum_q) = sides, fractions(*sides)
    found = difference(p, q).log_ratios()
    with mp.workdps(60):
        for k in (0, 1):
            ratio = u[k] * sum_q / (v[k] * sum_p)
            log = mp.log(mp.mpf(ratio.numerator) / ratio.denominator)
            assert abs(found[k] - log) <= 1e-15 * abs(log)


@every_family
def test_logs_of_shares_are_right_to_their_size_and_one(family):
    p, q = family(np.random.default_rng(5), 6)
    found, (whole, _, total, _) = difference(p, q).log_shares(), fractions(p, q)
    with mp.workdps(50):
        for log, x in zip(found, whole, strict=True):
            share = x / total
            exact = mp.log(mp.mpf(share.numerator) / share.denominator)
            assert abs(log - exact) <= 3e-16 * (1 + abs(exact))


def test_what_is_masked_is_left_out_and_scales_leave_the_total():
    apart = difference(np.array([1.0, 2.0, 5.0]), np.array([4.0, 2.0, 2.0]))
    less = apart.without(np.array([False, True, False]))
    for name, kept in (("raw_p", [1.0, 5.0]), ("raw_q", [4.0, 2.0])):
        assert getattr(less, name).tolist() == kept
    for name in ("p", "q", "d"):
        assert getattr(less, name).tolist() == getattr(apart, name)[[0, 2]].tolist()
        assert (getattr(apart.scaled(-3), name) == getattr(apart, name) / 8).all()
    assert less.total == apart.total == apart.scaled(-3).total
    assert less.logs(np.array([True, False])).tolist() == [-math.log(4)]


@pytest.mark.parametrize(
    ("n", "excess", "times"),
    [
        (4096, 1.0, 1),
        (4097, 1.0, 0),
        (4097, 0.0, 1),
        (4097, 2.0**-45, 1),  # sum |d| is 2^-56 of the total, less a 2,000th
        (4097, 2.0**-45 + 2.0**-52, 0),
    ],
)
def test_long_laws_that_differ_by_more_than_2_to_the_minus_56_need_no_integers(
    n, excess, times, monkeypatch
):
    taken, inner = [], _exact._integer_difference
    monkeypatch.setattr(
        _exact, "_integer_difference", lambda *given: taken.append(1) or inner(*given)
    )
    p, q = np.ones((2, n))
    q[0] += excess
    difference(p, q)
    assert len(taken) == times


def test_the_difference_of_long_laws_is_right_to_2_to_the_minus_104():
    rng = np.random.default_rng(0)
    q = rng.normal(1, 0.1, 4100)
    near = 0.7234 * q * (1 + 2.0**-46 * rng.integers(-1, 2, 4100))
    for p in (rng.random(4100) * 2.0 ** rng.integers(-40, 1, 4100), near):
        apart, (whole_p, whole_q, sum_p, sum_q) = difference(p, q), fractions(p, q)
        up = Fraction(2) ** apart.up_p
        for i in range(0, 4100, 41):
            scaled = whole_q[i] * sum_p / sum_q * up
            exact = whole_p[i] * up - scaled
            assert abs(Fraction(apart.d[i]) - exact) <= scaled / 2**104 + abs(exact) / 2**50


def test_a_ratio_is_split_into_26_and_27_bits_and_the_rest():
    rng = np.random.default_rng(0)
    for _ in range(200):
        top, bottom = (int(v) << 900 for v in rng.integers(2**61, 2**62, 2))
        parts = _exact._split_ratio(top, bottom)
        for part, bits in zip(parts, (26, 27, 53), strict=True):
            mantissa = part.as_integer_ratio()[0]
            assert (mantissa // (mantissa & -mantissa or 1)).bit_length() <= bits
        off = abs(sum(map(Fraction, parts)) - Fraction(top, bottom))
        assert off <= Fraction(top, bottom) * Fraction(1, 2**105)
        assert parts[0] >= 2.0**25 * parts[1] >= 0
        assert parts[0] >= 2.0**52 * parts[2] >= 0


@pytest.mark.parametrize("power", [-1074, -1000, 0, 3, 900])
def test_quotients_are_rounded_once(power):
    assert quotient(7, 3, power) == float(Fraction(7, 3) * Fraction(2) ** power)
    assert quotient(0, 3, power) == 0
    third = 10**60 // 3
    assert _exact._log_quotient(third, 10**60) == pytest.approx(-math.log(3), rel=1e-15, abs=0)


@pytest.mark.parametrize("near", [10**40 + 1, 10**40 - 1, 3 * 10**40, 10**40 // 3, 2 * 10**40])
def test_logs_of_integers_near_one_another_keep_their_digits(near):
    with mp.workdps(80):
        exact = mp.log(mp.mpf(near) / 10**40)
    assert abs(_exact._log_quotient(near, 10**40) - exact) <= 3e-16 * abs(exact)
    far = _exact._log_quotient(near << 5000, 10**40)
    assert far == pytest.approx(float(exact) + 5000 * math.log(2), rel=3e-16, abs=0)
