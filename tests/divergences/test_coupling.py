"""Two measures as atoms that moved, against fractions."""

from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest

from divergences import Measure
from divergences._coupling import couple, differences_below


def surplus(mu, nu):
    """Return mu - nu on each atom, where it is not 0."""
    found = defaultdict(Fraction)
    for measure, sign in ((mu, 1), (nu, -1)):
        whole = sum(map(Fraction, measure.weights))
        for point, weight in zip(measure.points.tolist(), measure.weights, strict=True):
            found[tuple(point)] += sign * Fraction(weight) / whole  # -0.0 is the key 0.0
    return {point: mass for point, mass in found.items() if mass}


def random_pair(seed, d):
    rng = np.random.default_rng(seed)
    x, y = (rng.integers(-2, 3, size=(k, d)) * 1.0 for k in (7, 5))
    return [Measure(z, rng.integers(1, 4, len(z)) * 0.1, normalize=True) for z in (x, y)]


@pytest.mark.parametrize("d", [1, 2, 3])
def test_moves_turn_the_first_measure_into_the_second_and_leave_alone_what_they_share(d):
    for seed in range(20):
        mu, nu = random_pair(seed, d)
        left, moves = surplus(mu, nu), couple(mu, nu)
        assert len(moves.x) == len(moves.y) == len(moves.mass) < max(len(left), 1)
        net = defaultdict(float)
        for x, y, mass in zip(moves.x.tolist(), moves.y.tolist(), moves.mass, strict=True):
            assert mass > 0
            assert left[tuple(x)] > 0 > left[tuple(y)]
            net[tuple(x)] += mass
            net[tuple(y)] -= mass
        assert net.keys() == left.keys()
        for point, mass in left.items():
            assert net[point] == pytest.approx(float(mass), rel=1e-15, abs=0)


def test_one_atom_that_moves_has_its_mass_rounded_once():
    mu, nu = (Measure([0.0, 1.0], [1.0, w], normalize=True) for w in (1e-200, 3e-200))
    for (one, other), ends in (((mu, nu), (0.0, 1.0)), ((nu, mu), (1.0, 0.0))):
        moves = couple(one, other)
        assert (moves.x.tolist(), moves.y.tolist()) == ([[ends[0]]], [[ends[1]]])
        assert moves.mass.tolist() == [float(abs(surplus(mu, nu)[(0.0,)]))]
    assert len(couple(mu, mu).mass) == 0
    assert couple(Measure([-0.0]), Measure([0.0])).x.shape == (0, 1)


def test_a_surplus_of_one_unit_moves_and_none_does_not():
    moves = couple(Measure([0.0]), Measure([0.0, 1.0]))
    assert (moves.x.tolist(), moves.y.tolist(), moves.mass.tolist()) == ([[0.0]], [[1.0]], [0.5])
    moves = couple(Measure([0.0, 1.0, 2.0]), Measure([1.0, 2.0, 3.0]))
    assert (moves.x.tolist(), moves.y.tolist(), moves.mass.tolist()) == ([[0.0]], [[3.0]], [1 / 3])


@pytest.mark.parametrize("scale", [1.0, 2.0**-1060, 2.0**1000])
def test_on_the_line_masses_move_in_order(scale):
    x, y = np.array([3.0, 0.0, 7.0, 5.0]) * scale, np.array([1.0, 8.0, 4.0, 6.0]) * scale
    moves = couple(Measure(x), Measure(y))
    assert (moves.x[:, 0] / scale).tolist() == [0.0, 3.0, 5.0, 7.0]
    assert (moves.y[:, 0] / scale).tolist() == [1.0, 4.0, 6.0, 8.0]
    assert moves.mass.tolist() == [0.25] * 4


def test_close_pairs_of_the_plane_are_matched_wherever_they_lie():
    rng = np.random.default_rng(0)
    for far in (0.0, 1e15):
        x = np.round(rng.uniform(-900, 900, size=(30, 2))) + far
        moves = couple(Measure(x), Measure(x + [0.0, 0.25]))
        assert np.abs(moves.x - moves.y).max() == 0.25


def test_differences_below_are_right_to_one_rounding_at_any_magnitude():
    for weights in ([0.3, 0.1, 0.6], [1.0, 1e-300, 2e-300]):
        mu = Measure([2.0, 0.0, 1.0], weights, normalize=True)
        nu = Measure([0.0, 1.0, 4.0, 2.0], [weights[1], weights[2], weights[1], weights[0]],
                     normalize=True)  # fmt: skip
        points, values, power = differences_below(mu, nu)
        assert points.tolist() == [0.0, 1.0, 2.0, 4.0]
        left, below = surplus(mu, nu), Fraction(0)
        for point, value in zip(points[:-1], values, strict=True):
            below += left.get((point,), 0)
            assert value == float(below * Fraction(2) ** -power)
        assert 0.5 <= np.abs(values).max() <= 2
    points, values, power = differences_below(mu, mu)
    assert (points.tolist(), values.tolist()) == ([0.0, 1.0, 2.0], [0.0, 0.0])
