"""Transport without the matrix: the same answers, to the last bit, from few pairs of points."""

import itertools
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest

from divergences import (
    Measure,
    NotConverged,
    _cells,
    _coarser,
    _network,
    _pivots,
    _pricing,
    _sparse,
    _transport,
    costs,
    threads,
    transport,
    wasserstein,
)
from divergences._cells import in_cells, merged
from divergences._costs import c_transform
from divergences._pricing import between
from tests.divergences.exact_simplex import exact_optimum

COSTS = [
    *(costs.power(costs.euclidean, order) for order in (1, 1.5, 2, 3)),
    *(costs.power(costs.manhattan, order) for order in (1, 2)),
]


@pytest.fixture
def small_cells(monkeypatch):
    """Cells of three points, so that small problems have many, and several levels."""
    for module in (_pricing, _coarser, _sparse):
        monkeypatch.setattr(module, "SIZE", 3)
    monkeypatch.setattr(_pricing, "_NEAR", 2)
    monkeypatch.setattr(_coarser, "_DENSE", 30)


# Cells.


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize(("n", "size"), [(1, 3), (3, 3), (4, 3), (100, 7)])
def test_every_point_is_in_one_cell_of_at_most_so_many(n, d, size):
    points = np.random.default_rng(0).normal(size=(n, d))
    cells = in_cells(points, size)
    assert sorted(cells.order) == list(range(n))
    np.testing.assert_array_equal(cells.points, points[cells.order])
    sizes = np.diff(cells.starts)
    assert (cells.starts[0], cells.starts[-1], len(sizes)) == (0, n, len(cells))
    assert sizes.max() <= size
    assert sizes.min() >= min(n, size / 2 - 1)
    for k, (start, end) in enumerate(itertools.pairwise(cells.starts)):
        assert set(cells.members[k]) == set(range(start, end))
        np.testing.assert_allclose(cells.centres[k], cells.points[start:end].mean(axis=0))
    np.testing.assert_array_equal(
        cells.offsets, cells.points[cells.members] - cells.centres[:, None]
    )


def test_cells_are_cut_across_the_widest_axis():
    points = np.array([[0.0, 0.0], [100.0, 1.0], [0.0, 2.0], [100.0, 3.0]])
    assert {frozenset(group) for group in _cells._groups(points, 2)} == {
        frozenset([0, 2]), frozenset([1, 3])
    }  # fmt: skip


def test_the_points_of_some_cells_come_cell_by_cell():
    cells = in_cells(np.arange(10.0)[:, None], 3)
    starts = cells.starts
    some = [*range(starts[2], starts[3]), *range(starts[0], starts[1])]
    assert cells.of(np.array([2, 0])).tolist() == some


def test_points_that_are_merged_keep_their_mass_and_their_mean():
    rng = np.random.default_rng(1)
    points, masses = rng.normal(size=(50, 2)), rng.random(50)
    fewer, whole, cell = merged(points, masses, 4)
    assert 50 / 4 <= len(fewer) <= 25
    assert whole.sum() == pytest.approx(masses.sum())
    for k, centre in enumerate(fewer):
        inside = cell == k
        assert 1 <= inside.sum() <= 4
        assert whole[k] == pytest.approx(masses[inside].sum())
        np.testing.assert_allclose(whole[k] * centre, masses[inside] @ points[inside])


# Prices.


