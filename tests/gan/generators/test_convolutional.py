"""The convolutional generator: pictures of latent points and labels."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from gan import Architecture
from gan.generators import Convolutional
from gan.nonlinearities import leaky_relu, relu, softplus, tanh

SMALL = Architecture(height=8, width=8, latent=6, filters_g=4)
CLASSES = replace(SMALL, classes=3)
every_nonlinearity = pytest.mark.parametrize(
    "nonlinearity", [relu, leaky_relu, softplus, tanh], ids=lambda one: one.name
)


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def generator_of(architecture=SMALL, seed=0, **changes):
    return replace(architecture, **changes).generator(draws(seed))


def latent(*shape, seed=1):
    return torch.randn(shape, generator=draws(seed))


def labels(*values):
    return torch.tensor(values)


def test_a_latent_point_makes_one_picture():
    generator = generator_of()
    assert generator(latent(5, 6)).shape == (5, 1, 8, 8)
    assert generator.eval()(latent(0, 6)).shape == (0, 1, 8, 8)


def test_says_how_long_latent_points_are_and_how_many_classes_there_are():
    generator = generator_of(CLASSES)
    assert (generator.latent, generator.classes) == (6, 3)


@pytest.mark.parametrize("size", [(4, 4), (4, 12), (20, 8), (28, 28), (32, 32), (36, 44)])
@pytest.mark.parametrize("depth", [4, 7])
def test_pictures_have_any_size_that_is_a_multiple_of_4(size, depth):
    generator = generator_of(height=size[0], width=size[1], filters_g=1, depth_g=depth)
    assert generator(latent(2, 6)).shape == (2, 1, *size)


@pytest.mark.parametrize("size", [(4, 4), (12, 28), (20, 20)])
def test_each_pixel_varies(size):
    """What is cut off, where a size is odd, is the surplus: no row stays without weights."""
    generator = generator_of(height=size[0], width=size[1], nonlinearity_g=tanh)
    assert (generator(latent(8, 6)).std(dim=0) > 0).all()


def test_pictures_have_any_number_of_channels():
    assert generator_of(channels=3)(latent(2, 6)).shape == (2, 3, 8, 8)


@pytest.mark.parametrize("depth", [4, 5, 6, 7, 8, 12, 20])
def test_as_many_layers_have_weights_as_its_depth_says(depth):
    generator = generator_of(depth_g=depth)
    kinds = (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)
    assert sum(isinstance(m, kinds) for m in generator.modules()) == depth


def test_layers_beyond_four_keep_the_size_the_smallest_first():
    layers = generator_of(depth_g=8).layers
    assert [layer.stride[0] for layer in layers] == [1, 1, 2, 1, 2, 1, 2]
    assert [layer.in_channels for layer in layers] == [16, 16, 16, 8, 8, 4, 4]
    assert [layer.stride[0] for layer in generator_of(depth_g=5).layers] == [1, 2, 2, 2]


def test_filters_are_those_at_half_of_the_size():
    layers = generator_of(filters_g=5).layers
    assert [layer.in_channels for layer in layers] == [20, 10, 5]
    assert layers[-1].out_channels == 1


@every_nonlinearity
@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("depth", [4, 12])
def test_the_first_pictures_are_nearly_grey(nonlinearity, batch_norm, depth):
    """Numbers of size 0.2 before the last tanh, whatever the depth: far from where it is flat."""
    generator = generator_of(
        filters_g=16, nonlinearity_g=nonlinearity, batch_norm_g=batch_norm, depth_g=depth
    )
    pictures = generator(latent(64, 6))
    assert pictures.abs().max() < 1
    assert 0.1 < pictures.std() < 0.4


@pytest.mark.parametrize("batch_norm", [True, False])
def test_a_label_changes_the_picture_and_only_its_own(batch_norm):
    generator = generator_of(CLASSES, batch_norm_g=batch_norm).eval().double()
    z = latent(1, 6).double().expand(3, 6)
    apart = generator(z, labels(0, 1, 2))
    assert (apart[0] - apart[1]).abs().max() > 1e-6
    assert torch.allclose(generator(z, labels(2, 1, 0)), apart.flip(0), atol=1e-14)


@pytest.mark.parametrize("batch_norm", [True, False])
def test_a_label_is_as_many_entries_of_mean_square_one_as_there_are_classes(batch_norm):
    """Its share of the first layer is theirs, and no more: noise must not drown in it."""
    generator = generator_of(CLASSES, filters_g=64, batch_norm_g=batch_norm)
    seen = []
    generator.norms[0].register_forward_hook(lambda module, into, out: seen.append(into[0]))
    y = torch.arange(3).repeat(700)
    with torch.no_grad():
        generator(torch.zeros(2100, 6), y)
        generator(latent(2100, 6), torch.zeros_like(y))
        generator(latent(2100, 6), y)
    of_label, of_noise = float(seen[0].square().mean()), float(seen[1].var(dim=0).mean())
    assert of_noise / of_label == pytest.approx(6 / 3, rel=0.15)
    if not batch_norm:
        assert float(seen[2].var()) == pytest.approx(1, rel=0.15)
    rows = generator.label.detach()
    assert float(seen[0].square().mean() / rows.square().mean()) == pytest.approx(3)


def test_batch_normalisation_is_behind_each_layer_but_the_last():
    generator = generator_of(depth_g=5)
    assert [type(norm) for norm in generator.norms] == [nn.BatchNorm2d] * 4
    assert [norm.num_features for norm in generator.norms] == [16, 16, 8, 4]
    plain = generator_of(batch_norm_g=False)
    assert not any(isinstance(m, nn.BatchNorm2d) for m in plain.modules())


def test_weights_are_drawn_from_the_generator_alone():
    torch.manual_seed(5)
    state = torch.get_rng_state()
    first, again = generator_of(CLASSES).state_dict(), generator_of(CLASSES).state_dict()
    other = generator_of(CLASSES, seed=1).state_dict()
    assert all(torch.equal(first[name], again[name]) for name in first)
    for name in ("linear.weight", "label", "layers.0.weight"):
        assert not torch.equal(first[name], other[name])
    assert torch.equal(torch.get_rng_state(), state)


def test_no_layer_is_made_in_forward():
    generator = generator_of(CLASSES)
    before = [id(one) for one in (*generator.modules(), *generator.parameters())]
    generator(latent(2, 6), labels(0, 1))
    assert [id(one) for one in (*generator.modules(), *generator.parameters())] == before


def test_all_parameters_have_gradients():
    generator = generator_of(CLASSES, depth_g=8, batch_norm_g=False)
    generator(latent(6, 6), labels(0, 1, 2, 0, 1, 2)).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in generator.parameters())


def test_the_state_restores_the_pictures():
    generator, other = generator_of(CLASSES).eval(), generator_of(CLASSES, seed=1).eval()
    other.load_state_dict(generator.state_dict())
    z, y = latent(2, 6), labels(0, 1)
    assert torch.equal(generator(z, y), other(z, y))


@pytest.mark.parametrize("shape", [(2, 5), (6,), (2, 6, 1), ()])
def test_refuses_latent_points_of_another_size(shape):
    with pytest.raises(ValueError, match=r"z has shape .*; pass \(batch, 6\)"):
        generator_of()(torch.zeros(shape))


def test_refuses_latent_points_of_another_type():
    with pytest.raises(ValueError, match=r"z is torch.float64, the generator torch.float32; pass"):
        generator_of()(torch.zeros(2, 6).double())


def test_refuses_labels_that_do_not_fit():
    with pytest.raises(ValueError, match="there are 3 classes and no labels; pass one label"):
        generator_of(CLASSES)(latent(2, 6))
    with pytest.raises(ValueError, match="labels run from 0 to 3; pass 0 to 2"):
        generator_of(CLASSES)(latent(2, 6), labels(0, 3))
    with pytest.raises(ValueError, match="labels were passed and there are 0 classes; pass the"):
        generator_of()(latent(2, 6), labels(0, 0))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"height": 10}, "height is 10; pass a multiple of 4"),
        ({"width": 4.0}, "width is 4.0; pass a whole number of at least 4"),
        ({"channels": 0}, "channels is 0; pass a whole number of at least 1"),
        ({"classes": -1}, "classes is -1; pass a whole number of at least 0"),
        ({"latent": 0}, "latent is 0; pass a whole number of at least 1"),
        ({"depth": 3}, "depth is 3; pass a whole number of at least 4"),
        ({"filters": 0}, "filters is 0; pass a whole number of at least 1"),
        ({"nonlinearity": torch.relu}, "nonlinearity is .*; pass a Nonlinearity"),
        ({"batch_norm": 1}, "batch_norm is 1; pass True or False"),
    ],
)
def test_refuses_what_no_generator_is_built_from(changes, message):
    good = {
        "height": 8,
        "width": 8,
        "channels": 1,
        "classes": 0,
        "latent": 6,
        "nonlinearity": relu,
        "depth": 4,
        "batch_norm": True,
        "filters": 2,
    }
    Convolutional(**good, generator=draws())
    with pytest.raises(ValueError, match=message):
        Convolutional(**{**good, **changes}, generator=draws())
