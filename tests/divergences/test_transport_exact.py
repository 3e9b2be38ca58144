"""Transport in space agrees with an exact simplex, to the last bit."""

from fractions import Fraction

import numpy as np
import pytest

from divergences import transport_matrix, wasserstein
from divergences._network import first_tree
from divergences.costs import squared_euclidean
from tests.divergences.exact_simplex import exact_optimum


def brute_force_assignment(costs):
    """Return the least mean over permutations, as a Fraction."""
    from itertools import permutations

    n = len(costs)
    return min(sum(Fraction(costs[i][p[i]]) for i in range(n)) for p in permutations(range(n))) / n


def generic(rng, n, m):
    return rng.random(n) + 0.01, rng.random(m) + 0.01, rng.random((n, m))


def tied(rng, n, m):
    a, b = rng.integers(0, 4, n) * 1.0, rng.integers(0, 4, m) * 1.0
    a[0] += 1
    b[-1] += 1
    return a, b, rng.integers(-2, 4, (n, m)) / 3


def tilted(rng, n, m):
    a = rng.random(n) + 0.01
    x = np.sort(rng.normal(size=(n, 1)), axis=0)
    return a, a * (1 + 1e-12 * rng.normal(size=n)), np.abs(x - x.T)


def shifted(rng, n, m):
    x = rng.normal(size=(n, 2))
    y = x + 10.0 ** -rng.integers(3, 13)
    return np.ones(n), rng.integers(1, 3, n) * 1.0, squared_euclidean(x, y)


def clustered(rng, n, m):
    x = rng.normal(size=(n, 2)) + 1e6 * rng.integers(0, 2, (n, 1))
    y = rng.normal(size=(m, 2)) + 1e6 * rng.integers(0, 2, (m, 1))
    return rng.random(n) + 0.01, rng.random(m) + 0.01, squared_euclidean(x, y)


def of_all_magnitudes(rng, n, m):
    return rng.random(n) + 0.01, rng.random(m) + 0.01, 10.0 ** rng.uniform(-150, 150, (n, m))


def with_tiny_weights(rng, n, m):
    return 10.0 ** rng.uniform(-300, 0, n), 10.0 ** rng.uniform(-18, 0, m), rng.random((n, m))


def degenerate(rng, n, m):
    return np.ones(n), np.ones(n), np.minimum(rng.integers(0, 6, (n, n)) * 0.1, 0.3)


FAMILIES = [
    generic, tied, tilted, shifted, clustered, of_all_magnitudes, with_tiny_weights, degenerate,
]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.__name__)
def test_value_is_the_correctly_rounded_optimum(family):
    rng = np.random.default_rng(20)
    for trial in range(25):
        a, b, costs = family(rng, *rng.integers(1, 9, 2))
        a, b = a / a.sum(), b / b.sum()
        truth = exact_optimum(a.tolist(), b.tolist(), costs.tolist())
        assert transport_matrix(a, b, costs).value == float(truth), trial


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.__name__)
def test_plan_and_potentials_certify_the_value(family):
    rng = np.random.default_rng(21)
    for _ in range(10):
        a, b, costs = family(rng, *rng.integers(1, 9, 2))
        a, b = a / a.sum(), b / b.sum()
        result = transport_matrix(a, b, costs)
        plan = result.plan.toarray()
        rounding = 4e-16 * (np.abs(costs).max() + np.abs(result.f).max() + np.abs(result.g).max())
        assert plan.min() >= 0
        np.testing.assert_allclose(plan.sum(axis=1), a / a.sum(), rtol=4e-16 * len(b), atol=0)
        np.testing.assert_allclose(plan.sum(axis=0), b / b.sum(), rtol=4e-16 * len(a), atol=0)
        assert (result.f[:, None] + result.g - costs).max() <= rounding
        slack = (costs - result.f[:, None] - result.g)[plan > 0]
        assert np.abs(slack).max() <= rounding
        assert len(result.plan.data) <= len(a) + len(b) - 1


