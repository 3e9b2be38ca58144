"""The three fields of arrows, against autograd of the losses themselves."""

import pytest
import torch

from gan.critics import MLP, GroupSort
from gan.objectives import Objective, minimax, nonsaturating, wasserstein
from gan.playground import arrows

CRITICS = {
    "MLP": lambda random: MLP(2, (16, 16), generator=random),
    "steep MLP": lambda random: MLP(2, (16, 16), activation=steeply, generator=random),
    "GroupSort": lambda random: GroupSort(2, (16, 16), generator=random),
}


def steeply(h):
    return torch.tanh(20 * h)


def down(objective: Objective, critic, y):
    """Minus the gradient of the generator's loss, point by point, by autograd."""
    points = y.clone().requires_grad_()
    (slope,) = torch.autograd.grad(objective.generator(critic(points)).sum(), points)
    return -slope


@pytest.mark.parametrize("make", CRITICS.values(), ids=CRITICS)
def test_each_is_what_autograd_finds_of_its_loss(make):
    random = torch.Generator().manual_seed(0)
    critic = make(random)
    y = 3 * torch.randn(200, 2, generator=random, dtype=torch.float64)
    found = arrows(critic, y)
    for field, objective in (
        (found.critic, wasserstein),
        (found.minimax, minimax),
        (found.nonsaturating, nonsaturating),
    ):
        torch.testing.assert_close(field, down(objective, critic, y), atol=1e-13, rtol=1e-12)


def test_the_two_losses_share_the_critics_gradient():
    critic = MLP(2, generator=torch.Generator().manual_seed(0))
    found = arrows(critic, torch.randn(50, 2, dtype=torch.float64))
    torch.testing.assert_close(found.minimax + found.nonsaturating, found.critic)


@pytest.mark.parametrize(("score", "d"), [(-40.0, 4.248354255291589e-18), (0.0, 0.5), (40.0, 1.0)])
def test_minimax_dies_where_the_critic_is_sure_and_the_other_where_it_is_fooled(score, d):
    y = torch.tensor([[score, 0.0]], dtype=torch.float64)
    found = arrows(lambda points: points[:, 0], y)
    assert found.critic.tolist() == [[1.0, 0.0]]
    assert float(found.minimax[0, 0]) == pytest.approx(d, rel=1e-12)
    other = arrows(lambda points: points[:, 0], -y)
    assert float(found.nonsaturating[0, 0]) == pytest.approx(float(other.minimax[0, 0]), rel=1e-12)


def test_neither_the_points_nor_the_weights_keep_a_gradient():
    critic, y = MLP(2, generator=torch.Generator().manual_seed(0)), torch.zeros(3, 2).double()
    with torch.no_grad():
        found = arrows(critic, y)
    assert y.grad is None
    assert all(one.grad is None for one in critic.parameters())
    assert not found.minimax.requires_grad


def test_points_of_another_space_are_refused():
    with pytest.raises(ValueError, match=r"y has shape \(4, 3\); pass points of the plane"):
        arrows(lambda y: y[:, 0], torch.zeros(4, 3))


def test_a_critic_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"critic\(y\) has shape \(4, 1\); return \(4,\)"):
        arrows(lambda y: y[:, :1], torch.zeros(4, 2))
