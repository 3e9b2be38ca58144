"""Bounds print the digits they share, become JSON, and cannot be empty."""

import json
import math
from fractions import Fraction

import pytest

from divergences import Bounds

LARGEST = math.nextafter(math.inf, 0)
LEAST = math.nextafter(0, 1)


def test_empty_bounds_and_nan_cannot_be_built():
    for low, high in ((2.0, 1.0), (math.nan, 1.0), (0.0, math.nan)):
        with pytest.raises(ValueError, match=f"at least {low} and at most {high}"):
            Bounds(low, high, "")


def test_exact_ends_outside_their_doubles_cannot_be_built():
    above = Fraction(1) + Fraction(1, 2**60)
    for exact in ((1 - above + 1, Fraction(1)), (Fraction(1), above), (above, Fraction(1))):
        with pytest.raises(ValueError, match="nothing proved"):
            Bounds(1.0, 1.0, "", exact)
    assert Bounds(1.0, 1.0, "", (Fraction(1), Fraction(1))).exact == (1, 1)


def test_infinity_can_be_proved():
    bounds = Bounds(math.inf, math.inf, "")
    assert (float(bounds), bounds.width, str(bounds)) == (math.inf, 0, "inf")


def test_float_is_the_middle_and_width_the_distance():
    bounds = Bounds(1.0, 4.0, "")
    assert (float(bounds), bounds.width) == (2.5, 3.0)
    assert float(Bounds(LARGEST, LARGEST, "")) == LARGEST
    assert float(Bounds(LEAST, LEAST, "")) == LEAST
    assert float(Bounds(0.5, math.inf, "")) == math.inf


def test_prints_the_digits_both_ends_share():
    assert str(Bounds(0.1, 0.10000000000000003, "")) == "0.1000000000000000[1, 3]"
    assert str(Bounds(0.25, 0.25, "")) == "0.25000000000000000"
    assert str(Bounds(0.5, math.inf, "")) == "[0.50000000000000000, inf]"


def test_becomes_json():
    bounds = Bounds(0.5, 1.0, "by hand")
    assert json.loads(json.dumps(bounds.as_dict())) == {
        "lower": 0.5,
        "upper": 1.0,
        "how": "by hand",
    }


def test_bounds_are_frozen():
    with pytest.raises(AttributeError):
        Bounds(0.0, 1.0, "").lower = 0.5
