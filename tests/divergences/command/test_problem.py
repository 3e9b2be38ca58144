"""Pooled distances made once; bins; and a classifier that never saw what it is judged on."""

import numpy as np
import pytest

from divergences._command import plot
from divergences._command import problem as module
from divergences._command.atoms import cells
from divergences._command.classifier import _least, _most, classifier_rows, held_out
from divergences._command.plot import strongest
from divergences._command.problem import Problem, pooled_distances, refuse_too_many


def posed(x, y, **settings):
    given = {"seed": 0, "draws": 19, "bins": None, "drawn": False} | settings
    return Problem(np.asarray(x, float), np.asarray(y, float), **given)


def test_distances_are_the_norms_of_the_differences():
    points = np.random.default_rng(0).normal(size=(300, 3)) + 1e8
    expected = np.sqrt(((points[:, None] - points) ** 2).sum(-1))
    found = pooled_distances(points)
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    np.testing.assert_array_equal(found, found.T)
    assert (np.diag(found) == 0).all()


def test_distances_are_made_once():
    pose = posed(np.ones((2, 2)), np.zeros((3, 2)))
    assert pose.distances is pose.distances
    assert pose.pooled.shape == (5, 2)
    assert (pose.n, pose.m, pose.dimension) == (2, 3, 2)


def test_refuses_more_points_than_fit_into_memory_and_says_how_many_would(monkeypatch):
    with pytest.raises(ValueError, match=r"20,000 pooled points .* --max-points 8192"):
        refuse_too_many(20_000)
    monkeypatch.setattr(module, "_LIMIT", 32 * 10**2)
    refuse_too_many(10)
    with pytest.raises(ValueError, match=r"11 pooled points would take 3,872 bytes"):
        pooled_distances(np.ones((11, 1)))


def test_every_row_sees_the_same_relabellings_and_its_own_other_chances():
    pose = posed([[0.0]], [[1.0]], seed=5)
    assert pose.labellings().random() == pose.labellings().random()
    assert pose.chances(0).random() == pose.chances(0).random()
    assert len({pose.labellings().random(), *(pose.chances(k).random() for k in range(2))}) == 3
    assert pose.labellings().random() != posed([[0.0]], [[1.0]], seed=6).labellings().random()


def test_what_was_drawn_is_an_estimate_and_all_points_are_a_distance():
    assert posed([[0.0]], [[1.0]], drawn=True).kind == "estimate"
    assert posed([[0.0]], [[1.0]]).kind == "distance"


def test_bins_are_equal_parts_of_each_column():
    points = np.array([[0.0, 5.0], [1.0, 5.0], [1.9, 5.0], [2.0, 5.0], [4.0, 5.0]])
    np.testing.assert_array_equal(cells(points, 2), [[0, 0], [0, 0], [0, 0], [1, 0], [1, 0]])
    np.testing.assert_array_equal(cells(points, 4)[:, 0], [0, 1, 1, 2, 3])


def test_a_classifier_separates_what_is_apart_and_bounds_tv_and_js_by_it():
    rng = np.random.default_rng(0)
    pose = posed(rng.normal(size=(80, 2)), rng.normal(size=(60, 2)) + 50)
    hits, of = held_out(pose)
    assert hits == [40, 0]
    assert of == [40, 30]
    tv, js = classifier_rows(pose)
    low, high = 0.025 ** (1 / 40), 1 - 0.025 ** (1 / 30)  # Clopper-Pearson at all and none
    assert tv.value == 1
    assert tv.lower == pytest.approx(low - high, rel=1e-12)
    assert tv.upper == 1
    assert js.value == pytest.approx(np.log(2))
    mean = (low + high) / 2
    binary = [low * np.log(low / mean) + (1 - low) * np.log((1 - low) / (1 - mean))]
    binary += [high * np.log(high / mean) + (1 - high) * np.log((1 - high) / (1 - mean))]
    assert js.lower == pytest.approx(np.mean(binary), rel=1e-12)
    assert js.upper == np.log(2)
    assert (tv.kind, tv.interval) == ("lower bound", "95 %")


def test_a_classifier_proves_nothing_about_equal_laws_more_than_one_time_in_twenty():
    wrong = 0
    for seed in range(200):
        rng = np.random.default_rng([1, seed])
        pose = posed(rng.normal(size=(40, 1)), rng.normal(size=(70, 1)), seed=seed)
        tv, js = classifier_rows(pose)
        assert (tv.lower > 0) == (js.lower > 0)
        wrong += tv.lower > 0
    assert wrong <= 10


def test_a_classifier_wants_two_points_in_each_half():
    assert classifier_rows(posed(np.ones((3, 1)), np.zeros((9, 1))))[0].kind == "nothing"
    assert len(classifier_rows(posed(np.ones((4, 1)), np.zeros((4, 1))))) == 2


@pytest.mark.parametrize(("hits", "of"), [(0, 9), (1, 9), (5, 9), (9, 9)])
def test_intervals_of_a_share_have_their_tails(hits, of):
    binom = pytest.importorskip("scipy.stats").binom
    low, high = _least(hits, of), _most(hits, of)
    assert low <= hits / of <= high
    if hits:
        assert binom.sf(hits - 1, of, low) == pytest.approx(0.025, rel=1e-9)
    else:
        assert low == 0
    if hits < of:
        assert binom.cdf(hits, of, high) == pytest.approx(0.025, rel=1e-9)
    else:
        assert high == 1


def test_the_strongest_arrows_carry_the_most_mass_times_distance(monkeypatch):
    pose = posed([[0.0, 0.0], [100.0, 0.0], [200.0, 0.0]], [[0.0, 1.0], [100.0, 3.0], [200.0, 2.0]])
    assert strongest(pose) == [(1, 1), (2, 2), (0, 0)]
    monkeypatch.setattr(plot, "_ARROWS", 2)
    assert strongest(pose) == [(1, 1), (2, 2)]