def priced(cost, seed=0, shape=(40, 31), d=2):
    """Costs of points, their matrix in the same order, and potentials that nearly fit them."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(shape[0], d)), rng.normal(size=(shape[1], d)) + 0.5
    x[3], y[5] = x[4], x[0]
    found = between(x, y, cost)
    matrix = cost(found.x.points, found.y.points)
    g = rng.normal(size=shape[1]) * 0.3
    f = (matrix - g).min(axis=1) + 0.05 * rng.random(shape[0])
    return found, matrix, f, g


@pytest.mark.parametrize(("d", "tight"), [(1, 0.4), (2, 0.2), (7, 0)])
@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_no_pair_of_two_cells_is_below_their_bound(small_cells, cost, d, tight):
    found, matrix, f, g = priced(cost, d=d)
    reduced = matrix - f[:, None] - g
    near = 0
    for k, (top, bottom) in enumerate(itertools.pairwise(found.x.starts)):
        bounds = found._bounds(k, f, g)
        for j, (left, right) in enumerate(itertools.pairwise(found.y.starts)):
            least = reduced[top:bottom, left:right].min()
            assert bounds[j] <= least + 1e-12
            near += bounds[j] > least - 1
    assert near >= tight * len(found.x) * len(found.y)  # and they are not far below


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_what_is_found_cell_by_cell_is_what_the_matrix_has(small_cells, cost):
    found, matrix, f, g = priced(cost)
    n, m = found.shape
    reduced = matrix - f[:, None] - g
    assert found.at(7, 9) == matrix[7, 9]
    assert found.largest >= matrix.max()
    every = np.random.default_rng(1).permutation(n * m)
    np.testing.assert_array_equal(found.pairs(every // m, every % m), matrix.ravel()[every])
    np.testing.assert_allclose(found.transform(f), (matrix - f[:, None]).min(axis=0), atol=1e-14)
    rows, columns = found.nearest(f, g, 5)
    assert len(set(zip(rows.tolist(), columns.tolist(), strict=True))) == 5 * n
    mine = np.sort(reduced[rows, columns].reshape(n, 5), axis=1)
    np.testing.assert_allclose(mine, np.sort(reduced, axis=1)[:, :5], atol=1e-12)
    assert set(found.nearest(f, g, 99)[1].tolist()) == set(range(m))


@pytest.mark.parametrize("shift", [0, 3])
@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_all_pairs_below_a_bound_are_found_with_their_costs(small_cells, cost, shift):
    found, matrix, f, g = priced(cost)
    f, g = np.ldexp(f, -shift), np.ldexp(g, -shift)
    reduced = (np.ldexp(matrix, -shift) - f[:, None]) - g
    pairs = {
        (i, j): (r, c)
        for near in found.below(f, g, 0.1, shift)
        for r, i, j, c in zip(*(part.tolist() for part in near), strict=True)
    }
    wanted = np.argwhere(reduced < 0.1).tolist()
    assert pairs == {(i, j): (reduced[i, j], matrix[i, j]) for i, j in wanted}


@pytest.mark.parametrize(
    ("cost", "scale", "away"),
    [(costs.manhattan, 1.0, 5.0), (costs.squared_euclidean, 1e-162, 100.0)],
    ids=["sums rounded", "below the normal numbers"],
)
def test_rounding_in_their_bounds_hides_no_pair_of_two_cells(cost, scale, away):
    random = np.random.default_rng(0)
    x, y = random.normal(size=(2, 300, 2))
    found = between(x * scale, (y + away) * scale, cost)
    matrix = cost(found.x.points, found.y.points)
    g = matrix.min(axis=0)
    f = (matrix - g).min(axis=1)
    wanted = np.argwhere((matrix - f[:, None]) - g <= 0)
    near = found.below(f, g, 2.0**-1074, 0)
    pairs = {pair for _, i, j, _ in near for pair in zip(i.tolist(), j.tolist(), strict=True)}
    assert pairs == set(map(tuple, wanted.tolist()))


@pytest.mark.parametrize("scale", [-538, -530, 512, 600, 1000])
def test_distances_whose_squares_leave_the_range_have_the_value_of_the_matrix(scale):
    random = np.random.default_rng(1)
    x, y = np.ldexp(random.normal(size=(2, 300, 2)) + [[[0.5]], [[0.0]]], scale)
    for cost in (costs.euclidean, costs.power(costs.euclidean, 1.0 if scale > 512 else 1.2)):
        found = [transport(x, y, cost, method=method).value for method in ("sparse", "dense")]
        assert found[0] == found[1]


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_the_worst_pairs_of_rows_and_columns_are_the_violations(small_cells, cost):
    found, matrix, f, g = priced(cost)
    reduced = matrix - f[:, None] - g
    violations = found.violated(f, g, 0.01, 2)
    arcs = set(zip(*(part.tolist() for part in violations.arcs), strict=True))
    assert all(reduced[i, j] < -0.01 for i, j in arcs)
    np.testing.assert_allclose(violations.least, np.minimum(reduced.min(axis=1), 0), atol=1e-14)
    for i, row in enumerate(reduced):
        assert {(i, j) for j in np.argsort(row)[:2] if row[j] < -0.01} <= arcs
    for j, column in enumerate(reduced.T):
        assert column.min() >= -0.01 or (column.argmin(), j) in arcs
    nothing = found.violated(f - 9, g, 0.01, 2)
    assert len(nothing.arcs[0]) == 0
    assert not nothing.least.any()


@pytest.mark.parametrize("cost", COSTS, ids=repr)
@pytest.mark.parametrize("scale", [1.0, 2.0**-40, 1e6])
def test_every_cost_is_a_multiple_of_the_unit(cost, scale):
    rng = np.random.default_rng(2)
    whole = rng.integers(-9, 9, (20, 2)) * scale
    generic = rng.normal(size=(20, 2)) * scale
    for points in (whole, generic):
        found = between(points, points[::-1], cost)
        values = cost(points, points).ravel().tolist()
        assert all((Fraction(v) * found.unit).denominator == 1 for v in values)


def test_whole_numbers_have_a_unit_that_leaves_no_doubt():
    points = np.arange(12.0).reshape(6, 2) / 4
    assert between(points, points, costs.squared_euclidean).unit == 16
    assert between(points, points, costs.manhattan).unit == 4
    assert between(points, points, costs.euclidean).unit == 4 << 54
    assert between(points * 0, points * 0, costs.euclidean).unit == 1 << 54


@pytest.mark.parametrize("cost", COSTS, ids=repr)
def test_blocks_of_costs_have_the_bits_of_the_matrix(cost):
    """The methods can only agree to the last bit if costs do not hang on what stands beside."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(70, 9)), rng.normal(size=(65, 9))
    whole = cost(x, y)
    for height, width in ((1, 1), (3, 5), (32, 64)):
        np.testing.assert_array_equal(cost(x[:height], y[:width]), whole[:height, :width])
        np.testing.assert_array_equal(cost(x[-height:], y[-width:]), whole[-height:, -width:])


