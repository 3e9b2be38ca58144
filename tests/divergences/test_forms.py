"""How laws are read and sums of terms settled: both sides of every switch between two ways."""

import math
from dataclasses import replace

import numpy as np
import pytest

from divergences import (
    _f_divergence,
    _form,
    _pair,
    _simplex,
    _sweep,
    _totals,
    cross_entropy,
    entropy,
    f_divergence,
    kl,
    renyi,
)
from divergences._form import Form, evaluate
from divergences._pair import Rows, read_pair

TINY = 2.0**-900
JUST = [0.5, 0.5], [0.25, 0.75]
EPS = 2.0**-52


def rows(*laws, name="p", allowed=1e-9):
    return Rows(np.array(laws, dtype=float), name, (len(laws),), allowed)


def form(first, second=0.0, *, settled=True, **settings):
    """A form whose sum is `first` in the first pass and `second` in the second; and what it asks.

    The value is -1 where the first pass settles it, -3 where only the third does, and else what
    the second gives.
    """
    sums, carefully = iter([first, second]), []

    def terms(buffers, d, p, q):
        return np.full(len(d), next(sums))

    def settle(sums, gamma):
        return np.full(len(gamma), -1.0), np.full(len(gamma), settled)

    def careful(apart):
        carefully.append(apart)
        return -3.0, 0

    given = {"infinite": False, "keen": False} | settings
    return Form(terms, settle, careful, **given)


def value(p, q, of):
    return float(evaluate(rows(p), rows(q, name="q"), of)[0][0])


@pytest.mark.parametrize(
    ("total", "found"), [(TINY, -3), (math.nextafter(TINY, 1), -1), (1e308, -1), (math.inf, -3)]
)
def test_a_sum_is_settled_at_once_above_2_to_the_minus_900_where_nothing_underflows(total, found):
    assert value(*JUST, form(total)) == found


@pytest.mark.parametrize(
    ("total", "found"), [(TINY, -3), (math.nextafter(TINY, 1), TINY), (math.inf, -3)]
)
def test_so_it_is_when_the_rows_are_read_again(total, found):
    assert value(*JUST, form(1.0, total, settled=False)) == pytest.approx(found, rel=1e-15)


@pytest.mark.parametrize("total", [TINY, math.inf])
def test_rows_whose_first_sum_is_none_are_not_read_again(total):
    assert value(*JUST, form(total, 1.0, settled=False)) == -3


def test_what_was_read_again_is_divided_by_the_sum_of_p():
    p = [0.5, 0.5 + 2.0**-31]
    assert value(p, [0.5, 0.5], form(1.0, 0.75, settled=False)) == 0.75 / (1 + 2.0**-31)


def test_a_spread_of_an_eighth_of_what_was_taken_off_is_enough():
    """p sums to 1 + e and q to 1: e q is taken off, a spread of e (1 + e) / 8 is twice the TV."""
    e = 2.0**-31
    least = e * (1 + e) / 16
    for total, enough in [(least, True), (math.nextafter(least, 0), False)]:
        found = value([0.5, 0.5 + e], [0.5, 0.5], form(1.0, total, settled=False, plain=True))
        assert (found != -3) is enough


def test_the_spread_is_that_of_p_less_q_brought_to_its_sum():
    e = 2.0**-31
    for a, enough in [(e / 15.9, True), (e / 16.1, False)]:  # d - e q is +-(a - ..) each
        p, q = [0.5 + e / 2 + a, 0.5 + e / 2 - a], [0.5, 0.5]
        assert (value(p, q, form(1.0, 1.0, settled=False)) != -3) is enough


@pytest.mark.parametrize(
    ("small", "keen", "found"),
    [(2.0**-960, True, 1), (math.nextafter(2.0**-960, 0), True, -3), (5e-324, True, -3),
     (0.0, True, 1), (5e-324, False, 1)],
)  # fmt: skip
def test_bits_of_q_that_may_be_lost_are_not_where_they_matter(small, keen, found):
    p, q = [0.25, 0.5, 0.25], [0.75, 0.25, small]
    assert value(p, q, form(1.0, 1.0, settled=False, keen=keen)) == found


@pytest.mark.parametrize("steep", [1.0, 40.0, 300.0])
@pytest.mark.parametrize(("times", "enough"), [(0.999, False), (1.001, True)])
def test_steep_terms_are_enough_where_they_grow_as_e_to_a_sixteenth(steep, times, enough):
    total = times * math.expm1(steep / 16) / steep
    found = value(*JUST, form(1.0, total, settled=False, steep=steep))
    assert (found != -3) is enough


