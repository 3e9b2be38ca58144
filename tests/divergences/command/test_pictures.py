"""Pictures, and the rows of W1, W2 and sliced W1: what they show and what their ends are."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from divergences._command import moving, plot, sliced
from divergences._command.atoms import atom_rows, cells
from divergences._command.moving import rooted, w1_row, w2_row
from divergences._command.problem import Problem, pooled_distances


def posed(x, y, draws=0, **settings):
    given = {"seed": 3, "draws": draws, "bins": None, "drawn": False} | settings
    return Problem(np.asarray(x, float), np.asarray(y, float), **given)


GENERATOR = np.random.default_rng(0)
PLANE = posed(GENERATOR.normal(size=(3, 2)), GENERATOR.normal(size=(4, 2)) + 5)
LINE = posed([[0.0], [1.0], [2.5]], [[2.0], [8.0]])


@pytest.fixture
def picture(monkeypatch, tmp_path):
    """Draw, and return what was drawn."""
    figure = pytest.importorskip("matplotlib.figure").Figure
    saved = []
    save = figure.savefig
    monkeypatch.setattr(
        figure, "savefig", lambda self, path: saved.append(self) or save(self, path)
    )

    def drawn(problem):
        plot.save_plot(problem, tmp_path / "x.svg")
        assert (tmp_path / "x.svg").stat().st_size > 1000
        return saved.pop()

    return drawn


def test_clouds_are_small_points_that_let_others_through_and_arrows_are_faint(picture):
    figure = picture(PLANE)
    assert figure.get_size_inches().tolist() == [7, 5]
    (axes,) = figure.axes
    clouds = axes.collections
    for cloud, points in zip(clouds, (PLANE.x, PLANE.y), strict=True):
        assert cloud.get_offsets().tolist() == points.tolist()
        assert cloud.get_sizes().tolist() == [8]
        assert cloud.get_alpha() == 0.6
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["A", "B"]
    arrows = [(note.xy, note.xyann) for note in axes.texts]
    expected = [(PLANE.y[j].tolist(), PLANE.x[i].tolist()) for i, j in plot.strongest(PLANE)]
    assert [[np.array(end).tolist() for end in arrow] for arrow in arrows] == [
        list(arrow) for arrow in expected
    ]
    for note in axes.texts:
        assert note.arrow_patch.get_alpha() == 0.3
        assert note.arrow_patch.get_linewidth() == 0.8


def test_no_more_than_sixty_arrows_are_drawn():
    many = posed(GENERATOR.normal(size=(34, 2)), GENERATOR.normal(size=(33, 2)))
    assert len(moving.found(many, 1).plan.data) > 61
    assert len(plot.strongest(many)) == 60


def test_the_line_is_two_histograms_of_density_on_shared_edges(picture):
    figure = picture(LINE)
    (axes,) = figure.axes
    first, second = axes.containers
    for bars, points in ((first, LINE.x), (second, LINE.y)):
        assert {bar.get_alpha() for bar in bars} == {0.5}
        edges = [bar.get_x() for bar in bars] + [bars[-1].get_x() + bars[-1].get_width()]
        expected, _ = np.histogram(points[:, 0], edges, density=True)
        assert [bar.get_height() for bar in bars] == pytest.approx(expected.tolist())
        assert (edges[0], edges[-1]) == pytest.approx((0.0, 8.0), abs=1e-12)


def test_points_of_the_plane_stay_and_others_are_seen_along_their_widest_directions():
    assert plot.projected(PLANE.pooled) is PLANE.pooled
    corners = np.repeat(np.diag([1.0, 9.0, 4.0]), 2, axis=0) * np.array([1, -1] * 3)[:, None]
    shadow = np.abs(plot.projected(corners + 7))
    np.testing.assert_allclose(shadow[2:], [[9, 0], [9, 0], [0, 4], [0, 4]], atol=1e-14)
    np.testing.assert_allclose(shadow[:2], 0, atol=1e-14)


@pytest.fixture
def plan(monkeypatch):
    """A plan of value 5 between 1/4 and 9."""
    bounds = SimpleNamespace(lower=0.25, upper=9.0)
    found = SimpleNamespace(value=5.0, bounds=lambda: bounds)
    monkeypatch.setattr(moving, "found", lambda problem, order: found)


def test_the_bounds_of_w1_are_those_of_the_plan_and_of_w2_their_roots_rounded_outward(plan):
    (first,), (second,) = w1_row(PLANE), w2_row(PLANE)
    assert (first.value, first.lower, first.upper) == (5.0, 0.25, 9.0)
    assert second.value == math.sqrt(5)
    assert second.lower == math.nextafter(0.5, 0)
    assert second.upper == math.nextafter(3, 4)
    assert (first.name, second.name) == ("W1", "W2")


def test_the_root_of_0_is_0_and_of_the_least_double_rounded_like_any_other():
    assert rooted(0.0, 0) == rooted(0.0, math.inf) == 0
    assert rooted(1.0, 0) == 1 - 2.0**-53
    assert rooted(0.25, math.inf) == 0.5 + 2.0**-53


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("m", [3, 4])
def test_a_relabelled_distance_is_that_of_the_points_it_exchanges(order, m):
    problem = posed(GENERATOR.normal(size=(3, 2)), GENERATOR.normal(size=(m, 2)) + 1, draws=7)
    (row,) = (w1_row, w2_row)[order - 1](problem)
    assert len(row.null.draws) == 7
    labellings = []
    moving.relabelled(
        lambda i, j: labellings.append((i, j)) or 0.0, 3, m, draws=7, rng=problem.labellings()
    )
    for value, (i, j) in zip(row.null.draws, labellings[1:], strict=True):
        exchanged = posed(problem.pooled[i], problem.pooled[j])
        ((other,),) = ((w1_row, w2_row)[order - 1](exchanged),)
        assert value == pytest.approx(other.value, rel=1e-13)
    assert row.null.observed == row.value
    assert row.null.slack == 1e-12 * row.value
    assert row.note == ""


@pytest.mark.parametrize("order", [1, 2])
def test_on_the_line_samples_are_relabelled_and_sorted(order):
    problem = posed(LINE.x, LINE.y, draws=6)
    (row,) = (w1_row, w2_row)[order - 1](problem)
    assert row.note == "by sorting"
    assert len(row.null.draws) == 6
    assert row.null.observed == pytest.approx(row.value, rel=1e-15)
    assert w1_row(LINE)[0].null is None


def test_steps_of_relabelling_are_told(monkeypatch):
    told = []
    problem = posed(PLANE.x, PLANE.y, draws=3, step=lambda *what: told.append(what))
    w1_row(problem)
    assert told == [("W1 under relabelling", k, 3) for k in (1, 2, 3)]


def test_relabelled_problems_cost_their_mean_or_their_transport():
    distances = np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 2.0], [3.0, 2.0, 0.0]])
    square = moving._cost(distances, 2, (np.array([0, 1]), np.array([1, 2])))
    assert square == min(1 + 4, 9 + 0) / 2
    assert moving._cost(distances, 1, (np.array([0]), np.array([1, 2]))) == 2.0


@pytest.mark.parametrize(
    ("order", "largest"), [(1, math.inf), (2, math.sqrt(1.7976931348623157e308))]
)
def test_powers_of_the_largest_distance_are_below_the_largest_double(order, largest):
    far = posed([[0.0, 0.0]], [[3.0, 4.0]])
    vars(far)["distances"] = np.array([[0.0, largest], [largest, 0.0]])
    with pytest.raises(ValueError, match=f"and its power {order} exceeds"):
        moving.found(far, order)
    vars(far)["distances"] = np.array([[0.0, 5.0], [5.0, 0.0]])
    assert moving.found(far, order).value == 5.0**order


def test_the_shadows_of_relabelled_points_are_moved_as_sorted_ones():
    problem = posed(GENERATOR.normal(size=(3, 3)), GENERATOR.normal(size=(5, 3)), draws=4)
    (row,) = sliced.sliced_row(problem)
    assert row.null.observed == pytest.approx(row.value, rel=1e-12)
    assert row.null.slack == 1e-10 * row.value
    assert len(row.null.draws) == 4
    shadows = np.array([[0.0], [1.0], [3.0], [7.0]])
    null = sliced._null(posed(np.zeros((2, 1)), np.zeros((2, 1)), draws=30), shadows, 2.0)
    assert null.observed == 4.5  # (3 - 0 + 7 - 1) / 2
    assert set(np.round(null.draws, 9)) <= {4.5, 2.5, 1.5 + 0.0}
    assert null.slack == 2e-10


def test_a_margin_does_not_go_below_0():
    here = GENERATOR.normal(size=(2, 2)) * 1e-3
    (row,) = sliced.sliced_row(posed(here, here[::-1].copy()))
    assert row.lower == 0 <= row.value <= row.upper


def test_distances_are_made_128_points_at_a_time(monkeypatch):
    from divergences._command import problem as module

    sizes = []
    euclidean = module.costs.euclidean
    monkeypatch.setattr(
        module.costs, "euclidean", lambda x, y: sizes.append((len(x), len(y))) or euclidean(x, y)
    )
    points = np.arange(300.0)[:, None]
    np.testing.assert_array_equal(pooled_distances(points), np.abs(points - points.T))
    assert sorted(sizes) == [(44, 44), (128, 172), (128, 300)]


def test_bins_of_a_constant_column_are_one():
    points = np.array([[2.0, 0.0], [2.0, 1.0], [2.0, 4.0]])
    assert cells(points, 4).tolist() == [[0, 0], [0, 1], [0, 3]]
    (row, *_) = atom_rows(posed(points[:, :1], points[:1, :1], bins=1))
    assert (row.value, row.note) == (0.0, "of 1 bins a column")


def test_plans_are_proved_for_their_own_cost():
    for order, name in ((1, "euclidean"), (2, "squared_euclidean")):
        plan = moving.found(PLANE, order)
        assert plan.cost.name == name
        bounds = plan.bounds()
        assert bounds.lower <= plan.value <= bounds.upper <= plan.value * (1 + 1e-12)


@pytest.mark.parametrize("order", [1, 2])
def test_on_the_line_the_row_has_the_ends_that_are_proved(monkeypatch, order):
    class Proved(float):
        lower, upper = 1.5, 1.75

    monkeypatch.setattr(
        moving.divergences, "prove", lambda *_, **given: Proved(1.625 + given["order"])
    )
    (row,) = (w1_row, w2_row)[order - 1](LINE)
    assert (row.value, row.lower, row.upper) == (1.625 + order, 1.5, 1.75)
