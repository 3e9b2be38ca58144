"""Maximum, Minimum and Negated."""

import math

import pytest
import torch
from torch import nn

from gan.critics import MLP, Maximum, McShane, Minimum, Negated

X = torch.randn(50, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


def cone(*centre):
    return McShane(torch.tensor([centre]), torch.zeros(1))


FIRST, SECOND = cone(0.0, 0.0), cone(1.0, 0.5)
STEEP = MLP(2, (), generator=torch.Generator().manual_seed(0))
with torch.no_grad():
    STEEP.weights()[0].copy_(torch.tensor([[3.0, 4.0]]))


class NoBound(nn.Module):
    def forward(self, x):
        return x.square().sum(1)


def test_take_the_largest_and_the_smallest_score():
    a, b = FIRST(X), SECOND(X)
    assert torch.equal(Maximum(FIRST, SECOND)(X), torch.maximum(a, b))
    assert torch.equal(Minimum(FIRST, SECOND)(X), torch.minimum(a, b))
    assert torch.equal(Maximum(FIRST)(X), a)


def test_negated_changes_the_sign():
    assert torch.equal(Negated(FIRST)(X), -FIRST(X))


def test_are_as_lipschitz_as_the_steepest():
    for extreme in (Maximum, Minimum):
        assert extreme(FIRST, SECOND).lipschitz_bound() == 1
        assert extreme(FIRST, STEEP).lipschitz_bound() == STEEP.lipschitz_bound()
        assert STEEP.lipschitz_bound() == pytest.approx(5, rel=1e-14)
    assert Negated(STEEP).lipschitz_bound() == STEEP.lipschitz_bound()


def test_have_no_bound_where_one_has_none():
    for critic in (Maximum(FIRST, NoBound()), Minimum(NoBound(), FIRST), Negated(NoBound())):
        assert critic.lipschitz_bound() == math.inf


@pytest.mark.parametrize("extreme", [Maximum, Minimum])
def test_the_gradient_at_a_tie_is_that_of_one_critic(extreme):
    """Halves of two would be flat here, between the two centres."""
    x = torch.zeros(1, 2, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(extreme(cone(1.0, 0.0), cone(-1.0, 0.0))(x).sum(), x)
    assert float(gradient.norm()) == 1


@pytest.mark.parametrize("extreme", [Maximum, Minimum])
def test_refuses_to_be_of_no_critics(extreme):
    with pytest.raises(ValueError, match="there are 0 critics; pass at least one"):
        extreme()


def test_their_critics_are_trained_with_them():
    critic = Negated(Maximum(cone(0.0, 0.0), cone(1.0, 0.0)))
    assert len(list(critic.parameters())) == 4
    assert len(critic.state_dict()) == 6
