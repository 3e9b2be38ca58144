"""Merged levels of two sides: each tier against fractions."""

from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np
import pytest

from divergences import _levels


def staircase(a, b):
    """Return (row, column, mass) of the monotone coupling; where levels tie, rows step first."""
    a, b = [Fraction(w) for w in a], [Fraction(w) for w in b]
    levels = [(s / sum(a), 0) for s in accumulate(a)][:-1]
    levels += [(s / sum(b), 1) for s in accumulate(b)][:-1]
    levels.sort()
    places = list(accumulate(levels, lambda at, s: (at[0] + (s[1] == 0), at[1] + s[1]),
                             initial=(0, 0)))  # fmt: skip
    masses = (high - low for low, high in pairwise([0, *(level for level, _ in levels), 1]))
    return [(*place, mass) for place, mass in zip(places, masses, strict=True)]


def weights(seed, n, spread=0):
    rng = np.random.default_rng(seed)
    return rng.uniform(0.5, 1, n) * 2.0 ** rng.integers(-spread, 1, n)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 3), (4, 1), (2, 2), (6, 4), (4, 6), (7, 5)])
def test_equal_weights_are_coupled_with_one_rounding(n, m):
    pieces = _levels.counted(n, m)
    expected = staircase([1] * n, [1] * m)
    found = list(zip(pieces.rows, pieces.columns, pieces.mass, strict=True))
    assert found == [(i, j, float(mass)) for i, j, mass in expected]
    assert (pieces.error, pieces.exponent.size) == (0, 0)


@pytest.mark.parametrize("spread", [0, 20, 1000])
@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 3), (4, 1), (5, 3), (3, 9)])
def test_integers_round_each_mass_once_however_small(n, m, spread):
    a, b = weights(1, n, spread), weights(2, m, spread)
    a[n // 2], b[0] = 0, max(b[0], 0.5)  # a mass of 0 is a level that ties with the one before
    a[-1] = 0.625
    pieces = _levels.exact(a, b)
    expected = staircase(a, b)
    cells = list(zip(pieces.rows, pieces.columns, strict=True))
    assert cells == [(i, j) for i, j, _ in expected]
    for mass, power, (_, _, right) in zip(pieces.mass, pieces.exponent, expected, strict=True):
        assert mass == float(right * 2 ** -int(power))
        assert 0.5 <= mass < 2 or mass == right == 0
    assert pieces.error == 0


@pytest.mark.parametrize("spread", [0, 20, 60])
def test_double_doubles_move_no_level_further_than_they_say(spread):
    for seed, (n, m) in enumerate([(1, 1), (1, 3), (4, 1), (40, 30), (30, 41)]):
        a, b = weights(seed, n, spread), weights(seed + 9, m, spread)
        pieces = _levels.summed(a, b)
        assert pieces.exponent.size == 0
        assert pieces.error <= 2.0**-97 + 2.0**-51 * (spread == 60)
        for found, place in ((pieces.rows, 0), (pieces.columns, 1)):
            side = (a, b)[place]
            exact = [s / sum(map(Fraction, side)) for s in accumulate(map(Fraction, side))]
            sums = list(accumulate(map(Fraction, pieces.mass)))
            for k in range(len(side) - 1):  # the level above cell k: what lies at it and below
                at = max(i for i, cell in enumerate(found) if cell == k)
                rounding = 2.0**-51 * sums[at]  # three of each mass
                assert abs(sums[at] - exact[k]) <= pieces.error + rounding


@pytest.mark.parametrize(("n", "m"), [(1000, 1), (1, 1000), (1000, 999)])
def test_the_error_of_double_doubles_grows_with_the_cube_of_the_longer_side(n, m):
    error = _levels.summed(np.ones(n), np.full(m, 3.0)).error
    mass = Fraction(n, 2 ** n.bit_length())  # in which the bound is stated
    bound = Fraction(1, 2**98) + 10**9 * Fraction(1, 2**154)
    assert error == pytest.approx(float(bound / mass), rel=1e-15, abs=0)


@pytest.mark.parametrize("n", [2, 3, 70])
def test_proportional_weights_tie_up_to_the_error(n):
    """Also where their sums are no doubles, nor is the ratio of those."""
    a = np.random.default_rng(n).integers(1, 2**50, n) * 2.0**-50
    a[0] += 2.0**-60
    pieces = _levels.summed(a, 3 * a)
    mass, between = pieces.mass[::2], pieces.mass[1::2]
    assert between.max() <= 2 * pieces.error < 2.0**-95
    for found, w in zip(mass, a, strict=True):
        assert found == pytest.approx(float(Fraction(w) / sum(map(Fraction, a))), rel=1e-15, abs=0)


def test_levels_in_the_wrong_order_are_part_of_the_error():
    """Of .5, .5 + t, .75 + t and .5, .75, 1: t follows .5 and .75, which it should precede."""
    t = 2.0**-60
    pieces = _levels.summed(np.array([0.5, t, 0.25, 0.25]), np.array([0.5, 0.25, 0.25, t]))
    bound = Fraction(1, 2**98) + Fraction(64, 2**154)
    assert pieces.error == pytest.approx(float(2 * bound + 2 * Fraction(t)), rel=1e-15, abs=0)
    assert pieces.mass.min() == 0.0
    assert pieces.mass.sum() == 1 + 2 * t


@pytest.mark.parametrize("spread", [0, 30, 55, 120])
def test_running_sums_are_pairs_right_to_2_to_the_minus_104(spread):
    for n in (1, 2, 3, 50):
        w = weights(n, n, spread)
        high, low = _levels._cumulative(w)
        sums = list(accumulate(map(Fraction, w)))
        scale = 2.0 ** np.floor(np.log2(float(sums[-1]))) * 2
        for x, y, exact in zip(high, low, sums, strict=True):
            assert abs(Fraction(x) + Fraction(y) - exact / Fraction(scale)) <= 2.0**-104
            assert abs(y) <= 2.0**-54
        assert 0.5 <= high[-1] <= 1


def test_products_of_a_double_are_pairs_without_rounding():
    rng = np.random.default_rng(0)
    high = rng.uniform(-1, 1, 300) * 2.0 ** rng.integers(-40, 1, 300)
    for factor in rng.uniform(0.5, 2, 20).tolist():
        found = _levels._times(high, 0 * high, factor, 0.0)
        for x, total, error in zip(high, *found, strict=True):
            assert Fraction(total) + Fraction(error) == Fraction(x) * Fraction(factor)
            assert total == x * factor


def test_products_of_pairs_are_pairs_right_to_2_to_the_minus_102():
    rng = np.random.default_rng(0)
    high, low = rng.uniform(0.5, 1, 100), rng.uniform(-1, 1, 100) * 2.0**-54
    factor, rest = _levels._ratio(0.75, 2.0**-55, 0.7, -(2.0**-56))
    ratio = (Fraction(3, 4) + Fraction(1, 2**55)) / (Fraction(0.7) - Fraction(1, 2**56))
    assert factor == float(ratio)
    assert abs(Fraction(factor) + Fraction(rest) - ratio) <= ratio * 2.0**-106
    for x, y, total, error in zip(high, low, *_levels._times(high, low, factor, rest), strict=True):
        exact = (Fraction(x) + Fraction(y)) * (Fraction(factor) + Fraction(rest))
        assert abs(Fraction(total) + Fraction(error) - exact) <= exact * 2.0**-103
        assert total == float(exact)
