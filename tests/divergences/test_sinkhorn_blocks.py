"""Entropic transport without the matrix: what few points foresee, and the plan that is nowhere."""

import pickle
import re
import tracemalloc

import numpy as np
import pytest

from divergences import (
    EntropicPlan,
    Measure,
    NotConverged,
    _entropic,
    _sinkhorn,
    costs,
    sinkhorn,
    sinkhorn_divergence,
    threads,
    transport,
)
from divergences import _entropic_blocks as blocks
from divergences._cells import widest_halved
from divergences._pair_blocks import pair_blocks

COSTS = [
    costs.squared_euclidean,
    costs.euclidean,
    costs.manhattan,
    costs.power(costs.euclidean, 3),
    costs.power(costs.manhattan, 1.5),
    costs.power(costs.euclidean, 0.5),
]


def clouds(n=400, m=300, d=2, seed=0):
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((n, d)), rng.standard_normal((m, d)) + 0.5
    return Measure(x, rng.dirichlet(np.full(n, 3.0))), Measure(y, rng.dirichlet(np.full(m, 3.0)))


@pytest.fixture
def few(monkeypatch):
    """Let sixty points stand for all."""
    monkeypatch.setattr(blocks, "_FEW", 60)


@pytest.mark.parametrize("d", [1, 2, 10])
@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_blocks_and_the_matrix_give_the_same(few, cost, d):
    mu, nu = clouds(d=d)
    eps = 0.3 * float(np.median(cost(mu.points, nu.points)))
    found, expected = (sinkhorn(mu, nu, cost, eps=eps, method=way) for way in ("blocks", "dense"))
    assert found.value == pytest.approx(expected.value, rel=1e-11)
    assert found.regularised == pytest.approx(expected.regularised, rel=1e-12)
    plan, dense = found.plan.toarray(), expected.plan.toarray()
    assert np.abs(plan - dense).sum() < 1e-10
    assert plan.sum(axis=1) == pytest.approx(mu.weights, rel=1e-12)
    assert plan.sum(axis=0) == pytest.approx(nu.weights, rel=1e-12)
    shift = found.f[0] - expected.f[0]
    assert found.f - shift == pytest.approx(expected.f, abs=1e-7 * eps)
    assert found.g + shift == pytest.approx(expected.g, abs=1e-7 * eps)


@pytest.mark.parametrize("cost", COSTS[:3], ids=repr)
def test_the_divergence_is_the_same_too(few, cost):
    mu, nu = clouds()
    found, expected = (
        sinkhorn_divergence(mu, nu, cost, eps=0.3, method=way) for way in ("blocks", "dense")
    )
    assert found == pytest.approx(expected, rel=1e-10)


def test_a_cost_of_ones_own_is_called_for_few_points_at_a_time_and_only_for_those_given():
    mu, nu = clouds(600, 500)
    known = {tuple(point) for point in np.concatenate([mu.points, nu.points]).tolist()}
    sizes = []

    def own(x, y):
        assert {tuple(point) for point in [*x[:5].tolist(), *y[:5].tolist()]} <= known
        sizes.append(len(x) * len(y))
        return 3 * costs.squared_euclidean(x, y) - 1

    found = sinkhorn(mu, nu, own, eps=0.9, method="blocks")
    expected = sinkhorn(mu, nu, costs.squared_euclidean, eps=0.3, method="dense")
    assert found.value == pytest.approx(3 * expected.value - 1, rel=1e-10)
    assert sorted(sizes)[-3] <= 1 << 16  # but the costs of the few points, which are all here


def test_a_cost_that_is_not_symmetric_is_called_with_points_of_mu_first(few):
    mu, nu = clouds(80, 70)

    def own(x, y):
        return np.maximum(x[:, :1] - y[:, 0], 0) + np.abs(x[:, 1:] - y[:, 1])

    found, expected = (sinkhorn(mu, nu, own, eps=0.3, method=way) for way in ("blocks", "dense"))
    assert found.value == pytest.approx(expected.value, rel=1e-11)


def test_few_points_foresee_what_sweeps_would_take_hundreds_of_iterations_for(few, monkeypatch):
    mu, nu = clouds(300, 300)
    swept = []
    before = blocks.transform

    def counted(*args):
        swept.append(args[0])
        return before(*args)

    monkeypatch.setattr(blocks, "transform", counted)
    sinkhorn(mu, nu, costs.squared_euclidean, eps=0.2, method="blocks")
    assert len(swept) < 60
    monkeypatch.setattr(_entropic, "NEWTON_UP_TO", 0)
    with pytest.raises(NotConverged):  # rows and columns by themselves, twice as often
        sinkhorn(mu, nu, costs.squared_euclidean, eps=0.2, method="dense", max_iterations=60)


