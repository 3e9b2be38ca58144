"""A `Transport` carries its evidence; what cannot be solved is refused."""

import dataclasses
import math
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from divergences import (
    Measure,
    NotConverged,
    Transport,
    _basis,
    _network,
    _pivots,
    _solve,
    prove,
    sinkhorn,
    transport,
    transport_matrix,
    wasserstein,
    wasserstein_histogram,
)
from divergences.costs import Matrix, euclidean, manhattan, power, squared_euclidean

SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
ROOT = Path(__file__).resolve().parents[2]


def test_result_says_what_was_asked_and_how_it_went():
    result = transport_matrix([0.5, 0.5], [0.25, 0.75], [[0.0, 1.0], [1.0, 0.0]])
    assert float(result) == result.value == 0.25
    assert result.as_dict() == {
        "mu": {"points": [[0.0], [1.0]], "weights": [0.5, 0.5]},
        "nu": {"points": [[0.0], [1.0]], "weights": [0.25, 0.75]},
        "cost": "Matrix(2 x 2)",
        "value": 0.25,
        "plan": result.as_dict()["plan"],
        "f": result.f.tolist(),
        "g": result.g.tolist(),
        "iterations": result.iterations,
    }
    assert sorted(result.as_dict()["plan"]) == [(0, 0, 0.25), (0, 1, 0.25), (1, 1, 0.5)]
    assert repr(result) == "Transport(value=0.25, cost=Matrix(2 x 2), 2 -> 2 atoms, 3 arrows)"
    html = result._repr_html_()
    assert html.startswith("<table><tr><th>value</th><td>0.25</td></tr>")
    assert "<th>arrows</th><td>3</td>" in html
    assert isinstance(result.cost, Matrix)


@pytest.mark.parametrize("solve", [
    lambda: transport(SQUARE, SQUARE + 0.5, euclidean),
    lambda: transport([0.0, 1.0], [2.0, 4.0, 5.0], euclidean),
    lambda: transport_matrix([1.0], [1.0], [[3.0]]),
])  # fmt: skip
def test_arrays_of_a_result_are_read_only(solve):
    result = solve()
    for array in (result.f, result.g, result.plan.data, *result.plan.coords):
        assert not array.flags.writeable
    with pytest.raises(AttributeError):
        result.value = 0.0


@pytest.mark.parametrize(
    "solve",
    [
        lambda: transport([0.0, 1.0], [2.0, 4.0, 5.0], euclidean),
        lambda: sinkhorn([0.0, 1.0], [2.0, 4.0, 5.0], euclidean, eps=1.0),
    ],
)
def test_what_is_done_to_a_plan_does_not_reach_the_result(solve):
    result = solve()
    before, plan, told = result.bounds(), result.plan, result.as_dict()
    plan.data, plan.coords = np.ones(1), (np.zeros(1, int), np.zeros(1, int))
    plan.resize(9, 9)
    result.plan.sum_duplicates()
    assert result.plan.shape == (2, 3)
    assert result.plan.toarray().sum() == pytest.approx(1)
    assert result.as_dict() == told
    assert (result.bounds().lower, result.bounds().upper) == (before.lower, before.upper)
    with pytest.raises(AttributeError):
        result.plan = plan
    again = dataclasses.replace(result, value=0.5)
    assert (again.value, again.plan.shape) == (0.5, (2, 3))
    assert "plan" in dir(result)


def test_bounds_of_a_result_enclose_its_value():
    result = transport(SQUARE, SQUARE @ np.array([[1.0, 0.25], [0.0, 1.0]]), euclidean)
    bounds = result.bounds()
    assert bounds.lower <= result.value <= bounds.upper <= bounds.lower * (1 + 1e-12)


def test_costs_of_ones_own_are_taken_as_the_doubles_they_are():
    def blocks(x, y):
        return np.abs(x[:, None] - y).max(axis=2)

    result = transport(SQUARE, SQUARE + [0.0, 3.0], blocks)
    assert result.value == 3.0
    assert result.cost is blocks


