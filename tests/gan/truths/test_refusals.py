"""Parameters that make no law are refused in a sentence."""

import math

import pytest
from scipy import stats

from gan.truths import (
    Cones,
    Dilation,
    Finite,
    Line,
    ParallelLines,
    Radial,
    Rays,
    Ridge,
    Translation,
)

NORMAL = stats.norm()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Translation(0), "dim is 0; pass a whole number of at least 1"),
        (lambda: Translation(2, -1.0), "length is -1.0; pass a finite number of at least 0"),
        (lambda: Translation(2, math.nan), "length is nan; pass a finite number"),
        (lambda: Translation(2, True), "length is True"),
        (lambda: Dilation(2.0), "dim is 2.0"),
        (lambda: Dilation(2, -0.5), "scale is -0.5; pass a finite number of at least 0"),
        (lambda: Dilation(2, within=3), "within is 3 and dim 2; pass at most dim"),
        (lambda: Dilation(2, within=0), "within is 0; pass a whole number of at least 1"),
        (lambda: ParallelLines(math.inf), "theta is inf; pass a finite number$"),
        (lambda: ParallelLines("1"), "theta is '1'"),
        (lambda: Cones([[0, 0], [1.9, 0]]), "1.9 apart and the radius is 1; pass centres at least"),
        (lambda: Cones([[0, 0], [math.nan, 0]]), "nan apart"),
        (lambda: Cones([0, 0]), r"centres have the shape \(2,\); pass pairs"),
        (lambda: Cones([[0, 0, 0]]), r"shape \(1, 3\)"),
        (lambda: Cones([]), r"shape \(0,\)"),
        (lambda: Cones(radius=0), "radius is 0; pass a number above 0"),
        (lambda: Line(stats.poisson(3), NORMAL), "pass a frozen continuous law.*Finite for atoms"),
        (lambda: Line(NORMAL, 3.0), "q is 3.0; pass a frozen continuous law"),
        (lambda: Line(stats.cauchy(), NORMAL), "p has the mean nan; pass a law with a finite mean"),
        (lambda: Line(NORMAL, stats.pareto(1)), "q has the mean inf"),
        (lambda: Line(NORMAL, stats.norm([0, 1])), "q has the mean"),
        (lambda: Ridge(NORMAL, NORMAL, 0), "dim is 0"),
        (
            lambda: Radial(NORMAL, stats.expon(), 2),
            "p may be as low as -inf; pass a law of lengths",
        ),
        (lambda: Radial(stats.expon(), stats.uniform(-1), 2), "q may be as low as -1"),
        (lambda: Radial(stats.expon(), stats.expon(), 0), "dim is 0"),
        (lambda: Finite([[0.0]], [[0.0, 1.0]]), "dimension|columns|R\\^"),
        (lambda: Rays.random(0, 2), "dim is 0"),
        (lambda: Rays.random(2, 0), "funnels is 0"),
        (lambda: Rays.random(2, 2, half_width=-1), "half_width is -1"),
        (lambda: Rays.random(2, 2, half_width=2.0**401), r"half_width is 5.1645e\+120; pass one"),
        (lambda: Rays.random(2, 2, half_width=2.0**-401), "half_width is 1.93.*e-121; pass one"),
    ],
)
def test_is_refused(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


class Rounded:
    """A normal law whose distribution function has five decimals: steps, wherever one looks."""

    def __getattr__(self, name):
        return getattr(NORMAL, name)

    def cdf(self, y):
        return NORMAL.cdf(y).round(5)

    def sf(self, y):
        return NORMAL.sf(y).round(5)


def test_a_distribution_function_of_few_digits_is_refused():
    with pytest.raises(ValueError, match=r"of it is not settled in .* cells; pass laws whose cdf"):
        Line(Rounded(), stats.norm(1e-3))


def test_touching_circles_are_allowed_though_decimals_round():
    assert Cones([[0.0, 0.0], [0.6, 0.0], [0.9 + 0.3, 0.0]], 0.3).w1 == 0.3
