"""Sinkhorn against closed forms in high precision, and what its answers promise."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from divergences import (
    Measure,
    NotConverged,
    _sinkhorn,
    costs,
    energy_distance,
    prove,
    sinkhorn,
    sinkhorn_divergence,
)
from divergences._entropic import plan_of
from divergences._regularised import ByMatrix
from divergences._sinkhorn_blocks import ByBlocks


@pytest.fixture(params=["dense", "blocks"], autouse=True)
def way(request, monkeypatch):
    """All of it holds with the matrix of costs and without."""
    monkeypatch.setattr(_sinkhorn, "_BLOCKS_FROM", 0 if request.param == "blocks" else math.inf)
    return request.param


def closed_form(a, b, cost, eps):
    """The 2 x 2 plan is a root of x (1 - a - b + x) = k (a - x) (b - x)."""
    with mp.workdps(800):
        a, b = ([mp.mpf(v) / sum(map(mp.mpf, w)) for v in w] for w in (a, b))
        c = [[mp.mpf(v) for v in row] for row in cost]
        k = mp.exp((c[0][1] + c[1][0] - c[0][0] - c[1][1]) / mp.mpf(eps))
        first, second = 1 - k, 1 - a[0] - b[0] + k * (a[0] + b[0])
        root = mp.sqrt(second**2 + 4 * first * k * a[0] * b[0])
        x = 2 * k * a[0] * b[0] / (second + root) if second > 0 else (root - second) / (2 * first)
        plan = [[x, a[0] - x], [b[0] - x, 1 - a[0] - b[0] + x]]
        pairs = [(i, j) for i in range(2) for j in range(2)]
        value = sum(plan[i][j] * c[i][j] for i, j in pairs)
        full = [(i, j) for i, j in pairs if plan[i][j]]  # 0 log 0 is 0
        entropy = sum(plan[i][j] * mp.log(plan[i][j] / (a[i] * b[j])) for i, j in full)
        return value, value + mp.mpf(eps) * entropy


def matrix_cost(matrix):
    return costs.Matrix(np.array(matrix, dtype=float))


def two_by_two(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.1, 1, size=(2, 2))
    return a.tolist(), b.tolist(), rng.uniform(size=(2, 2)).tolist()


SYMMETRIC = ([0.5, 0.5], [0.5, 0.5], [[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize("eps", [100.0, 10.0, 1.0, 0.1, 0.03, 0.01, 0.003])
@pytest.mark.parametrize("problem", [SYMMETRIC, *map(two_by_two, range(6))])
def test_two_by_two_is_its_closed_form_to_twelve_digits(problem, eps):
    a, b, cost = problem
    value, regularised = closed_form(a, b, cost, eps)
    mu, nu = (Measure([0.0, 1.0], w, normalize=True) for w in (a, b))
    result = sinkhorn(mu, nu, matrix_cost(cost), eps=eps)
    assert abs(result.value - value) <= 1e-12 * value
    # the regularised value may cancel: its parts are right, to the size of the costs
    assert abs(result.regularised - regularised) <= 1e-12


def random_problem(seed, n=8, m=11):
    rng = np.random.default_rng(seed)
    mu = Measure(rng.normal(size=(n, 2)), rng.uniform(0.1, 1, size=n), normalize=True)
    return mu, Measure(rng.normal(size=(m, 2)) + 1)


def optimal_cost(mu, nu, cost):
    n, m = len(mu), len(nu)
    rows = np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))
    marginals = np.concatenate([w / w.sum() for w in (mu.weights, nu.weights)])
    return linprog(cost(mu.points, nu.points).ravel(), A_eq=np.vstack(rows), b_eq=marginals).fun


@pytest.mark.parametrize("eps", [1.0, 0.1, 0.01, 1e-3, 1e-4])
def test_the_value_is_that_of_a_feasible_plan_never_below_the_optimum(eps):
    mu, nu = random_problem(0)
    result = sinkhorn(mu, nu, costs.squared_euclidean, eps=eps)
    plan = result.plan.toarray()
    assert plan.sum(axis=1) == pytest.approx(mu.weights / mu.weights.sum(), rel=1e-14)
    assert plan.sum(axis=0) == pytest.approx(nu.weights / nu.weights.sum(), rel=1e-14)
    assert (plan >= 0).all()
    cost = costs.squared_euclidean(mu.points, nu.points)
    assert float(result) == pytest.approx((plan * cost).sum(), rel=1e-14)
    best = optimal_cost(mu, nu, costs.squared_euclidean)
    assert best * (1 - 1e-12) <= result.value <= best + eps * math.log(8)


@pytest.mark.parametrize("eps", [1.0, 1e8, 1e300])
def test_nothing_to_move_costs_nothing_however_strong_the_regularisation(eps):
    weights = (0.970836062788759, 0.31974107027015375), (0.855183617731687, 0.9658759111184564)
    mu, nu = (Measure([0.0, 0.0], w, normalize=True) for w in weights)
    assert sinkhorn(mu, nu, costs.euclidean, eps=eps).regularised == 0.0


@pytest.mark.parametrize("eps", [0.01, 1.0, 100.0, 1e8, 1e15])
def test_the_regularised_value_is_within_its_proof_but_for_the_last_digits(eps):
    for seed in range(3):
        mu, nu = random_problem(seed, 4, 3)
        bounds = prove(sinkhorn, mu, nu, costs.euclidean, eps=eps)
        value = sinkhorn(mu, nu, costs.euclidean, eps=eps).regularised
        assert bounds.lower * (1 - 1e-14) <= value <= bounds.upper * (1 + 1e-14)


@pytest.mark.parametrize("eps", [4.0, 1e4, 1e8, 1e12])
def test_the_entropy_of_a_plan_near_the_product_keeps_its_digits(eps, way):
    """Between two points and themselves, densities are 1 + t and 1 - t, t = tanh(1 / (2 eps))."""
    mu, problem = Measure([0.0, 1.0]), ByMatrix if way == "dense" else ByBlocks
    between = problem(mu, mu, costs.euclidean, eps)
    _, _, found = between.plan(between.potentials(100, 1e-15))
    with mp.workdps(60):
        t = mp.tanh(1 / (2 * mp.mpf(eps)))
        entropy = ((1 + t) * mp.log1p(t) + (1 - t) * mp.log1p(-t)) / 2
    assert abs(found - eps * entropy) <= 1e-13 * eps * entropy


SCALES = [5e-300, 1e-150, 1e-88, 1.0, 1e62, 1e150, 1e300]


@pytest.mark.parametrize("unit", SCALES)
@pytest.mark.parametrize("ratio", [1e-11, 0.01, 1.0, 1e4, 1e8, 1e12, 1e20, 1e300])
@pytest.mark.parametrize("problem", [SYMMETRIC, two_by_two(0)])
def test_costs_and_regularisation_of_any_scale_give_the_closed_form(problem, ratio, unit):
    a, b, cost = problem
    scaled = (np.array(cost) * unit).tolist()
    eps = min(ratio * unit, 1e308)
    value, regularised = closed_form(a, b, scaled, eps)
    mu, nu = (Measure([0.0, 1.0], w, normalize=True) for w in (a, b))
    result = sinkhorn(mu, nu, matrix_cost(scaled), eps=eps)
    assert result.eps == eps
    # an exponent, cost / eps, is rounded, and that much of the mass is misplaced
    assert abs(result.value - value) <= max(1e-14, 1e-15 / ratio) * unit
    assert abs(result.regularised - regularised) <= max(1e-14, 1e-15 / ratio) * unit
    assert result.bounds().lower <= result.value * (1 + 1e-15)
    for potential, law in ((result.f, a), (result.g, b)):
        assert np.isfinite(potential).all()
        assert len(potential) == len(law)


@pytest.mark.parametrize("unit", SCALES[:-1])
def test_divergence_has_the_scale_of_the_costs(unit):
    mu, nu = random_problem(7)
    far, away = (Measure(m.points * unit, m.weights, normalize=True) for m in (mu, nu))
    value = sinkhorn_divergence(mu, nu, costs.manhattan, eps=0.1)
    assert sinkhorn_divergence(far, away, costs.manhattan, eps=0.1 * unit) == pytest.approx(
        value * unit, rel=1e-12
    )


@pytest.mark.parametrize("eps", [1e10, 1e16, 1e20, 1e300])
def test_strong_regularisation_gives_the_product_of_the_laws(eps):
    """The plan is a x b, and the divergence that of the costs: half the energy distance squared."""
    mu, nu = random_problem(8)
    a, b = (w / w.sum() for w in (mu.weights, nu.weights))
    cost = costs.euclidean(mu.points, nu.points)
    result = sinkhorn(mu, nu, costs.euclidean, eps=eps)
    assert result.plan.toarray() == pytest.approx(np.outer(a, b), rel=1e-9)
    assert result.value == pytest.approx(a @ cost @ b, rel=1e-9)
    assert result.value <= result.regularised == pytest.approx(result.value, rel=1e-9)
    divergence = sinkhorn_divergence(mu, nu, costs.euclidean, eps=eps)
    assert divergence == pytest.approx(energy_distance(mu, nu) ** 2 / 2, rel=1e-9)


def test_masses_of_all_sizes_leave_no_holes():
    mu = Measure([0.0, 1.0, 2.0], [1.0, 1e-300, 0.0])
    nu = Measure([0.0, 1.0, 9.0], [1.0, 1e-320, 0.0])
    result = sinkhorn(mu, nu, costs.euclidean, eps=0.001)
    plan = result.plan.toarray()
    assert plan[0, 0] == 1.0
    assert plan[:2, :2].sum(axis=1) == pytest.approx([1.0, 1e-300], rel=1e-12)
    assert (plan[2], plan[:, 2]) == (pytest.approx(np.zeros(3)), pytest.approx(np.zeros(3)))
    assert result.regularised == pytest.approx(result.value + 0.001 * 1e-300 * 1000, abs=1e-300)


@pytest.mark.parametrize("eps", [1.0, 0.05, 1e-3])
def test_primal_and_dual_meet(eps):
    mu, nu = random_problem(1)
    result = sinkhorn(mu, nu, costs.euclidean, eps=eps)
    a, b = (w / w.sum() for w in (mu.weights, nu.weights))
    assert a @ result.f + b @ result.g == pytest.approx(result.regularised, rel=1e-11)
    product = np.outer(a, b)
    entropy = sum(
        p * math.log(p / q)
        for p, q in zip(result.plan.toarray().ravel(), product.ravel(), strict=True)
        if p
    )
    assert result.regularised == pytest.approx(result.value + eps * entropy, rel=1e-12)


def test_an_early_stop_raises_with_a_feasible_plan():
    mu, nu = random_problem(2)
    with pytest.raises(NotConverged, match=r"stopped after 3 iterations with .* of the mass") as e:
        sinkhorn(mu, nu, costs.euclidean, eps=0.01, max_iterations=3)
    result = e.value.result
    assert result.iterations == 3
    assert result.error > 1e-3
    assert result.plan.toarray().sum(axis=0) == pytest.approx(np.full(11, 1 / 11), rel=1e-13)
    assert result.value >= optimal_cost(mu, nu, costs.euclidean)


@pytest.mark.parametrize("most", [1, 3, 40, 41])
def test_an_early_stop_says_how_much_of_the_mass_its_potentials_misplace(most):
    """Also where it stops before the regularisation that was asked for is reached."""
    mu, nu = random_problem(2)
    with pytest.raises(NotConverged) as e:
        sinkhorn(mu, nu, costs.euclidean, eps=1e-4, max_iterations=most)
    result = e.value.result
    a, b = (w / w.sum() for w in (mu.weights, nu.weights))
    plan = plan_of(costs.euclidean(mu.points, nu.points), result.f, result.g, a, b, 1e-4)
    assert result.error == pytest.approx(np.abs(plan.sum(axis=0) - b).sum(), rel=1e-9)
    assert f"stopped after {most} iterations with {result.error:.3g} of the mass" in str(e.value)


def test_a_loose_tolerance_stops_earlier_and_is_honest():
    mu, nu = random_problem(3)
    loose = sinkhorn(mu, nu, costs.euclidean, eps=0.05, tolerance=1e-2)
    tight = sinkhorn(mu, nu, costs.euclidean, eps=0.05)
    assert loose.iterations < tight.iterations
    assert tight.error < 1e-10 < loose.error <= 1e-2


def test_small_regularisation_converges_within_a_few_hundred_iterations():
    mu, nu = random_problem(4, 60, 50)
    result = sinkhorn(mu, nu, costs.squared_euclidean, eps=1e-3)
    assert result.iterations < 400
    assert result.value == pytest.approx(optimal_cost(mu, nu, costs.squared_euclidean), rel=2e-3)


def test_atoms_without_mass_change_nothing():
    mu, nu = random_problem(5)
    with_empty = Measure(np.vstack([[9.0, 9.0], mu.points]), [0, *mu.weights], normalize=True)
    more = Measure(np.vstack([nu.points, [-9.0, 9.0]]), [*nu.weights, 0], normalize=True)
    for first, second in ((with_empty, nu), (mu, more), (with_empty, more)):
        result = sinkhorn(first, second, costs.euclidean, eps=0.1)
        assert result.value == pytest.approx(
            float(sinkhorn(mu, nu, costs.euclidean, eps=0.1)), rel=1e-12
        )
        assert np.isfinite(result.f).all()
        assert np.isfinite(result.g).all()
        assert len(result.g) == len(second)


def test_atoms_without_mass_leave_the_divergence_as_it_is():
    mu, nu = random_problem(5)
    far = Measure(np.vstack([[9.0, 9.0], mu.points]), [0, *mu.weights], normalize=True)
    for first, second, same in ((far, nu, mu), (nu, far, mu)):
        assert sinkhorn_divergence(first, second, costs.euclidean, eps=0.01) == pytest.approx(
            sinkhorn_divergence(same, nu, costs.euclidean, eps=0.01), rel=1e-11
        )


def test_a_result_says_everything():
    result = sinkhorn([0.0, 1.0], [0.0, 1.0], costs.euclidean, eps=1.0)
    told = result.as_dict()
    assert (told["eps"], told["regularised"], told["error"]) == (
        1.0,
        result.regularised,
        result.error,
    )
    assert told["value"] == float(result) == pytest.approx(1 / (1 + math.e), rel=1e-14)
    assert repr(result).startswith("EntropicTransport(value=0.26894")
    with pytest.raises(ValueError, match="read-only"):
        result.f[0] = 1


@pytest.mark.parametrize("eps", [1.0, 0.1])
def test_divergence_is_its_definition(eps):
    mu, nu = random_problem(6)
    parts = [
        sinkhorn(first, second, costs.squared_euclidean, eps=eps).regularised
        for first, second in ((mu, nu), (mu, mu), (nu, nu))
    ]
    value = sinkhorn_divergence(mu, nu, costs.squared_euclidean, eps=eps)
    assert value == pytest.approx(parts[0] - (parts[1] + parts[2]) / 2, rel=1e-11)


def test_divergence_of_a_shift_is_its_square():
    """A quadratic cost splits into that of the means and that of the centred measures."""
    x = np.random.default_rng(0).normal(size=(7, 2))
    value = sinkhorn_divergence(x, x + [3.0, 4.0], costs.squared_euclidean, eps=0.5)
    assert value == pytest.approx(25.0, rel=1e-12)


points = st.lists(st.tuples(*[st.integers(-3, 3).map(float)] * 2), min_size=1, max_size=5)


@settings(max_examples=40)
@given(x=points, y=points)
def test_divergence_is_symmetric_not_negative_and_zero_for_equal_measures(x, y):
    value = sinkhorn_divergence(x, y, costs.euclidean, eps=0.5)
    assert value == pytest.approx(sinkhorn_divergence(y, x, costs.euclidean, eps=0.5), abs=1e-12)
    assert value >= -1e-13
    assert sinkhorn_divergence(x, x[::-1], costs.euclidean, eps=0.5) == 0.0


def test_divergence_says_where_it_did_not_converge():
    mu, nu = random_problem(2)
    with pytest.raises(NotConverged, match="stopped after 3 iterations") as e:
        sinkhorn_divergence(mu, nu, costs.euclidean, eps=0.01, max_iterations=3)
    assert e.value.result.value > 0
    with pytest.raises(NotConverged, match="stopped after 2 iterations") as e:
        sinkhorn_divergence([0.0], mu.points[:, 0], costs.euclidean, eps=100.0, max_iterations=2)
    assert len(e.value.result.mu) == len(e.value.result.nu) == 8


def test_a_mass_below_the_least_double_may_leave_nothing():
    answer = sinkhorn(
        Measure([0.0, 1.0], [1.0, 5e-324]), Measure([0.0, 1.0, 2.0]), costs.euclidean, eps=0.1
    )
    assert answer.regularised == pytest.approx(1.0, rel=1e-15)  # all of it moves, by 0, 1 or 2


def test_the_potential_of_a_measure_with_itself_goes_on_where_it_has_no_mass(way):
    law = [0.25, 0.75, 0.0]
    mu, problem = Measure([0.0, 12.0, 36.0], law), ByMatrix if way == "dense" else ByBlocks
    cost = costs.euclidean(mu.points, mu.points)
    found = problem(mu, mu, costs.euclidean, 8.0).own_potential(1000, 1e-14)
    assert found.converged
    assert found.f == pytest.approx(-8 * np.log(np.exp((found.f - cost) / 8) @ law), rel=1e-12)