def test_only_rows_that_may_be_infinite_are_asked_whether_they_are(monkeypatch):
    asked = []
    monkeypatch.setattr(_form, "_settle_infinite", lambda p, q, suspect, *_: asked.append(suspect))
    for total, suspect in [(1.0, False), (math.inf, True), (math.nan, True)]:
        value(*JUST, form(total, infinite=True))
        assert asked.pop().tolist() == [suspect]
    value(*JUST, form(math.inf))
    assert not asked


@pytest.mark.parametrize(
    ("total", "stays"), [(0.5, True), (1.75, True), (2.0, False), (0.25, False)]
)
def test_rows_that_sum_to_a_half_and_less_than_two_stay_where_they_are(total, stays):
    free = rows([total / 4, total * 3 / 4], allowed=math.inf)
    scaled = _form._brought_near_one(free)
    assert (scaled.matrix is free.matrix) is stays
    assert not scaled.lossy.any()
    assert 0.5 <= scaled.matrix.sum() < 2
    assert _form._brought_near_one(replace(free, allowed=0.0)).matrix is free.matrix


def test_rows_that_lose_bits_as_they_are_scaled_are_said_to():
    large = 2.0**600
    free = rows([large, 5e-324], [large, 2.0**-400], [1.0, 5e-324], allowed=math.inf)
    scaled = _form._brought_near_one(free)
    assert scaled.lossy.tolist() == [True, False, False]
    assert scaled.matrix[:, 0].tolist() == [1.0, 1.0, 1.0]


def test_laws_that_are_equal_are_at_0_and_not_looked_at_carefully():
    of = form(0.0)
    assert value([0.5, 0.5], [0.5, 0.5], of) == 0.0


# The pieces of a sweep.


@pytest.mark.parametrize(
    ("count", "n", "pieces"),
    [
        (
            2,
            16385,
            [(0, 1, 0, 16384), (0, 1, 16384, 16385), (1, 2, 0, 16384), (1, 2, 16384, 16385)],
        ),
        (2, 16384, [(0, 1, 0, 16384), (1, 2, 0, 16384)]),
        (5, 8192, [(0, 2, 0, 8192), (2, 4, 0, 8192), (4, 5, 0, 8192)]),
        (3, 8193, [(0, 1, 0, 8193), (1, 2, 0, 8193), (2, 3, 0, 8193)]),
    ],
)
def test_rows_are_cut_into_pieces_of_16384_entries_and_short_ones_taken_together(count, n, pieces):
    found = _sweep._pieces(count, n)
    assert [(r.start, r.stop, c.start, c.stop) for r, c in found] == pieces


@pytest.mark.parametrize(
    ("shape", "size"), [((2, 3), 6), ((1, 20_000), 16384), ((300, 100), 16384)]
)
def test_five_buffers_of_the_largest_piece_are_at_hand(shape, size):
    seen = []

    def work(buffers, piece):
        assert [buffer.shape for buffer in buffers] == [piece.shape] * 5
        seen.append(buffers[0].base.base if buffers[0].base.base is not None else buffers[0].base)
        return [_sweep.row_sums(piece)]

    (sums,) = _sweep.sweep(work, [np.add], np.ones(shape))
    assert sums.tolist() == [shape[1]] * shape[0]
    assert {scratch.size for scratch in seen} == {5 * size}


def test_columns_are_cut_by_rows_only():
    weights = np.array([[1.0], [2.0], [3.0]])
    for n in (5, 9000, 20_000):
        (sums,) = _sweep.sweep(
            lambda _, piece, weight: [_sweep.row_sums(piece * weight)],
            [np.add],
            np.ones((3, n)),
            weights,
        )
        assert sums.tolist() == [n, 2 * n, 3 * n]


def test_threads_are_told_how_many_entries_there_are(monkeypatch):
    told = []
    monkeypatch.setattr(
        _sweep, "mapped", lambda work, tasks, size: told.append(size) or work(tasks)
    )
    _sweep.sweep(lambda _, piece: [_sweep.row_sums(piece)], [np.add], np.ones((7, 5)))
    assert told == [35]


# Laws at the door.


@pytest.fixture
def looked_at(monkeypatch):
    """Note which rows are looked at entry by entry."""
    found = []
    monkeypatch.setattr(_pair, "refuse_not_finite", lambda row, name: found.append(name))
    monkeypatch.setattr(_pair, "refuse_negative", lambda row, name: found.append(name))
    return found