def test_where_few_points_foresee_nothing_sweeps_go_on(monkeypatch):
    """Two points in the place of eighty: steps lead astray, are taken back, and become rarer."""
    monkeypatch.setattr(blocks, "_FEW", 2)
    mu, nu = clouds(80, 70)
    found = sinkhorn(mu, nu, costs.euclidean, eps=0.1, method="blocks", tolerance=1e-9)
    expected = sinkhorn(mu, nu, costs.euclidean, eps=0.1, method="dense", tolerance=1e-9)
    assert found.value == pytest.approx(expected.value, rel=1e-8)


def test_steps_that_lead_astray_are_taken_back():
    steps = blocks._Steps(0, 10, np.ones(2))
    here, swept, astray = np.zeros(2), np.ones(2), np.full(2, 9.0)
    assert (steps.next(1.0, here, swept, lambda: astray) == astray).all()
    assert (steps.next(2.0, astray, astray, lambda: astray) == swept).all()
    assert (steps.next(0.5, swept, here, lambda: astray) == here).all()  # one that is plain
    assert (steps.next(0.4, here, swept, lambda: astray) == astray).all()
    assert steps.taken == 4


def test_steps_are_mixed_to_the_fixed_point_of_a_linear_map():
    rng = np.random.default_rng(0)
    a, b = 0.9 * np.linalg.qr(rng.standard_normal((4, 4)))[0], rng.standard_normal(4)
    fixed = np.linalg.solve(np.eye(4) - a, b)
    steps, here, error = blocks._Steps(0, 99, np.ones(4)), np.zeros(4), np.inf
    for _ in range(7):
        move = a @ here + b - here
        error = float(np.abs(move).sum())
        here = steps.next(error, here, here + move, lambda move=move: move)
    assert here == pytest.approx(fixed, rel=1e-6)


def test_a_plan_is_what_its_matrix_is(few):
    mu, nu = clouds()
    plan = sinkhorn(mu, nu, costs.euclidean, eps=0.2, method="blocks").plan
    assert isinstance(plan, EntropicPlan)
    matrix, v = plan.toarray(), np.random.default_rng(0).standard_normal((300, 2))
    assert plan.shape == matrix.shape == (400, 300)
    assert plan @ v == pytest.approx(matrix @ v, rel=1e-12)
    assert plan @ v[:, 0] == pytest.approx(matrix @ v[:, 0], rel=1e-12)
    assert plan.T.shape == (300, 400)
    assert plan.T @ mu.points == pytest.approx(matrix.T @ mu.points, rel=1e-12)
    assert (plan.T.toarray() == matrix.T).all()
    assert (plan.T.T.toarray() == matrix).all()
    rows, columns = slice(3, 40), slice(100, 120)
    assert plan.block(rows, columns) == pytest.approx(matrix[rows, columns], rel=1e-12)
    assert plan.T.block(columns, rows) == pytest.approx(matrix[rows, columns].T, rel=1e-12)
    assert plan.sum(axis=0) == pytest.approx(nu.weights, rel=1e-12)
    assert plan.sum(axis=1) == pytest.approx(mu.weights, rel=1e-12)
    assert plan.sum() == pytest.approx(1, rel=1e-14)
    assert repr(plan) == "EntropicPlan(400 x 300)"


def test_a_plan_refuses_what_it_cannot_be_multiplied_by():
    plan = sinkhorn([0.0, 1.0], [0.0, 1.0, 2.0], costs.euclidean, eps=1.0, method="blocks").plan
    with pytest.raises(ValueError, match=r"values have shape \(2,\); pass \(3,\) or \(3, k\)"):
        plan @ np.ones(2)
    with pytest.raises(ValueError, match="axis is 2; pass 0 for columns, 1 for rows, or None"):
        plan.sum(axis=2)


def test_a_result_without_a_matrix_says_what_it_is():
    mu, nu = clouds(40, 30)
    result = sinkhorn(mu, nu, costs.euclidean, eps=0.2, method="blocks")
    assert result.as_dict()["plan"] is None
    assert repr(result).endswith("40 -> 30 atoms, all arrows)")
    assert "<td>all</td>" in result._repr_html_()


