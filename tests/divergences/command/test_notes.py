"""What a row or the report says in words and in margins."""

from dataclasses import replace

import numpy as np
import pytest

from divergences._command import compare, inputs, normal, plot, sliced
from divergences._command.compare import Settings, _notes
from divergences._command.inputs import Side
from divergences._command.kernels import _is_provable
from divergences._command.normal import gaussian_row
from divergences._command.problem import Problem, refuse_too_many
from divergences._command.report import Row
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


def test_columns_without_spread_do_not_dominate():
    for points in (np.zeros((2, 2)), np.array([[0.0, 0.0], [1.0, 1.0]])):
        both = side(points), side(points)
        notes = _notes(*both, inputs.spread(*both), Settings())
        assert notes[-1].startswith("Spread of the 2 columns")


def test_draws_of_the_sliced_row_may_be_off_by_1e_10_of_what_was_found():
    row = sliced_row(replace(posed(0), draws=9))[0]
    assert row.null.slack == 1e-10 * row.value


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


def wide(columns):
    x, y = np.random.default_rng(columns).normal(size=(2, 2, columns))
    return Problem(x, y, 0, 1, bins=None, drawn=False)


def test_normals_are_fitted_to_2000_columns_and_given_a_p_value_up_to_64(monkeypatch):
    assert gaussian_row(wide(65))[0].note.endswith("; no p-value above 64 columns")
    assert gaussian_row(wide(65))[0].null is None
    (row,) = gaussian_row(wide(2001))
    assert row.note == "2001 columns; covariances are compared up to 2000"
    monkeypatch.setattr(normal, "_AFFORDABLE", 2)
    assert gaussian_row(wide(2))[0].null is not None
    monkeypatch.setattr(normal, "_LARGEST", 2)
    assert gaussian_row(wide(2))[0].value is not None


def test_kernels_are_proved_up_to_447_pooled_points():
    assert _is_provable(posed(0, n=400, m=47))
    assert not _is_provable(posed(0, n=400, m=48))


def test_pooled_distances_take_at_most_8_gigabytes():
    refuse_too_many(16384)
    with pytest.raises(
        ValueError,
        match=r"between 16,385 pooled points would take 8,590,983,200 bytes, solver included, "
        r"above 8,589,934,592; --max-points 8192 draws so many of each",
    ):
        refuse_too_many(16385)


def test_the_time_of_rows_made_together_is_shared_evenly(monkeypatch):
    monkeypatch.setattr(compare.time, "perf_counter", iter([10.0, 16.0]).__next__)
    made = [Row(name, "nothing") for name in ("a", "b", "c", "d")]
    found = compare.timed(lambda problem: made, posed(0), ("a", "c", "d"))
    assert [(row.name, row.seconds) for row in found] == [("a", 2.0), ("c", 2.0), ("d", 2.0)]


def test_points_of_the_plane_are_plotted_as_they_lie(monkeypatch, tmp_path):
    axes, drawn = pytest.importorskip("matplotlib.axes").Axes, []
    scatter = axes.scatter

    def recorded(self, x, y, **how):
        drawn.append((x, y))
        return scatter(self, x, y, **how)

    monkeypatch.setattr(axes, "scatter", recorded)
    problem = posed(0)
    plot.save_plot(problem, tmp_path / "x.svg")
    shadow = plot.projected(problem.pooled)
    assert [np.array(pair).T.tolist() for pair in drawn] == [
        shadow[:4].tolist(),
        shadow[4:].tolist(),
    ]
