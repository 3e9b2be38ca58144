"""Transport in space, piece by piece: what POT is asked, which arcs are in doubt, what is kept."""

import math
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import coo_array

from divergences import Measure, _basis, _network, _pivots, _prove_transport, _solve, costs
from divergences._pair_costs import Table
from divergences._pivots import Basis
from divergences._prove_transport import _arcs, _ends, _in_steps, _times, _unit
from proofs.kernel import Ends
from proofs.kernel import transport as kernel


def basis(entries, unit, **settings):
    table = Table(np.array(entries))
    table.unit = unit
    return Basis(table, [0, 0, 1], [0, 1, 1], [1, 1, 1], **settings)


def asked(tree):
    """Return the arcs whose reduced cost is asked for in integers, and those found negative."""
    arcs, left = set(), tree._left
    tree._left = lambda cost, i, j: arcs.add((i, j)) or left(cost, i, j)
    return arcs, tree.negative(blandly=False)


DOUBT = 3 * 2.0**-50  # the largest cost is 1, and so is the largest potential


@pytest.mark.parametrize(
    ("cost", "in_doubt"),
    [
        (DOUBT, False),
        (math.nextafter(DOUBT, 0), True),
        (-DOUBT, True),
        (math.nextafter(-DOUBT, -1), False),
    ],
)
def test_arcs_within_rounding_of_0_are_decided_in_integers(cost, in_doubt):
    arcs, negative = asked(basis([[0.0, 1.0], [cost, 1.0]], 2**200))
    assert ((1, 0) in arcs) is in_doubt
    assert negative == ([(1, 0)] if cost < 0 else [])


@pytest.mark.parametrize(("largest", "unit", "in_doubt"), [
    (2.0**53, 1, True), (2.0**53 - 1, 1, False), (2.0**50, 8, True), (2.0**50 - 1, 8, False),
])  # fmt: skip
def test_whole_numbers_of_up_to_53_bits_leave_no_doubt(monkeypatch, largest, unit, in_doubt):
    monkeypatch.setattr(_pivots, "_IN_PAIRS", 0)
    arcs, negative = asked(basis([[0.0, 0.0], [largest, 0.0]], unit))
    assert (len(arcs) > 0) is in_doubt
    assert negative == []


def test_potentials_that_are_no_doubles_leave_doubt(monkeypatch):
    monkeypatch.setattr(_pivots, "_IN_PAIRS", 0)
    arcs, _ = asked(basis([[2.0**30, 2.0**-30], [9.0, 2.0**30]], 2**30))
    assert len(arcs) > 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("unit", [2**60, 2**90])
def test_pairs_of_doubles_tell_the_signs_that_integers_have(seed, unit):
    """All costs tie but for their rounding: a doubt in each, and none left for integers."""
    random = np.random.default_rng(seed)
    x, y = random.random((2, 40, 2)) * [1, 1e-3]
    table = Table(costs.manhattan(x, y + 1), rounded=True)
    table.unit = max(unit, table.unit)
    rows, columns = [*range(40)] + [39] * 39, [0] * 40 + [*range(1, 40)]
    tree = Basis(table, rows, columns, [1] * 79)
    arcs, negative = asked(tree)
    assert not arcs
    expected = {(i, j) for i in range(40) for j in range(40) if tree.reduced(i, j) < 0}
    assert set(negative) == expected
    assert len(expected) > 100


@pytest.mark.parametrize("near", [True, False])
def test_what_is_rounded_in_a_reduced_cost_is_added_again(near):
    random = np.random.default_rng(0)
    f, g, other = np.ldexp(random.normal(size=(3, 500)), random.integers(-40, 40, size=(3, 500)))
    low = np.ldexp(random.normal(size=500), -90)
    prices = f + g if near else other
    for found, *parts in zip(_pivots._less(prices, f, g, low), prices, f, g, low, strict=True):
        price, *less = map(Fraction, parts)
        error, largest = abs(Fraction(found) - (price - sum(less))), max(map(abs, parts))
        assert (
            error
            <= Fraction(largest) * Fraction(2) ** -100 + abs(Fraction(found)) * Fraction(2) ** -50
        )


@pytest.mark.parametrize("power", [-1000, -900, 0, 800])
def test_signs_are_told_at_any_scale(power):
    entries = np.random.default_rng(0).random((12, 9))
    rows, columns = [*range(12)] + [11] * 8, [0] * 12 + [*range(1, 9)]
    found = [
        Basis(Table(np.ldexp(entries, scale)), rows, columns, [1] * 20).negative()
        for scale in (0, power)
    ]
    assert found[0] == found[1] != []


