"""Shapes: where their points lie, and how they are drawn."""

import math

import numpy as np
import pytest
import torch

from gan.playground import SHAPES, Shape, blobs, drawn, gaussians, line, ring

MANY = 2**14
EXAMPLE = "x,y\n0,0\n6,8\n"


def by_lot(shape, seed=0, n=MANY):
    return shape.sample(n, generator=torch.Generator().manual_seed(seed))


def both(shape):
    return {"by lot": by_lot(shape), "spread": shape.spread(MANY)}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_draws_points_of_the_plane_in_doubles(shape):
    for points in both(shape).values():
        assert points.shape == (MANY, 2)
        assert points.dtype == torch.float64
        assert points.isfinite().all()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_generator_decides_the_points(shape):
    assert torch.equal(by_lot(shape), by_lot(shape))
    assert not torch.equal(by_lot(shape), by_lot(shape, seed=1))
    assert torch.equal(shape.spread(8), shape.spread(8, seed=0))
    assert not torch.equal(shape.spread(8), shape.spread(8, seed=1))


MOMENTS = {  # mean, and the covariance by rows
    "ring": ((0, 0), ((1 / 2, 0), (0, 1 / 2))),
    "gaussians": ((0, 0), ((1.04, 0), (0, 0.04))),
    "line": ((0, 0), ((1 / 3, 1 / 6), (1 / 6, 1 / 12))),
    "blobs": ((0, 0), ((1 / 2 + 1 / 64, 0), (0, 1 / 2 + 1 / 64))),
}


@pytest.mark.parametrize("name", SHAPES)
def test_has_the_mean_and_covariance_of_its_formula(name):
    mean, covariance = (torch.tensor(one, dtype=torch.float64) for one in MOMENTS[name])
    for way, points in both(SHAPES[name]).items():
        close = 1e-3 if way == "spread" else 3e-2
        torch.testing.assert_close(points.mean(dim=0), mean, atol=close, rtol=0)
        torch.testing.assert_close(points.T.cov(), covariance, atol=close, rtol=0)


def test_the_ring_has_no_width():
    radii = by_lot(ring).norm(dim=1)
    torch.testing.assert_close(radii, torch.ones_like(radii))


def test_the_line_has_no_width_and_ends():
    x, y = by_lot(line).T
    torch.testing.assert_close(y, x / 2)
    assert 0.99 < float(x.abs().max()) <= 1


def test_the_gaussians_are_two_with_the_same_weight():
    x = gaussians.spread(MANY)[:, 0]
    assert float((x < 0).double().mean()) == pytest.approx(0.5, abs=1e-3)
    assert float(x[x > 0].mean()) == pytest.approx(1, abs=1e-3)
    assert float(x[x > 0].std()) == pytest.approx(0.2, abs=2e-3)


def test_the_blobs_are_three_discs_that_do_not_meet():
    turns = (0.25 + torch.arange(3, dtype=torch.float64) / 3) * 2 * math.pi
    centres = torch.stack([turns.cos(), turns.sin()], dim=1)
    far = torch.cdist(by_lot(blobs), centres)
    assert float(far.min(dim=1).values.max()) <= 0.25 + 1e-12
    assert float(torch.cdist(centres, centres)[0, 1]) > 0.5
    counts = torch.bincount(far.argmin(dim=1)) / MANY
    torch.testing.assert_close(counts, torch.full((3,), 1 / 3), atol=0.02, rtol=0)
    inner = (far.min(dim=1).values < 0.125).double().mean()
    assert float(inner) == pytest.approx(0.25, abs=0.02)  # uniform in each disc


def test_spread_points_are_nearer_to_the_law_than_independent_ones():
    halves = [
        abs(float((points[:, 0] > 0).double().mean()) - 0.5) for points in both(ring).values()
    ]
    assert halves[1] < 1e-3 < halves[0]


def test_a_quantile_of_0_or_1_is_finite():
    ends = gaussians.of_cube(torch.tensor([[0.0, 0.0, 1.0], [1.0, 1.0, 0.0]], dtype=torch.float64))
    assert ends.isfinite().all()


def test_a_map_of_ones_own_is_a_shape():
    square = Shape("square", lambda u: u[:, :2])
    assert 0 <= float(square.spread(64).min()) < float(square.spread(64).max()) < 1


@pytest.mark.parametrize("ending", [".csv", ".npy"])
def test_a_file_is_a_shape_of_its_points_centred_and_scaled(ending, tmp_path):
    path = tmp_path / f"two{ending}"
    if ending == ".csv":
        path.write_text(EXAMPLE)
    else:
        np.save(path, [[0.0, 0.0], [6.0, 8.0]])
    shape = drawn(path)
    assert shape.name == "two"
    points = shape.spread(64)
    expected = torch.tensor([[-0.6, -0.8], [0.6, 0.8]], dtype=torch.float64)
    seen, counts = points.unique(dim=0, return_counts=True)
    torch.testing.assert_close(seen, expected)
    assert counts.tolist() == [32, 32]


@pytest.mark.parametrize("scale", [1e-320, 1e-170, 1e300])
def test_points_of_any_size_are_a_shape(scale, tmp_path):
    path = tmp_path / "two.npy"
    np.save(path, [[0.0, 0.0], [6.0 * scale, 8.0 * scale]])
    rtol = 1e-3 if scale < 1e-300 else 1e-12  # few digits are left
    expected = torch.tensor([[-0.6, -0.8], [0.6, 0.8]], dtype=torch.float64)
    seen = drawn(path).spread(64).unique(dim=0)
    torch.testing.assert_close(seen, expected, rtol=rtol, atol=0)


def test_the_last_point_of_a_file_is_drawn_at_the_end_of_the_interval(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(EXAMPLE)
    ends = drawn(path).of_cube(torch.tensor([[0.0, 0, 0], [1.0, 0, 0]], dtype=torch.float64))
    torch.testing.assert_close(ends[1], torch.tensor([0.6, 0.8], dtype=torch.float64))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x\n1\n2\n", "has 1 columns; give points of the plane, 2"),
        ("x,y,z\n1,2,3\n", "has 3 columns; give points of the plane, 2"),
        ("x,y\n1,2\n1,2\n", "has all of its points in one; give at least two that differ"),
        ("x,y\n1,2\n1,nan\n", "row 2"),
    ],
)
def test_a_file_without_a_shape_is_refused(text, said, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=said):
        drawn(path)
