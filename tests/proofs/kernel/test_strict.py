"""Balls that do not decide a comparison say so."""

import operator

import numpy as np
import pytest
from flint import arb

from proofs.kernel.strict import Strict


def strictly(f, x):
    image = f(Strict(x))
    return getattr(image, "ball", image)


WIDE = arb(1, 0.25)  # from 0.75 to 1.25
COMPARISONS = [
    operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne
]  # fmt: skip


@pytest.mark.parametrize("compare", COMPARISONS)
@pytest.mark.parametrize("other", [0.5, 2.0])
def test_what_the_balls_decide_is_decided(compare, other):
    assert compare(Strict(WIDE), other) is compare(1.0, other)
    assert compare(Strict(WIDE), Strict(arb(other))) is compare(1.0, other)
    assert compare(Strict(arb(2)), 2) is compare(2, 2)


@pytest.mark.parametrize("compare", COMPARISONS)
def test_what_the_balls_leave_open_is_an_error(compare):
    with pytest.raises(ArithmeticError, match="do not decide"):
        compare(Strict(WIDE), 1.1)


@pytest.mark.parametrize(
    "f",
    [
        lambda t: t + 2, lambda t: 2 + t, lambda t: t - 2, lambda t: 2 - t, lambda t: t * 3,
        lambda t: 3 * t, lambda t: t / 4, lambda t: 4 / t, lambda t: t**2, lambda t: 2**t,
        lambda t: -t, lambda t: abs(-t), np.log, np.log1p, np.exp, np.expm1, np.sqrt,
        lambda t: np.maximum(t - 2, 0), lambda t: np.where(t > 2, 7.0, 5.0).item(),
        lambda t: t * t + t, lambda t: np.float64(0.5) * t,
    ],
)  # fmt: skip
def test_arithmetic_and_numpy_functions_go_through(f):
    assert float(strictly(f, arb(1.5))) == pytest.approx(float(f(1.5)), rel=1e-14)


def test_a_ball_is_true_where_it_is_not_0_and_else_an_error():
    assert Strict(WIDE)
    assert not Strict(arb(0))
    with pytest.raises(ArithmeticError, match="do not decide"):
        bool(Strict(arb(0, 1)))


def test_an_undecided_maximum_is_an_error():
    with pytest.raises(ArithmeticError, match="do not decide"):
        strictly(lambda t: np.maximum(t - 1, 0), WIDE)


@pytest.mark.parametrize("f", [np.sin, float, lambda t: t.mid(), lambda t: round(t)])
def test_steps_outside_the_arithmetic_of_balls_are_refused(f):
    with pytest.raises((TypeError, AttributeError)):
        strictly(f, arb(1.5))
