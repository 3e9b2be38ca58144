"""Each measure of samples is what its definition says, by another route."""

import itertools
import math

import numpy as np
import pytest
from scipy.linalg import sqrtm
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors

from divergences import estimate_mmd_squared, kernels
from gan._judging import kernel, neighbours
from gan._judging.distances import distances
from gan.evaluate import fid, kid, neighbourhoods

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 3)), RNG.normal(size=(30, 3)) * 1.5 + 0.5


def cubic(x, y):
    return (np.dot(x, y) / len(x) + 1) ** 3


def exact_mmd_squared(p, q):
    """MMD^2 of two laws, lists of (mass, point)."""

    def mean(first, second):
        return sum(a * b * cubic(x, y) for (a, x), (b, y) in itertools.product(first, second))

    return mean(p, p) + mean(q, q) - 2 * mean(p, q)


def test_kid_is_the_mean_over_pairs_of_others():
    within = [
        np.mean([cubic(z[i], z[j]) for i in range(len(z)) for j in range(len(z)) if i != j])
        for z in (X, Y)
    ]
    across = np.mean([cubic(x, y) for x in X for y in Y])
    assert kid(X, Y).value == pytest.approx(sum(within) - 2 * across, rel=1e-12)


def test_kid_of_one_class_is_kid_without_labels():
    root = math.sqrt(3)
    plain = estimate_mmd_squared(X / root, Y / root, kernels.polynomial(3, 1.0))
    found = kid(X, Y, np.zeros(40), np.zeros(30))
    assert found.value == pytest.approx(plain.value, rel=1e-12)
    assert found.standard_error == pytest.approx(plain.standard_error, rel=1e-12)
    assert found.interval == pytest.approx(plain.interval, rel=1e-12)
    assert (found.level, found.n, found.m) == (plain.level, plain.n, plain.m)


def test_kid_is_unbiased_over_all_samples_with_fixed_classes():
    law = {0: [[0.0], [1.0]], 1: [[2.0], [-1.0], [1.5]]}  # uniform in each class
    other = {0: [[0.5]], 1: [[2.0], [0.0]]}
    shares = {0: 0.4, 1: 0.6}
    y = [0, 0, 1, 1, 1]

    def samples(points):
        return itertools.product(*(points[label] for label in y))

    def whole(points):
        return [(shares[c] / len(points[c]), x) for c in (0, 1) for x in points[c]]

    found = [kid(x, z, y, y).value for x in samples(law) for z in samples(other)]
    assert np.mean(found) == pytest.approx(exact_mmd_squared(whole(law), whole(other)), rel=1e-12)
    ignoring = [kid(x, z).value for x in samples(law) for z in samples(other)]
    assert np.mean(ignoring) < np.mean(found) - 0.5


def test_the_error_of_kid_is_its_spread_over_samples_with_fixed_classes():
    rng, labels = np.random.default_rng(1), np.repeat([0, 1], 60)
    found = [
        kid(rng.normal(size=(120, 2)) + 3 * labels[:, None], rng.normal(size=(120, 2)) * 2, labels,
            labels)
        for _ in range(200)
    ]  # fmt: skip
    spread = np.std([one.value for one in found])
    assert np.mean([one.standard_error for one in found]) == pytest.approx(spread, rel=0.15)


def test_kid_does_not_depend_on_the_size_of_blocks(monkeypatch):
    y = np.arange(40) % 3, np.arange(30) % 3
    before = kid(X, Y, *y)
    monkeypatch.setattr(kernel, "BLOCK", 7)
    after = kid(X, Y, *y)
    assert after.value == pytest.approx(before.value, rel=1e-12)
    assert after.standard_error == pytest.approx(before.standard_error, rel=1e-12)


def test_fid_is_the_trace_formula():
    means = X.mean(axis=0) - Y.mean(axis=0)
    a, b = np.cov(X.T), np.cov(Y.T)
    expected = means @ means + np.trace(a + b - 2 * sqrtm(a @ b).real)
    assert fid(X, Y) == pytest.approx(expected, rel=1e-10)


def test_fid_of_points_moved_is_the_square_of_the_way():
    assert fid(X, X + [3.0, 0.0, 4.0]) == pytest.approx(25, rel=1e-12)


def test_fid_of_points_stretched():
    lengths = np.std(X[:, 0], ddof=1)
    assert fid(X[:, :1], 3 * X[:, :1] - 2 * X[:, :1].mean()) == pytest.approx(4 * lengths**2)


def reach(points, k):
    """The distance to the k-th nearest other point, by scikit-learn."""
    found = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(points)
    return found.kneighbors(points)[0][:, k]


def by_definition(samples, real):
    away = np.array([[np.linalg.norm(x - y) for x in samples] for y in real])
    precise = (away <= reach(real, 3)[:, None]).any(axis=0)
    recalled = (away <= reach(samples, 3)).any(axis=1)
    inside = away <= reach(real, 5)[:, None]
    return precise.mean(), recalled.mean(), inside.sum() / 5 / len(samples), inside.any(1).mean()


@pytest.mark.parametrize(("x", "y"), [(X, Y), (Y, X), (X[:6], Y), (X + 1, X), (X, Y + 100)])
def test_neighbourhoods_are_those_of_their_definition(x, y):
    found = neighbourhoods(x, y)
    numbers = found.precision, found.recall, found.density, found.coverage
    assert numbers == pytest.approx(by_definition(x, y), abs=1e-15)


