"""Projections as pairs of doubles, against fractions; and where integers take over."""

from fractions import Fraction

import numpy as np
import pytest

from divergences import Measure, _projections, wasserstein
from divergences._projections import distances_along, gaps, projections

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("d", [1, 2, 3, 10])
def test_projections_are_right_to_d_squared_2_to_the_minus_106(d):
    points, directions = RNG.normal(size=(2, 20, d)) * 2.0 ** RNG.integers(-12, -3, (2, 20, d))
    for u, line in zip(directions, projections(points, directions), strict=True):
        for x, high, low in zip(points, *line, strict=True):
            terms = [Fraction(s) * Fraction(t) for s, t in zip(u, x, strict=True)]
            off = abs(Fraction(high) + Fraction(low) - sum(terms))
            assert off <= d * d * Fraction(1, 2**106) * sum(map(abs, terms))
            assert high == high + low  # the first is the sum rounded


def test_what_a_product_and_a_sum_round_off_is_kept():
    a, b = RNG.normal(size=(2, 500)) * 2.0 ** RNG.integers(-20, 1, (2, 500))
    total, lost = _projections._sum(a, b)
    product, rest = _projections._product(a, b)
    assert (total == a + b).all()
    assert (product == a * b).all()
    for i in range(500):
        x, y = Fraction(a[i]), Fraction(b[i])
        assert Fraction(total[i]) + Fraction(lost[i]) == x + y
        assert Fraction(product[i]) + Fraction(rest[i]) == x * y
        top, end = (float(v[0]) for v in _projections._halves(a[i : i + 1]))
        assert top + end == x
        assert abs(end) <= abs(x) * 2.0**-26
        assert int(np.float64(top).view(np.int64)) % 2**27 == 0


def test_gaps_are_differences_of_pairs_whichever_is_larger():
    near, low = 1 + 2.0**-52, 2.0**-60
    u, v = np.array([[near, 3.0], [2 * low, low]]), np.array([[1.0, 1.0], [-low, 0.0]])
    assert gaps(u, v).tolist() == [2.0**-52 + 3 * low, 2.0]
    assert gaps(v, u).tolist() == gaps(u, v).tolist()


@pytest.mark.parametrize(
    ("size", "lengths"),
    [(2**13, [4, 1]), (2**14, [2, 2, 1]), (2**14 + 1, [1] * 5), (10**6, [1] * 5)],
)
def test_directions_come_in_blocks_of_32768_projections(size, lengths):
    directions = np.arange(10.0).reshape(5, 2)
    blocks = _projections._blocks(directions, size)
    assert [len(block) for block in blocks] == lengths
    assert (np.concatenate(blocks) == directions).all()


def test_projections_are_sorted_by_both_their_parts_and_those_without_mass_left_out():
    u = np.array([[1.0, 0.0, 1.0, 1.0, 0.5], [3e-20, 1e-20, 1e-20, 2e-20, 0.0]])
    found, mass = _projections._in_order(u, np.array([1.0, 2.0, 3.0, 4.0, 0.0]))
    assert found.tolist() == [[0.0, 1.0, 1.0, 1.0], [1e-20, 1e-20, 2e-20, 3e-20]]
    assert mass.tolist() == [2.0, 3.0, 4.0, 1.0]


@pytest.mark.parametrize(("d", "closest"), [(1, 2.0**-49), (2, 2.0**-46), (4, 2.0**-43)])
def test_distances_below_d_cubed_2_to_the_minus_49_are_taken_in_integers(d, closest, monkeypatch):
    """Of points scaled to a largest entry of 1/2, here 1."""
    asked = []
    monkeypatch.setattr(_projections, "_exactly", lambda *rest: asked.append(rest) or (0, 0))
    along = np.eye(d)[:1]
    for apart, exactly in [(2 * closest, 0), (2 * closest - 2.0**-53, 1), (0.0, 0)]:
        asked.clear()
        x, y = np.zeros((2, 1, d))
        x[0, 0], y[0, 0] = 1, 1 - apart
        distances, exponent = distances_along(Measure(x), Measure(y), along, 1.0)
        assert len(asked) == exactly
        if not exactly:
            assert (distances.tolist(), exponent) == ([apart / 2], 1)
    rest = np.vstack([along, 3 * along])  # of two directions the mean counts
    asked.clear()
    y[0, 0] = 1 - closest
    distances_along(Measure(x), Measure(y), rest, 1.0)
    assert not asked


@pytest.mark.parametrize("order", [1.0, 2.0, 3.5])
def test_integers_and_pairs_find_the_same_distances(order):
    mu = Measure(RNG.normal(size=(4, 2)), [1, 0, 3, 2], normalize=True)
    nu = Measure(RNG.normal(size=(3, 2)) * 9, [2, 1, 0.5], normalize=True)
    directions = np.array([[0.6, 0.8], [1.0, 0.0], [0.8, -0.6]])
    for mine, yours in ((mu, nu), (nu, mu)):
        for found in (distances_along, _projections._exactly):
            values, power = found(mine, yours, directions, order)
            for value, u in zip(values, directions, strict=True):
                shadows = (Measure(v.points @ u, v.weights, normalize=True) for v in (mine, yours))
                expected = wasserstein(*shadows, order=order)
                assert np.ldexp(value, power) == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_far_atom_of_hardly_any_mass_is_settled_in_integers(swapped):
    wide, narrow = np.array([[0.0, 0.0, 1.0], [0.0] * 3]), np.zeros((2, 1))
    sides = [(wide, np.array([0.3, 0.4, 1e-150])), (narrow, np.ones(1))]
    (u, a), (v, b) = sides[::-1] if swapped else sides
    assert _projections._of_pairs(u, a, v, b, 1.0) == pytest.approx(1e-150 / 0.7, rel=1e-14, abs=0)


def test_a_gap_that_no_mass_crosses_takes_no_bits_from_powers():
    """The cell between 1 and t has no mass; powers of t over its gap would be subnormal."""
    t = 7 * 2.0**-27
    mu, nu = Measure([0.0, 1.0]), Measure([t, 1 + t])
    (value,), power = distances_along(mu, nu, np.ones((1, 1)), 50.0)
    assert np.ldexp(value, power) == pytest.approx(t, rel=1e-14, abs=0)


def test_integers_of_all_magnitudes_are_given_over_the_largest():
    mu, nu = Measure([[0.0, 0.0]]), Measure([[2.0**900, 2.0**-900]])
    values, power = _projections._exactly(mu, nu, np.eye(2), 1.0)
    assert np.ldexp(values, power).tolist() == [2.0**900, 0.0]
    values, power = _projections._exactly(mu, nu, np.eye(2)[1:], 1.0)
    assert np.ldexp(values, power).tolist() == [2.0**-900]
