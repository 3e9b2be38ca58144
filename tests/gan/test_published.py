"""How the literature trains critics: one loop, and what each method puts into it."""

import math
from itertools import pairwise

import pytest
import torch

from gan import PUBLISHED, Recipe
from gan.critics import MLP, GroupSort, McShane, SpectralMLP
from gan.penalties import gradient_penalty, one_sided_gradient_penalty
from gan.truths import Dilation, Translation

by_name = pytest.mark.parametrize("name", PUBLISHED)


def fitted(name, steps=3, seed=0, **settings):
    truth = Translation(2, 3.0, seed=1)
    return PUBLISHED[name].fit(
        truth.sample_p, truth.sample_q, seed=seed, steps=steps, batch=32, **settings
    )


def gain(critic, truth, n=4000):
    with torch.no_grad():
        return float(critic(truth.sample_p(n)).mean() - critic(truth.sample_q(n)).mean())


@by_name
def test_the_same_seed_gives_the_same_critic(name):
    y = Translation(2).sample_q(5)
    one, same, other = (fitted(name, seed=seed)(y).detach() for seed in (0, 0, 1))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert one.shape == (5,)
    assert one.dtype == torch.float64


@by_name
def test_training_raises_f_on_x_above_f_on_y(name):
    assert gain(fitted(name, steps=60), Translation(2, 3.0)) > 0


@by_name
def test_progress_is_told_of_each_step(name):
    told = []
    fitted(name, progress=lambda *step: told.append(step))
    assert told == [("training", done, 3) for done in (1, 2, 3)]


def test_each_method_has_its_critic_and_its_penalty():
    made = {name: type(fitted(name, steps=1)) for name in PUBLISHED}
    assert made == {
        "mlp-clipped": MLP,
        "mlp-penalty": MLP,
        "mlp-one-sided": MLP,
        "spectral": SpectralMLP,
        "groupsort": GroupSort,
        "mcshane": McShane,
    }
    penalties = {name: recipe.penalty for name, recipe in PUBLISHED.items() if recipe.penalty}
    assert penalties == {
        "mlp-penalty": gradient_penalty,
        "mlp-one-sided": one_sided_gradient_penalty,
    }


def test_clipped_weights_stay_in_their_window():
    largest = max(float(w.detach().abs().max()) for w in fitted("mlp-clipped").parameters())
    assert largest == 0.01


def test_a_penalty_holds_the_slope_near_1_where_nothing_else_does():
    truth = Translation(2, 3.0)
    free = Recipe(PUBLISHED["mlp-penalty"].make)
    for recipe, low, high in ((PUBLISHED["mlp-penalty"], 2, 4), (free, 6, math.inf)):
        critic = recipe.fit(truth.sample_p, truth.sample_q, steps=150, batch=64)
        assert low < gain(critic, truth) < high


@pytest.mark.parametrize("name", ["spectral", "groupsort", "mcshane"])
def test_a_certified_critic_stays_below_the_distance(name):
    truth = Translation(2, 3.0)
    critic = fitted(name, steps=150)
    assert critic.lipschitz_bound() <= 1 + 1e-9
    assert 1.5 < gain(critic, truth) <= 3.1


def test_cones_soften_first_and_end_hard():
    truth, seen = Dilation(3), []
    recipe = PUBLISHED["mcshane"]

    def watched(critic, done, steps):
        seen.append(float(critic.temperature))
        recipe.after(critic, done, steps)

    watching = Recipe(recipe.make, after=watched)
    critic = watching.fit(truth.sample_p, truth.sample_q, steps=4, batch=16)
    ratios = [later / earlier for earlier, later in pairwise(seen)]
    assert ratios == pytest.approx([0.01**0.25] * 3)
    assert seen[0] == pytest.approx(0.1 * 2 * 1.6, rel=0.1)  # of the spread: 2 E|z| in R^3
    assert float(critic.temperature) == 0
    assert len(critic.centres) == 256


def test_steps_grow_smaller_along_half_a_cosine():
    """Adam's first step moves each weight by the learning rate; a frozen gradient, all of them."""
    truth, weights = Translation(1), []

    def watched(critic, done, steps):
        weights.append(float(critic.slope.detach()))

    class Slope(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.slope = torch.nn.Parameter(torch.zeros((), dtype=torch.float64))

        def forward(self, x):
            return self.slope * torch.ones(len(x), dtype=torch.float64) * x.mean().sign()

    recipe = Recipe(lambda x, generator: Slope(), after=watched, learning_rate=0.5)
    shift = 10 * torch.ones(1, dtype=torch.float64)
    recipe.fit(
        lambda n: truth.sample_q(n) + shift, lambda n: truth.sample_q(n) - shift, steps=4, batch=8
    )
    moves = [later - earlier for earlier, later in pairwise([0.0, *weights])]
    falling = [0.5 * (1 + math.cos(math.pi * done / 4)) / 2 for done in range(4)]
    assert moves == pytest.approx(falling, rel=1e-6)
