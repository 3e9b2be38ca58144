"""The null by relabelling: exact p-values, and the vectorised form against the plain one."""

from itertools import combinations

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import binomtest

from divergences._relabelling import Null, relabelled, relabelled_quadratic


def quadratic(matrix):
    def statistic(i, j):
        blocks = (matrix[np.ix_(u, v)].mean() for u, v in ((i, i), (j, j), (i, j)))
        first, second, across = blocks
        return np.sqrt(first + second - 2 * across)

    return statistic


def test_vectorised_null_is_the_plain_one():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(17, 3))
    z[:6] += 1
    for matrix in (-cdist(z, z), np.exp(-cdist(z, z, "sqeuclidean"))):
        fast = relabelled_quadratic(matrix, 6, draws=50, rng=np.random.default_rng(1))
        slow = relabelled(quadratic(matrix), 6, 11, draws=50, rng=np.random.default_rng(1))
        assert fast.observed == pytest.approx(slow.observed, rel=1e-13)
        assert fast.draws == pytest.approx(slow.draws, rel=1e-12)
        assert fast.p_value == slow.p_value


def test_summaries_of_a_null():
    null = Null(3.0, np.arange(1.0, 100.0))
    assert null.p_value == 98 / 100
    assert null.median == 50.0
    assert null.high == 95.0
    assert Null(200.0, np.arange(1.0, 100.0)).p_value == 0.01
    assert Null(3.0, np.array([2.5, 2.0, 3.5]), slack=0.5).p_value == 3 / 4


def test_labellings_reach_every_split_equally_often():
    splits = []

    def record(i, j):
        assert sorted([*i, *j]) == [0, 1, 2, 3]
        splits.append(tuple(sorted(int(k) for k in i)))
        return float(splits[-1] == (0, 1))

    null = relabelled(record, 2, 2, draws=6000, rng=np.random.default_rng(0))
    assert splits[0] == (0, 1)
    assert null.observed == 1.0
    assert len(null.draws) == 6000
    counts = [splits[1:].count(split) for split in combinations(range(4), 2)]
    assert min(counts) > 880
    assert max(counts) < 1120


def test_labellings_that_mirror_the_observed_count_as_reaching_it():
    """With n = m, swapping the samples changes nothing but rounding: a third of these splits."""
    z = np.array([0.0, 0.1, 10.0, 10.3])
    matrix = -np.abs(z[:, None] - z)
    null = relabelled_quadratic(matrix, 2, draws=3000, rng=np.random.default_rng(0))
    assert null.p_value == pytest.approx(1 / 3, abs=0.04)
    plain = relabelled(quadratic(matrix), 2, 2, draws=3000, rng=np.random.default_rng(0))
    assert plain.p_value == null.p_value


def test_equal_points_have_p_value_one():
    for matrix in (np.zeros((6, 6)), np.ones((6, 6)), np.full((6, 6), 0.1)):
        null = relabelled_quadratic(matrix, 3, draws=19, rng=np.random.default_rng(0))
        assert null.p_value == 1.0
        assert null.observed == pytest.approx(0, abs=1e-7)


def test_slack_is_rounding_only():
    z = np.random.default_rng(0).normal(size=40)
    matrix = -np.abs(z[:, None] - z)
    null = relabelled_quadratic(matrix, 20, draws=9, rng=np.random.default_rng(0))
    assert 1e-15 < null.slack < 1e-12
    assert null.slack < 1e-3 * np.diff(np.sort([null.observed, *null.draws])).min()


@pytest.mark.parametrize("sizes", [(7, 7), (5, 12)])
def test_p_values_are_uniform_where_the_laws_are_equal(sizes):
    n, m = sizes
    rng = np.random.default_rng(2)
    p_values = []
    for _ in range(400):
        z = rng.normal(size=(n + m, 2))
        p_values.append(relabelled_quadratic(-cdist(z, z), n, draws=19, rng=rng).p_value)
    for level in (0.05, 0.1, 0.25, 0.5, 0.75):
        below = sum(p <= level for p in p_values)
        assert binomtest(below, 400, level).pvalue > 1e-3


def test_what_depends_on_one_point_only_takes_no_digits():
    """Whole numbers r_i + r_j added to a kernel of whole numbers change nothing, however large."""
    rng = np.random.default_rng(0)
    z, r = rng.integers(0, 9, 12), rng.integers(1, 2**44, 12)
    kernel = -np.abs(np.subtract.outer(z, z)).astype(float)
    for added in (np.add.outer(r, r), np.full((12, 12), 2**45)):
        plain, moved = (
            relabelled_quadratic(k, 5, draws=30, rng=np.random.default_rng(1))
            for k in (kernel, kernel + added)
        )
        assert moved.observed == pytest.approx(plain.observed, rel=1e-2)
        assert moved.draws == pytest.approx(plain.draws, rel=1e-2, abs=0.05)


def test_rounding_is_taken_for_1e_14_of_the_largest_entry_once_rows_sum_to_zero(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "divergences._relabelling._root_slack", lambda *given: asked.append(given) or 0.25
    )
    kernel = np.diag([9.0, 0.0, 0.0])  # less row means 3, 0, 0, plus 1: 4 and less
    null = relabelled_quadratic(kernel, 1, draws=3, rng=np.random.default_rng(0))
    assert asked == [(9.0, 4e-14)]
    assert (null.observed, null.slack) == (3.0, 0.25)
    assert null.draws[-1] == 1.5


def test_a_square_below_zero_is_a_distance_of_zero():
    null = relabelled_quadratic(-np.eye(5), 2, draws=7, rng=np.random.default_rng(0))
    assert (null.observed, null.draws.tolist(), null.p_value) == (0.0, [0.0] * 7, 1.0)


@pytest.mark.parametrize("value", [5.0, -5.0])
def test_any_statistic_may_be_rounded_by_1e_12_of_what_is_observed(value):

    def statistic(i, j):
        return value if set(i) == {0, 1} else 100.0

    null = relabelled(statistic, 2, 3, draws=4, rng=np.random.default_rng(0))
    assert (null.draws == 100).all()
    assert null.slack == 1e-12 * 5
    assert Null(1.0, np.ones(1)).slack == 0


def test_a_shift_is_found():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(200, 5))
    z[:100, 0] += 0.8
    null = relabelled_quadratic(-cdist(z, z), 100, draws=99, rng=rng)
    assert null.p_value == 0.01
    assert null.high < null.observed


def test_draws_depend_on_the_generator_alone():
    matrix = -np.abs(np.subtract.outer(np.arange(9.0) ** 2, np.arange(9.0) ** 2))
    once, again, other = (
        relabelled_quadratic(matrix, 4, draws=9, rng=np.random.default_rng(seed)).draws
        for seed in (5, 5, 6)
    )
    assert (once == again).all()
    assert (once != other).any()
