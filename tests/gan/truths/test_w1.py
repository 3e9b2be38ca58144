"""The distance of each truth, by another route: solved on points, by quantiles, in fractions."""

import math
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
import torch
from scipy import stats

from divergences import Measure, wasserstein
from gan.truths import (
    Cones,
    Dilation,
    Finite,
    Line,
    ParallelLines,
    Radial,
    Ridge,
    Swapped,
    Translation,
)

GENERATOR = np.random.default_rng(4)


@pytest.mark.parametrize("dim", [1, 3])
def test_a_translate_of_points_is_as_far_as_the_truth_says(dim):
    truth = Translation(dim, 0.75)
    x = truth.sample_q(60).numpy()
    shift = truth.gradient(truth.sample_q(1)).numpy() * truth.w1
    assert wasserstein(x + shift, x) == pytest.approx(truth.w1, rel=1e-12)


@pytest.mark.parametrize(("dim", "within", "scale"), [(2, None, 3.0), (6, 2, 0.5), (64, None, 2.0)])
def test_a_dilate_is_moved_by_a_mean_of_the_chi_law(dim, within, scale):
    truth = Dilation(dim, scale, within=within)
    assert truth.w1 == pytest.approx(abs(scale - 1) * stats.chi(within or dim).mean(), rel=1e-12)


def test_a_dilate_of_points_is_as_far_as_they_are_from_the_origin():
    x = Dilation(3).sample_q(80).numpy()
    assert wasserstein(2 * x, x) == pytest.approx(np.linalg.norm(x, axis=1).mean(), rel=1e-12)


@pytest.mark.parametrize("truth", [Cones(), Cones([[0, 0], [3, 4]], 2.5), Cones([[7, 7]], 0.1)])
def test_circles_are_a_radius_away_from_their_centres(truth):
    angles = np.arange(24) * 2 * math.pi / 24
    circle = truth.radius * np.column_stack([np.cos(angles), np.sin(angles)])
    centres = truth.centres.numpy()
    around = (centres[:, None] + circle).reshape(-1, 2)
    assert wasserstein(centres, around) == pytest.approx(truth.w1, rel=1e-12)


@pytest.mark.parametrize("theta", [-0.5, 0.0, 0.25])
def test_points_of_parallel_lines_are_theta_apart(theta):
    heights = np.linspace(0, 1, 40)
    p, q = (np.column_stack([np.full(40, x), heights]) for x in (0.0, theta))
    assert wasserstein(p, q) == pytest.approx(ParallelLines(theta).w1, abs=1e-12)


STEPS = stats.rv_histogram((np.array([1.0, 0, 1, 0, 2, 0]), np.arange(7.0)), density=False)
OTHER_STEPS = stats.rv_histogram((np.array([0, 1.0, 0, 1, 0, 1]), np.arange(7.0)), density=False)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (stats.norm(0, 1), stats.norm(1, 3)),
        (stats.uniform(0, 3), stats.uniform(1, 1)),
        (STEPS, OTHER_STEPS),
        (stats.expon(), stats.gamma(3, 1)),
        (stats.beta(0.5, 0.5), stats.uniform()),
        (stats.norm(1e6, 1e-3), stats.norm(1e6 + 1, 1e-3)),
    ],
    ids=["normal", "uniform", "steps", "gamma", "beta", "narrow"],
)
def test_laws_on_the_line_are_as_far_as_their_quantiles(p, q):
    levels = (np.arange(200_000) + 0.5) / 200_000
    by_quantiles = wasserstein(p.ppf(levels), q.ppf(levels))
    assert Line(p, q).w1 == pytest.approx(by_quantiles, rel=1e-4)


@pytest.mark.parametrize(
    ("p", "q", "w1"),
    [
        (stats.norm(0, 1), stats.norm(-2.5, 1), 2.5),
        (stats.norm(0, 1), stats.norm(0, 3), 2 * math.sqrt(2 / math.pi)),
        (stats.expon(0, 1), stats.expon(0, 4), 3.0),
        (stats.uniform(0, 3), stats.uniform(1, 1), 0.5),
        (STEPS, OTHER_STEPS, 11 / 16),
        (stats.t(1.5), stats.t(1.5, 2), 2.0),
        (stats.pareto(3), stats.pareto(3), 0.0),
    ],
)
def test_laws_on_the_line_are_as_far_as_known(p, q, w1):
    assert Line(p, q).w1 == pytest.approx(w1, rel=1e-12, abs=0)
    assert Line(q, p).w1 == pytest.approx(w1, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("p", "q", "w1", "digits"),
    [
        (stats.norm(0, 1), stats.norm(1e-12, 1), 1e-12, 1e-4),
        (stats.norm(0, 1), stats.norm(1e-9, 1), 1e-9, 1e-7),
        (stats.uniform(0, 1), stats.uniform(0, 1 + 1e-12), 5e-13, 2e-4),
        (stats.gamma(2.5), stats.gamma(2.5 + 1e-12), 1e-12, 2e-4),
        (stats.norm(0, 1e3), stats.norm(1e-9, 1e3), 1e-9, 1e-4),
    ],
    ids=["normal", "less near", "uniform", "gamma", "wide"],
)
def test_laws_that_almost_agree_are_as_far_as_the_digits_of_their_cdf_tell(p, q, w1, digits):
    assert Line(p, q).w1 == pytest.approx(w1, rel=digits, abs=0)
    assert Line(q, p).w1 == pytest.approx(w1, rel=digits, abs=0)