def test_whole_numbers_do_as_costs():
    assert transport_matrix([0.5, 0.5], [0.5, 0.5], [[3, 1], [1, 3]]).value == 1.0


def test_manhattan_moves_along_the_streets():
    assert transport(SQUARE, SQUARE + [2.0, 3.0], manhattan).value == 5.0


def test_concave_costs_on_the_line_keep_common_mass_in_place():
    root = power(euclidean, 0.5)
    assert transport([0.0, 1.0, 4.0], [1.0, 4.0, 9.0], root).value == 1.0
    assert transport([0.0, 1.0, 4.0], [1.0, 4.0, 9.0], euclidean).value == 3.0


def test_atoms_without_mass_get_feasible_potentials_too():
    rng = np.random.default_rng(50)
    x, y = rng.normal(size=(5, 2)), rng.normal(size=(4, 2))
    a, b = [0.5, 0.0, 0.25, 0.0, 0.25], [0.0, 0.5, 0.0, 0.5]
    for mu, nu in (
        (Measure(x, a), Measure(y)),
        (Measure(y), Measure(x, a)),
        (Measure(x, a), Measure(y, b)),
    ):
        result = transport(mu, nu, euclidean)
        slack = euclidean(mu.points, nu.points) - result.f[:, None] - result.g
        assert slack.min() >= -1e-15
        massless = np.flatnonzero(mu.weights == 0)
        assert (slack[massless].min(axis=1) <= 1e-15).all()
        assert not np.isin(result.plan.coords[0], massless).any()
    kept = transport(Measure(x[[0, 2, 4]], [0.5, 0.25, 0.25]), Measure(y[[1, 3]]), euclidean)
    assert result.value == kept.value


def test_uniform_weights_of_unlike_sizes_balance_exactly():
    result = transport(np.repeat(SQUARE, 3, axis=0), np.repeat(SQUARE, 7, axis=0), euclidean)
    assert result.value == 0.0
    assert math.copysign(1, result.value) == 1


def test_potentials_stand_around_zero():
    rng = np.random.default_rng(51)
    result = transport(rng.normal(size=(6, 2)), rng.normal(size=(5, 2)) + 9, euclidean)
    assert result.f.max() == pytest.approx(-result.f.min(), rel=1e-12)


def test_flows_of_a_forest_are_exact():
    third = Fraction(0.3)
    a, b = np.array([0.3, 0.7]), np.array([0.5, 0.25, 0.25])
    flows, whole = _basis.exact_flows(a, b, [1, 0, 1, 1], [0, 0, 1, 2])
    total = third + Fraction(0.7)
    exact = [Fraction(1, 2) - third / total, third / total, Fraction(1, 4), Fraction(1, 4)]
    assert [Fraction(flow, whole) for flow in flows] == exact


def test_flows_may_be_negative_and_forests_may_fall_apart():
    flows, whole = _basis.exact_flows(np.ones(2), np.ones(2), [0, 1, 1], [0, 0, 1])
    assert [Fraction(flow, whole) for flow in flows] == [Fraction(1, 2), 0, Fraction(1, 2)]
    flows, whole = _basis.exact_flows(np.array([1.0, 3.0]), np.ones(2), [0, 1, 0], [0, 0, 1])
    assert [Fraction(flow, whole) for flow in flows] == [
        Fraction(-1, 4),
        Fraction(3, 4),
        Fraction(1, 2),
    ]
    assert _basis.exact_flows(np.ones(2), np.ones(2), [1, 0], [0, 1]) == ([1, 1], 2)


def test_cycles_are_no_forest():
    with pytest.raises(ValueError, match="closes a cycle; pass the arcs of a forest"):
        _basis.exact_flows(np.ones(2), np.ones(2), [0, 0, 1, 1], [0, 1, 0, 1])
    with pytest.raises(ValueError, match="closes a cycle"):
        _basis.exact_flows(np.ones(1), np.ones(1), [0, 0], [0, 0])


