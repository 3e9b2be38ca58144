"""Every truth keeps its promises: fresh points, an optimal 1-Lipschitz critic, its gradient."""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from gan import truths
from gan.truths import (
    Cones,
    Dilation,
    Finite,
    Line,
    ParallelLines,
    Radial,
    Rays,
    Ridge,
    Swapped,
    Translation,
)

BANDS = stats.rv_histogram((np.array([1.0, 0, 0, 0, 2]), np.arange(6.0) - 2), density=False)
MIDDLE = stats.uniform(-1, 3)
SHELL, SPREAD = stats.uniform(1.8, 0.4), stats.uniform(0.5, 3)

# A truth by seed; how many of 100 points of P, and of Q, have a unique gradient: "all" or "none".
ROWS = {
    "translation": (lambda seed: Translation(3, 0.7, seed=seed), "all", "all"),
    "no translation": (lambda seed: Translation(2, 0.0, seed=seed), "none", "none"),
    "dilation": (lambda seed: Dilation(4, 3.0, seed=seed), "all", "all"),
    "contraction": (lambda seed: Dilation(2, 0.25, seed=seed), "all", "all"),
    "no dilation": (lambda seed: Dilation(2, 1.0, seed=seed), "none", "none"),
    "dilation within": (lambda seed: Dilation(5, 2.0, within=2, seed=seed), "all", "all"),
    "parallel lines": (lambda seed: ParallelLines(0.5, seed=seed), "all", "all"),
    "parallel lines, left": (lambda seed: ParallelLines(-2.0, seed=seed), "all", "all"),
    "one line twice": (lambda seed: ParallelLines(0.0, seed=seed), "none", "none"),
    "cones": (lambda seed: Cones(seed=seed), "none", "all"),
    "small cones": (lambda seed: Cones([[0, 1], [0, 5]], 0.5, seed=seed), "none", "all"),
    "line": (lambda seed: Line(BANDS, MIDDLE, seed=seed), "all", "all"),
    "line, tails": (lambda seed: Line(stats.t(3), stats.t(3, 1, 2), seed=seed), "all", "all"),
    "one law": (lambda seed: Line(SHELL, SHELL, seed=seed), "none", "none"),
    "ridge": (lambda seed: Ridge(BANDS, MIDDLE, 3, seed=seed), "all", "all"),
    "radial": (lambda seed: Radial(SHELL, SPREAD, 3, seed=seed), "all", "all"),
    "finite": (
        lambda seed: Finite([[0.0, 0.0], [1.0, 0.0]], [[3.0, 1.0], [0.0, 2.0]], seed=seed),
        "none",
        "none",
    ),
    "rays": (lambda seed: Rays.random(3, 5, degree=3, seed=seed), "all", "all"),
    "rays, swapped": (lambda seed: Swapped(Rays.random(2, 4, seed=seed)), "all", "all"),
}
every_truth = pytest.mark.parametrize(
    ("make", "in_p", "in_q"), ROWS.values(), ids=[name.replace(" ", "_") for name in ROWS]
)


def around(truth, n=200):
    """Points of both laws, and near and far around them."""
    points = torch.cat([truth.sample_p(n), truth.sample_q(n)])
    return points + torch.randn(len(points), truth.dim, generator=seeded(5)).double() * 0.3


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def test_no_truth_is_left_out():
    classes = {name for name in vars(truths) if isinstance(getattr(truths, name), type)}
    tested = {type(make(0)).__name__ for make, _, _ in ROWS.values()}
    assert classes - tested == {"Scores", "Truth"}


@every_truth
def test_the_potential_is_1_lipschitz(make, in_p, in_q):
    truth = make(0)
    x, y = around(truth), around(truth)[torch.randperm(400, generator=seeded(1))]
    near = x + 1e-3 * torch.randn(400, truth.dim, generator=seeded(2)).double()
    for other in (y, near):
        rise = (truth.potential(x) - truth.potential(other)).abs()
        assert (rise <= torch.linalg.vector_norm(x - other, dim=1) + 1e-13).all()


