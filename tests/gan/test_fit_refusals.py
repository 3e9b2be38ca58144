"""What no critic can be fitted to, or with, is refused in a sentence that names the cure."""

import pytest
import torch

import gan._adam
from gan import critic_step, fit_critic
from gan.critics import MLP, GroupSort, McShane


def points(n=300, d=2, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, d, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (points() * torch.nan, points(), "sample_x: .*nan"),
        (points(), points(d=3), "sample_x has points of 2 entries and sample_y of 3"),
        (points(n=3), points(), "sample_x has 3 points; pass at least 4"),
        (lambda n: points(n=n + 1), points(), "pass a sampler n -> "),
        (points().reshape(10, 30, 2), points(), "sample_x: "),
        (points() * 1e200, points(), r"largest coordinate .* is 3.\d*e\+200; divide all points by"),
        (points(), lambda n: points(n=n) * 1e307, "largest coordinate of sample_x and sample_y is"),
        (points() * 1e-130, points() * 1e-125, "e-125; .* from 2.-400 to 2.400"),
    ],
)
def test_refuses(x, y, message):
    with pytest.raises(ValueError, match=message):
        fit_critic(x, y)


def test_refuses_a_critic_whose_value_is_no_number(monkeypatch):
    monkeypatch.setattr(gan._adam, "STEPS", 100)
    critic = GroupSort(2, (4,), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        next(critic.parameters()).fill_(torch.nan)
    with pytest.raises(ValueError, match="no number"):
        fit_critic(points(), points(seed=1), critic=critic)


@pytest.mark.parametrize(
    ("seed", "sentence"),
    [
        (1.5, "seed is 1.5; pass a whole number of at least 0"),
        (None, "seed is None; pass a whole number"),
        (True, "seed is True; pass a whole number"),
        (-1, "seed is -1; pass a whole number of at least 0"),
        (2**64, "seed is 18446744073709551616; pass a whole number below 2.64"),
    ],
)
def test_refuses_a_seed_that_is_none(seed, sentence):
    with pytest.raises(ValueError, match=sentence):
        fit_critic(points(), points(seed=1), seed=seed)


@pytest.mark.parametrize(
    ("critic", "name"),
    [
        (lambda x: x[:, 0], "function"),
        (MLP, "type"),
        (torch.nn.Flatten(0), "Flatten"),
        (MLP(2, (4,), generator=torch.Generator()).requires_grad_(requires_grad=False), "MLP"),
    ],
)
def test_refuses_a_critic_without_weights_to_train(critic, name):
    with pytest.raises(ValueError, match=f"critic is {name}, with no weights to train; pass an nn"):
        fit_critic(points(), points(seed=1), critic=critic)


def test_refuses_a_critic_of_columns():
    linear = torch.nn.Linear(2, 1, dtype=torch.float64)
    with pytest.raises(ValueError, match=r"has shape \(512, 1\) for 512 points; .* by .squeeze"):
        fit_critic(points(), points(seed=1), critic=linear)


@pytest.mark.parametrize("side", ["x", "y"])
def test_refuses_a_step_on_more_values_than_points(side):
    critic, two = McShane(torch.zeros(1, 1), torch.zeros(1)), torch.zeros(2, 1).double()
    optimizer = torch.optim.SGD(critic.parameters(), lr=0.1)

    def doubled(z):
        return critic(z if len(z) == 2 else z.repeat(2, 1))

    parts = {"x": (torch.ones(3, 1).double(), two), "y": (two, torch.ones(3, 1).double())}[side]
    with pytest.raises(ValueError, match=rf"critic\({side}\) has shape \(6,\) for 3 points; re"):
        critic_step(doubled, optimizer, *parts)