def a_bad_start(monkeypatch):
    """Let the solver begin from a star whose flows and potentials are both wrong."""

    def star(a, b, costs):
        n, m = costs.shape
        return [0] * m + list(range(1, n)), [*range(m), *[m - 1] * (n - 1)], np.zeros(n)

    monkeypatch.setattr(_solve, "first_tree", star)


def test_any_first_basis_leads_to_the_optimum(monkeypatch):
    rng = np.random.default_rng(52)
    problems = []
    for n, m in [(1, 1), (1, 4), (4, 1), (2, 2), (5, 7), (9, 6), (12, 12)]:
        a, b = rng.integers(1, 4, n) * 1.0, rng.integers(1, 4, m) * 1.0
        for costs in (
            rng.random((n, m)),
            rng.integers(0, 3, (n, m)) * 1.0,
            -rng.random((n, m)) / 3,
        ):
            problems.append((a / a.sum(), b / b.sum(), costs))
    before = [transport_matrix(*problem).value for problem in problems]
    a_bad_start(monkeypatch)
    after = [transport_matrix(*problem) for problem in problems]
    assert [result.value for result in after] == before
    assert sum(result.iterations for result in after) > 50


def test_degenerate_pivots_do_not_cycle_under_blands_rule(monkeypatch):
    rng = np.random.default_rng(53)
    costs = rng.integers(0, 2, (10, 10)) * 1.0
    uniform = np.full(10, 0.1)
    before = transport_matrix(uniform, uniform, costs).value
    a_bad_start(monkeypatch)
    negative = _pivots.Basis.negative
    monkeypatch.setattr(
        _pivots.Basis, "negative", lambda self, *, blandly: negative(self, blandly=True)
    )
    assert transport_matrix(uniform, uniform, costs).value == before


@pytest.mark.parametrize("limit", ["_VISITS", "_PRICED"])
def test_stopping_early_leaves_a_true_plan_and_true_potentials(monkeypatch, limit):
    rng = np.random.default_rng(54)
    x, y = rng.normal(size=(12, 2)), rng.normal(size=(12, 2))
    optimum = transport(x, y, euclidean).value
    a_bad_start(monkeypatch)
    monkeypatch.setattr(_pivots, limit, -1)
    result = transport(x, y, euclidean)
    slack = euclidean(x, y) - result.f[:, None] - result.g
    assert result.value > optimum > result.f.mean() + result.g.mean()
    assert slack.min() >= -1e-15
    np.testing.assert_allclose(result.plan.sum(axis=0), 1 / 12)
    bounds = result.bounds()
    assert bounds.lower <= optimum <= bounds.upper <= math.nextafter(result.value, 9)


def test_pivots_end_when_the_nodes_visited_exceed_what_is_allowed(monkeypatch):
    rng = np.random.default_rng(54)
    x, y = rng.normal(size=(12, 2)), rng.normal(size=(12, 2))
    a_bad_start(monkeypatch)
    enter, visited = _pivots.Basis.enter, []

    def noting(tree, *arc):
        moved = enter(tree, *arc)
        visited.append(tree.visited)
        return moved

    monkeypatch.setattr(_pivots.Basis, "enter", noting)
    before = transport(x, y, euclidean).iterations
    assert before == len(visited)
    monkeypatch.setattr(_pivots, "_VISITS", visited[-6])
    assert transport(x, y, euclidean).iterations == before - 4


def test_costs_far_below_zero_are_added_without_overflow():
    half = [0.5, 0.5]
    costs = np.array([[0.5, -1.4e308], [-1.2e308, 0.25]])
    assert transport_matrix(half, half, costs).value == -1.3e308


def test_of_two_potentials_the_better_is_kept(monkeypatch):
    rng = np.random.default_rng(55)
    x, y = rng.normal(size=(8, 2)), rng.normal(size=(8, 2))
    best = transport(x, y, euclidean)

    def star(a, b, costs):
        return [0] * 8 + list(range(1, 8)), [*range(8), *[7] * 7], best.f

    monkeypatch.setattr(_solve, "first_tree", star)
    monkeypatch.setattr(_pivots, "_PRICED", -1)
    result = transport(x, y, euclidean)
    assert result.value > best.value
    np.testing.assert_array_equal(result.f, best.f)
    assert result.f.mean() + result.g.mean() == pytest.approx(best.value, rel=1e-14)


