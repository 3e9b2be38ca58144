"""The plain generator: points of latent points."""

import pytest
import torch

from gan.generators import Perceptron
from gan.nonlinearities import leaky_relu, relu, softplus, tanh


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def latent(*shape, seed=1):
    return torch.randn(shape, dtype=torch.float64, generator=draws(seed))


def test_a_latent_point_makes_one_point():
    generator = Perceptron(3, 2, (4, 8), generator=draws())
    assert generator(latent(5, 3)).shape == (5, 2)
    assert generator(latent(0, 3)).shape == (0, 2)
    assert generator(latent(5, 3)).dtype == torch.float64


def test_says_how_long_latent_points_are_and_that_there_are_no_classes():
    generator = Perceptron(3, 2, generator=draws())
    assert (generator.latent, generator.classes) == (3, 0)


def test_without_hidden_layers_it_is_affine():
    generator = Perceptron(3, 2, (), generator=draws())
    z = latent(2, 3)
    middle = generator(z.mean(dim=0, keepdim=True))
    assert torch.allclose(middle[0], generator(z).mean(dim=0))


@pytest.mark.parametrize("widths", [(64,), (64, 64, 64, 64)])
@pytest.mark.parametrize("nonlinearity", [relu, leaky_relu, softplus, tanh], ids=lambda n: n.name)
def test_its_first_points_vary_by_about_one(widths, nonlinearity):
    generator = Perceptron(8, 200, widths, nonlinearity=nonlinearity, generator=draws())
    assert 0.4 < generator(latent(500, 8)).square().mean() < 2.5


def test_the_nonlinearity_is_between_the_layers():
    generator = Perceptron(1, 1, (1,), nonlinearity=tanh, generator=draws())
    with torch.no_grad():
        for layer, weight, bias in zip(generator.layers, (2.0, 3.0), (0.5, -1.0), strict=True):
            layer.weight.fill_(weight)
            layer.bias.fill_(bias)
    z = torch.tensor([[0.25]], dtype=torch.float64)
    assert generator(z).item() == pytest.approx(3 * torch.tanh(2 * z + 0.5).item() - 1)


def test_weights_are_drawn_from_the_generator_alone():
    state = torch.get_rng_state()
    first, again = (Perceptron(3, 2, generator=draws()).state_dict() for _ in range(2))
    other = Perceptron(3, 2, generator=draws(1)).state_dict()
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["layers.0.weight"], other["layers.0.weight"])
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("shape", [(2, 4), (3,), ()])
def test_refuses_latent_points_of_another_size(shape):
    with pytest.raises(ValueError, match=r"z has shape .*; pass \(batch, 3\)"):
        Perceptron(3, 2, generator=draws())(torch.zeros(shape).double())


def test_refuses_latent_points_of_another_type():
    with pytest.raises(
        ValueError, match=r"z is torch.float32, the generator torch.float64; pass z"
    ):
        Perceptron(3, 2, generator=draws())(torch.zeros(2, 3))


def test_refuses_labels():
    with pytest.raises(ValueError, match="labels were passed and there are 0 classes; pass the"):
        Perceptron(3, 2, generator=draws())(latent(2, 3), torch.tensor([0, 0]))


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((0, 2, (4,)), "latent is 0; pass a whole number of at least 1"),
        ((3, 2.0, (4,)), "dim is 2.0; pass a whole number of at least 1"),
        ((3, 2, (4, True)), "a width is True; pass a whole number of at least 1"),
    ],
)
def test_refuses_sizes_that_are_none(sizes, message):
    with pytest.raises(ValueError, match=message):
        Perceptron(*sizes, generator=draws())


def test_refuses_what_is_no_nonlinearity():
    with pytest.raises(ValueError, match=r"nonlinearity is .*; pass a Nonlinearity, as gan"):
        Perceptron(3, 2, nonlinearity=torch.relu, generator=draws())
