"""What the strategies of `divergences.testing` draw: everything that they promise, and no more."""

from fractions import Fraction

import numpy as np
from hypothesis import find, settings
from hypothesis import strategies as st

from divergences import Measure
from divergences._testing import judge_transport, measures, vectors
from divergences._testing.judge_vectors import Slack
from divergences._testing.solved import _two_atoms
from tests.divergences.drawn import drawn

EPS = 2.0**-52


def test_shares_are_counts_up_to_nine_near_every_edge_of_the_doubles():
    shares = drawn(vectors.shares(), 1500)
    assert {share.numerator for share in shares} == {0, 1, 3, 5, 7, 9, 2, 4, 6, 8}
    powers = {share.denominator.bit_length() - 1 for share in shares if share.numerator == 9}
    assert powers == {0, 1, 30, 52, 300, 600, 1000, 1060, 1074}


def test_tilts_are_every_power_of_two_down_to_an_epsilon():
    assert set(drawn(vectors.tilts(), 1500)) == {Fraction(1, 2**k) for k in range(1, 53)}


def test_a_law_is_tilted_up_down_and_not_at_all():
    weights = [Fraction(1), Fraction(2), Fraction(4)]
    tilted = vectors.tilted(weights, [0, 1, -1], Fraction(1, 2))
    assert tilted == [1, 3, 2]


def test_a_law_that_is_tilted_has_one_tilt_in_all_its_entries():
    pairs = [pair for pair in drawn(vectors.tilted_laws(2, 2, 2), 200) if (pair[0] > 2.0**-9).all()]
    # a tilt t of one of two equal entries moves the law by t / 4, of both apart by t / 2
    moves = {float(abs(p[0] - q[0])) for p, q in pairs if p[0] == 0.5}
    assert 0.0 in moves
    assert 0.1 < max(moves) <= 0.25
    assert any(0 < move < 2.0**-40 for move in moves)
    assert any(p[0] < q[0] for p, q in pairs)
    assert any(p[0] > q[0] for p, q in pairs)


def test_ulp_pairs_differ_in_one_entry_of_any_place_by_one_ulp_either_way():
    pairs = drawn(vectors._ulp_pairs(3, 6), 200)
    places = set()
    for p, q in pairs:
        (where,) = np.nonzero(p != q)
        assert len(where) <= 1
        for i in where:
            assert q[i] in (np.nextafter(p[i], 0.0), np.nextafter(p[i], 1.0))
            places.add((i, bool(p[i] < q[i])))
    assert places == {(i, up) for i in range(3) for up in (False, True)}


def test_rescaled_pairs_are_multiples_by_up_to_two_epsilons():
    factors = {float(q[0] / p[0]) for p, q in drawn(vectors._rescaled_pairs(1, 6), 100)}
    assert factors == {1 + k * EPS for k in range(-2, 3)}


def test_disjoint_laws_give_each_atom_to_one_of_them_and_share_none():
    for p, q in drawn(vectors._disjoint_pairs(None, 4), 200):
        assert ((p > 0) ^ (q > 0)).all()
        assert 2 <= len(p) <= 4
        assert abs(p.sum() - 1) <= 2 * EPS >= abs(q.sum() - 1)


def test_sixteenths_are_multiples_of_a_sixteenth_from_none_to_all():
    laws = drawn(vectors.sixteenths(2), 300)
    assert {float(law[0]) for law in laws} == {k / 16 for k in range(17)}
    assert all(law.sum() == 1 for law in laws)


def test_channels_that_send_each_input_to_one_outcome_are_drawn_for_every_outcome():
    channels = drawn(vectors.channels(2, 3), 100)
    certain = {
        tuple(np.flatnonzero(row)) for channel in channels for row in channel if row.max() == 1
    }
    assert certain == {(0,), (1,), (2,)}