@pytest.mark.parametrize(("power", "shift"), [(958, 0), (959, 0), (960, 1), (1023, 64)])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_costs_from_2_to_the_960_are_scaled_down(power, shift, sign):
    tree = basis([[sign * 2.0**power, 0.0], [0.0, 0.0]], 1)
    assert tree.shift == shift
    high, low = tree.split_potential()
    assert high.tolist() == [0, 0, sign * 2.0 ** (power - shift), 0]
    assert not low.any()


def test_potentials_are_sums_of_two_doubles():
    tree = basis([[0.0, 2.0**70], [1.0, 2.0**70]], 1)
    tree.potential = [0, 2**70 + 1, 3, -(2**70) - 1]
    high, low = tree.split_potential()
    assert high.tolist() == [0, 2.0**70, 3, -(2.0**70)]
    assert low.tolist() == [0, 1, 0, -1]


class Scripted(Basis):
    """Arcs that enter move what the script says; notes whether Bland's rule was followed."""

    def negative(self, *, blandly):
        self.bland.append(blandly)
        return [(0, 0)] if self.script else []

    def reduced(self, i, j):
        return -1

    def enter(self, i, j, amount=0):
        return self.script.pop(0)


def scripted(script):
    tree = Scripted(Table(np.ones((2, 2))), [0, 0, 1], [0, 1, 1], [1, 1, 1])
    tree.script, tree.bland = script, []
    tree.improve()
    return tree


def test_blands_rule_is_followed_after_more_idle_pivots_than_nodes_until_mass_moves():
    tree = scripted([0, 0, 0, 0, 0, 0, 7, 0])
    assert tree.bland == [False] * 5 + [True, True] + [False, False]
    assert tree.optimal


@pytest.mark.parametrize(("visited", "optimal"), [(2**23, True), (2**23 + 1, False)])
def test_eight_million_nodes_are_visited_and_no_more(visited, optimal):
    tree = basis([[1.0, 1.0], [1.0, 1.0]], 1, visited=visited)
    tree.improve()
    assert tree.optimal is optimal


def test_work_that_is_too_much_ends_in_the_middle_of_a_list(monkeypatch):
    monkeypatch.setattr(_pivots, "_VISITS", 4)
    tree = basis([[5.0, 1.0], [-1.0, 7.0]], 1, visited=4)
    tree.negative = lambda *, blandly: [(1, 0), (1, 0)]
    tree.improve()
    assert (tree.optimal, tree.pivots) == (False, 1)
    monkeypatch.setattr(_pivots, "_PRICED", 3)  # a pricing is of four costs
    tree = basis([[5.0, 1.0], [-1.0, 7.0]], 1)
    tree.improve()
    assert (tree.optimal, tree.pivots) == (False, 1)


def two_ways(rounded, cheaper):
    """Mass 1 on each arc; (1, 0) costs less than by way of the tree by `cheaper`."""
    table = Table(np.array([[8.0, 8.0], [8.0 - cheaper, 8.0]]), rounded=rounded)
    return Basis(table, [0, 0, 1], [0, 1, 1], [1, 1, 1])  # costs 24, row 1 has mass 1


@pytest.mark.parametrize(
    ("rounded", "close", "cheaper", "left"),
    [
        (True, 3, 3.0, True),
        (True, 3, 4.0, False),
        (True, 4, 1.5, True),
        (True, 4, 2.0, False),
        (False, 3, 3.0, False),
    ],
)
def test_rounded_costs_are_left_where_little_can_be_saved(
    monkeypatch, rounded, close, cheaper, left
):
    monkeypatch.setattr(_pivots, "_WORTH_IT", _pivots._EACH - 1)
    monkeypatch.setattr(_pivots, "_CLOSE", close)
    tree = two_ways(rounded, cheaper)
    tree.improve()
    assert (tree.pivots, tree.optimal) == ((0, False) if left else (1, True))


def test_little_work_is_done_whatever_it_saves(monkeypatch):
    monkeypatch.setattr(_pivots, "_WORTH_IT", _pivots._EACH)
    monkeypatch.setattr(_pivots, "_CLOSE", 0)
    tree = two_ways(rounded=True, cheaper=1.0)
    tree.improve()
    assert tree.optimal


