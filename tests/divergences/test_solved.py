"""What is drawn with its answer, and what is forgiven: every number that the docstrings promise."""

import inspect
import math

import numpy as np
import pytest

from divergences import Measure, testing, tv
from divergences._testing import judge_transport, judge_vectors, solved
from divergences._testing.search import Counterexample
from tests.divergences.drawn import drawn

WHOLE = set(range(-9, 10))


def points(mu):
    return mu.points[:, 0].tolist()


@pytest.mark.parametrize("function", [
    testing.is_a_divergence, testing.is_a_metric, testing.processes_data,
    testing.is_transport_like, testing.solves_transport,
], ids=lambda f: f.__name__)  # fmt: skip
def test_unless_told_values_may_be_off_by_a_part_in_1e9_and_no_more(function):
    parameters = inspect.signature(function).parameters
    assert parameters["relative"].default == 1e-9
    assert parameters["absolute"].default == 0
    assert parameters["max_examples"].default is None


@pytest.mark.parametrize("function", [
    testing.measures, testing.measure_pairs, testing.measure_triples, testing.weighted_points,
    testing.gaussians, testing.solved_problems, testing.is_transport_like,
], ids=lambda f: f.__name__)  # fmt: skip
def test_unless_told_points_lie_on_the_line(function):
    assert inspect.signature(function).parameters["dimension"].default == 1


def test_laws_that_differ_by_at_most_2_to_the_minus_20_need_not_be_told_apart():
    def nothing(p, q):
        return 0.0

    for apart, told in [(2.0**-20, False), (2.0**-20 + 2.0**-50, True)]:
        pair = np.array([0.5, 0.5]), np.array([0.5 - apart, 0.5 + apart])
        assert tv(*pair) == apart
        if told:
            with pytest.raises(Counterexample, match="above 0 between laws that differ"):
                judge_vectors._demand_separation(nothing, pair)
        else:
            judge_vectors._demand_separation(nothing, pair)


def test_processed_laws_have_up_to_four_atoms_and_differ_by_2_to_the_minus_6_to_44():
    examples = drawn(judge_vectors._processed(), 600)
    assert {len(p) for p, _, _ in examples} == {1, 2, 3, 4}
    powers, to = set(), set()
    for p, q, _ in examples:
        moves = p - q
        if 0 < abs(moves).max() < 2.0**-5:
            assert moves.argmax() == p.argmax()
            assert sorted(moves[moves != 0]) == [-moves.max(), moves.max()]
            powers.add(round(-math.log2(moves.max())))
            to.add((len(p), int(moves.argmin())))
    assert {6, 44} <= powers <= set(range(6, 45))
    assert {to_ for n, to_ in to if n == 4} == {0, 1, 2, 3}


def test_translations_move_up_to_five_points_by_up_to_nine():
    examples = drawn(solved._translations(1), 250)
    assert {len(problem.mu) for problem in examples} == {1, 2, 3, 4, 5}
    assert {x for problem in examples for x in points(problem.mu)} == WHOLE
    moves = {sum(points(it.nu)) - sum(points(it.mu)) for it in examples if len(it.mu) == 1}
    assert moves <= WHOLE
    assert {it.value for it in examples} == set(range(10))
    assert any(points(it.nu) != sorted(points(it.nu)) for it in examples)


def test_shifts_are_along_the_first_axis_or_a_multiple_of_3_4():
    shifts = [(tuple(v.tolist()), length) for v, length in drawn(solved._shifts(3), 400)]
    along = {v[0] for v, _ in shifts if not v[1]}
    slanted = {v[1] / 4 for v, _ in shifts if v[1]}
    assert along == WHOLE
    assert max(slanted) == 9 == -min(slanted)
    for (x, y, z), length in shifts:
        assert (x * 4, z) == (y * 3, 0) if y else z == 0
        assert length == math.hypot(x, y)
    assert {len(v) for v, _ in drawn(solved._shifts(1), 30)} == {1}
    moved = drawn(solved._diracs(2), 30)
    assert [it.value for it in moved] == [
        math.hypot(*(it.nu.points - it.mu.points)[0]) for it in moved
    ]


def test_sorted_points_go_to_sorted_points_up_to_five():
    examples = drawn(solved._monotone(1, 2), 400)
    assert {len(it.mu) for it in examples} == {1, 2, 3, 4, 5}
    for it in examples:
        assert not it.mu.points[:, 1].any()
        gaps = np.abs(np.sort(points(it.mu)) - np.sort(points(it.nu)))
        assert it.value == pytest.approx(gaps.mean(), rel=1e-15)
    assert {x for it in examples for x in points(it.nu)} == WHOLE


def test_two_atoms_are_one_to_nine_apart():
    examples = drawn(solved._two_atoms(1.0, 1), 300)
    assert {points(it.mu)[1] for it in examples} == set(range(1, 10))
    assert {points(it.mu)[0] for it in examples} == {0}
    for it in examples:
        shares = 16 * it.mu.weights, 16 * it.nu.weights
        assert it.value == points(it.mu)[1] * abs(shares[0][1] - shares[1][1]) / 16