# The whole method.


def generic(rng, n, m):
    return rng.normal(size=(n, 2)), None, rng.normal(size=(m, 2)) + 0.5, None


def weighted(rng, n, m):
    return rng.normal(size=(n, 3)), rng.random(n), rng.normal(size=(m, 3)) + 0.5, rng.random(m)


def some_without_mass(rng, n, m):
    a, b = rng.integers(0, 3, n) * 1.0, rng.integers(0, 3, m) * 1.0
    a[0] = b[-1] = 1
    return rng.normal(size=(n, 2)), a, rng.normal(size=(m, 2)), b


def whole_numbers(rng, n, m):
    return rng.integers(0, 6, (n, 2)), None, rng.integers(0, 6, (m, 2)), None


def repeated(rng, n, m):
    x, y = rng.normal(size=(n, 2)), rng.normal(size=(m, 2))
    x[: n // 3], y[: m // 3] = x[-1], x[-1]
    return x, None, y, None


def far_clusters(rng, n, m):
    x = rng.normal(size=(n, 2)) + 1e6 * rng.integers(0, 2, (n, 1))
    return x, None, rng.normal(size=(m, 2)) + 1e6 * rng.integers(0, 2, (m, 1)), None


def heavy_tails(rng, n, m):
    return rng.standard_cauchy((n, 2)), None, rng.standard_cauchy((m, 2)), None


def tiny_weights(rng, n, m):
    a, b = np.exp(9 * rng.normal(size=n)), np.exp(9 * rng.normal(size=m))
    return rng.normal(size=(n, 2)), a, rng.normal(size=(m, 2)), b


def one_line(rng, n, m):
    along = np.array([1.0, 2.0, -1.0])
    return rng.normal(size=(n, 1)) * along, None, rng.normal(size=(m, 1)) * along, None


def in_fifty_dimensions(rng, n, m):
    return rng.normal(size=(n, 50)), None, rng.normal(size=(m, 50)) + 0.1, None


FAMILIES = [
    generic, weighted, some_without_mass, whole_numbers, repeated, far_clusters, heavy_tails,
    tiny_weights, one_line, in_fifty_dimensions,
]  # fmt: skip


def measures(family, rng, n, m):
    x, a, y, b = family(rng, n, m)
    return Measure(x, a, normalize=True), Measure(y, b, normalize=True)


@pytest.mark.parametrize("cost", COSTS, ids=repr)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.__name__)
def test_with_and_without_the_matrix_the_value_is_the_same_double(small_cells, family, cost):
    rng = np.random.default_rng(4)
    for n, m in ((1, 5), (6, 6), (40, 25), (60, 60)):
        mu, nu = measures(family, rng, n, m)
        sparse, dense = (transport(mu, nu, cost, method=way) for way in ("sparse", "dense"))
        assert sparse.value == dense.value
        matrix = cost(mu.points, nu.points)
        plan, slack = sparse.plan.toarray(), matrix - sparse.f[:, None] - sparse.g
        rounding = 4e-16 * (matrix.max() + np.abs(sparse.f).max() + np.abs(sparse.g).max())
        assert slack.min() >= -rounding
        assert np.abs(slack[plan > 0]).max() <= rounding
        np.testing.assert_allclose(plan.sum(axis=1), mu.weights / mu.weights.sum(), rtol=1e-13)
        np.testing.assert_allclose(plan.sum(axis=0), nu.weights / nu.weights.sum(), rtol=1e-13)
        assert len(sparse.plan.data) < n + m