def test_only_rows_with_an_entry_that_is_no_mass_are_looked_at_entry_by_entry(looked_at):
    smallest = np.array([0.0, 0.25, -5e-324, math.nan, 0.0, 0.0])
    totals = np.array([1.0, 1.0, 1.0, math.nan, math.inf, 1.7e308])
    rows(*[[0.5, 0.5]] * 6, allowed=math.inf).validate(smallest, totals)
    assert looked_at == [f"p[{i}]" for i in (2, 2, 3, 3, 4, 4)]


def test_sums_off_by_less_than_half_of_what_is_allowed_are_not_added_up_again(monkeypatch):
    asked = []
    monkeypatch.setattr(
        _pair, "sums_to_one", lambda law, total, allowed: asked.append(total) or True
    )
    four = rows([0.25] * 4, allowed=2.0**-48)
    for off, again in [
        (2.0**-49, True),
        (2.0**-49 - EPS, False),
        (-(2.0**-49), True),
        (0.0, False),
    ]:
        four.validate(np.array([0.25]), np.array([1 + off]))
        assert len(asked) == again
        asked.clear()


def test_columns_that_sum_to_1_within_2_to_the_minus_26_are_a_hint_at_the_axis():
    """Four entries may be off by 8 sqrt(4) 2^-30."""
    for off, hint in [(2.0**-26, True), (2.0**-26 + EPS, False), (-(2.0**-26), True)]:
        law = np.full((4, 4), 0.25)
        law[0, 0] += off
        found = rows(*law)._other_axis()
        assert found == ("; the columns of p sum to 1, so pass axis=0 if they are the laws" * hint)
    assert replace(rows(*np.full((4, 4), 0.25)), shape=(2, 2))._other_axis() == ""


def test_batches_of_any_shape_become_rows():
    p = np.arange(1.0, 25.0).reshape(2, 3, 4)
    first, second = read_pair(p, p[0, 0], axis=-1, normalize=True)
    assert first.matrix.tolist() == p.reshape(6, 4).tolist()
    assert (first.shape, second.shape, second.matrix.shape) == ((2, 3), (2, 3), (6, 4))
    assert (first.allowed, second.name) == (math.inf, "q")
    single, _ = read_pair(np.float32([0.5, 0.5]), [0.5, 0.5], axis=-1, normalize=False)
    assert (single.shape, single.matrix.tolist()) == ((), [[0.5, 0.5]])
    assert single.allowed == 8 * math.sqrt(2) * 2.0**-23


def test_atoms_are_told_apart_to_the_last_bit_except_for_the_sign_of_0():
    mu = _pair.Measure([0.0, 1e-300, 1.0])
    nu = _pair.Measure([-0.0, 5e-324, 1.0 + EPS])
    p, q = _pair._on_common_atoms(mu, nu, ("p", "q"))
    assert p.tolist() == [1, 0, 1, 1, 0]
    assert q.tolist() == [1, 1, 0, 0, 1]


def test_how_far_a_sum_may_be_off():
    assert _simplex.tolerance(4, EPS) == 16 * EPS
    assert _simplex.tolerance(9, 2.0**-23) == 24 * 2.0**-23
    assert _simplex.tolerance(10**9, 1.0) == 1e-3