def test_exact_simplex_agrees_with_all_permutations():
    rng = np.random.default_rng(22)
    for n in (1, 2, 3, 4, 5):
        costs = rng.random((n, n)).tolist()
        assert exact_optimum([1] * n, [1] * n, costs) == brute_force_assignment(costs)


def test_nearly_equal_measures_in_space_keep_their_digits():
    """POT's plan and potentials alone leave gaps of 1e-2 here."""
    rng = np.random.default_rng(23)
    x = rng.normal(size=(6, 3))
    assert wasserstein(x, x + [1e-9, 0, 0], order=2) == pytest.approx(1e-9, rel=1e-6)
    a = np.full(6, 1 / 6)
    b = a + np.array([1e-13, -1e-13, 0, 0, 0, 0])
    costs = np.sqrt(squared_euclidean(x, x))
    truth = exact_optimum(a.tolist(), b.tolist(), costs.tolist())
    assert transport_matrix(a, b, costs).value == float(truth) > 0


LEFT_BY_POT = {
    "called infeasible": (
        [[6, -4], [0, -1]], [0.9999999976716936, 2.3283064311176854e-09],
        [[1, -3], [5, -8], [6, -3], [-3, 4]], [2, 5, 8, 6],
    ),
    "rows without arcs": (
        [[-4, -8], [5, 2], [1, -4]], [4.909093465297727e-91, 8.434719527860094e-181, 1.0],
        [[4, -4], [-6, -7]], [1.0, 1.0250665447337477e-143],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("x", "a", "y", "b"), LEFT_BY_POT.values(), ids=LEFT_BY_POT)
def test_masses_that_pot_leaves_where_they_are_are_moved(x, a, y, b):
    a, b = np.array(a), np.array(b) / np.sum(b)
    costs = np.sqrt(squared_euclidean(np.array(x), np.array(y)))
    rows, columns, _ = first_tree(a, b, costs)
    assert set(rows) == set(range(len(a)))
    assert len(set(zip(rows, columns, strict=True))) == len(a) + len(b) - 1
    truth = exact_optimum(a.tolist(), b.tolist(), costs.tolist())
    assert transport_matrix(a, b, costs).value == float(truth)


LARGEST = float(np.finfo(float).max)
HALVES = [0.5, 0.5]


@pytest.mark.parametrize(
    ("costs", "value"),
    [
        ([[1e308, -1e308], [-1e308, 1e308]], -1e308),
        ([[1e308, 1e308], [0.0, -1e308]], 0.0),
        ([[LARGEST, LARGEST], [LARGEST, LARGEST]], LARGEST),
        ([[LARGEST, 1e-323], [3e-323, LARGEST]], 2e-323),
        ([[1e308, 5e-324], [5e-324, 1e308]], 5e-324),
    ],
)
def test_costs_near_the_largest_double_are_added_up_without_overflow(costs, value):
    result = transport_matrix(HALVES, HALVES, costs)
    assert result.value == value
    assert np.isfinite(result.f).all()
    assert np.isfinite(result.g).all()
    assert result.bounds().lower <= value <= result.bounds().upper


def test_large_costs_are_settled_by_pivots_like_small_ones():
    rng = np.random.default_rng(0)
    small = rng.integers(-9, 10, (7, 7)).astype(float)
    masses = [0.25, 0.25, 0.125, 0.125, 0.125, 0.0625, 0.0625]
    for power in (990, 1018, 1020):
        value = transport_matrix(masses, masses[::-1], np.ldexp(small, power)).value
        assert value == np.ldexp(transport_matrix(masses, masses[::-1], small).value, power)


@pytest.mark.parametrize("masses", [HALVES, [1.0, 0.0]])
def test_a_potential_above_the_largest_double_is_an_overflow(masses):
    with pytest.raises(OverflowError, match=r"a potential exceeds .* scale the costs down"):
        transport_matrix(masses, masses, [[LARGEST, -LARGEST], [-LARGEST, LARGEST]])