def test_without_the_matrix_the_value_is_the_correctly_rounded_optimum(small_cells):
    rng = np.random.default_rng(5)
    for _ in range(500):
        n, m = rng.integers(1, 13, 2)
        x, y = rng.integers(-9, 10, (n, 2)), rng.integers(-9, 10, (m, 2))
        a, b = rng.integers(1, 9, n) / 8, rng.integers(1, 9, m) / 8
        mu, nu = Measure(x, a, normalize=True), Measure(y, b, normalize=True)
        cost = (costs.squared_euclidean, costs.manhattan)[rng.integers(2)]
        truth = exact_optimum(a.tolist(), b.tolist(), cost(mu.points, nu.points).tolist())
        assert transport(mu, nu, cost, method="sparse").value == float(truth)


@pytest.mark.parametrize(
    "weights", [[1e-91, 1e-181, 1.0, 1.0], [1e308, 5e-324, 1e-300, 1e308], [1e-320, 3e-320, 0, 1]]
)
def test_masses_far_apart_are_all_moved(small_cells, weights):
    rng = np.random.default_rng(11)
    x, y = rng.integers(-9, 9, (4, 2)), rng.integers(-9, 9, (24, 2))
    mu, nu = Measure(x, np.array(weights) / 4, normalize=True), Measure(y)
    matrix = costs.squared_euclidean(mu.points, nu.points)
    truth = exact_optimum(mu.weights.tolist(), [1.0] * 24, matrix.tolist())
    for first, second in ((mu, nu), (nu, mu)):
        found = transport(first, second, costs.squared_euclidean, method="sparse")
        assert found.value == float(truth)
        assert len(found.plan.data) >= 24


@pytest.mark.parametrize("count", [2, 3])
def test_the_worst_pairs_do_not_hang_on_the_number_of_threads(small_cells, monkeypatch, count):
    """Nor where many tie, and each share of the rows has a worst one to every column."""
    monkeypatch.setattr("divergences._threads._WORTH_IT", 0)
    random = np.random.default_rng(0)
    x, y = random.normal(size=(90, 2)), random.normal(size=(70, 2))
    found = between(x, y, costs.manhattan)
    f, g = random.normal(size=90), random.normal(size=70)
    alone = found.violated(f, g, 0.0, 2)
    with threads(count):
        shared = found.violated(f, g, 0.0, 2)
    assert sorted(zip(*alone.arcs, strict=True)) == sorted(zip(*shared.arcs, strict=True))
    np.testing.assert_array_equal(alone.least, shared.least)


