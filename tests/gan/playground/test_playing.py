"""Scenes: when they are taken, what they hold, and how the training is led."""

from dataclasses import replace

import pytest
import torch

from gan import DCGAN, WGAN_CP
from gan._playground import playing, setting
from gan.critics import GroupSort
from gan.generators import Perceptron
from gan.playground import WGAN_GP, play, ring

SMALL = {"iterations": 6, "batch": 8, "looks": 3}


@pytest.fixture(autouse=True)
def few_real_points(monkeypatch):
    """What is transported and how often is tested elsewhere."""
    from gan._playground import truth

    monkeypatch.setattr(truth, "TRANSPORTED", 20)
    monkeypatch.setattr(truth, "NULLS", 2)


def last(**settings):
    *_, scene = play(ring, **(SMALL | settings))
    return scene


def weights(module):
    return torch.cat([one.detach().flatten() for one in module.parameters()])


def test_a_scene_comes_before_the_first_step_and_at_even_steps_after():
    scenes = list(play(ring, **SMALL))
    assert [scene.iteration for scene in scenes] == [0, 2, 4, 6]
    assert [len(scene.events) for scene in scenes] == [0, 2, 4, 6]
    assert [[i for i, _ in scene.found] for scene in scenes][-1] == [0, 2, 4, 6]
    assert {scene.iterations for scene in scenes} == {6}


def test_the_seed_decides_everything():
    first, second, other = last(), last(), last(seed=1)
    assert torch.equal(weights(first.generator), weights(second.generator))
    assert first.found == second.found
    assert first.events == second.events
    assert not torch.equal(weights(first.generator), weights(other.generator))


@pytest.mark.parametrize("method", [DCGAN, WGAN_CP], ids=["DCGAN", "WGAN-CP"])
def test_any_method_plays(method):
    scene = last(method=method)
    assert scene.method is method
    assert scene.events[-1].critic_updates == 6 * method.critic_steps


def test_any_critic_and_generator_play():
    random = torch.Generator().manual_seed(0)
    critic = GroupSort(2, (8, 8), generator=random)
    generator = Perceptron(2, 2, (8,), generator=random)
    before = weights(generator).clone()
    scene = last(critic=critic, generator=generator, method=replace(WGAN_GP, penalty=None))
    assert scene.critic is critic
    assert scene.generator is not generator
    assert not torch.equal(weights(generator), before)
    assert scene.generate(torch.zeros(3, 2)).shape == (3, 2)


def test_what_is_generated_are_doubles_without_a_graph():
    points = last().generate(torch.zeros(3, 2, dtype=torch.float64))
    assert points.dtype == torch.float64
    assert not points.requires_grad


def test_without_an_average_the_generator_is_that_of_the_last_step():
    generator = Perceptron(2, 2, (8,), generator=torch.Generator().manual_seed(0)).float()
    scene = last(generator=generator, average=0.0)
    assert torch.equal(weights(scene.generator), weights(generator))


def test_the_average_moves_by_its_share():
    module = torch.nn.Linear(1, 1)
    mean = playing._Average(module, 0.75)
    torch.nn.init.constant_(module.weight, 5.0)
    torch.nn.init.constant_(mean.module.weight, 1.0)
    mean.move(1000)
    assert mean.module.weight.item() == 2.0
    torch.nn.init.constant_(mean.module.weight, 1.0)
    mean.move(1)  # at first it keeps less: 1 / (1 + 1)
    assert mean.module.weight.item() == 3.0


def test_the_average_judges_by_what_batch_normalisation_has_learnt():
    module = torch.nn.Sequential(torch.nn.BatchNorm1d(2), torch.nn.Linear(2, 2))
    mean = playing._Average(module, 0.75)
    module(torch.randn(64, 2, generator=torch.Generator().manual_seed(0)) + 3)
    mean.move(1)
    assert torch.equal(mean.module[0].running_mean, module[0].running_mean)
    assert torch.equal(mean.module[0].running_var, module[0].running_var)
    assert mean.module[0].running_mean is not module[0].running_mean
    kept = mean.module[0].running_mean.clone()
    assert torch.equal(mean.module(torch.zeros(3, 2)), mean.module(torch.zeros(1, 2)).expand(3, 2))
    assert torch.equal(mean.module[0].running_mean, kept)
    assert module.training


def test_the_rates_fall_by_equal_shares():
    made = {}

    def kept(name, rate):
        def make(parameters):
            made[name] = torch.optim.SGD(parameters, lr=rate)
            return made[name]

        return make

    method = replace(
        WGAN_GP, critic_optimizer=kept("critic", 0.5), generator_optimizer=kept("generator", 0.25)
    )
    for scene in play(ring, **SMALL, method=method):
        gone = scene.iteration / 6
        for name, first, least in (
            ("critic", 0.5, playing.LEAST_CRITIC),
            ("generator", 0.25, playing.LEAST_GENERATOR),
        ):
            rate = made[name].param_groups[0]["lr"]
            assert rate == pytest.approx(first * least**gone, rel=1e-12)


def test_the_critic_begins_with_kinks_over_the_plane():
    critic = setting.critic(torch.Generator().manual_seed(0))
    first = critic.layers[0]
    far = (first.bias.abs() / first.weight.norm(dim=1)).detach()
    assert 0.1 < float(far.median()) < 2
    assert float(first.weight.detach().std()) == pytest.approx(setting.ZOOM, rel=0.3)
    assert next(critic.parameters()).dtype == torch.float32


def test_a_training_that_fails_ends_with_the_scene_of_it():
    generator = Perceptron(2, 2, (8,), generator=torch.Generator().manual_seed(0)).float()
    with torch.no_grad():
        generator.layers[0].weight.fill_(float("nan"))
    scene = last(generator=generator)
    assert scene.iteration == 1
    assert scene.events[-1].failure == "critic loss is nan at iteration 1"
    assert scene.found == ()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"iterations": 0}, "iterations is 0"),
        ({"looks": 0}, "looks is 0"),
        ({"looks": 7}, "looks is 7, and iterations 6; pass at most that"),
        ({"seed": -1}, "seed is -1"),
        ({"average": 1.0}, "average is 1.0; pass a number of at least 0 and below 1"),
        ({"seed": 2**64}, r"seed is 18446744073709551616; .* below 2\^64"),
        ({"average": "a"}, "average is 'a'; pass a number of at least 0 and below 1"),
        ({"average": False}, "average is False; pass"),
        ({"average": -0.1}, "average is -0.1"),
        ({"batch": 2**17}, "batch is 131072"),
    ],
)
def test_a_number_out_of_its_range_is_refused_at_once(settings, said):
    with pytest.raises(ValueError, match=said):
        play(ring, **(SMALL | settings))


def test_a_generator_of_another_latent_space_is_refused():
    generator = Perceptron(3, 2, (8,), generator=torch.Generator().manual_seed(0))
    with pytest.raises(ValueError, match=r"generator.latent is 3; pass a generator with 2"):
        play(ring, generator=generator)


def test_a_module_that_does_not_say_what_it_takes_is_refused():
    with pytest.raises(ValueError, match="generator is Linear, without a number latent; pass a mo"):
        play(ring, generator=torch.nn.Linear(2, 2))


def test_a_name_is_no_shape():
    with pytest.raises(ValueError, match=r"shape is 'ring'; pass a Shape, as gan.playground.ring"):
        play("ring")
