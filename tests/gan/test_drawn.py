"""First weights: drawn from what is passed, of a size that keeps the variance of what passes."""

from functools import partial

import pytest
import torch
from torch import nn
from torch.nn.functional import conv2d

from gan import Architecture
from gan._drawn import drawn, rows, same_size, taps_met
from gan.critics import LayerNorm
from gan.nonlinearities import relu


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def normal(*shape, seed=1):
    return torch.randn(shape, generator=draws(seed))


def test_weights_are_normal_of_one_by_the_energy_and_biases_are_zero():
    layer = drawn(partial(nn.Linear, 200, 300), 50.0, draws())
    assert float(layer.weight.detach().var()) == pytest.approx(1 / 50, rel=0.03)
    assert float(layer.weight.detach().mean()) == pytest.approx(0, abs=2e-3)
    kurtosis = float((layer.weight.detach() ** 4).mean()) * 50**2
    assert kurtosis == pytest.approx(3, rel=0.05)
    assert not layer.bias.any()


def test_where_a_normalisation_follows_weights_have_the_deviation_of_dcgan():
    """And elsewhere not: in the critic's first layer, and the generator's last."""
    architecture = Architecture(
        height=12,
        width=8,
        classes=9,
        filters_g=24,
        filters_d=24,
        norm_d=LayerNorm,
        depth_g=5,
        depth_d=5,
    )
    generator, critic = architecture.generator(draws()), architecture.critic(draws())
    deviations = [
        float(weights.detach().std())
        for weights in (
            generator.linear.weight,
            generator.label,
            *(layer.weight for layer in generator.layers),
            *(layer.weight for layer in critic.layers),
        )
    ]
    small = [abs(one / 0.02 - 1) < 0.1 for one in deviations]
    assert small == [True] * 5 + [False] + [False] + [True] * 3


def test_a_layer_may_have_no_bias_and_any_type():
    layer = drawn(partial(nn.Linear, 2, 3, bias=False, dtype=torch.float64), 1.0, draws())
    assert layer.bias is None
    assert layer.weight.dtype == torch.float64


def test_rows_have_the_variance_asked_for():
    table = rows(30, 400, 0.5, draws())
    assert table.shape == (30, 400)
    assert float(table.detach().var()) == pytest.approx(0.25, rel=0.05)


@pytest.mark.parametrize("side", [1, 2, 3, 4, 7, 28])
@pytest.mark.parametrize(
    ("kernel", "stride", "padding"), [(3, 1, 1), (4, 2, 1), (4, 2, 2), (1, 1, 0)]
)
def test_taps_that_meet_a_pixel_are_counted(side, kernel, stride, padding):
    if side + 2 * padding >= kernel:
        ones = torch.ones(1, 1, 1, side)
        met = conv2d(ones, torch.ones(1, 1, 1, kernel), stride=stride, padding=(0, padding))
        assert taps_met(side, kernel, stride, padding) == pytest.approx(float(met.mean()))


@pytest.mark.parametrize("size", [(1, 1), (2, 5), (7, 7)])
def test_a_layer_that_keeps_the_size_keeps_the_variance(size):
    layer = same_size(100, size, 0.5, draws(), normalised=False)
    made = layer(relu(normal(100, 100, *size)))
    assert made.shape == (100, 100, *size)
    assert float(made.detach().square().mean()) == pytest.approx(1, rel=0.2)


@pytest.mark.parametrize("side", [8, 28, 36])
def test_layers_that_double_the_size_keep_the_variance_until_the_last(side):
    generator = Architecture(height=side, width=side, filters_g=24, batch_norm_g=False).generator(
        draws()
    )
    for i, (layer, size) in enumerate(zip(generator.layers, generator.sizes, strict=False)):
        made = layer(relu(normal(64, layer.in_channels, *size))).detach()
        expected = 0.04 if i == 2 else 1.0
        assert float(made.square().mean()) == pytest.approx(expected, rel=0.25)


@pytest.mark.parametrize("side", [8, 28, 36])
def test_layers_that_halve_the_size_keep_the_variance(side):
    critic = Architecture(height=side, width=side, filters_d=24, nonlinearity_d=relu).critic(
        draws()
    )
    for i, (layer, size) in enumerate(zip(critic.layers, critic.sizes, strict=True)):
        numbers = normal(64, layer.in_channels, *size)
        made = layer(relu(numbers) if i else numbers).detach()
        assert float(made.square().mean()) == pytest.approx(1, rel=0.3)