def test_what_pot_rounds_is_solved_again():
    """Distances that tie but for their rounding: POT alone leaves a gap of 1.7e-12 here."""
    random = np.random.default_rng(0)
    x, y = random.normal(size=(800, 2)), random.normal(size=(800, 2)) + 0.5
    rounds = []
    found = transport(x, y, costs.manhattan, method="sparse", progress=rounds.append)
    assert rounds[-1].gap <= 1e-14 * found.value
    assert len(rounds) <= 2
    dense = transport(x, y, costs.manhattan, method="dense")
    assert found.value == pytest.approx(dense.value, rel=4e-15, abs=0)
    assert max(found.iterations, dense.iterations) < 100


def test_a_result_does_not_hang_on_the_number_of_threads(monkeypatch):
    monkeypatch.setattr("divergences._threads._WORTH_IT", 0)
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(700, 2)), rng.normal(size=(600, 2))
    alone = transport(x, y, costs.euclidean, method="sparse")
    with threads(2):
        together = transport(x, y, costs.euclidean, method="sparse")
    assert together.value == alone.value
    np.testing.assert_array_equal(together.f, alone.f)


def test_rounds_tell_how_far_the_search_has_come():
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=(800, 2)), rng.normal(size=(900, 2)) + 0.5
    rounds = []
    found = transport(x, y, costs.euclidean, method="sparse", progress=rounds.append)
    assert [one.number for one in rounds] == list(range(1, len(rounds) + 1))
    assert [one.arcs for one in rounds] == sorted(one.arcs for one in rounds)
    for one in rounds:
        assert one.bound <= found.value * (1 + 1e-12)
        assert one.value >= found.value * (1 - 1e-12)
        assert one.gap == one.value - one.bound
    assert rounds[-1].gap <= 1e-6 * found.value < rounds[0].gap * 1e6


def test_where_time_runs_out_there_is_a_plan_and_true_bounds():
    rng = np.random.default_rng(8)
    x, y = rng.normal(size=(600, 2)), rng.normal(size=(600, 2)) + 0.5
    best = transport(x, y, costs.euclidean)
    with pytest.raises(NotConverged, match="stopped after 1e-09 seconds; raise time_limit") as stop:
        transport(x, y, costs.euclidean, method="sparse", time_limit=1e-9)
    result = stop.value.result
    assert result.value >= best.value
    np.testing.assert_allclose(result.plan.sum(axis=1), 1 / 600, rtol=1e-13)
    bounds = result.bounds()
    assert 0.9 * best.value < bounds.lower <= best.value * (1 + 1e-15)
    assert bounds.upper == pytest.approx(result.value, rel=1e-14)


def test_many_pairs_of_points_are_solved_without_their_matrix(monkeypatch):
    x, y = np.zeros((4, 2)), np.ones((3, 2))
    called = []
    monkeypatch.setattr(_sparse, "solve_points", lambda *_, **__: called.append(1) or 1 / 0)
    monkeypatch.setattr(_transport, "_SPARSE_FROM", 13)
    transport(x, y, costs.euclidean)
    wasserstein(x, y)
    monkeypatch.setattr(_transport, "_SPARSE_FROM", 12)
    transport(x, y, lambda x, y: np.zeros((4, 3)))
    transport(x, y, costs.power(costs.euclidean, 0.5))
    transport(x[:, :1], y[:, :1], costs.euclidean)
    transport(x, y, costs.euclidean, method="dense")
    assert not called
    with pytest.raises(ZeroDivisionError):
        transport(x, y, costs.euclidean)
    with pytest.raises(ZeroDivisionError):
        wasserstein(x, y)


