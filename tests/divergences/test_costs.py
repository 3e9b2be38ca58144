"""Costs take differences before squares, and stay right at every scale."""

import math
from fractions import Fraction

import numpy as np
import pytest

from divergences import _costs
from divergences.costs import Matrix, c_transform, euclidean, manhattan, power, squared_euclidean


def test_named_costs_are_what_they_say():
    x, y = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[3.0, 4.0]])
    assert euclidean(x, y).tolist() == [[5.0], [math.sqrt(13)]]
    assert squared_euclidean(x, y).tolist() == [[25.0], [13.0]]
    assert manhattan(x, y).tolist() == [[7.0], [5.0]]
    assert power(manhattan, 2)(x, y).tolist() == [[49.0], [25.0]]
    assert power(euclidean, 3)(x, y)[0, 0] == 125.0


def test_differences_are_taken_before_squares():
    x, y = np.array([[1e8, 0.0]]), np.array([[1e8 + 1, 0.0]])
    assert [c(x, y)[0, 0] for c in (euclidean, squared_euclidean, manhattan)] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("exponent", [-1060, -700, -520, 0, 520, 700, 1010])
def test_distances_are_right_where_squares_are_not(exponent):
    x = np.ldexp(np.array([[3.0, 0.0], [0.0, 0.0]]), exponent)
    y = np.ldexp(np.array([[0.0, 4.0], [3.0, 0.0]]), exponent)
    expected = np.ldexp([[5.0, 0.0], [4.0, 3.0]], exponent)
    np.testing.assert_array_equal(euclidean(x, y), expected)
    if abs(exponent) < 512:
        np.testing.assert_array_equal(squared_euclidean(x, y), expected**2)


def test_scales_may_be_mixed():
    x, y = np.array([[1e300, 0.0]]), np.array([[1e300, 1e-300], [-1e300, 1.0]])
    np.testing.assert_array_equal(euclidean(x, y), [[1e-300, 2e300]])
    opposite = euclidean(np.array([[1e308, 1e308]]), np.array([[-5e307, 1e308]]))
    np.testing.assert_allclose(opposite, [[1.5e308]], rtol=1e-15)


def test_a_square_may_be_subnormal_or_too_large():
    x, y = np.array([[0.0, 0.0]]), np.array([[3e-160, 4e-160], [1e200, 0.0]])
    found = squared_euclidean(x, y)[0]
    assert found[0] == pytest.approx(float(Fraction(5e-160) ** 2), abs=5e-324)
    assert found[1] == math.inf


def test_a_difference_that_overflows_is_halved_first():
    far = euclidean(np.array([[-1.2e308, 0.0]]), np.array([[1.2e308, 0.0]]))
    assert far[0, 0] == math.inf
    near = euclidean(np.array([[-0.8e308, 0.0]]), np.array([[0.8e308, 0.0]]))
    assert near[0, 0] == 1.6e308


def test_powers_multiply_and_keep_their_names():
    assert power(euclidean, 2) is squared_euclidean
    assert power(squared_euclidean, 0.5) is euclidean
    assert power(manhattan, 1) is manhattan
    cubed = power(manhattan, 3)
    assert (cubed.norm, cubed.order, repr(cubed)) == (1, 3.0, "manhattan**3")
    assert repr(power(squared_euclidean, 1.5)) == "euclidean**3"
    assert repr(euclidean) == "euclidean"


@pytest.mark.parametrize("order", [0, -1, math.inf, math.nan])
def test_powers_that_are_no_cost_are_refused(order):
    with pytest.raises(ValueError, match=f"order is {order}; pass a finite power above 0"):
        power(euclidean, order)


def test_powers_of_anything_else_are_refused():
    with pytest.raises(ValueError, match=r"cost is 'euclidean'; pass costs\.euclidean"):
        power("euclidean", 2)


def test_matrix_answers_for_any_block():
    entries = np.arange(6.0).reshape(2, 3)
    cost = Matrix(entries)
    rows, columns = np.arange(2.0)[:, None], np.arange(3.0)[:, None]
    np.testing.assert_array_equal(cost(rows, columns), entries)
    np.testing.assert_array_equal(cost(rows[1:], columns[[2, 0]]), [[5.0, 3.0]])
    assert repr(cost) == "Matrix(2 x 3)"