@pytest.mark.parametrize(("n", "roundings"), [(3, 3), (64, 64), (100, 64)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_float64_sum_decides_where_its_rounding_does_not_matter(n, roundings, sign):
    """The vector sums to 1, and what is said to be its float64 sum lies outside."""
    law, allowed = [1.0] + [0.0] * (n - 1), 2.0**-40
    for beyond, decided in [(roundings, False), (roundings + 1, True)]:
        total = 1 + sign * (allowed + beyond * EPS)
        assert _simplex.sums_to_one(np.array(law), total, allowed) is not decided


@pytest.mark.parametrize("power", [-1000, -1, 0, 10, 1023, 1024])
def test_laws_are_divided_by_sums_of_any_size(power):
    p = np.array([0.5, 0.25, 0.75]) * 2.0  # sums to 3: x is 3/4, k is 2
    small = _totals.laws(rows(p, allowed=math.inf))
    large = _totals.laws(rows(np.ldexp(p, power - 1), allowed=math.inf))
    np.testing.assert_array_equal(large, small)
    np.testing.assert_array_equal(small, [p / 3])


@pytest.mark.parametrize("power", [0, 1, 2])
def test_sums_above_the_largest_double_are_given_with_a_power_of_two(power):
    x, k = _totals.totals_of(np.full((2, 2**power), 2.0**1023))
    assert (x * 2).tolist() == [1, 1]
    assert k.tolist() == [1024 + power] * 2


# f-divergences.


@pytest.fixture
def sizes(monkeypatch):
    """Note the divergence and the size of its terms, which rounding is held against."""
    seen = []
    monkeypatch.setattr(
        _f_divergence, "_refuse_negative_total", lambda *pair: seen.append(pair) or pair[0]
    )
    return seen


@pytest.mark.parametrize(("zero", "slope"), [(8.0, 10.0), (-8.0, -10.0), (8.0, -10.0)])
def test_the_size_of_an_f_divergence_is_that_of_its_terms(sizes, zero, slope):
    p, q = [0.25, 0.25, 0.5, 0.0], [0.5, 0.125, 0.0, 0.375]
    asked = []

    def f(t):
        asked.append(t.tolist())
        return 8 * (t - 1)  # the terms are -2 and 1

    found = f_divergence([p, p], [q, q], f, at_zero=zero, slope_at_infinity=slope)
    assert found.tolist() == [-1 + 0.375 * zero + 0.5 * slope] * 2
    assert sizes[0][1].tolist() == [3 + 3 + 5] * 2
    assert asked == [[1.0], [[0.5, 2.0, 1.0, 1.0]] * 2]


def test_an_f_divergence_below_0_by_2_to_the_minus_44_of_its_size_is_0():
    size = np.array([3.0])
    for total, refused in [(-3 * 2.0**-44, False), (math.nextafter(-3 * 2.0**-44, -1), True)]:
        if refused:
            with pytest.raises(ValueError, match="below 0: f is not convex"):
                _f_divergence._refuse_negative_total(np.array([total]), size)
        else:
            assert _f_divergence._refuse_negative_total(np.array([total]), size).tolist() == [0]


def test_the_first_entry_of_q_is_named_where_an_infinite_slope_meets_a_ratio_above_all_doubles():
    p, q = [0.5, 0.25, 0.25], [1.0, 5e-324, 1e-323]
    with pytest.raises(OverflowError, match="q has the entry 5e-324, where"):
        f_divergence(p, q, lambda t: t - 1, at_zero=-1.0, slope_at_infinity=math.inf)
    assert (
        f_divergence([0.5, 0.5], [1, 0], lambda t: t - 1, at_zero=-1.0, slope_at_infinity=3.0) == 1
    )


# Entropies.


@pytest.mark.parametrize("small", [1e-200, 1e-300, 5e-324])
def test_the_entropy_of_an_outcome_that_hardly_ever_comes_is_its_surprise(small):
    expected = small * (1 - math.log(small))  # of the others, -log(1 - small) is small
    assert entropy([1.0, small], normalize=True) == pytest.approx(expected, rel=1e-14, abs=5e-324)


@pytest.mark.parametrize("top", [0.45, 0.5, 0.55, 0.9])
def test_logs_of_the_likeliest_outcome_are_right_on_both_sides_of_one_half(top):
    rest = (1 - top) / 3
    q = [rest, top, rest, rest]
    p = [0.0, 1.0, 0.0, 0.0]
    assert cross_entropy([p, p], [q, q], normalize=True).tolist() == pytest.approx(
        [-math.log(top)] * 2, rel=4e-16
    )


def test_kl_takes_whole_numbers_and_rows_of_one_outcome():
    assert kl([1], [1]) == 0
    assert kl([[1], [1]], [1]).tolist() == [0, 0]


@pytest.mark.parametrize("n", [2, 40_000])
@pytest.mark.parametrize("where", [0, -1])
def test_an_entry_below_0_is_refused_wherever_it_stands(n, where):
    law = np.full(n, 1.0)
    law[where] = -0.25
    place = range(n)[where]
    for function in (
        lambda: entropy(law, normalize=True),
        lambda: kl(law, np.ones(n), normalize=True),
        lambda: renyi(law, np.ones(n), 0, normalize=True),
        lambda: f_divergence(
            law, np.ones(n), lambda t: t - 1, at_zero=-1, slope_at_infinity=1, normalize=True
        ),
    ):
        with pytest.raises(ValueError, match=rf"p\[{place}\] is .*-0\.25"):
            function()