def test_points_are_small_whole_numbers_tiny_ones_and_four_far_away():
    coordinates = {coordinate for (coordinate,) in drawn(measures._points(1), 1500)}
    whole = {float(k) for k in range(-9, 10)}
    tiny = {k * 2.0**-40 for k in range(-9, 10)}
    assert coordinates == whole | tiny | {1e6, -1e6, 1e15, -1e15}


def test_moved_pairs_move_one_coordinate_of_one_atom_up_by_a_power_of_two():
    pairs = drawn(measures._moved_pairs(1, 1), 400)
    moves = {float((nu.points - mu.points)[0, 0]) for mu, nu in pairs if abs(mu.points) < 2.0**-30}
    assert {1.0, 2.0**-52} <= moves <= {2.0**-k for k in range(53)}
    places = set()
    for mu, nu in drawn(measures._moved_pairs(2, 2), 150):
        assert np.array_equal(mu.weights, nu.weights)
        assert mu.uniform == nu.uniform
        at = np.argwhere(mu.points != nu.points)
        assert len(at) <= 1
        places.update((len(mu), i, k) for i, k in at)
    assert places == {(n, i, k) for n in (1, 2) for i in range(n) for k in range(2)}


def test_measures_are_uniform_and_not_where_nothing_is_asked():
    assert {mu.uniform for mu in drawn(measures.measures(), 100)} == {False, True}


def test_weights_of_uniform_measures_are_given_as_one_over_n():
    points, weights = measures.points_and_weights(Measure([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]))
    assert weights.tolist() == [1 / 3] * 3
    assert points.tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]


def test_examples_shrink_to_the_plainest():
    everything = settings(max_examples=2000, derandomize=True, database=None)
    assert find(vectors.shares(), lambda share: share > 0, settings=everything) == 1
    assert find(st.tuples(vectors.tilts()), lambda _: True, settings=everything) == (
        Fraction(1, 2),
    )


def test_measures_are_scaled_exactly_up_and_down_a_little_and_much():
    powers = [np.frexp(scale)[1] - 1 for scale in judge_transport._SCALES]
    assert [2.0**power for power in powers] == judge_transport._SCALES
    assert sorted(np.sign(powers)) == [-1, -1, 1, 1]
    assert sorted(np.abs(powers) > 9) == [False, False, True, True]


def test_measures_are_shifted_up_and_down_by_whole_numbers_as_far_as_they_stay_apart():
    shifts = np.array(judge_transport._SHIFTS)
    assert (shifts == np.round(shifts)).all()
    assert shifts.min() < 0 < shifts.max() == 1e15
    assert len(set(shifts)) == 4
    assert 0 not in shifts


def test_a_translation_adds_the_shift():
    seen = []
    law = judge_transport._translates(lambda mu, nu: seen.append((mu, nu)) or 0.0, Slack(0.0, 0.0))
    law(((Measure([2.0]), Measure([3.0, 5.0])), 0.5))
    assert [[m.points[:, 0].tolist() for m in pair] for pair in seen] == [
        [[2.0], [3.0, 5.0]],
        [[2.5], [3.5, 5.5]],
    ]


def test_values_of_the_least_size_may_be_off_by_a_few_of_the_least_doubles():
    least, none = 5e-324, Slack(0.0, 0.0)
    assert none.equal(5 * least, 0.0)
    assert not none.equal(6 * least, 0.0)
    assert none.at_most(5 * least, 0.0)
    assert not none.at_most(6 * least, 0.0)


def test_two_atoms_of_every_share_are_drawn():
    drawn = _two_atoms(1.0, 1)
    for shares in [(0, 16), (16, 0), (7, 7), (16, 16)]:
        wanted = [[16 - k, k] for k in shares]

        def is_wanted(found, wanted=wanted):
            return [(16 * side.weights).tolist() for side in (found.mu, found.nu)] == wanted

        find(drawn, is_wanted, settings=settings(max_examples=5000, database=None))
    find(drawn, lambda found: found.mu.points.max() == 9.0, settings=settings(database=None))