@pytest.mark.parametrize("order", [1, 2, 1.5, 7])
@pytest.mark.parametrize("scale", [1.0, 1e-200, 1e200])
def test_distances_of_many_points_are_those_of_few(monkeypatch, order, scale):
    rng = np.random.default_rng(9)
    x, y = scale * rng.normal(size=(30, 2)), scale * rng.normal(size=(20, 2))
    dense = wasserstein(x, y, order=order)
    monkeypatch.setattr(_transport, "_SPARSE_FROM", 0)
    sparse = wasserstein(x, y, order=order)
    assert sparse == pytest.approx(dense, rel=1e-14, abs=0)
    assert order not in (1, 2) or scale != 1 or sparse == dense
    assert wasserstein(x, x[::-1], order=order) == 0
    assert wasserstein(x[:1], x[:1], order=order) == 0


def test_powers_that_leave_the_range_of_doubles_are_refused(monkeypatch):
    monkeypatch.setattr(_transport, "_SPARSE_FROM", 0)
    x = np.array([[0.0, 0.0], [1e-200, 0.0], [1.0, 1.0]])
    with pytest.raises(OverflowError, match="powers for order 50 exceed the range of doubles"):
        wasserstein(x, x + [[0, 1e-200], [0, 0], [0, 0]], order=50)
    with pytest.raises(OverflowError, match="may exceed the largest double; scale the points down"):
        transport(x * 1e200, -x * 1e200, costs.squared_euclidean)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"method": "simplex"}, r"method is 'simplex'; pass one of auto, line, dense, sparse"),
        ({"method": np.zeros(2)}, r"method is array\(\[0., 0.\]\); pass one of auto, line"),
        ({"progress": 5}, r"progress is 5; pass a function of a Round, or leave it out"),
        ({"method": "line"}, r"method 'line' wants .* on the line, and d is 2, .*method='dense'"),
        ({"method": "sparse", "cost": costs.power(costs.euclidean, 0.5)}, "power >= 1 of a dist"),
        ({"method": "sparse", "cost": lambda x, y: x @ y.T}, "power >= 1 of a distance of diverg"),
        ({"time_limit": 0}, "time_limit is 0; pass seconds above 0, or leave it out"),
        ({"time_limit": math.nan}, "time_limit is nan; pass seconds above 0, or leave it out"),
    ],
)
def test_what_no_method_can_do_is_refused(settings, words):
    settings = {"cost": costs.euclidean, **settings}
    with pytest.raises(ValueError, match=words):
        transport(np.zeros((2, 2)), np.ones((3, 2)), **settings)


@pytest.mark.parametrize("spoil", ["flow", "potentials"])
def test_what_is_worse_the_second_time_is_not_taken(small_cells, monkeypatch, spoil):
    """As where pairs nearly tight fall into parts, and POT finds no plan for their masses."""
    solved, calls = _network.plan_among, []

    def spoiled(*given):
        flow, f, g = solved(*given)
        calls.append(given)
        if np.abs(given[-1]).max() > 1e-5:  # the first time, by what pairs cost
            return flow, f, g
        return (0 * flow, f, g) if spoil == "flow" else (flow, f + 1e3 * np.arange(len(f)), g)

    random = np.random.default_rng(0)
    x, y = random.normal(size=(90, 2)), random.normal(size=(80, 2))
    expected = transport(x, y, costs.euclidean, method="dense")
    for module in (_sparse, _network):
        monkeypatch.setattr(module, "plan_among", spoiled)
    for method in ("sparse", "dense"):
        calls.clear()
        found = transport(x, y, costs.euclidean, method=method)
        assert min(np.abs(given[-1]).max() for given in calls) < 1e-5
        assert found.value == expected.value
        assert found.iterations == 0


def test_ctrl_c_has_the_result_so_far(small_cells):
    random = np.random.default_rng(0)
    x, y = random.normal(size=(90, 2)), random.normal(size=(80, 2))

    def interrupt(found):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        transport(x, y, costs.euclidean, method="sparse", progress=interrupt)
    found = caught.value.result
    bounds = found.bounds()
    assert bounds.lower <= transport(x, y, costs.euclidean).value <= bounds.upper
    np.testing.assert_allclose(found.plan.sum(axis=1), 1 / 90)


