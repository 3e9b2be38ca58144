"""Near misses: what the kernel must refuse though it lacks one unit, or one strict sign."""

from fractions import Fraction

import numpy as np
import pytest

from proofs.kernel import transport
from proofs.kernel.formulas import NotProved
from proofs.kernel.steps import always, follows, witnessed


@pytest.mark.parametrize(
    ("premise", "multiplier"), [("x >= 0", "1"), ("x == 0", "1"), ("x == 0", "y")]
)
def test_a_strict_goal_wants_a_strict_premise(premise, multiplier):
    goal = always(f"{multiplier} * x > 0", premise, "y > 0")
    with pytest.raises(NotProved):
        follows(goal, (multiplier, premise))
    strict = always(f"{multiplier} * x > 0", "x > 0", "y > 0")
    assert follows(strict, (multiplier, "x > 0"))


def test_an_exact_zero_is_neither_positive_nor_negative():
    for text in ("x > 0", "0 - x > 0"):
        assert witnessed(always(text), "false", {"x": "0"})
    assert witnessed(always("x >= 0"), "tight", {"x": "0"})


def test_roots_are_taken_in_steps_of_2_to_the_minus_128():
    costs = transport.exact_costs(np.array([[3.0]]), np.array([[0.0]]), 1, 0.5)
    assert costs.unit == Fraction(1, 2**128)


def test_float_costs_take_coordinates_up_to_the_very_ends_of_their_range():
    for end, beyond in ((2.0**-400, 0.0), (2.0**400, np.inf)):
        one = np.array([[1.0]])
        assert transport.float_costs(np.array([[end]]), one, 2, 2.0)
        with pytest.raises(ValueError, match="coordinates from"):
            transport.float_costs(np.array([[np.nextafter(end, beyond)]]), one, 2, 2.0)