def test_the_mass_of_a_row_saves_its_least_reduced_cost(monkeypatch):
    table = Table(np.array([[8.0, 8.0, 8.0], [7.0, 8.0, 6.0]]), rounded=True)
    tree = Basis(table, [0, 0, 0, 1], [0, 1, 2, 1], [1, 1, 1, 5])  # costs 64, saves 5 * 2
    for close, enough in ((2, True), (3, False)):
        monkeypatch.setattr(_pivots, "_CLOSE", close)
        assert tree._is_close([(1, 0), (1, 2)]) is enough


# A first basis.


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (1, 1)])
def test_a_measure_of_one_atom_needs_no_solver(monkeypatch, shape):
    monkeypatch.setattr(_network, "_pot", None)
    n, m = shape
    rows, columns, f = _network.first_tree(np.ones(n), np.ones(m), np.ones(shape))
    assert sorted(zip(rows, columns, strict=True)) == [(i, j) for i in range(n) for j in range(m)]
    assert f.tolist() == [0] * n


def test_two_atoms_to_two_do(monkeypatch):
    monkeypatch.setattr(_network, "_pot", None)
    with pytest.raises(TypeError):
        _network.first_tree(np.ones(2), np.ones(2), np.ones((2, 2)))


def test_arcs_that_close_no_cycle_are_joined_by_the_tightest():
    reduced = np.array([[0.0, 3.0, 2.0], [5.0, 0.0, 9.0], [4.0, 9.0, 0.0]])
    rows, columns = _network._joined([0, 1, 2], [0, 1, 2], reduced)
    assert set(zip(rows, columns, strict=True)) == {(0, 0), (1, 1), (2, 2), (0, 2), (0, 1)}
    reduced[2, 1] = 0.5  # from column 2, once that is reached
    rows, columns = _network._joined([0, 1, 2], [0, 1, 2], reduced)
    assert set(zip(rows, columns, strict=True)) == {(0, 0), (1, 1), (2, 2), (0, 2), (2, 1)}


def test_rows_without_arcs_take_the_nearest_column():
    reduced = np.array([[0.0, 1.0], [7.0, 2.0]])
    rows, columns = _network._joined([0], [0], reduced)
    assert set(zip(rows, columns, strict=True)) == {(0, 0), (1, 1), (0, 1)}


def test_a_forest_keeps_the_arcs_that_close_no_cycle():
    parts, rows, columns = _network._forest(2, 3, [0, 0, 1, 1, 0], [0, 1, 1, 0, 0])
    assert (rows, columns) == ([0, 0, 1], [0, 1, 1])
    assert sorted(parts[0]) == [0, 1, 2, 3]
    assert parts[4] == [4]
    assert all(parts[k] is parts[0] for k in range(4))


# The solution.


@pytest.mark.parametrize(("total", "whole"), [(2**53 - 1, True), (2**53, False), (3, True)])
def test_masses_are_given_as_whole_numbers_where_these_are_doubles(monkeypatch, total, whole):
    given = []
    tree = _solve.first_tree
    monkeypatch.setattr(_solve, "first_tree", lambda *a: given.append(a[:2]) or tree(*a))
    _solve.solve(np.array([1.0]), np.array([total - 1.0, 1.0]), np.array([[1.0, 2.0]]))
    ((a, b),) = given
    scale = 1 if whole else total
    assert a.tolist() == [total / scale]
    assert b.tolist() == [(total - 1) / scale, 1 / scale]


@pytest.mark.parametrize("b", [[0.5, 0.0, 0.5], [0.5, 0.5, 0.0]])
@pytest.mark.parametrize("a", [[0.25, 0.75], [1.0, 0.0]])
def test_points_of_no_mass_have_potentials_that_are_as_high_as_may_be(a, b):
    table = np.array([[1.0, 4.0, 2.0], [3.0, 0.0, 5.0]])
    found = _solve.solve(np.array(a), np.array(b), table)
    slack = table - found.f[:, None] - found.g
    assert slack.min() >= 0
    assert (slack[found.rows, found.columns] == 0).all()
    empty_rows, empty_columns = np.array(a) == 0, np.array(b) == 0
    assert (slack[:, empty_columns].min(axis=0) == 0).all()
    assert (slack[empty_rows][:, ~empty_columns].min(axis=1) == 0).all()
    assert found.mass.sum() == 1