def test_an_early_stop_has_a_plan_of_the_right_marginals(few):
    mu, nu = clouds()
    with pytest.raises(NotConverged, match="of the mass in the wrong place") as stopped:
        sinkhorn(mu, nu, costs.euclidean, eps=0.01, method="blocks", max_iterations=30)
    result = stopped.value.result
    assert result.error > 1e-9
    assert result.plan.sum(axis=0) == pytest.approx(nu.weights, rel=1e-11)
    assert result.plan.sum(axis=1) == pytest.approx(mu.weights, rel=1e-11)
    assert result.value >= transport(mu, nu, costs.euclidean).value


def test_bounds_hold_where_the_plan_is_in_no_arrays():
    mu, nu = clouds(600, 500)
    result = sinkhorn(mu, nu, costs.squared_euclidean, eps=0.05, method="blocks")
    bounds = result.bounds()
    low, high = bounds.lower, bounds.upper
    exact = transport(mu, nu, costs.squared_euclidean).value
    assert low <= exact <= high
    assert high <= exact * (1 + 1e-4)
    assert low <= result.value


def test_threads_change_nothing(few):
    mu, nu = clouds(2000, 900)
    one = sinkhorn(mu, nu, costs.squared_euclidean, eps=0.3, method="blocks")
    with threads(2):
        two = sinkhorn(mu, nu, costs.squared_euclidean, eps=0.3, method="blocks")
    assert (one.value, one.regularised, one.error) == (two.value, two.regularised, two.error)
    assert (one.f == two.f).all()


def test_the_matrix_is_never_made(few):
    mu, nu = clouds(3000, 3000)
    tracemalloc.start()
    sinkhorn(mu, nu, costs.squared_euclidean, eps=0.5, method="blocks", tolerance=1e-6)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3000 * 3000 * 8 / 4


def test_many_pairs_are_solved_in_blocks_but_later_where_newtons_method_is_left(monkeypatch):
    assert (_sinkhorn._BLOCKS_FROM, _sinkhorn._BLOCKS_AT_LAST) == (2**21, 2**24)
    monkeypatch.setattr(_sinkhorn, "_BLOCKS_FROM", 400)
    monkeypatch.setattr(_sinkhorn, "_BLOCKS_AT_LAST", 900)
    monkeypatch.setattr(_sinkhorn, "NEWTON_UP_TO", 10)
    for n, m, blocks_are in ((20, 20, True), (20, 19, False), (89, 10, False), (90, 10, True)):
        plan = sinkhorn(*clouds(n, m), costs.squared_euclidean, eps=2.0).plan
        assert isinstance(plan, EntropicPlan) == blocks_are


@pytest.mark.parametrize("function", [sinkhorn, sinkhorn_divergence])
@pytest.mark.parametrize("method", ["lazy", None, np.array(["dense"])], ids=repr)
def test_refuses_a_method_that_there_is_not(function, method):
    words = re.escape(f"method is {method!r}; pass one of auto, dense, blocks")
    with pytest.raises(ValueError, match=words):
        function([0.0], [1.0], costs.euclidean, eps=1.0, method=method)


def test_refuses_masses_whose_densities_may_overflow_and_chooses_the_matrix_for_them(monkeypatch):
    mu = Measure([0.0, 1.0], [1.0, 1e-300])
    message = "a weight is below 1e-290 of all; leave it out, or pass method='dense'"
    with pytest.raises(ValueError, match=message):
        sinkhorn(mu, mu, costs.euclidean, eps=1.0, method="blocks")
    with pytest.raises(ValueError, match=message):
        sinkhorn(Measure([0.0, 1.0]), mu, costs.euclidean, eps=1.0, method="blocks")
    monkeypatch.setattr(_sinkhorn, "_BLOCKS_AT_LAST", 1)
    assert not isinstance(sinkhorn(mu, mu, costs.euclidean, eps=1.0).plan, EntropicPlan)


def test_refuses_a_cost_that_is_not_finite_by_its_place():
    def own(x, y):
        return np.where((x[:, :1] == 70.0) & (y[:, 0] == 2500.0), np.nan, 1.0)

    points = np.arange(3000.0)
    message = r"the cost from x\[70\] to y\[2500\] is nan; costs must be finite"
    with pytest.raises(ValueError, match=message):
        sinkhorn(points, points, own, eps=1.0, method="blocks")
    with pytest.raises(ValueError, match=r"the cost gave shape \(2, 3\) for 2 and 2 points"):
        sinkhorn([0.0, 1.0], [0.0, 1.0], lambda x, y: np.ones((2, 3)), eps=1.0, method="blocks")


