"""What a row or the report says in words and in margins."""

import numpy as np
import pytest

from divergences._command import inputs, sliced
from divergences._command.compare import Settings, _notes
from divergences._command.inputs import Side
from divergences._command.problem import Problem
from divergences._command.sliced import sliced_row
from divergences._samples import Samples


def side(points, columns=()):
    return Side("of a test", Samples(points, columns, (3,)), len(points))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_column_without_a_name_that_dominates_is_called_by_its_number_from_1(place):
    points = np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    points[1, place] = 100.0
    both = side(points), side(points)
    notes = _notes(*both, inputs.spread(*both), Settings())
    assert notes[-1].startswith(f"Column {place + 1} holds 100 % of the pooled variance")


def posed(seed, n=4, m=3, d=2):
    x, y = (np.random.default_rng([seed, k]).normal(size=(size, d)) for k, size in ((1, n), (2, m)))
    return Problem(x, y, seed, 0, bins=None, drawn=False)


def test_the_sliced_interval_is_the_normal_one_at_95_percent(monkeypatch):
    margin = 1.959963984540054  # of the standard normal law, 97.5 % are below it
    found, distances_along = [], sliced.distances_along

    def recorded(mu, nu, directions, order):
        assert order == 1.0
        assert directions.shape == (64, 2)
        np.testing.assert_allclose((directions**2).sum(axis=1), 1, rtol=1e-15)
        found.append(distances_along(mu, nu, directions, order))
        return found[-1]

    monkeypatch.setattr(sliced, "distances_along", recorded)
    for seed in range(40):
        (row,) = sliced_row(posed(seed))
        each = np.ldexp(*found[-1])
        half = margin * float(each.std(ddof=1)) / 8
        mean = float(each.mean())
        assert (row.value, row.lower, row.upper) == (mean, mean - half, mean + half)
        assert (row.interval, row.null) == ("95 %", None)
        assert row.note == "interval over the sphere, from 64 directions"
