"""Weight clipping is a projection, and keeps the bound of its class."""

import math

import pytest
import torch

from gan.critics import MLP
from gan.penalties import clip_weights


def critic():
    return MLP(3, (5, 4), generator=torch.Generator().manual_seed(0))


def test_moves_each_parameter_to_the_nearest_in_the_box():
    clipped, kept = critic(), critic()
    clip_weights(clipped, 0.2)
    for new, old in zip(clipped.parameters(), kept.parameters(), strict=True):
        assert torch.equal(new, old.clamp(-0.2, 0.2))
        assert not torch.equal(new, old)


def test_clips_once_and_for_all():
    once, twice = critic(), critic()
    clip_weights(once, 0.1)
    clip_weights(twice, 0.1)
    clip_weights(twice, 0.1)
    assert all(
        torch.equal(a, b) for a, b in zip(once.parameters(), twice.parameters(), strict=True)
    )


def test_leaves_what_is_in_the_box():
    clipped, kept = critic(), critic()
    clip_weights(clipped, 1.0)
    for new, old in zip(clipped.parameters(), kept.parameters(), strict=True):
        assert torch.equal(new, old)


@pytest.mark.parametrize("c", [0.01, 0.1])
def test_keeps_the_bound_of_the_class(c):
    clipped = critic()
    clip_weights(clipped, c)
    assert clipped.lipschitz_bound() < clipped.clipped_bound(c)


def test_parameters_still_learn():
    clipped = critic()
    clip_weights(clipped, 0.1)
    clipped(torch.ones(2, 3, dtype=torch.float64)).sum().backward()
    assert all(p.requires_grad and p.grad is not None for p in clipped.parameters())


@pytest.mark.parametrize("c", [0.0, -0.1, math.inf, math.nan])
def test_refuses_a_box_that_is_none(c):
    with pytest.raises(ValueError, match=r"c is .*; pass a positive finite number"):
        clip_weights(critic(), c)