def test_plans_are_counts_up_to_nine_filled_up_to_a_power_of_two():
    plans = drawn(solved._plans(2, 2), 200)
    wholes = set()
    for plan in plans:
        assert plan.sum() == 1
        wholes.add(next(2**k for k in range(9) if (plan * 2**k % 1 == 0).all()))
    assert {1, 8, 16, 32} <= wholes <= {1, 2, 4, 8, 16, 32, 64}


def test_nothing_counted_means_all_mass_in_the_first_cell():
    plan = next(plan for plan in drawn(solved._plans(1, 2), 100) if plan[0, 1] == 0)
    assert plan.tolist() == [[1, 0]]


def test_matrices_have_up_to_five_rows_and_columns_and_slack_where_no_mass_goes():
    examples = drawn(solved.solved_matrices(), 250)
    assert {len(it.a) for it in examples} == {len(it.b) for it in examples} == {1, 2, 3, 4, 5}
    assert any(not (it.M - it.M[:1] == (it.M - it.M[:1])[:, :1]).all() for it in examples)
    least, largest = min(it.M.min() for it in examples), max(it.M.max() for it in examples)
    assert -18 <= least < -9  # f + g, each of up to nine, and slack
    assert 18 < largest <= 27


def test_gaussians_have_factors_of_whole_numbers_up_to_three():
    examples = drawn(solved.gaussians(2), 400)
    assert {x for mean, _ in examples for x in mean.tolist()} == WHOLE
    factors = [np.linalg.cholesky(covariance) for _, covariance in examples]
    assert {round(L[1, 0]) for L in factors} == {-3, -2, -1, 0, 1, 2, 3}
    for i in range(2):
        assert {round(L[i, i]) for L in factors} == {1, 2, 3}


def test_an_atom_is_split_where_its_half_is_a_double():
    compared = []

    def function(mu, nu):
        compared.append((len(nu), nu.weights.tolist()))
        return 0.0

    mu = Measure([0.0, 1.0, 5.0], [0.5, 0.125, 0.375])
    judge_transport._demand_zero(function, mu, 0.0)
    assert compared == [
        (3, [0.5, 0.125, 0.375]), (3, [0.375, 0.125, 0.5]), (4, [0.5, 0.125, 0.1875, 0.1875]),
    ]  # fmt: skip
    compared.clear()
    judge_transport._demand_zero(function, Measure([0.0, 1.0], [1.0, 5e-324]), 0.0)
    assert [n for n, _ in compared] == [2, 2]


def test_the_diagonal_is_0_up_to_the_absolute_slack():
    mu = Measure([0.0, 1.0])
    judge_transport._demand_zero(lambda *_: 0.5, mu, 0.5)
    with pytest.raises(Counterexample, match=r"and itself; it is 0\.5"):
        judge_transport._demand_zero(lambda *_: 0.5, mu, math.nextafter(0.5, 0))


@pytest.mark.parametrize(("shift", "exact"), [(1.0, True), (2.0**52, True), (2.0**53, False)])
def test_sums_without_rounding_are_told_from_others(shift, exact):
    assert judge_transport._exactly_added(np.array([1.0, 3.0, 1.0]), shift) is exact


@pytest.mark.parametrize(("degree", "found", "right"), [
    (1.0, 6.0, True), (2.0, 12.0, True), (0.5, 3.0 * 2**0.5, True), (1.0, 6.1, False),
])  # fmt: skip
def test_a_distance_scales_by_the_power_that_is_its_degree(degree, found, right):
    law = judge_transport._scales(
        lambda mu, nu: 3.0 if points(mu) == [1.0] else found, degree, judge_vectors.Slack(1e-9, 0.0)
    )
    drawn_ = (Measure([1.0]), Measure([4.0])), 2.0
    if right:
        law(drawn_)
    else:
        with pytest.raises(Counterexample, match=r"of points 2\.0 times apart is 6\.0; it is 6\.1"):
            law(drawn_)


@pytest.mark.parametrize(("scaled", "right"), [(6 * 5e-324, True), (7 * 5e-324, False)])
def test_values_below_the_normal_range_may_be_off_by_their_own_rounding_scaled(scaled, right):
    """Wanted is 0 times 2: 4 units are forgiven anywhere, 1 more, and 2 that the scale makes."""
    law = judge_transport._scales(
        lambda mu, nu: 0.0 if points(mu) == [1.0] else scaled + 5e-324,
        1.0,
        judge_vectors.Slack(0.0, 0.0),
    )
    pair = (Measure([1.0]), Measure([4.0])), 2.0
    if right:
        law(pair)
    else:
        with pytest.raises(Counterexample):
            law(pair)


@pytest.mark.parametrize(
    ("found", "right"),
    [(1.0, True), (2.0, True), (1.5, True), (2.0 + 2.0**-40, False), (0.99, False)],
)
def test_a_value_lies_anywhere_between_the_ends_that_are_proved(monkeypatch, found, right):
    monkeypatch.setattr(judge_vectors, "enclosure", lambda like, first, second: (1.0, 2.0))
    pair, none = (np.array([1.0]), np.array([1.0])), judge_vectors.Slack(0.0, 0.0)
    if right:
        judge_vectors.demand_value(lambda p, q: found, tv, pair, none)
    else:
        with pytest.raises(Counterexample, match=r"tv is in \[1\.0, 2\.0\]"):
            judge_vectors.demand_value(lambda p, q: found, tv, pair, none)