@pytest.mark.parametrize("scale", [1e-140, 1e-90, 1.0, 1e90, 1e150])
@pytest.mark.parametrize("cost", COSTS[:4], ids=repr)
def test_distances_in_units_are_their_powers(cost, scale):
    rng = np.random.default_rng(0)
    for d in (2, 9):
        x, y = rng.standard_normal((5, d)), rng.standard_normal((4, d))
        if 3 * abs(np.log10(scale)) > 300 and cost.order > 2:
            continue
        pairs, unit, largest = pair_blocks(scale * x, scale * y, cost)
        found, expected = pairs.costs(slice(None)), cost(x, y)
        assert 0.01 < found.max() <= 1
        assert found.max() == pytest.approx(largest / unit, rel=1e-12)
        assert found / found.max() == pytest.approx(expected / expected.max(), rel=1e-13)


def test_exponents_by_products_are_those_by_differences():
    rng = np.random.default_rng(0)
    x, y = 100 + rng.standard_normal((50, 3)), 100 + rng.standard_normal((40, 3))
    pairs, _, _ = pair_blocks(x, y, costs.squared_euclidean)
    own, unit, _ = pair_blocks(x, y, lambda x, y: costs.squared_euclidean(x, y))
    f, g = rng.standard_normal(50), rng.standard_normal(40)
    here = slice(5, 30), slice(2, 39)
    expected = (f[here[0], None] + g[here[1]] - pairs.costs(*here)) / 1e-3
    assert pairs.exponents(f, g, 1e-3)(*here) == pytest.approx(expected, abs=1e-11)
    assert own.transposed().transposed().costs(*here) * unit == pytest.approx(
        costs.squared_euclidean(x, y)[here], rel=1e-14
    )


def test_the_widest_cell_is_halved():
    points = np.array([[0.0], [1.0], [2.0], [16.0], [17.0]])
    assert widest_halved(points, 1).tolist() == [0] * 5
    assert widest_halved(points, 2).tolist() == [0, 0, 0, 1, 1]
    assert widest_halved(points, 3).tolist() == [0, 0, 1, 2, 2]
    assert widest_halved(points, 9).tolist() == [0, 1, 2, 3, 4]
    assert widest_halved(np.zeros((4, 2)), 3).tolist() == [0] * 4


def test_two_points_that_are_the_next_doubles_are_two():
    """And none overflows where costs are one's own, and points as large as they get."""
    found = sinkhorn([0.3, 0.1 + 0.2], [0.0, 1.0], costs.euclidean, eps=1.0, method="blocks")
    assert found.value == pytest.approx(0.5, rel=1e-3)
    near = np.array([[-1.7e308], [1.7e308], [np.nextafter(1.7e308, 0)]])
    assert widest_halved(near, 9).tolist() == [0, 1, 2]


def test_atoms_without_mass_on_both_sides_have_no_part_in_anything():
    mu = Measure([0.0, 1.0, 100.0], [0.5, 0.5, 0.0])
    nu = Measure([0.0, 2.0, 100.0], [0.5, 0.5, 0.0])
    found, expected = (
        sinkhorn(mu, nu, costs.squared_euclidean, eps=1.0, method=way)
        for way in ("blocks", "dense")
    )
    assert found.value == pytest.approx(expected.value, rel=1e-13)
    assert found.regularised == pytest.approx(expected.regularised, rel=1e-13)
    assert found.plan.sum(axis=0) == pytest.approx([0.5, 0.5, 0.0], rel=1e-13)


