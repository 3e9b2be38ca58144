"""The held-out classifier, against neighbours found one at a time and scipy's intervals."""

import math

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import binomtest

import divergences
from divergences._command.classifier import classifier_rows, held_out
from divergences._command.problem import Problem


def posed(n, m, shift, seed=0):
    rng = np.random.default_rng([n, m])
    x, y = rng.normal(size=(n, 2)), rng.normal(size=(m, 2)) + shift
    return Problem(x, y, seed, 0, None, False)


def counted(pose, k):
    """Return what `held_out` does, by sorting all distances of each point that is judged."""
    rng, halves = pose.chances(0), []
    for size, start in ((pose.n, 0), (pose.m, pose.n)):
        order = start + rng.permutation(size)
        halves.append((order[: math.ceil(size / 2)], order[math.ceil(size / 2) :]))
    firsts, seconds = halves[0][0], halves[1][0]
    hits = []
    for _, judged in halves:
        near, far = (cdist(pose.pooled[judged], pose.pooled[side]) for side in (firsts, seconds))
        radius = np.sort(np.hstack([near, far]))[:, k - 1 : k]  # all distances differ
        votes = (near <= radius).sum(axis=1)
        hits.append(int((votes / len(firsts) > (k - votes) / len(seconds)).sum()))
    return hits, [len(half[1]) for half in halves]


@pytest.mark.parametrize(
    ("n", "m", "neighbours"),
    [
        (4, 4, 3),
        (5, 9, 3),
        (8, 4, 3),
        (16, 8, 3),
        (80, 79, 3),
        (80, 86, 5),
        (200, 30, 5),
        (600, 650, 5),
        (640, 640, 7),
    ],
)
def test_half_of_the_points_are_judged_by_so_many_of_the_others(n, m, neighbours):
    """The odd number by about the fourth root of the n + m that train, over two."""
    for shift in (0.0, 1.0):
        pose = posed(n, m, shift)
        assert held_out(pose) == counted(pose, neighbours)


@pytest.mark.parametrize("shift", [0.0, 0.4, 1.0, 9.0, -9.0])
def test_rows_are_what_clopper_and_pearson_leave(shift):
    pose = posed(90, 61, shift)
    hits, of = held_out(pose)
    assert of == [45, 30]
    tv, js = classifier_rows(pose)
    p, q = hits[0] / 45, hits[1] / 30
    low = binomtest(hits[0], 45).proportion_ci(0.95, method="exact").low
    high = binomtest(hits[1], 30).proportion_ci(0.95, method="exact").high
    assert tv.value == max(p - q, 0)
    assert tv.lower == pytest.approx(max(low - high, 0), rel=1e-9, abs=0)
    assert (tv.upper, js.upper) == (1, math.log(2))
    whole = divergences.js([p, 1 - p], [q, 1 - q]) if p > q else 0
    least = divergences.js([low, 1 - low], [high, 1 - high]) if low > high else 0
    assert (js.value, js.lower) == (whole, pytest.approx(least, rel=1e-9, abs=0))
    for row, name in ((tv, "TV >="), (js, "JS >=")):
        assert (row.name, row.kind, row.interval) == (name, "lower bound", "95 %")
        assert row.note == "nearest neighbours, 45 + 30 held out"


@pytest.mark.parametrize(("n", "m"), [(3, 9), (9, 3)])
def test_four_points_of_each_sample_are_wanted(n, m):
    for row, name in zip(classifier_rows(posed(n, m, 0.0)), ("TV >=", "JS >="), strict=True):
        assert (row.name, row.kind) == (name, "nothing")
        assert row.note == "a held-out classifier wants 4 points of each sample"
    assert [row.kind for row in classifier_rows(posed(4, 4, 0.0))] == ["lower bound"] * 2