def test_kinks_of_the_potential_are_found_to_the_last_bit():
    truth = Line(stats.norm(0, 1), stats.norm(1, 3))  # equal where (y - 1)/3 = y
    below, above = -0.5 - 1e-15, -0.5 + 1e-15
    points = truth.sample_p(2)
    points[:, 0] = points.new_tensor([below, above])
    assert truth.gradient(points)[:, 0].tolist() == [1.0, -1.0]
    assert float(truth.potential(points).diff()) == pytest.approx(0, abs=1e-14)


def test_far_kinks_cost_the_potential_no_digits():
    truth = Line(stats.t(1.5), stats.t(1.5, 2))
    y = truth.sample_p(2)
    y[:, 0] = y.new_tensor([1.0, 1.5])
    assert float(truth.potential(y).diff()) == -0.5


@pytest.mark.parametrize("dim", [1, 4])
def test_ridges_and_radii_are_as_far_as_their_lines(dim):
    p, q = stats.uniform(2, 1), stats.uniform(0, 5)
    by_hand = Line(p, q).w1
    assert Ridge(p, q, dim).w1 == Radial(p, q, dim).w1 == by_hand
    assert by_hand == pytest.approx(1.04, rel=0.2)


def test_points_of_a_ridge_differ_along_its_direction_only():
    truth = Ridge(stats.norm(5, 1), stats.norm(0, 1), 3)
    moved = truth.sample_p(20_000).mean(0) - truth.sample_q(20_000).mean(0)
    assert torch.allclose(moved, 5 * truth.direction, rtol=0, atol=0.06)
    w = truth.direction.numpy()
    across = truth.sample_p(20_000).numpy() @ (np.eye(3) - np.outer(w, w))
    assert (across**2).sum(1).mean() == pytest.approx(2, rel=0.05)


def test_swapping_keeps_the_distance():
    truth = Dilation(3, 4.0)
    assert Swapped(truth).w1 == truth.w1
    assert Swapped(truth).w1_standard_error == truth.w1_standard_error
    assert Swapped(truth).dim == 3


def least_over_permutations(x, y, distance):
    """The optimal cost of equally many points of equal weights, by trying every permutation."""
    costs = (
        sum(distance(a, b) for a, b in zip(x, order, strict=True)) for order in permutations(y)
    )
    return Fraction(min(costs), len(x))


def test_finite_laws_on_the_line_are_exact():
    x, y = [0, 1, 1, 7], [2, 3, 3, 10]
    best = least_over_permutations(x, y, lambda a, b: abs(a - b))
    p = Measure([0.0, 1.0, 7.0], [0.25, 0.5, 0.25])
    q = Measure([2.0, 3.0, 10.0], [0.25, 0.5, 0.25])
    truth = Finite(p, q)
    assert truth.exact == best == Fraction(9, 4)
    assert truth.w1 == float(best)


def test_finite_laws_in_the_plane_are_exact_where_distances_are():
    x, y = [(0, 0), (3, 4)], [(3, 0), (0, 4)]
    best = least_over_permutations(x, y, lambda a, b: round(math.dist(a, b)))
    assert Finite(np.array(x, float), np.array(y, float)).exact == best == 3


def test_finite_laws_in_the_plane_have_their_bounds():
    x, y = GENERATOR.normal(size=(5, 2)), GENERATOR.normal(size=(5, 2))
    truth = Finite(x, y)
    best = float(least_over_permutations(x, y, lambda a, b: Fraction(math.dist(a, b))))
    assert truth.bounds.lower <= truth.w1 <= truth.bounds.upper
    assert truth.w1 == pytest.approx(best, rel=1e-14)
    assert truth.exact is None


def test_atoms_are_drawn_by_their_weights():
    truth = Finite(Measure([0.0, 1.0], [0.1, 0.9]), [5.0])
    assert float(truth.sample_p(20_000).mean()) == pytest.approx(0.9, abs=0.01)
    assert truth.sample_q(3)[:, 0].tolist() == [5.0, 5.0, 5.0]
