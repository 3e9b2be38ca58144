"""The null of a transport row: the same distance, of the pooled points split another way."""

from itertools import combinations

import numpy as np
import pytest

import divergences
from divergences._command.problem import Problem
from divergences._command.rows import GROUPS


@pytest.mark.parametrize(("n", "m"), [(3, 2), (2, 2), (2, 3)])
@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize(("name", "order"), [("w1", 1), ("w2", 2)])
def test_each_draw_is_the_distance_between_two_parts_of_the_pooled_points(
    n, m, dimension, name, order
):
    points = np.random.default_rng(4).normal(size=(n + m, dimension))
    (row,) = GROUPS[name].rows(Problem(points[:n], points[n:], 0, 19, bins=None, drawn=False))
    values = []
    for chosen in combinations(range(n + m), n):
        rest = np.setdiff1d(range(n + m), chosen)
        x, y = (divergences.Measure(points[list(part)]) for part in (chosen, rest))
        values.append(divergences.wasserstein(x, y, order=order))
    assert len(row.null.draws) == 19
    assert len(set(np.round(row.null.draws, 9))) > 1
    for draw in row.null.draws:
        assert min(abs(draw - value) / value for value in values) < 1e-12