@pytest.mark.parametrize(("near", "again"), [(1, True), (12, False)])
def test_all_is_solved_again_where_few_pairs_are_nearly_tight(monkeypatch, near, again):
    asked, among = [], _network.plan_among
    monkeypatch.setattr(_network, "_FEW", 0)
    monkeypatch.setattr(
        _network, "plan_among", lambda *given: asked.append(len(given[2])) or among(*given)
    )
    entries = np.random.default_rng(0).uniform(1, 2, size=(40, 40))
    entries[:, :near] = 1
    _network.first_tree(np.full(40, 1 / 40), np.full(40, 1 / 40), entries)
    assert bool(asked) is again
    assert all(count <= 1600 / 8 + 79 for count in asked)


def test_a_problem_has_to_fit_into_memory_at_64_bytes_a_pair(monkeypatch):
    monkeypatch.setattr(_solve, "_memory", lambda: 64 * 35)
    _solve.refuse_too_large(5, 7)
    with pytest.raises(ValueError, match=r"^6 x 6 points take about 2\.3e-06 GB"):
        _solve.refuse_too_large(6, 6)
    monkeypatch.setattr(_solve, "_memory", lambda: 64 * 35 - 1)
    with pytest.raises(ValueError, match="this machine has"):
        _solve.refuse_too_large(7, 5)


def test_memory_is_pages_times_their_size(monkeypatch):
    pages = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 1000}
    monkeypatch.setattr("os.sysconf", pages.__getitem__)
    assert _solve._memory() == 4_096_000


def test_potentials_lie_around_the_middle_of_the_levels():
    f, g = _solve._around([0, 11], [0, 4], [11, 3], 2)
    assert (f.tolist(), g.tolist()) == ([-2.5, -0.5], [-3.0, 1.0])


@pytest.mark.parametrize(
    ("optimal", "guess", "found"),
    [
        (False, [9.0, 8.0], [9.0, 8.0]),
        (False, [0.0, 100.0], None),
        (False, [math.nan, 8.0], None),
        (True, [9.0, 8.0], None),
    ],
)
def test_where_the_basis_is_not_optimal_the_better_potentials_are_kept(optimal, guess, found):
    tree = basis([[9.0, 8.0], [4.0, 8.0]], 1, optimal=optimal)
    tree.potential = [0, 50, 0, 0]
    own = _solve.potentials_of(tree, np.array([math.inf, 0.0]), np.ones(4))
    f, g = _solve.potentials_of(tree, np.array(guess), np.ones(4))
    if found is None:
        assert f.tolist() == own[0].tolist()
    else:
        assert f.tolist() == found
        assert g.tolist() == tree.costs.transform(np.array(found)).tolist()


def test_flows_of_a_forest_are_what_each_leaf_has_left():
    numerators, denominator = _basis.exact_flows(
        np.array([1.0, 2.0]), np.array([0.5, 1.0]), [0, 1, 1], [0, 0, 1]
    )
    assert (numerators, denominator) == ([1, 0, 2], 3)
    assert _basis.supplies(np.array([1.0, 2.0]), np.array([1.0, 5.0])) == ([2, 4, 1, 5], 6)


# Its proof.


def arcs_of(result):
    return _arcs(result, result.plan)


def planned(mu, nu, rows, columns, data, f=(0.0, 0.0), cost=costs.euclidean):
    shape = (len(mu), len(nu))
    return SimpleNamespace(
        mu=mu, nu=nu, cost=cost, plan=coo_array((data, (rows, columns)), shape), f=np.array(f)
    )


HERE, THERE = Measure([[0.0, 0.0], [1.0, 0.0]]), Measure([[0.0, 1.0], [1.0, 1.0]])


def test_masses_of_a_plan_that_is_no_forest_are_taken_as_they_are():
    data = [0.25, 2.0**-120, 2.0**-121, 0.75]
    arcs, scale = arcs_of(planned(HERE, THERE, [0, 0, 1, 1], [0, 1, 0, 1], data))
    assert scale == 2**120
    assert arcs == [(0, 0, 2**118), (0, 1, 1), (1, 0, 0), (1, 1, 3 * 2**118)]