def test_neighbourhoods_do_not_depend_on_the_size_of_blocks(monkeypatch):
    before = neighbourhoods(X, Y)
    monkeypatch.setattr(neighbours, "BLOCK", 7)
    assert neighbourhoods(X, Y) == before


def test_a_point_is_not_its_own_neighbour_but_its_double_is():
    doubled = np.repeat(np.arange(6.0) * 10, 4)[:, None]  # three doubles each: the radius is 0
    found = neighbourhoods(doubled + 0.5, doubled)
    assert found.precision == 0
    assert found.recall == 0
    assert neighbourhoods(doubled, doubled).precision == 1


def test_recall_is_precision_the_other_way_round():
    assert neighbourhoods(X, Y).recall == neighbourhoods(Y, X).precision


def test_density_of_one_law_is_1_and_coverage_what_lemma_2_of_its_paper_expects():
    rng, n, k = np.random.default_rng(2), 30, 5
    found = [neighbourhoods(rng.normal(size=(n, 2)), rng.normal(size=(n, 2))) for _ in range(300)]
    expected = 1 - math.prod((n - i) / (2 * n - i) for i in range(1, k + 1))
    assert np.mean([one.coverage for one in found]) == pytest.approx(expected, abs=0.01)
    assert np.mean([one.density for one in found]) == pytest.approx(1, abs=0.02)


def test_samples_of_one_mode_of_two_have_half_the_coverage_and_full_precision():
    rng = np.random.default_rng(3)
    modes = rng.normal(size=(200, 2)) + 50 * (np.arange(200) % 2)[:, None]
    one = rng.normal(size=(200, 2))
    found = neighbourhoods(one, modes)
    assert found.precision > 0.85
    assert 0.4 < found.coverage <= 0.5
    assert found.recall <= 0.5


def all_of(x, y, transport=100):
    return distances(x, y, (None, None), transport=transport, seed=0)


def test_w1_and_w2_are_those_of_the_best_pairing():
    found = all_of(X[:20], Y[:20])
    for bounds, cost, root in (
        (found.w1, cdist(X[:20], Y[:20]), 1),
        (found.w2, cdist(X[:20], Y[:20]) ** 2, 0.5),
    ):
        best = cost[linear_sum_assignment(cost)].mean() ** root
        assert bounds.lower - 1e-12 <= best <= bounds.upper + 1e-12
        assert bounds.width < 1e-12


def test_w1_and_w2_are_those_of_the_first_points():
    found, first = all_of(X[:30], Y, transport=10), all_of(X[:10], Y[:10])
    assert found.n == 30
    assert found.n_transport == 10
    assert (found.w1.lower, found.w2.upper) == (first.w1.lower, first.w2.upper)


def test_sliced_w2_sorts_projections_on_the_same_directions():
    found = all_of(X[:30], Y)
    directions = np.random.default_rng(0).normal(size=(128, 3))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    gaps = np.sort(X[:30] @ directions.T, axis=0) - np.sort(Y @ directions.T, axis=0)
    assert found.sliced_w2 == pytest.approx(np.sqrt((gaps**2).mean()), rel=1e-12)


def test_the_distances_are_those_of_each_measure():
    found, y = all_of(X[:30], Y), np.arange(30) % 2
    assert found.kid.value == kid(X[:30], Y).value
    assert found.fid == fid(X[:30], Y)
    assert found.among == neighbourhoods(X[:30], Y)
    assert found.d == 3
    labelled = distances(X[:30], Y, (y, y), transport=9, seed=0)
    assert labelled.kid.value == kid(X[:30], Y, y, y).value


def test_distances_become_a_dictionary_of_numbers():
    found = all_of(X[:30], Y)
    assert found.as_dict() == {
        "n": 30,
        "d": 3,
        "n_transport": 30,
        "w1": [found.w1.lower, found.w1.upper],
        "w2": [found.w2.lower, found.w2.upper],
        "sliced_w2": found.sliced_w2,
        "kid": found.kid.value,
        "kid_standard_error": found.kid.standard_error,
        "fid": found.fid,
        "precision": found.among.precision,
        "recall": found.among.recall,
        "density": found.among.density,
        "coverage": found.among.coverage,
    }


@pytest.mark.parametrize(("measure", "least"), [(kid, 2), (fid, 2), (neighbourhoods, 6)])
def test_refuses_points_that_are_too_few_or_none(measure, least):
    with pytest.raises(ValueError, match=f"samples has {least - 1} points; .* at least {least}"):
        measure(X[: least - 1], Y)
    with pytest.raises(ValueError, match=f"real has {least - 1} points; .* at least {least}"):
        measure(X, Y[: least - 1])
    with pytest.raises(ValueError, match="samples have 2 entries and real points 3; pass"):
        measure(X[:, :2], Y)
    with pytest.raises(ValueError, match=r"samples: .*nan"):
        measure(np.where(X > 1, np.nan, X), Y)


def test_kid_refuses_labels_that_do_not_fit():
    y = np.arange(30) % 2
    for labels, sentence in (
        ((y, None), "only one of labels and real_labels"),
        ((None, y), "only one of labels and real_labels"),
        ((y[:7], y), r"labels has the shape \(7,\); pass one for each of 30 points"),
        ((y, y[:7]), r"real_labels has the shape \(7,\)"),
        ((np.arange(30), y), "labels: one point is of class 0; pass 2 or more"),
    ):
        with pytest.raises(ValueError, match=sentence):
            kid(X[:30], Y, *labels)
