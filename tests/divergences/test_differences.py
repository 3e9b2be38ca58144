"""Second differences carried along agree with those of many digits, however small the moves."""

from itertools import product

import mpmath
import numpy as np
import pytest

from divergences._differences import Moved, _ratio, exp, log1p, sqrt

DIGITS = 450
MOVES = [0.0, 1e-150, -1e-30, 1e-9, -0.1, 0.6, 1.5, 30.0]


def moved(here, first, second, mixed):
    """Return values in DIGITS and as doubles: the doubles' differences are rounded once each."""
    values = here, here + first, here + second, here + first + second + mixed
    return values, Moved(*(np.array([float(v)]) for v in (*values, first, second, mixed)))


def arguments(least):
    """Values at least `least` after every move, with moves of all sizes."""
    with mpmath.workdps(DIGITS):
        for here, first, second, mixed in product([0.25, 3.0], MOVES, MOVES, [0.0, 1e-18, -0.2]):
            numbers = [mpmath.mpf(v) for v in (here, first, second, mixed)]
            if min(moved(*numbers)[0]) > least:
                yield moved(*numbers)


FUNCTIONS = {
    "exp": (exp, mpmath.exp, -mpmath.inf),
    "sqrt": (sqrt, mpmath.sqrt, 0.01),
    "log1p": (log1p, mpmath.log1p, -0.9),
}


@pytest.mark.parametrize(("function", "exact", "least"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_differences_of_a_function_are_right_however_small(function, exact, least):
    """Relative to the terms of the first order that make up a second difference."""
    with mpmath.workdps(DIGITS):
        for (here, first, second, both), f in arguments(least):
            found = function(f)
            values = [exact(v) for v in (here, first, second, both)]
            by_first, by_second = values[1] - values[0], values[2] - values[0]
            mixed = values[3] - values[1] - values[2] + values[0]
            size = max(map(abs, values))
            for part, value in zip(
                (found.here, found.first, found.second, found.both), values, strict=True
            ):
                slack = 4e-16 * (1 + abs(here) + abs(both)) * size
                assert abs(part[0] - value) <= slack
            slope = 8e-16 * (1 + max(map(abs, (here, first, second, both))))
            assert abs(found.by_first[0] - by_first) <= slope * abs(by_first)
            assert abs(found.by_second[0] - by_second) <= slope * abs(by_second)
            steps = [abs(float(v[0])) for v in (f.by_first, f.by_second, f.mixed)]
            scale = size * (min(steps[0], 1) * min(steps[1], 1) + min(steps[2], 1))
            slack = 40 * slope * max(scale, abs(mixed)) + mpmath.mpf(10) ** -400
            assert abs(found.mixed[0] - mixed) <= slack, f


def test_products_and_sums_carry_exact_differences():
    f = Moved(*(np.array([v]) for v in (1.0, 3.0, 6.0, 15.0, 2.0, 5.0, 7.0)))
    g = Moved(*(np.array([v]) for v in (2.0, -1.0, 5.0, 9.0, -3.0, 3.0, 7.0)))
    found = [float(part[0]) for part in vars(f * g).values()]
    assert found == [2.0, -3.0, 30.0, 135.0, -5.0, 28.0, 135 + 3 - 30 + 2]
    assert [float(part[0]) for part in vars(f * 2.0).values()] == [2, 6, 12, 30, 4, 10, 14]
    assert [float(part[0]) for part in vars(f + 1.5).values()] == [2.5, 4.5, 7.5, 16.5, 2, 5, 7]


@pytest.mark.parametrize("function", [exp, sqrt, log1p])
def test_plain_numbers_stay_plain(function):
    values = np.array([0.25, 2.0])
    numpy = getattr(np, function.__name__)
    np.testing.assert_array_equal(function(values), numpy(values))


def test_a_ratio_with_nothing_below_is_0():
    assert _ratio(np.array([3.0, 0.0, 1.0]), np.array([2.0, 0.0, -4.0])).tolist() == [1.5, 0, -0.25]


def test_large_moves_from_tiny_values_are_differences_of_values():
    """Nothing overflows on the way, and nothing is lost."""
    f = Moved(*(np.array([v]) for v in (-800.0, 0.0, -800.0, 0.0, 800.0, 0.0, 0.0)))
    found = exp(f)
    assert (found.by_first[0], found.by_second[0], found.mixed[0]) == (1.0, 0.0, 0.0)
    f = Moved(*(np.array([v]) for v in (0.0, 1e300, 0.0, 1e300, 1e300, 0.0, 0.0)))
    assert log1p(f).by_first[0] == pytest.approx(np.log(1e300), rel=1e-15)
    assert sqrt(f).by_first[0] == pytest.approx(1e150, rel=1e-15)
