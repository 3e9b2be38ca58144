"""The truth beside a training: exact distances of samples, and what real ones give."""

import numpy as np
import pytest
import torch

import gan._playground.closeness as nearness
import gan._playground.truth as truths
from divergences import costs, js, sliced_wasserstein, transport
from gan._playground.playing import window
from gan._playground.truth import COUNTED, NULLS, TRANSPORTED, truth_of
from gan.playground import Found, Grid, Shape, Truth, closeness, gaussians, line, ring

GRID = Grid((0.0, 0.0), 2.0, cells=4)


def judged(shape, seed=0):
    return truth_of(shape, window(shape), generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def truth():
    return judged(ring)


def test_a_histogram_counts_each_point_in_its_cell():
    points = torch.tensor([[-1.5, -1.5], [-0.5, -1.5], [-0.5, -1.5], [1.5, 1.5]]).double()
    shares = GRID.histogram(points)
    assert shares.shape == (16,)
    assert {i: float(shares[i]) for i in shares.nonzero()[0]} == {0: 0.25, 1: 0.5, 15: 0.25}


def test_the_outermost_cells_go_on_without_end():
    points = torch.tensor([[-9.0, -9.0], [9.0, 0.5], [-1.5, 9.0], [2.0, 2.0]]).double()
    assert sorted(GRID.histogram(points).nonzero()[0].tolist()) == [0, 11, 12, 15]


def test_a_grid_around_another_place_counts_there():
    moved = Grid((5.0, -3.0), 2.0, cells=4)
    points = torch.tensor([[-1.5, -0.5], [0.5, 1.5]]).double()
    expected = GRID.histogram(points)
    assert np.array_equal(moved.histogram(points + torch.tensor([5.0, -3.0])), expected)


def test_the_window_has_room_around_the_shape():
    grid = window(ring)
    assert grid.centre == pytest.approx((0, 0), abs=1e-3)
    assert 1.2 < grid.half_width < 1.6


def test_the_window_holds_few_points_where_the_others_are_one():
    apart = torch.tensor([3.0, 1.0]).double()
    grid = window(Shape("far", lambda u: (u[:, :1] < 0.001) * apart))
    assert grid.centre == pytest.approx((1.5, 0.5))
    assert grid.half_width == pytest.approx(1.4 * 1.5)
    assert judged(Shape("far", lambda u: (u[:, :1] < 0.001) * apart)).null


def test_a_single_point_has_no_window():
    with pytest.raises(ValueError, match="point has 4,096 points in one; pass a shape of some wid"):
        window(Shape("point", lambda u: 0 * u[:, :2]))


def test_both_distances_are_those_of_the_library(truth):
    fake = line.sample(COUNTED, generator=torch.Generator().manual_seed(5))
    found = truth.of(fake)
    few = (side[:TRANSPORTED].numpy() for side in (truth.real, fake))
    assert found.w1 == pytest.approx(float(transport(*few, costs.euclidean)), rel=1e-12)
    shares = (truth.grid.histogram(side) for side in (truth.real, fake))
    assert found.js == pytest.approx(js(*shares), rel=1e-12)


def test_the_real_points_themselves_are_at_0(truth):
    assert truth.of(truth.real) == Found(0.0, 0.0)


def test_the_null_is_what_other_real_points_give(truth):
    assert len(truth.null) == NULLS
    assert len({one.w1 for one in truth.null}) == NULLS
    other = truth.of(ring.sample(COUNTED, generator=torch.Generator().manual_seed(77)))
    assert other.w1 < 1.5 * truth.largest().w1
    assert other.js < 1.5 * truth.largest().js


def test_the_null_is_summed_up_by_its_median_and_its_largest():
    null = tuple(Found(w1, -w1) for w1 in (3.0, 1.0, 2.0))
    found = Truth(torch.zeros(1, 2), GRID, null)
    assert found.usual() == Found(2.0, -2.0)
    assert found.largest() == Found(3.0, -1.0)


def test_what_differs_is_beyond_the_null(truth):
    fake = gaussians.sample(COUNTED, generator=torch.Generator().manual_seed(5))
    assert truth.of(fake).w1 > 3 * truth.largest().w1
    assert truth.of(fake).js > 30 * truth.largest().js


@pytest.fixture
def fewer(monkeypatch):
    """Enough for these: the numbers that are reported are of 10,000 points, 512 directions."""
    monkeypatch.setattr(nearness, "POINTS", 4096)
    monkeypatch.setattr(nearness, "DIRECTIONS", 16)


def test_sliced_w1_is_that_of_the_library(fewer):
    x, y = ring.spread(300), line.spread(300)
    turns = np.pi * np.arange(16) / 16
    along = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    expected = sliced_wasserstein(x.numpy(), y.numpy(), along)
    assert nearness._apart(x, y) == pytest.approx(expected, rel=1e-12)


def perfect(z):
    """The line, from normal numbers."""
    return torch.erf(z[:, :1] / 2**0.5) * torch.tensor([[1.0, 0.5]])


def test_the_shape_itself_is_as_close_as_chance_allows(fewer):
    found = closeness(perfect, line)
    assert found.laws < 0.01
    assert found.laws_null < 0.01
    assert 0.5 < found.samples / found.samples_null < 2
    assert found.samples_null > 0.05  # why the laws are compared by points spread evenly


def test_the_fitted_gaussian_is_at_1(fewer):
    slope = torch.tensor([[3**-0.5, 12**-0.5]])
    found = closeness(lambda z: z[:, :1] * slope, line)
    assert found.laws == pytest.approx(1, abs=0.02)


def test_what_is_moved_is_as_far_as_the_mean_projection_of_the_move(fewer):
    found = closeness(lambda z: perfect(z) + torch.tensor([0.5, 0.0]), line)
    assert found.laws * found.gaussian == pytest.approx(0.5 * 2 / np.pi, rel=0.03)
    assert found.as_dict()["gaussian"] == found.gaussian


def test_a_shape_that_is_its_own_gaussian_is_refused(fewer):
    point = Shape("point", lambda u: torch.zeros(len(u), 2, dtype=torch.float64))
    with pytest.raises(ValueError, match="point is 0 from its own Gaussian; pass another shape"):
        closeness(lambda z: z, point)


def test_points_of_one_line_are_transported_along_it():
    """By sorting: in the plane such points tie, and the exact solution takes seconds."""
    draws = torch.Generator().manual_seed(0)
    x, y = (line.sample(40, generator=draws) for _ in range(2))
    expected = float(transport(x.numpy(), y.numpy(), costs.euclidean))
    assert np.ptp(truths._on_a_line(torch.cat([x, y])).numpy()) == pytest.approx(5**0.5, rel=0.1)
    assert truths._between(x, y, GRID).w1 == pytest.approx(expected, rel=1e-9)
    y[7, 0] += 1e-6
    assert truths._on_a_line(torch.cat([x, y])) is None