@pytest.mark.parametrize(("eps", "tolerance"), [(1e10, 1e-13), (1e300, 1e-13), (1.0, 1e-6)])
def test_the_divergence_is_wrong_by_the_square_of_the_error(few, eps, tolerance):
    """The few points alone would satisfy a large eps, and be wrong by their own error."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((300, 2))
    z = x.copy()
    z[0] += 1.0
    found, expected = (
        sinkhorn_divergence(x, z, costs.euclidean, eps=eps, tolerance=tolerance, method=way)
        for way in ("blocks", "dense")
    )
    assert found == pytest.approx(expected, rel=1e-4)


def test_the_divergence_of_atoms_without_mass_is_that_of_the_others():
    mu = Measure([0.0, 1.0, 100.0], [0.5, 0.5, 0.0])
    nu = Measure([0.0, 2.0, 50.0], [0.5, 0.5, 0.0])
    found, expected = (
        sinkhorn_divergence(mu, nu, costs.squared_euclidean, eps=1.0, method=way)
        for way in ("blocks", "dense")
    )
    assert found == pytest.approx(expected, rel=1e-12)


def test_a_cost_of_ones_own_is_never_asked_for_points_that_were_not_given(few):
    mu, nu = clouds()
    known = {row.tobytes() for row in (*mu.points, *nu.points)}

    def own(x, y):
        assert {row.tobytes() for row in (*x, *y)} <= known
        return costs.squared_euclidean(x, y)

    found = sinkhorn(mu, nu, own, eps=0.5, method="blocks")
    assert found.value == pytest.approx(
        sinkhorn(mu, nu, costs.squared_euclidean, eps=0.5, method="dense").value, rel=1e-10
    )


def test_what_is_returned_of_too_few_iterations_is_the_best_of_them(monkeypatch):
    monkeypatch.setattr(blocks, "_FEW", 6)
    seen, before = [], blocks.misplaced

    def kept(*args):
        seen.append(before(*args))
        return seen[-1]

    monkeypatch.setattr(blocks, "misplaced", kept)
    x = np.random.default_rng(0).standard_normal((80, 2))
    for most in range(55, 70):
        seen.clear()
        with pytest.raises(NotConverged) as stopped:
            sinkhorn(x, x[:70] + 1, costs.euclidean, eps=0.02, method="blocks", max_iterations=most)
        result = stopped.value.result
        assert (result.error, result.iterations) == (min(seen), most)


@pytest.mark.parametrize("d", [2, 50])
def test_eps_is_refused_by_the_largest_cost_and_not_by_that_of_a_box(d):
    rng = np.random.default_rng(0)
    x, y = rng.random((30, d)), rng.random((20, d))
    cost = costs.power(costs.euclidean, 10)
    largest = float(cost(x, y).max())
    with pytest.raises(NotConverged):
        sinkhorn(x, y, cost, eps=2.0**-39 * largest, method="blocks", max_iterations=5)
    with pytest.raises(ValueError, match=re.escape(f"of the largest cost, {largest:.3g}")):
        sinkhorn(x, y, cost, eps=2.0**-41 * largest, method="blocks")


def test_refuses_powers_that_overflow():
    with pytest.raises(ValueError, match="the largest cost is inf; scale the points"):
        sinkhorn(
            [0.0, 1.0], [0.0, 20.0], costs.power(costs.euclidean, 2000), eps=1.0, method="blocks"
        )


@pytest.mark.parametrize("cost", [costs.euclidean, costs.squared_euclidean])
def test_a_result_can_be_pickled(cost):
    result = sinkhorn([0.0, 1.0], [0.5, 2.0], cost, eps=1.0, method="blocks")
    again = pickle.loads(pickle.dumps(result))
    assert (again.plan.toarray() == result.plan.toarray()).all()


def test_a_plan_is_multiplied_from_the_left_too_and_its_arrays_are_read_only():
    mu, nu = clouds(9, 7)
    plan = sinkhorn(mu, nu, costs.euclidean, eps=1.0, method="blocks").plan
    v = np.arange(9.0)
    assert v @ plan == pytest.approx(v @ plan.toarray(), rel=1e-13)
    assert np.stack([v, v]) @ plan == pytest.approx(np.stack([v, v]) @ plan.toarray(), rel=1e-13)
    assert plan.sum(axis=-1) == pytest.approx(plan.sum(axis=1))
    assert plan.sum(axis=-2) == pytest.approx(plan.sum(axis=0))
    with pytest.raises(ValueError, match="rows are 3, columns 4; pass two slices"):
        plan.block(3, 4)
    with pytest.raises(ValueError, match="read-only"):
        plan._rows.masses[0] = 9


def test_no_error_below_what_rounding_leaves_is_asked_for():
    mu, nu = clouds(60, 50)
    cost = costs.squared_euclidean
    eps = 1e-3 * float(cost(mu.points, nu.points).max())
    found, expected = (
        sinkhorn(mu, nu, cost, eps=eps, tolerance=tolerance, method="blocks").value
        + sinkhorn_divergence(mu, nu, cost, eps=eps, tolerance=tolerance, method="blocks")
        for tolerance in (1e-300, 1e-10)
    )
    assert found == pytest.approx(expected, rel=1e-9)
