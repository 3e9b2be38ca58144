"""The choice among critics: the simplest that is not surely below the best."""

import pytest
import torch

from gan._closed_forms import simplest
from gan._sides import Sides


@pytest.mark.parametrize(("more", "chosen"), [(-0.01, 0), (0.01, 1), (-0.99, 0), (9.0, 1)])
def test_a_critic_is_surely_below_another_beyond_two_standard_errors_of_the_difference(
    more, chosen
):
    """The gains differ by 1 + more; their difference has the standard error 1 / 2."""
    x = torch.tensor([[0.5], [1.5]]) + more
    y = torch.tensor([[-0.5], [0.5]])
    critics = [lambda z: 0 * z[:, 0], lambda z: z[:, 0]]
    assert simplest(critics, Sides(x, y, x, y)) is critics[chosen]
    assert simplest(critics[::-1], Sides(x, y, x, y)) is critics[1]
