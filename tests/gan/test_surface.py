"""The picture of a critic in the plane: level lines, samples, and the plan's segments."""

import numpy as np
import pytest
import torch

from divergences import transport
from divergences.costs import euclidean
from gan import plot_critic

pytest.importorskip("matplotlib")


def distance(points):
    return -np.linalg.norm(points, axis=1)


def test_draws_the_samples_the_plan_and_the_level_lines(tmp_path):
    rng = np.random.default_rng(0)
    y = rng.normal(size=(12, 2))
    x = 3 * y
    axes = plot_critic(distance, x, y)
    # filled levels, level lines, segments, and a cloud for each sample
    filled, lines, segments, first, second = axes.collections
    assert filled.get_array().min() < -9 < 0 <= filled.get_array().max() + 1
    assert len(lines.get_paths()) == len(filled.get_paths()) + 1
    np.testing.assert_array_equal(first.get_offsets(), x)
    np.testing.assert_array_equal(second.get_offsets(), y)
    moved = sorted((b - a).tolist() for a, b in segments.get_segments())
    np.testing.assert_allclose(moved, sorted((y - x).tolist()))  # along the rays, as is optimal
    axes.figure.savefig(tmp_path / "surface.png")


def test_takes_axes_a_plan_and_tensors():
    from matplotlib.figure import Figure

    x, y = np.eye(2), np.eye(2) + 1
    plan = transport(x, y, euclidean)
    axes = Figure().add_subplot()
    drawn = plot_critic(
        lambda z: -z.norm(dim=1), torch.tensor(x), torch.tensor(y), optimal=plan, axes=axes
    )
    assert drawn is axes


def test_draws_one_point_taken_twice():
    assert plot_critic(distance, np.ones((2, 2)), np.ones((2, 2))).get_xlim() == (0, 2)


def test_draws_the_heaviest_segments_only(monkeypatch):
    monkeypatch.setattr("gan._surface._ARROWS", 3)
    rng = np.random.default_rng(0)
    axes = plot_critic(distance, rng.normal(size=(9, 2)), rng.normal(size=(9, 2)))
    assert len(axes.collections[2].get_segments()) == 3


def test_refuses_points_outside_the_plane():
    with pytest.raises(ValueError, match="points have 3 entries; a surface is drawn over 2"):
        plot_critic(distance, np.ones((2, 3)), np.ones((2, 3)))