def test_masses_that_are_no_numbers_are_0_and_infinite_ones_1():
    data = [math.nan, math.inf, -math.inf, 0.5]
    arcs, scale = arcs_of(planned(HERE, THERE, [0, 0, 1, 1], [0, 1, 0, 1], data))
    assert [mass for _, _, mass in arcs] == [0, scale, 0, scale // 2]


def test_masses_of_a_forest_are_solved_again():
    arcs, scale = arcs_of(planned(HERE, THERE, [0, 0, 1], [0, 1, 1], [0.1, 0.2, 0.3]))
    assert (arcs, scale) == ([(0, 0, 1), (0, 1, 0), (1, 1, 1)], 2)


def test_potentials_are_rounded_to_steps_and_0_where_they_are_no_numbers():
    f = np.array([math.nan, math.inf, -math.inf, 0.7, -0.4])
    assert _in_steps(f, Fraction(1, 4)) == [0, 0, 0, 3, -2]


@pytest.mark.parametrize(("entries", "repaired"), [(2**18, True), (2**18 + 1, False)])
def test_potentials_of_up_to_a_million_entries_are_repaired(monkeypatch, entries, repaired):
    table = SimpleNamespace(entries=entries, unit=Fraction(1))
    monkeypatch.setattr(_prove_transport, "_enclosed_costs", lambda *_: table)
    monkeypatch.setattr(_prove_transport, "_repaired", lambda costs, support, f, m: [f, m])
    monkeypatch.setattr(kernel, "upper", lambda plan, costs: Fraction(9))
    seen = []
    monkeypatch.setattr(
        kernel, "lower", lambda a, b, costs, f: seen.append(f) or Fraction(-5 + 2 * len(seen))
    )
    result = planned(HERE, THERE, [0, 0, 1], [0, 1, 1], [0.1, 0.2, 0.3], f=(2.0, 3.0))
    assert _ends(result) == (0, 9)  # a distance is at least 0
    assert seen == [[2, 3], [[2, 3], 2]][: 1 + repaired]
    result.cost = abs
    seen.clear()
    assert _ends(result) == (-1 if repaired else -3, 9)


@pytest.mark.parametrize(
    ("points", "unit"),
    [([[3.0, 0.0], [0.5, 8.0]], 4), ([[1.0, 5e-324]], -52), ([[2.0**-1023, 1.0]], -1),
     ([[2.0**-1022, 1.0]], 0), ([[2.0**-1021, 1.0]], 1), ([[0.0, 0.0]], 0), ([[-6.0, 1.0]], 3)],
)  # fmt: skip
def test_points_are_divided_by_a_power_of_two_that_loses_no_bit(points, unit):
    assert _unit(np.array(points)) == unit


def test_ends_are_multiplied_exactly_and_rounded_outward_again():
    exact = Ends(1.0, 1.0, "how", (Fraction(1), Fraction(1)))
    assert _times(exact, 3)[:2] == (8.0, 8.0)
    assert _times(exact, 3).exact == (8, 8)
    rounded = Ends(1.0, 3.0, "how", None)
    assert _times(rounded, -2) == Ends(0.25, 0.75, "how", None)
    low, high = _times(Ends(3e-308, 3e-308 * 3, "how", None), -40)[:2]
    assert Fraction(low) <= Fraction(3e-308) / 2**40 < Fraction(high)


@pytest.mark.parametrize("guess", [[0, 0, 0], [3, -2, 10], [-7, 40, 1]])
def test_potentials_are_repaired_until_they_are_tight_on_the_plan(guess):
    low = np.array([[0, 5, 9, 8], [1, 0, 5, 0], [4, 1, 0, 3]], dtype=object)
    rows, columns = np.array([0, 1, 2, 1]), np.array([0, 1, 2, 3])
    table = SimpleNamespace(pick=lambda i, j: (low[i, j], low[i, j] + 100))
    f = np.array(_prove_transport._repaired(table, (rows, columns), guess, 4))
    slack = low - f[:, None] - (low - f[:, None]).min(axis=0)
    assert not slack[rows, columns].any()


def test_tight_potentials_stay(monkeypatch):
    low = np.array([[0, 5], [1, 0]], dtype=object)
    table = SimpleNamespace(pick=lambda i, j: (low[i, j], None))
    support = np.array([0, 1]), np.array([0, 1])
    assert _prove_transport._repaired(table, support, [4, 2], 2) == [4, 2]
    assert _prove_transport._repaired(table, support, [4, 9], 2) == [8, 9]
    monkeypatch.setattr(_prove_transport, "_SWEEPS", 1)
    chain = np.array([[0, 9, 9], [0, 0, 9], [9, 0, 0]], dtype=object)
    table = SimpleNamespace(pick=lambda i, j: (chain[i, j], None))
    once = _prove_transport._repaired(table, (np.arange(3), np.arange(3)), [0, 5, 9], 3)
    monkeypatch.setattr(_prove_transport, "_SWEEPS", 9)
    often = _prove_transport._repaired(table, (np.arange(3), np.arange(3)), [0, 5, 9], 3)
    assert once != often
