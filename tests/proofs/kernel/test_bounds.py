"""Ends are rounded outward, by one double at most, and are never in the wrong order."""

import math
from fractions import Fraction

import pytest
from flint import arb

from proofs.kernel.bounds import below, between, enclose, root, rooted

THIRD = Fraction(1, 3)
LARGEST = math.nextafter(math.inf, 0)
LEAST = math.nextafter(0, 1)


@pytest.mark.parametrize(
    "x",
    [THIRD, -THIRD, 2 * THIRD, Fraction(1), Fraction(0), Fraction(1, 10**400), Fraction(10) ** 400],
)
def test_below_is_the_largest_double_at_most_the_number(x):
    low = below(x)
    assert low <= x < math.nextafter(low, math.inf)
    assert below(-x) <= -x < math.nextafter(below(-x), math.inf)


def test_below_takes_balls_without_radius():
    assert below(arb(-10) ** 401) == -math.inf
    assert below(arb(10) ** 400) == LARGEST
    assert below(arb(0.1)) == 0.1
    assert below(arb(-(10**300)).exp().upper()) == 0.0


def test_rational_ends_are_rounded_outward_and_kept():
    bounds = between(THIRD, 2 * THIRD, "thirds")
    assert bounds.lower < THIRD < math.nextafter(bounds.lower, 1)
    assert math.nextafter(bounds.upper, 0) < 2 * THIRD < bounds.upper
    assert (bounds.exact, bounds.how) == ((THIRD, 2 * THIRD), "thirds")


def test_zero_has_no_sign():
    zero = between(Fraction(0), Fraction(0), "")
    assert math.copysign(1, zero.lower) == math.copysign(1, zero.upper) == 1
    zero = enclose(lambda: arb(0), "")
    assert math.copysign(1, zero.lower) == math.copysign(1, zero.upper) == 1


def test_an_enclosure_names_neighbouring_doubles_and_its_argument():
    bounds = enclose(lambda: arb(2).log(), "log")
    assert bounds.upper == math.nextafter(bounds.lower, 1)
    assert bounds.lower < Fraction(693147180559945309417232121458, 10**30) < bounds.upper
    assert (bounds.how, bounds.exact) == ("log", None)


def test_precision_is_doubled_until_the_number_is_known():
    tried = []

    def cancelling():
        from flint import ctx

        tried.append(ctx.prec)
        return (arb(1) + arb(2) ** -900) ** arb(0.5) - 1

    bounds = enclose(cancelling, "")
    assert tried == [128, 256, 512, 1024]
    assert bounds.lower < 2.0**-901 <= bounds.upper <= 2.0**-901 + math.ulp(2.0**-901)


def test_sixty_bits_are_enough():
    ends = enclose(lambda: arb(1, 2.0**-59), "")
    assert ends.upper - ends.lower < 2.0**-51
    calls = []
    enclose(lambda: calls.append(1) or arb(1, 2.0**-62), "")
    assert len(calls) == 1
    enclose(lambda: calls.append(1) or arb(1, 2.0**-57), "")
    assert len(calls) == 1 + 7


def test_what_no_precision_decides_is_left_wide():
    tried = []
    bounds = enclose(lambda: tried.append(1) or arb(2).sqrt() ** 2 - 2, "")
    assert bounds.lower == -LEAST
    assert bounds.upper == LEAST
    assert len(tried) == 7


def test_a_ball_of_nan_proves_nothing():
    with pytest.raises(ValueError, match="nothing proved"):
        enclose(lambda: arb(-1).sqrt(), "")


def test_a_root_lies_between_the_roots_of_the_ends():
    bounds = rooted(Fraction(2), Fraction(3), 2, "roots")
    assert bounds.lower < Fraction(14142135623730950488, 10**19)
    assert bounds.upper > Fraction(17320508075688772935, 10**19)
    width = bounds.upper - bounds.lower
    assert (width, bounds.how) == (pytest.approx(0.31783724519578, rel=1e-13), "roots")
    assert rooted(Fraction(4), Fraction(4), 2, "")[:2] == (2.0, 2.0)
    cubic = rooted(Fraction(0), Fraction(2), 3, "")
    assert (cubic.lower, cubic.upper) == (0, pytest.approx(2 ** (1 / 3), rel=1e-15))


def test_a_root_of_order_one_keeps_its_fractions():
    assert rooted(THIRD, 2 * THIRD, 1, "").exact == (THIRD, 2 * THIRD)


@pytest.mark.parametrize("bits", [59, 60, 61])
def test_precision_stops_at_sixty_certain_bits(bits):
    ball = next(b for k in range(50, 70) if (b := arb(1, 2.0**-k)).rel_accuracy_bits() == bits)
    tried = []
    enclose(lambda: tried.append(1) or ball, "")
    assert len(tried) == (1 if bits >= 60 else 7)


def test_the_root_of_nothing_is_nothing():
    assert root(arb(0), 3).is_zero()
    assert root(arb(8), 3).contains(2)
