"""`audit`: a diameter that points or values refute makes no statement."""

import math

import numpy as np
import pytest

from divergences.costs import euclidean
from gan import audit
from gan._audit_reading import refuse_apart


def first(points):
    return points[:, 0]


SQUARE = np.array([[0.0, 0.0], [0.1, 0.0]]), np.array([[0.0, 0.1], [0.1, 0.1]])
STEP = np.array([[2.0, 0.0], [2.0, 0.1]]), np.array([[0.0, 0.2], [0.1, 0.2]])


@pytest.mark.parametrize("bound", [1.0, 0.25])
def test_the_values_range_over_at_most_the_bound_times_the_diameter(bound):
    """Which only the fresh points tell, as the critic is a step between them and the samples."""

    def audited(height):
        def step(points):
            return height * bound * (points[:, 0] > 1)

        return audit(step, *SQUARE, fresh=STEP, lipschitz_bound=bound, diameter=2.5)

    assert audited(2.5 * (1 + 1e-7)).laws.certain[1] == 2.5
    sentence = f"of the critic range over .*, more than its Lipschitz bound {bound:g} times the dia"
    for height in (2.5 * (1 + 1e-5), -3):
        with pytest.raises(ValueError, match=sentence):
            audited(height)


def test_the_extension_ranges_over_at_most_the_diameter():
    """Two fresh points are 1.2 apart; from the points that are looked from, all are within 1.05."""
    x = np.array([[-0.3, 0], [0, 0.55], [0.01, 0.55]])
    y = np.array([[-0.3, -0.01], [0, -0.5], [0.01, -0.5]])
    fresh = np.array([[0, 0.54], [0, 0.5]]), np.array([[0, -0.66], [0.7, 0]])

    def high(points):
        return 1.0 * (points[:, 1] > 0.4)

    assert audit(high, x, y, fresh=fresh, diameter=1.25).laws.extended
    with pytest.raises(ValueError, match="of the critic's extension range over 1"):
        audit(high, x, y, fresh=fresh, diameter=1.1)


@pytest.mark.parametrize("where", range(4))
def test_a_diameter_that_any_two_points_exceed_is_refused(where):
    """Within x, within y, within the fresh points: not only across."""
    sides = [np.array([[0.5, 0], [0.5, 0.1]]) + k / 100 for k in range(4)]
    sides[where] = np.array([[0, -2.5], [0, 2.5]])
    x, y, u, v = sides
    sentence = "^two points are 5 apart, and diameter is 4; .* or leave it out$"
    with pytest.raises(ValueError, match=sentence):
        audit(first, x, y, fresh=(u, v), lipschitz_bound=1, diameter=4)
    if where < 2:
        with pytest.raises(ValueError, match=sentence):
            audit(first, x, y, diameter=4)


@pytest.mark.parametrize("seed", range(5))
def test_three_looks_see_the_diameter_up_to_the_root_of_three(seed):
    points = np.random.default_rng(seed).normal(size=(40, 3))
    diameter = float(euclidean(points, points).max())
    refuse_apart([points], None)
    refuse_apart([points], diameter)
    refuse_apart([points], diameter / (1 + 0.9e-6))
    with pytest.raises(ValueError, match="and diameter is"):
        refuse_apart([points[:20], points[20:]], diameter / math.sqrt(3) / (1 + 1.1e-6))


def test_the_third_look_sees_what_the_second_does_not():
    points = np.array([[0, 0], [1, 0], [-0.2, 0.9], [-0.2, -0.7]])
    with pytest.raises(ValueError, match="two points are 1"):
        refuse_apart([points], 1.55)


def test_a_diameter_may_be_off_by_a_millionth():
    points = np.array([[0.0], [1.0]])
    refuse_apart([points], 1 / (1 + 0.9e-6))
    with pytest.raises(ValueError, match="two points are 1 apart"):
        refuse_apart([points], 1 / (1 + 1.1e-6))


def test_what_was_seen_before_counts():
    with pytest.raises(ValueError, match="two points are 7 apart, and diameter is 6"):
        refuse_apart([np.eye(2)], 6.0, 7.0)