def test_c_transform_is_the_largest_feasible_potential(monkeypatch):
    rng = np.random.default_rng(40)
    x, y, f = rng.normal(size=(5, 2)), rng.normal(size=(7, 2)), rng.normal(size=5)
    expected = (squared_euclidean(x, y) - f[:, None]).min(axis=0)
    np.testing.assert_array_equal(c_transform(squared_euclidean, x, y, f), expected)
    for block in (1, 15):
        monkeypatch.setattr(_costs, "_BLOCK", block)
        sizes = []

        def counted(u, v, sizes=sizes):
            sizes.append(len(v))
            return squared_euclidean(u, v)

        np.testing.assert_array_equal(c_transform(counted, x, y, f), expected)
        assert max(sizes) == max(1, block // 5)


def test_far_pairs_are_mended_block_by_block(monkeypatch):
    monkeypatch.setattr(_costs, "_BLOCK", 4)
    x, y = np.full((3, 2), 2.0**600), np.zeros((2, 2))
    np.testing.assert_array_equal(euclidean(x, y), np.full((3, 2), math.sqrt(2) * 2.0**600))


def test_named_costs_have_their_norms_and_orders():
    named = [(c.norm, c.order) for c in (euclidean, squared_euclidean, manhattan)]
    assert named == [(2, 1), (2, 2), (1, 1)]


@pytest.mark.parametrize(("order", "power"), [(1, 480), (2, 960)])
def test_costs_are_computed_again_below_2_to_the_minus_480_and_above_2_to_the_480(
    monkeypatch, order, power
):
    low, high = 2.0**-power, 2.0**power
    again = [math.nextafter(low, 0), 0.0, math.nextafter(high, math.inf), math.inf, math.nan]
    monkeypatch.setattr(_costs, "_scaled_norm", lambda x, y: np.full(len(x), 3.0))
    costs = np.array([[low, high, 1.0], [*again[:3]], [*again[3:], low]])
    found = _costs._mended(costs.copy(), np.ones((3, 2)), np.ones((3, 2)), order)
    assert found.tolist() == [[low, high, 1], [3**order] * 3, [3**order, 3**order, low]]


def test_costs_are_computed_again_a_block_of_coordinates_at_a_time(monkeypatch):
    sizes = []

    def norm(x, y):
        sizes.append(len(x))
        return np.zeros(len(x))

    monkeypatch.setattr(_costs, "_scaled_norm", norm)
    for block, expected in [(6, [2, 2, 1]), (5, [1] * 5), (2, [1] * 5), (99, [5])]:
        monkeypatch.setattr(_costs, "_BLOCK", block)
        sizes.clear()
        _costs._mended(np.zeros((1, 5)), np.ones((1, 3)), np.ones((5, 3)), 1)
        assert sizes == expected


def test_four_million_costs_are_held_at_once():
    sizes = []

    def cost(x, y):
        sizes.append(len(y))
        return np.broadcast_to(np.float32(0), (len(x), len(y)))

    c_transform(cost, np.zeros((2**12, 1)), np.zeros((2**10 + 1, 1)), np.zeros(2**12, np.float32))
    assert sizes == [2**10, 1]


def test_one_dimension_and_one_norm_take_absolute_differences_as_they_are():
    x, y = np.array([[1e-300]]), np.array([[3e-300]])
    assert squared_euclidean(x, y) == 0
    assert power(euclidean, 3)(np.array([[1.0]]), np.array([[4.0]])) == 27
    assert manhattan(np.array([[0.0, 0.0]]), np.array([[3.0, -4.0]])) == 7


@pytest.mark.parametrize("exponents", [(0, 0), (900, -900), (-1060, 1000), (1020, 1020)])
def test_each_row_has_its_norm_on_its_own_scale(exponents):
    x = np.array([[np.ldexp(3.0, k), np.ldexp(4.0, k)] for k in exponents])
    found = _costs._scaled_norm(x, np.zeros((2, 2)))
    assert found.tolist() == [np.ldexp(5.0, k) for k in exponents]