def test_problems_too_large_for_memory_are_refused_before_they_are_made(monkeypatch):
    assert _solve._memory() > 1 << 28
    monkeypatch.setattr(_solve, "_memory", lambda: 64 * 6)
    two, three = SQUARE[:2], SQUARE[:3]
    assert transport(two, three, euclidean).value > 0
    message = r"4 x 4 points take about 1.02e-06 GB, .* this machine has 3.84e-07 GB"
    for refused in (
        lambda: transport(SQUARE, SQUARE, euclidean),
        lambda: wasserstein(SQUARE, SQUARE),
        lambda: transport_matrix(np.full(4, 0.25), np.full(4, 0.25), np.eye(4)),
    ):
        with pytest.raises(ValueError, match=message):
            refused()
    assert transport(SQUARE[:, 0], SQUARE[:, 1], euclidean).value == 0.0


def test_bad_costs_are_refused_by_name():
    half = [0.5, 0.5]
    with pytest.raises(ValueError, match=r"M\[1, 0\] is nan; remove or replace it"):
        transport_matrix(half, half, [[0.0, 1.0], [math.nan, 1.0]])
    with pytest.raises(ValueError, match=r"M has shape \(2, 3\); pass \(2, 2\), for a and b"):
        transport_matrix(half, half, np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"a sums to 0\.9"):
        transport_matrix([0.5, 0.4], half, np.eye(2))
    with pytest.raises(ValueError, match=r"b sums to 0\.9"):
        transport_matrix(half, [0.5, 0.4], np.eye(2))
    with pytest.raises(ValueError, match=r"cost\(x, y\)\[0, 0\] is inf"):
        transport(SQUARE, SQUARE, lambda x, y: np.full((4, 4), np.inf))
    with pytest.raises(ValueError, match=r"cost\(x, y\) has shape \(4, 2\); return \(4, 4\)"):
        transport(SQUARE, SQUARE, lambda x, y: x)


def test_costs_and_distances_beyond_the_doubles_are_overflows():
    with pytest.raises(OverflowError, match="euclidean exceeds the largest double"):
        transport(SQUARE * 1e200, SQUARE, squared_euclidean)
    with pytest.raises(OverflowError, match="a distance exceeds the largest double"):
        wasserstein(SQUARE * 1.7e308, SQUARE * -1.7e308)
    x = np.array([[0.0, 0.0], [1.0, 0.0]])
    with pytest.raises(OverflowError, match="powers for order 200 exceed the range"):
        wasserstein(x, x + [0.0, 1e-9], order=200)
    with pytest.raises(ValueError, match="order is inf and d is 2"):
        wasserstein(x, x, order=math.inf)


@pytest.mark.parametrize("order", [1, 1.5, 2, 3, 40])
@pytest.mark.parametrize("exponent", [-1000, -500, 500, 1000])
def test_distances_scale_far_beyond_the_range_of_powers(order, exponent):
    rng = np.random.default_rng(56)
    x, y = rng.normal(size=(6, 2)), rng.normal(size=(5, 2))
    near = wasserstein(x, y, order=order)
    far = wasserstein(np.ldexp(x, exponent), np.ldexp(y, exponent), order=order)
    assert far == pytest.approx(math.ldexp(near, exponent), rel=1e-14)


def test_equal_clouds_are_at_distance_zero_for_every_order():
    for order in (1, 2, 3, 200):
        assert wasserstein(SQUARE, SQUARE[::-1], order=order) == 0.0
    assert wasserstein(SQUARE[:1], SQUARE[[0, 0]], order=2) == 0.0


def test_costs_may_be_subnormal():
    costs = np.array([[5e-324, 1e-323], [1e-323, 5e-324]])
    assert transport_matrix([0.5, 0.5], [0.5, 0.5], costs).value == 5e-324


