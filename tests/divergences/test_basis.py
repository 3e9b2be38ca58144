"""Trees of the transport network: walked, solved and changed, in whole numbers."""

import numpy as np
import pytest

from divergences import _basis, _network
from divergences._network import first_tree
from divergences._pair_costs import Table, _unit_of
from divergences._pivots import Basis

ROWS, COLUMNS = [0, 1, 1], [0, 0, 1]  # a path: row 0, column 0, row 1, column 1
PATH = _basis.walked(2, 2, ROWS, COLUMNS)
STAR = _basis.walked(2, 2, [0, 0, 1], [0, 1, 1])  # column 0, row 0, column 1, row 1


def test_a_tree_is_walked_from_row_0_parents_first():
    assert PATH == ([0, 2, 1, 3], [-1, 2, 0, 1], [-1, 1, 0, 2])
    assert STAR == ([0, 2, 3, 1], [-1, 3, 0, 0], [-1, 2, 0, 1])


def test_each_tree_of_a_forest_has_a_root_of_its_own():
    assert _basis.walked(2, 2, [0, 1], [0, 1]) == ([0, 2, 1, 3], [-1, -1, 0, 1], [-1, -1, 0, 1])


def test_potentials_are_0_at_the_root_and_sum_to_the_cost_on_every_arc():
    assert _basis.potentials([5, 7, 1], PATH) == [0, 2, 5, -1]
    assert _basis.potentials([5, 7], _basis.walked(2, 2, [0, 1], [0, 1])) == [0, 0, 5, 7]


def test_the_arcs_between_two_nodes_come_in_the_order_of_the_way():
    assert _basis.path(0, 3, PATH) == [0, 1, 2]
    assert _basis.path(3, 0, PATH) == [2, 1, 0]
    assert _basis.path(1, 2, STAR) == [2, 1, 0]
    assert _basis.path(1, 3, PATH) == [2]
    assert _basis.path(2, 2, PATH) == []


def test_flows_are_clipped_to_what_both_ends_have_left():
    assert _basis.clipped_flows([1, 3, 2, 2], PATH) == ([1, 1, 2], [0, 0, 0, 0])
    assert _basis.clipped_flows([2, 2, 1, 3], PATH) == ([1, 0, 2], [1, 0, 0, 1])


@pytest.mark.parametrize(
    ("costs", "unit"),
    [
        ([[3.0, 0.75], [0.0, -0.125]], 8),
        ([[0.5]], 2),
        ([[12.0, 4.0]], 1),
        ([[0.0]], 1),
        ([[5e-324, 1.0]], 2**1074),
        ([[1.0 + 2.0**-52]], 2**52),
    ],
)
def test_the_unit_is_the_least_power_of_two_that_makes_every_cost_whole(costs, unit):
    assert _unit_of(np.array(costs)) == unit


def basis(costs):
    return Basis(Table(np.array(costs)), [0, 0, 1], [0, 1, 1], [1, 1, 1])


def test_mass_over_a_tight_arc_passes_through_the_tree_while_that_has_room():
    tree = basis([[1.0, 2.0], [3.0, 4.0]])
    assert tree.reduced(1, 0) == 0
    assert tree.enter(1, 0, 1) == 1
    assert (tree.rows, tree.columns, tree.flow) == ([0, 0, 1], [0, 1, 1], [2, 0, 2])
    assert tree.pivots == 0


def test_mass_for_which_the_tree_has_no_room_makes_its_arc_join():
    tree = basis([[1.0, 2.0], [3.0, 4.0]])
    assert tree.enter(1, 0, 3) == 1
    assert (tree.rows, tree.columns, tree.flow) == ([0, 1, 1], [0, 0, 1], [2, 2, 2])
    assert (tree.pivots, tree.potential) == (1, [0, 2, 1, 2])


@pytest.mark.parametrize(("amount", "on_the_arc"), [(0, 1), (2, 3)])
def test_an_arc_that_costs_less_draws_mass_until_the_first_arc_is_empty(amount, on_the_arc):
    tree = basis([[1.0, 2.0], [1.0, 3.0]])
    assert tree.reduced(1, 0) == -1
    assert tree.enter(1, 0, amount) == 1
    assert (tree.rows, tree.columns, tree.flow) == ([1, 0, 1], [0, 1, 1], [on_the_arc, 2, 0])
    assert tree.pivots == 1


def test_an_arc_of_the_tree_takes_any_amount():
    tree = Basis(Table(np.array([[4.0]])), [0], [0], [2])
    assert tree.enter(0, 0, 5) == 5
    assert (tree.flow, tree.pivots) == ([7], 0)


@pytest.mark.parametrize(
    ("costs", "lowest"), [([[3.0, 5.0], [1.0, 8.0]], 0.0), ([[-3.0, 5.0], [1.0, -8.0]], -8.0)]
)
@pytest.mark.parametrize("power", [-1000, 0, 1000])
def test_pot_is_given_costs_from_0_to_2_and_all_the_steps_it_needs(
    monkeypatch, costs, lowest, power
):
    given = []

    class Recording:
        def emd(self, a, b, costs, **settings):
            given.append((costs.copy(), settings["numItermax"]))
            return POT.emd(a, b, costs, **settings)

    POT = _network._pot()
    monkeypatch.setattr(_network, "_pot", Recording)
    rows, columns, _ = first_tree(np.ones(2), np.ones(2), np.ldexp(costs, power))
    assert len(set(zip(rows, columns, strict=True))) == 3
    (scaled, steps), (left, again) = given  # then what potentials leave, among pairs nearly tight
    np.testing.assert_array_equal(scaled, (np.array(costs) - lowest) / 16)
    assert steps == again == 10**9
    assert np.abs(left.data).max() < 1e-15


def reduced_exactly(tree):
    """All arcs of negative reduced cost, in rational arithmetic."""
    places = list(np.ndindex(tree.costs.shape))
    return {(i, j) for i, j in places if tree.reduced(i, j) < 0}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("power", [0, 1000])
def test_arcs_that_cost_less_are_found_where_potentials_round_by_more_than_costs(seed, power):
    """Along a path potentials grow to some 60 costs; the other costs are their sums, or next."""
    rng, n = np.random.default_rng(seed), 70
    rows, columns = np.repeat(np.arange(n), 2)[1:], np.repeat(np.arange(n), 2)[:-1]
    along = rng.uniform(0.5, 1.0, 2 * n - 1) * np.where(np.arange(2 * n - 1) % 2 == 0, 1, -1)
    along[80:] = rng.uniform(-1, 1, 2 * n - 81)
    costs = rng.uniform(0, 1, (n, n))
    costs[rows, columns] = along
    tree = (rows.tolist(), columns.tolist(), [1] * (2 * n - 1))
    table = Table(costs)
    table.unit = 2**60
    potential = Basis(table, *tree).potential
    high = np.array(potential[:n])[:, None] + np.array(potential[n:])  # exact, in int64
    for i, j in np.argwhere(np.abs(high) < 2**60):
        if (costs[i, j] != along).all():
            nearest = int(high[i, j]) / 2**60
            costs[i, j] = nearest + rng.integers(-1, 2) * np.spacing(nearest)
    costs = np.ldexp(costs, power)
    found = Basis(Table(costs), *tree)
    everything = found.negative(blandly=False)
    assert set(everything) == reduced_exactly(found)
    assert len(set(everything)) == len(everything) > 0
    assert found.negative(blandly=True) == [min(everything)]