@every_truth
def test_the_potential_gains_w1(make, in_p, in_q):
    truth, n = make(1), 40_000
    over_p, over_q = truth.potential(truth.sample_p(n)), truth.potential(truth.sample_q(n))
    gain = float(over_p.mean() - over_q.mean())
    error = math.sqrt((over_p.var() + over_q.var()) / n + truth.w1_standard_error**2)
    assert abs(gain - truth.w1) <= 4 * error + 1e-13
    assert truth.w1 >= 0


@every_truth
def test_the_gradient_is_the_potentials(make, in_p, in_q):
    truth, h = make(2), 1e-6
    y = torch.cat([truth.sample_p(50), truth.sample_q(50), around(truth, 50)])
    gradient = truth.gradient(y)
    steps = h * torch.eye(truth.dim).double()
    ahead, behind = (
        torch.stack([truth.potential(y + way * step) for step in steps], 1) for way in (1, -1)
    )
    unique = ~gradient.isnan().any(1)
    bend = (ahead + behind - 2 * truth.potential(y)[:, None]).abs().amax(1)
    smooth = unique & (bend < 1e-9)  # a kink within h bends by about h
    assert smooth.sum() >= 0.9 * unique.sum()
    found = ((ahead - behind) / (2 * h))[smooth]
    assert torch.allclose(found, gradient[smooth], rtol=0, atol=1e-4)
    lengths = torch.linalg.vector_norm(gradient[unique], dim=1)
    assert torch.allclose(lengths, torch.ones(len(lengths)).double(), rtol=0, atol=1e-12)


@every_truth
def test_the_gradient_is_unique_where_it_is_said_to_be(make, in_p, in_q):
    truth = make(3)
    for said, points in ((in_p, truth.sample_p(100)), (in_q, truth.sample_q(100))):
        missing = truth.gradient(points).isnan()
        assert bool((missing.any(1) == missing.all(1)).all())
        assert int(missing.all(1).sum()) == {"all": 0, "none": 100}[said]


@every_truth
def test_points_are_fresh_float64_and_decided_by_the_seed(make, in_p, in_q):
    one, same, other = make(7), make(7), make(8)
    first, second = one.sample_p(64), one.sample_p(64)
    assert first.shape == (64, one.dim)
    assert first.dtype == torch.float64
    assert not torch.equal(first, second)
    assert not torch.equal(first, other.sample_p(64))
    same.sample_q(10)  # what is drawn of Q moves nothing of P
    assert torch.equal(first, same.sample_p(64))
    assert not torch.equal(one.sample_q(64), other.sample_q(64))
    assert one.sample_q(1).shape == (1, one.dim)


@every_truth
def test_the_potential_can_be_trained_on(make, in_p, in_q):
    """Autograd through the potential gives the gradient, where it is unique."""
    truth = make(4)
    y = truth.sample_q(50).requires_grad_()
    truth.potential(y).sum().backward()
    gradient = truth.gradient(y.detach())
    unique = ~gradient.isnan().any(1)
    assert torch.allclose(y.grad[unique], gradient[unique], rtol=0, atol=1e-9)


@every_truth
def test_bad_points_and_counts_are_refused(make, in_p, in_q):
    truth = make(0)
    for method in (truth.potential, truth.gradient):
        with pytest.raises(ValueError, match=r"y is torch\.float32; pass float64"):
            method(torch.zeros(2, truth.dim))
        with pytest.raises(
            ValueError, match=rf"shape \(2, 9\); pass points of shape \(n, {truth.dim}"
        ):
            method(torch.zeros(2, 9).double())
        with pytest.raises(ValueError, match=r"shape \(\d,\)"):
            method(torch.zeros(truth.dim).double())
    for sample in (truth.sample_p, truth.sample_q):
        for n in (0, 2.0, True):
            with pytest.raises(ValueError, match=r"n is .*; pass a whole number of at least 1"):
                sample(n)


@every_truth
def test_a_truth_says_what_it_is(make, in_p, in_q):
    assert repr(make(0)).startswith(type(make(0)).__name__ + "(")


@pytest.mark.parametrize("seed", [-1, 1.5, "1"])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ValueError, match=r"seed is .*; pass a whole number of at least 0"):
        Translation(2, seed=seed)