@pytest.mark.parametrize("where", ["negative", "improve", "_exchange"])
def test_ctrl_c_while_the_last_basis_is_settled_has_the_result_so_far(
    small_cells, monkeypatch, where
):
    random = np.random.default_rng(0)
    x, y = random.integers(0, 9, size=(90, 2)) / 1.0, random.integers(0, 9, size=(80, 2)) / 1.0
    expected = transport(x, y, costs.euclidean, method="dense").value
    of_tree = _sparse.spanning_tree

    def far_off(rows, columns, flow, reduced, shape, tight):
        return of_tree(rows, columns, 0 * flow, -reduced, shape, tight)

    def interrupt(*given, **settings):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(_sparse, "spanning_tree", far_off)  # so that arcs have to be exchanged
    monkeypatch.setattr(_pivots.Basis, where, interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        transport(x, y, costs.euclidean, method="sparse")
    bounds = caught.value.result.bounds()
    assert bounds.lower <= expected <= bounds.upper
    np.testing.assert_allclose(caught.value.result.plan.sum(axis=1), 1 / 90)


def test_time_runs_out_between_exchanges_of_arcs(small_cells, monkeypatch):
    random = np.random.default_rng(0)
    x, y = random.integers(0, 9, size=(90, 2)) / 1.0, random.integers(0, 9, size=(80, 2)) / 1.0
    expected = transport(x, y, costs.euclidean, method="dense").value
    now, entered = [0.0], []
    of_tree, negative, enter = _sparse.spanning_tree, _pivots.Basis.negative, _pivots.Basis.enter

    def far_off(rows, columns, flow, reduced, shape, tight):
        return of_tree(rows, columns, 0 * flow, -reduced, shape, tight)

    def found(basis, **settings):
        now[0] = 1.0
        return negative(basis, **settings)

    def entering(basis, *given):
        entered.append(now[0])
        now[0] *= 3
        return enter(basis, *given)

    monkeypatch.setattr(_sparse, "_AGAIN", 1)
    monkeypatch.setattr(_sparse, "spanning_tree", far_off)
    monkeypatch.setattr(_pivots.Basis, "negative", found)
    monkeypatch.setattr(_pivots.Basis, "enter", entering)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with pytest.raises(NotConverged) as caught:
        transport(x, y, costs.euclidean, method="sparse", time_limit=5)
    assert entered[-2:] == [1.0, 3.0]
    bounds = caught.value.result.bounds()
    assert bounds.lower <= expected <= bounds.upper


def test_ctrl_c_before_there_is_a_plan_has_none(monkeypatch):
    def interrupt(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(_sparse, "plan_among", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        transport([[0.0, 0.0], [1.0, 0.0]], np.ones((2, 2)), costs.euclidean, method="sparse")
    assert not hasattr(caught.value, "result")


def test_on_the_line_the_dimension_is_not_what_is_wrong():
    with pytest.raises(ValueError, match=r"distance of divergences\.costs, and the cost is"):
        transport([0.0], [1.0], lambda x, y: x @ y.T, method="line")


def test_points_near_the_largest_double_are_refused_and_nothing_else_is_said():
    x = np.full((3, 2), 1.7e308)
    with pytest.raises(OverflowError, match="may exceed the largest double; scale the points down"):
        transport(x, -x, costs.euclidean, method="sparse")


def test_a_result_stays_read_only_where_it_is_pickled():
    found = transport([[0.0, 0.0], [1.0, 0.0]], [[0.0, 2.0]], costs.euclidean)
    again = pickle.loads(pickle.dumps(found))
    assert again.value == found.value
    for array in (again.f, again.g, again.plan.data):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


def test_the_transform_of_many_points_is_that_of_the_matrix():
    found, _, f, _ = priced(costs.euclidean, shape=(90, 70))
    direct = c_transform(costs.euclidean, found.x.points, found.y.points, f)
    np.testing.assert_allclose(found.transform(f), direct, atol=1e-15)