def test_caller_may_change_the_matrix_afterwards():
    costs = np.eye(2)
    result = transport_matrix([0.5, 0.5], [0.5, 0.5], costs)
    costs[0, 1] = 7.0
    assert result.cost.entries.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_nearest_tree_is_joined_by_tight_arcs():
    """A matching leaves n parts; potentials must stay feasible as these are joined."""
    rng = np.random.default_rng(57)
    x = rng.normal(size=(300, 3))
    assert transport(x, x, euclidean).iterations == 0
    assert transport(x, x + 1e-9, squared_euclidean).iterations == 0
    grid = rng.integers(0, 12, (300, 2)) * 1.0
    assert transport(grid, rng.integers(0, 12, (300, 2)) * 1.0, squared_euclidean).iterations == 0


def test_pot_is_loaded_without_torch_and_its_switches_are_put_back():
    code = (
        "import os, sys; os.environ['POT_BACKEND_DISABLE_JAX'] = 'mine'; before = dict(os.environ);"
        "import divergences as d; assert 'ot' not in sys.modules;"
        "d.wasserstein([[0., 0.]] * 2, [[1., 1.]] * 2);"
        "assert 'ot' in sys.modules and 'torch' not in sys.modules; assert os.environ == before"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}
    )
    assert done.returncode == 0


def test_libraries_loaded_already_are_left_to_pot(monkeypatch):
    seen = {}

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "ot":
                seen.update(os.environ)
                raise ImportError("stop here")

    monkeypatch.delitem(sys.modules, "ot", raising=False)
    monkeypatch.setitem(sys.modules, "torch", object())
    monkeypatch.delitem(sys.modules, "jax", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    before = dict(os.environ)
    with pytest.raises(ImportError, match="stop here"):
        _network._pot()
    assert "POT_BACKEND_DISABLE_PYTORCH" not in set(seen) - set(before)
    assert seen["POT_BACKEND_DISABLE_JAX"] == "1"
    assert dict(os.environ) == before


def test_not_converged_carries_what_was_reached():
    stopped = NotConverged("stopped after 3 iterations", result=7)
    assert isinstance(stopped, ArithmeticError)
    assert (str(stopped), stopped.result) == ("stopped after 3 iterations", 7)


def test_transport_is_compared_by_identity():
    result = transport([0.0], [1.0], euclidean)
    assert isinstance(result, Transport)
    assert result != transport([0.0], [1.0], euclidean)


def test_normalize_takes_weights_of_any_positive_sum():
    M = [[0.0, 1.0], [1.0, 0.0]]
    assert transport_matrix([1.0, 1.0], [1.0, 3.0], M, normalize=True).value == 0.25
    assert prove(transport_matrix, [1.0, 1.0], [1.0, 3.0], M, normalize=True).exact == (
        Fraction(1, 4),
        Fraction(1, 4),
    )
    assert wasserstein_histogram([1.0, 1.0], [1.0, 3.0], [0.0, 1.0], normalize=True) == 0.25
    bounds = prove(wasserstein_histogram, [1.0, 1.0], [1.0, 3.0], [0.0, 1.0], normalize=True)
    assert (bounds.lower, bounds.upper) == (0.25, 0.25)
    with pytest.raises(ValueError, match=r"a sums to 2.*normalize=True"):
        transport_matrix([1.0, 1.0], [0.5, 0.5], M)
    with pytest.raises(ValueError, match=r"p sums to 2.*normalize=True"):
        wasserstein_histogram([1.0, 1.0], [0.5, 0.5], [0.0, 1.0])


def test_refuses_a_cost_that_is_no_function():
    with pytest.raises(ValueError, match=r"cost is 'euclidean'; pass costs\.euclidean"):
        transport([[0.0, 0.0]], [[1.0, 0.0]], "euclidean")


def test_a_cost_that_fails_on_points_is_refused():
    with pytest.raises(ValueError, match=r"cost is <class 'int'>, which fails on points.*; pass"):
        transport([[0.0, 1.0]], [[0.0, 1.0]], int)
