"""Where the search for a plan begins: pairs that hold a plan, nearly the best."""

import numpy as np
import pytest

from divergences import _coarser, _sparse, costs
from divergences._cells import merged
from divergences._coinciding import atoms
from divergences._network import plan_among, spanning_tree
from divergences._pricing import between


def test_a_staircase_takes_rows_and_columns_in_their_order():
    rows, columns, mass = _coarser._staircase(np.array([3.0, 1.0, 2.0]), np.array([1.0, 4.0, 1.0]))
    assert rows.tolist() == [0, 0, 1, 1, 2] or rows.tolist() == [0, 0, 1, 2, 2]
    plan = np.zeros((3, 3))
    np.add.at(plan, (rows, columns), mass)
    np.testing.assert_array_equal(plan, [[1, 2, 0], [0, 1, 0], [0, 1, 1]])


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 4), (4, 1), (7, 9)])
def test_a_staircase_has_the_masses_of_both_sides(n, m):
    rng = np.random.default_rng(0)
    a, b = rng.dirichlet(np.ones(n)), rng.dirichlet(np.ones(m))
    rows, columns, mass = _coarser._staircase(a, b)
    assert len(rows) == n + m - 1
    assert mass.min() >= 0
    np.testing.assert_allclose(np.bincount(rows, mass), a, atol=1e-15)
    np.testing.assert_allclose(np.bincount(columns, mass), b, atol=1e-15)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_handed_down_holds_a_plan_along_the_coarse_one(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(50, 2)), rng.normal(size=(37, 2))
    a, b = rng.dirichlet(np.ones(50)), rng.dirichlet(np.ones(37))
    fewer_x, mass_x, cell_x = merged(x, a, 4)
    fewer_y, mass_y, cell_y = merged(y, b, 4)
    coarse = _coarser._solved(fewer_x, mass_x, fewer_y, mass_y, costs.euclidean)
    rows, columns = _coarser._handed_down(coarse, (a, cell_x), (b, cell_y))
    keys = _coarser.distinct(_coarser.keys((rows, columns), 37))
    assert len(keys) <= 50 + 37 + 2 * len(coarse.rows)
    rows, columns = keys // 37, keys % 37
    arrows = set(zip(coarse.rows.tolist(), coarse.columns.tolist(), strict=True))
    aside = [(cell_x[i], cell_y[j]) not in arrows for i, j in zip(rows, columns, strict=True)]
    flow, _, _ = plan_among(a, b, rows, columns, np.array(aside, dtype=float))
    np.testing.assert_allclose(np.bincount(rows, flow, 50), a, rtol=1e-12)
    np.testing.assert_allclose(np.bincount(columns, flow, 37), b, rtol=1e-12)
    assert flow[aside].sum() < 1e-12  # slivers of rounding


def test_the_first_pairs_hold_a_plan_that_is_nearly_the_best():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(1500, 2)), rng.normal(size=(1400, 2)) + 0.5
    found = between(x, y, costs.squared_euclidean)
    a, b = np.full(1500, 1 / 1500), np.full(1400, 1 / 1400)
    known = _coarser.first_arcs(found, a, b)
    assert (np.diff(known) > 0).all()
    assert len(known) < 40 * 1500
    rows, columns = known // 1400, known % 1400
    prices = found.pairs(rows, columns)
    flow, *_ = plan_among(a, b, rows, columns, prices)
    best = _sparse.solve_points(x, a, y, b, costs.squared_euclidean).value
    assert best <= flow @ prices * (1 + 1e-12)
    assert flow @ prices <= best * 1.001


def test_keys_are_in_order_each_once():
    assert _coarser.distinct(np.array([5, 3, 5, 1, 3])).tolist() == [1, 3, 5]
    assert _coarser.distinct(np.array([], dtype=np.int64)).tolist() == []


# Trees of a few arcs.


def test_a_spanning_tree_takes_heavy_arcs_before_tight_ones():
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    flow, reduced = np.array([0.0, 0.2, 0.5, 0.3]), np.array([-1.0, 0.0, 0.0, 0.0])
    found = spanning_tree(rows, columns, flow, reduced, (2, 2), 0)
    assert set(zip(*found, strict=True)) == {(0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize(
    ("tight", "joins"), [(-1, {(0, 1), (1, 2)}), (0, {(2, 0), (0, 1)}), (1, {(2, 0), (1, 2)})]
)
def test_parts_are_joined_by_tight_arcs_then_along_shortest_paths(tight, joins):
    """Rows and columns 0, 1, 2 with flow along the diagonal; to 2 it is shorter by way of 1."""
    rows, columns = np.array([0, 1, 2, 0, 0, 1, 2]), np.array([0, 1, 2, 1, 2, 2, 0])
    flow = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    reduced = np.array([0.0, 0.0, 0.0, 2.0, 5.0, 1.0, 0.0])
    found = spanning_tree(rows, columns, flow, reduced, (3, 3), tight)
    assert set(zip(*found, strict=True)) == {(0, 0), (1, 1), (2, 2)} | joins


def test_parts_that_no_path_leads_to_are_joined_all_the_same():
    rows, columns = np.array([0, 1, 1]), np.array([0, 1, 0])
    found = spanning_tree(rows, columns, np.array([1.0, 1.0, 0.0]), np.ones(3), (2, 2), 0)
    assert set(zip(*found, strict=True)) == {(0, 0), (1, 1), (1, 0)}


# Points that coincide.


def test_points_that_coincide_are_one_with_their_masses():
    found = atoms(np.array([[1.0, 2.0], [0.0, 5.0], [1.0, 2.0], [-0.0, 5.0]]), [3, 1, 4, 2])
    assert found.points.tolist() == [[0, 5], [1, 2]]
    assert found.supply == [3, 7]
    assert found.which.tolist() == [1, 0, 1, 0]


def test_their_points_take_from_what_goes_to_an_atom_in_turn():
    found = atoms(np.array([[1.0], [0.0], [1.0]]), [3, 2, 4])
    assert found.shared([(0, 9, 2), (1, 8, 5), (1, 7, 2)], 0) == [
        (1, 9, 2), (0, 8, 3), (2, 8, 2), (2, 7, 2)
    ]  # fmt: skip
    assert found.shared([(9, 1, 7)], 1) == [(9, 0, 3), (9, 2, 4)]


def test_points_that_are_all_apart_keep_their_flows():
    found = atoms(np.array([[1.0], [0.0]]), [3, 2])
    assert found.shared([(0, 5, 2), (1, 5, 3)], 0) == [(1, 5, 2), (0, 5, 3)]
    assert found.shared([(5, 0, 2)], 1) == [(5, 1, 2)]
