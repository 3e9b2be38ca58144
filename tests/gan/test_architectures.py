"""The design space of Gulrajani et al. (2017), Table 1, and two points of it, written down."""

import json
from collections import Counter
from dataclasses import FrozenInstanceError, replace

import pytest
import torch

from gan import ARCHITECTURES, Architecture, random_architecture
from gan.critics import BatchNorm, Concatenation, LayerNorm, Projection
from gan.nonlinearities import leaky_relu, relu, softplus, tanh

TABLE = {
    "nonlinearity_g": (relu, leaky_relu, softplus, tanh),
    "nonlinearity_d": (relu, leaky_relu, softplus, tanh),
    "depth_g": (4, 8, 12, 20),
    "depth_d": (4, 8, 12, 20),
    "batch_norm_g": (True, False),
    "norm_d": (BatchNorm, None),
    "filters_g": (32, 64, 128),
    "filters_d": (32, 64, 128),
}


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def test_both_networks_take_what_the_data_are_like():
    architecture = Architecture(
        height=12, width=8, channels=3, classes=5, latent=7, filters_g=2, filters_d=2
    )
    generator, critic = architecture.generator(draws()), architecture.critic(draws(1))
    y = torch.tensor([0, 4])
    x = generator(torch.randn(2, 7, generator=draws()), y)
    assert x.shape == (2, 3, 12, 8)
    assert critic(x, y).shape == (2,)


@pytest.mark.parametrize("classes", [0, 10])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_step_of_each_of_the_two_changes_all_weights(name, classes):
    architecture = replace(ARCHITECTURES[name], classes=classes)
    generator, critic = architecture.generator(draws()), architecture.critic(draws(1))
    y = (torch.arange(20) % 10,) if classes else ()
    critic(generator(torch.randn(20, 128, generator=draws()), *y), *y).sum().backward()
    unmoved = [
        name
        for network in (generator, critic)
        for name, one in network.named_parameters()
        if one.grad is None or not one.grad.any()
    ]
    # A shift before a normalisation over the batch goes nowhere.
    assert all(name.endswith("bias") for name in unmoved)


def test_the_two_have_32_base_filters_and_differ_in_what_the_table_lists():
    a, b = ARCHITECTURES["A"], ARCHITECTURES["B"]
    assert {a.filters_g, a.filters_d, b.filters_g, b.filters_d} == {32}
    for one in (a, b):
        assert all(getattr(one, name) in choices for name, choices in TABLE.items())
    assert (a.nonlinearity_g, a.nonlinearity_d) == (relu, leaky_relu)
    assert a.nonlinearity_g != b.nonlinearity_g
    assert a.nonlinearity_d != b.nonlinearity_d
    assert (a.norm_d, b.norm_d) == (BatchNorm, None)
    assert (a.conditioning, b.conditioning) == (Projection, Concatenation)


def test_under_a_gradient_penalty_layers_take_the_place_of_batches():
    assert ARCHITECTURES["A"].for_penalty() == replace(ARCHITECTURES["A"], norm_d=LayerNorm)
    assert ARCHITECTURES["B"].for_penalty() == ARCHITECTURES["B"]
    assert Architecture(norm_d=LayerNorm).for_penalty().norm_d is LayerNorm


def test_an_architecture_is_a_value():
    assert Architecture() == Architecture(height=28)
    assert len({Architecture(), Architecture(), Architecture(classes=1)}) == 2
    with pytest.raises(FrozenInstanceError):
        Architecture().height = 32


def test_as_a_dictionary_it_is_numbers_and_names():
    written = Architecture(norm_d=LayerNorm, classes=10).as_dict()
    assert json.loads(json.dumps(written)) == {
        "height": 28,
        "width": 28,
        "channels": 1,
        "classes": 10,
        "latent": 128,
        "nonlinearity_g": "relu",
        "nonlinearity_d": "leaky relu",
        "depth_g": 4,
        "depth_d": 4,
        "batch_norm_g": True,
        "norm_d": "LayerNorm",
        "filters_g": 32,
        "filters_d": 32,
        "conditioning": "Projection",
    }


def test_random_architectures_are_drawn_from_all_of_the_table_uniformly():
    random = draws()
    found = [random_architecture(random) for _ in range(1200)]
    for name, choices in TABLE.items():
        counts = Counter(getattr(one, name) for one in found)
        assert set(counts) == set(choices)
        assert min(counts.values()) > 0.8 * 1200 / len(choices)


def test_random_entries_are_drawn_apart():
    """Of two entries each pair is drawn, about as often as any other."""
    random = draws()
    found = [random_architecture(random) for _ in range(1600)]
    pairs = Counter((one.nonlinearity_g.name, one.nonlinearity_d.name) for one in found)
    assert len(pairs) == 16
    assert min(pairs.values()) > 60


def test_the_same_generator_draws_the_same_architecture():
    assert random_architecture(draws(3)) == random_architecture(draws(3))
    assert random_architecture(draws(3)) != random_architecture(draws(4))


def test_what_is_fixed_leaves_the_rest_as_it_is_drawn():
    drawn = random_architecture(draws(3))
    fixed = random_architecture(draws(3), depth_g=4, height=32, width=32, classes=7)
    assert fixed == replace(drawn, depth_g=4, height=32, width=32, classes=7)


@pytest.mark.parametrize("seed", range(4))
def test_random_architectures_can_be_built(seed):
    fixed = {"height": 8, "width": 8, "filters_g": 2, "filters_d": 2, "classes": 2}
    architecture = random_architecture(draws(seed), **fixed)
    y = torch.tensor([0, 1])
    x = architecture.generator(draws())(torch.randn(2, 128, generator=draws()), y)
    assert architecture.critic(draws())(x, y).shape == (2,)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"height": 26}, "height is 26; pass a multiple of 4, the pictures padded to it"),
        ({"width": 2}, "width is 2; pass a whole number of at least 4"),
        ({"channels": 0}, "channels is 0; pass a whole number of at least 1"),
        ({"classes": -1}, "classes is -1; pass a whole number of at least 0"),
        ({"latent": 0}, "latent is 0; pass a whole number of at least 1"),
        ({"depth_g": 3}, "depth_g is 3; pass a whole number of at least 4"),
        ({"depth_d": 4.0}, "depth_d is 4.0; pass a whole number of at least 4"),
        ({"filters_g": 0}, "filters_g is 0; pass a whole number of at least 1"),
        ({"filters_d": True}, "filters_d is True; pass a whole number of at least 1"),
        ({"nonlinearity_g": "relu"}, "nonlinearity_g is 'relu'; pass a Nonlinearity, as gan"),
        ({"nonlinearity_d": torch.tanh}, "nonlinearity_d is .*; pass a Nonlinearity"),
        ({"batch_norm_g": None}, "batch_norm_g is None; pass True or False"),
        ({"norm_d": True}, "norm_d is True; pass None or BatchNorm or LayerNorm"),
        ({"conditioning": None}, "conditioning is None; pass Projection or Concatenation"),
    ],
)
def test_refuses_what_no_architecture_is_made_of(changes, message):
    with pytest.raises(ValueError, match=message):
        Architecture(**changes)
