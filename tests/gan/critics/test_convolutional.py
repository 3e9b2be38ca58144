"""The convolutional critic: scores of pictures and labels, and a proved bound of its slopes."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from gan import Architecture
from gan.critics import BatchNorm, Concatenation, Convolutional, LayerNorm, Projection
from gan.nonlinearities import leaky_relu, relu, softplus, tanh
from gan.penalties import clip_weights

SMALL = Architecture(height=8, width=8, filters_d=4)
CLASSES = replace(SMALL, classes=3)
every_conditioning = pytest.mark.parametrize("conditioning", [Projection, Concatenation])
every_nonlinearity = pytest.mark.parametrize(
    "nonlinearity", [relu, leaky_relu, softplus, tanh], ids=lambda one: one.name
)


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def critic_of(architecture=SMALL, seed=0, **changes):
    """A critic of doubles, so that nothing is lost to rounding."""
    return replace(architecture, **changes).critic(draws(seed)).double()


def pictures(*shape, seed=1):
    return 2 * torch.rand(shape, dtype=torch.float64, generator=draws(seed)) - 1


def labels(*values):
    return torch.tensor(values)


def slopes(critic, x, *y):
    x = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(critic(x, *y).sum(), x)
    return gradient.flatten(1).norm(dim=1)


def test_a_picture_has_one_score():
    critic = SMALL.critic(draws())
    assert critic(torch.zeros(5, 1, 8, 8)).shape == (5,)
    assert critic(torch.zeros(0, 1, 8, 8)).shape == (0,)


@pytest.mark.parametrize("size", [(4, 4), (4, 12), (20, 8), (28, 28), (32, 32), (36, 44)])
def test_pictures_have_any_size_that_is_a_multiple_of_4(size):
    critic = critic_of(height=size[0], width=size[1], filters_d=1)
    x = pictures(2, 1, *size)
    assert critic(x).shape == (2,)
    assert (slopes(critic, x) > 0).all()


@pytest.mark.parametrize("size", [(4, 4), (4, 12), (12, 12), (28, 28)])
def test_each_pixel_reaches_the_score(size):
    """Strides skip no row and no column, at odd sizes either."""
    critic = critic_of(height=size[0], width=size[1], filters_d=2, nonlinearity_d=tanh)
    x = pictures(1, 1, *size).requires_grad_()
    (gradient,) = torch.autograd.grad(critic(x).sum(), x)
    assert (gradient != 0).all()


def test_pictures_have_any_number_of_channels():
    critic = critic_of(channels=3)
    x = pictures(2, 3, 8, 8)
    assert critic(x).shape == (2,)
    with pytest.raises(ValueError, match=r"x has shape \(2, 1, 8, 8\); pass \(batch, 3, 8, 8\)"):
        critic(x[:, :1])


@pytest.mark.parametrize("depth", [4, 5, 6, 7, 8, 12, 20])
def test_as_many_layers_have_weights_as_its_depth_says(depth):
    critic = critic_of(depth_d=depth)
    layers = [m for m in critic.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert len(layers) == depth
    assert critic(pictures(2, 1, 8, 8)).shape == (2,)


def test_layers_beyond_four_keep_the_size_the_smallest_first():
    layers = critic_of(depth_d=8).layers
    strides = [layer.stride[0] for layer in layers]
    widths = [layer.out_channels for layer in layers]
    assert strides == [2, 1, 2, 1, 2, 1, 1]
    assert widths == [4, 4, 8, 8, 16, 16, 16]
    assert [layer.stride[0] for layer in critic_of(depth_d=5).layers] == [2, 2, 2, 1]


def test_filters_are_those_of_the_first_layer_doubled_by_each_stride():
    critic = critic_of(filters_d=5)
    assert [layer.out_channels for layer in critic.layers] == [5, 10, 20]


@every_conditioning
@pytest.mark.parametrize("norm", [None, BatchNorm, LayerNorm])
def test_a_label_changes_the_score_and_only_its_own(conditioning, norm):
    critic = critic_of(CLASSES, conditioning=conditioning, norm_d=norm).eval()
    x = pictures(1, 1, 8, 8).expand(3, 1, 8, 8)
    apart = critic(x, labels(0, 1, 2))
    assert len(set(apart.tolist())) == 3
    assert torch.allclose(critic(x, labels(2, 1, 0)), apart.flip(0))


def test_projection_gives_each_label_a_last_layer_of_its_own():
    """The difference of two labels' scores is linear in what the convolutions made."""
    critic = critic_of(CLASSES, conditioning=Projection)
    x, made = pictures(4, 1, 8, 8), []
    critic.norms[-1].register_forward_hook(lambda module, into, out: made.append(out))
    apart = critic(x, labels(1, 1, 1, 1)) - critic(x, labels(0, 0, 0, 0))
    rows = critic.conditioning.rows
    assert torch.allclose(apart, leaky_relu(made[0]).flatten(1) @ (rows[1] - rows[0]))


def test_concatenation_gives_each_label_a_picture_beside_the_point():
    critic = critic_of(CLASSES, conditioning=Concatenation)
    seen = []
    critic.layers[0].register_forward_hook(lambda module, into, out: seen.append(into[0]))
    x = pictures(2, 1, 8, 8)
    critic(x, labels(2, 0))
    assert torch.equal(seen[0][:, :1], x)
    assert torch.equal(seen[0][:, 1].flatten(1), critic.conditioning.rows[[2, 0]])


@every_conditioning
def test_without_classes_there_is_no_way_for_labels(conditioning):
    critic = critic_of(conditioning=conditioning)
    assert critic.conditioning is None
    assert critic.layers[0].in_channels == 1


def test_only_in_training_by_batches_does_a_score_depend_on_other_points():
    x = pictures(4, 1, 8, 8)
    for norm in (None, LayerNorm):
        critic = critic_of(norm_d=norm)
        assert torch.allclose(critic(x)[:1], critic(x[:1]))
    critic = critic_of(norm_d=BatchNorm)
    assert not torch.allclose(critic(x)[:2], critic(x[:2]))
    critic.eval()
    assert torch.allclose(critic(x)[:2], critic(x[:2]))


def test_the_first_layer_is_not_normalised():
    for norm in (BatchNorm, LayerNorm):
        norms = critic_of(norm_d=norm, depth_d=5).norms
        assert [type(one) for one in norms] == [nn.Identity, norm, norm, norm]
        assert [layer.out_channels for layer in critic_of(norm_d=norm).layers] == [4, 8, 16]


def test_layer_normalisation_makes_mean_0_and_variance_1_of_each_point():
    made = LayerNorm(3).double()(5 + 7 * pictures(2, 3, 4, 4))
    assert torch.allclose(made.flatten(1).mean(1), torch.zeros(2).double(), atol=1e-12)
    assert torch.allclose(made.flatten(1).var(1, correction=0), torch.ones(2).double(), atol=1e-4)


@every_nonlinearity
@pytest.mark.parametrize("depth", [4, 12])
def test_scores_begin_neither_flat_nor_steep(nonlinearity, depth):
    """Weights as He et al. have them keep the size of what passes, at any depth."""
    critic = critic_of(nonlinearity_d=nonlinearity, depth_d=depth, filters_d=16)
    scores = critic(3**0.5 * pictures(64, 1, 8, 8))
    assert 0.05 < scores.square().mean().sqrt() < 5


@every_nonlinearity
@every_conditioning
@pytest.mark.parametrize("norm", [None, BatchNorm, LayerNorm])
def test_no_slope_exceeds_the_bound(nonlinearity, conditioning, norm):
    critic = critic_of(
        CLASSES, nonlinearity_d=nonlinearity, conditioning=conditioning, norm_d=norm, depth_d=5
    )
    critic(5 * pictures(64, 1, 8, 8), labels(*range(3), *range(3)).repeat(11)[:64])
    critic.eval()
    x, y = pictures(30, 1, 8, 8), torch.arange(30) % 3
    assert slopes(critic, x, y).max() <= critic.lipschitz_bound()
    almost_constant = 1e-9 * x
    assert slopes(critic, almost_constant, y).max() <= critic.lipschitz_bound()


def test_the_bound_of_a_linear_critic_is_near_the_norm_of_its_gradient():
    """With one filter, and slopes of 1 everywhere, there is one gradient."""
    critic = critic_of(nonlinearity_d=replace(relu, function=lambda x: x), filters_d=1)
    slope = float(slopes(critic, pictures(1, 1, 8, 8)))
    assert slope <= critic.lipschitz_bound() < 12 * slope


def test_the_bound_holds_for_the_label_with_the_steepest_last_layer():
    critic = critic_of(CLASSES)
    before = critic.lipschitz_bound()
    with torch.no_grad():
        critic.conditioning.rows[2] = 99 * critic.linear.weight[0]
    alone = critic_of()
    alone.load_state_dict(critic.state_dict(), strict=False)
    assert critic.lipschitz_bound() == pytest.approx(100 * alone.lipschitz_bound())
    assert critic.lipschitz_bound() > 10 * before


def test_the_bound_leaves_out_what_the_label_is_multiplied_by():
    critic = critic_of(CLASSES, conditioning=Concatenation)
    before = critic.lipschitz_bound()
    with torch.no_grad():
        critic.layers[0].weight[:, 1:] *= 100
        critic.conditioning.rows *= 100
    assert critic.lipschitz_bound() == before


def test_the_bound_is_proportional_to_each_layer_and_slope():
    critic = critic_of()
    before = critic.lipschitz_bound()
    for layer in (*critic.layers, critic.linear):
        with torch.no_grad():
            layer.weight *= 2
    assert critic.lipschitz_bound() == pytest.approx(before * 2**4, rel=1e-12)
    critic.nonlinearity = replace(leaky_relu, slope=3.0)
    assert critic.lipschitz_bound() == pytest.approx(before * 2**4 * 3**3, rel=1e-12)


def test_batch_normalisation_multiplies_the_bound_by_its_steepest_channel():
    plain, critic = critic_of(), critic_of(norm_d=BatchNorm).eval()
    plain.load_state_dict(critic.state_dict(), strict=False)
    for norm in critic.norms[1:]:
        with torch.no_grad():
            norm.weight[1] = -6.0
            norm.running_var[1] = 4.0 - norm.eps
    assert critic.lipschitz_bound() == pytest.approx(9 * plain.lipschitz_bound(), rel=1e-12)


def test_no_bound_holds_while_scores_depend_on_the_batch():
    critic = critic_of(norm_d=BatchNorm)
    assert critic.lipschitz_bound() == math.inf
    assert critic.eval().lipschitz_bound() < math.inf


def test_layer_normalisation_multiplies_the_bound_by_its_largest_weight():
    plain, critic = critic_of(), critic_of(norm_d=LayerNorm)
    plain.load_state_dict(critic.state_dict(), strict=False)
    for norm in critic.norms[1:]:
        norm.eps = 0.25
        with torch.no_grad():
            norm.weight[1] = -6.0
    assert critic.lipschitz_bound() == pytest.approx(12**2 * plain.lipschitz_bound(), rel=1e-12)


def test_layer_normalisation_is_as_steep_as_its_bound_at_a_constant_picture():
    norm = LayerNorm(2).double()
    x = torch.full((1, 2, 2, 2), 3.0, dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(norm, x).reshape(8, 8)
    steepest = torch.linalg.matrix_norm(jacobian, 2)
    assert float(steepest) == pytest.approx(norm.lipschitz_bound(), rel=1e-12)
    assert norm.lipschitz_bound() >= 1 / math.sqrt(norm.eps)


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
@pytest.mark.parametrize("name", ["linear.bias", "layers.0.weight", "norms.1.running_var"])
def test_a_critic_that_is_not_of_numbers_has_no_bound(wrong, name):
    critic = critic_of(norm_d=BatchNorm).eval()
    with torch.no_grad():
        critic.state_dict()[name].view(-1)[0] = wrong
    assert critic.lipschitz_bound() == math.inf


def test_a_critic_that_is_constant_has_bound_zero_or_hardly_above():
    critic = critic_of()
    with torch.no_grad():
        for parameter in critic.parameters():
            parameter.zero_()
    assert critic.lipschitz_bound() < 1e-300


def test_clipped_weights_leave_a_bound_that_does_not_depend_on_them():
    """Each layer has at most the norm of the one whose weights are all c."""
    critic, largest = critic_of(), critic_of()
    clip_weights(critic, 0.01)
    with torch.no_grad():
        for parameter in largest.parameters():
            parameter.fill_(0.01)
    assert critic.lipschitz_bound() < largest.lipschitz_bound() < 1


def test_weights_are_drawn_from_the_generator_alone():
    torch.manual_seed(5)
    state = torch.get_rng_state()
    for conditioning in (Projection, Concatenation):
        first = critic_of(CLASSES, conditioning=conditioning).state_dict()
        again = critic_of(CLASSES, conditioning=conditioning).state_dict()
        other = critic_of(CLASSES, conditioning=conditioning, seed=1).state_dict()
        assert all(torch.equal(first[name], again[name]) for name in first)
        assert not torch.equal(first["layers.0.weight"], other["layers.0.weight"])
        assert not torch.equal(first["conditioning.rows"], other["conditioning.rows"])
    assert torch.equal(torch.get_rng_state(), state)


def test_no_layer_is_made_in_forward():
    critic = critic_of(CLASSES, norm_d=LayerNorm)
    before = [id(one) for one in (*critic.modules(), *critic.parameters())]
    critic(pictures(2, 1, 8, 8), labels(0, 1))
    assert [id(one) for one in (*critic.modules(), *critic.parameters())] == before


def test_all_parameters_have_gradients_and_second_ones():
    critic = critic_of(CLASSES, norm_d=LayerNorm, nonlinearity_d=softplus)
    x = pictures(4, 1, 8, 8).requires_grad_()
    scores = critic(x, labels(0, 1, 2, 0))
    (gradient,) = torch.autograd.grad(scores.sum(), x, create_graph=True)
    (gradient.square().sum() + scores.sum()).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in critic.parameters())


def test_the_state_restores_the_scores():
    critic, other = critic_of(CLASSES), critic_of(CLASSES, seed=1)
    other.load_state_dict(critic.state_dict())
    x, y = pictures(2, 1, 8, 8), labels(0, 1)
    assert torch.equal(critic(x, y), other(x, y))


@pytest.mark.parametrize("shape", [(2, 1, 8, 4), (2, 3, 8, 8), (1, 8, 8), (2, 64), ()])
def test_refuses_pictures_of_another_shape(shape):
    with pytest.raises(ValueError, match=r"x has shape .*; pass \(batch, 1, 8, 8\)"):
        critic_of()(torch.zeros(shape, dtype=torch.float64))


def test_refuses_pictures_of_another_type():
    with pytest.raises(
        ValueError, match=r"x is torch.float32, the critic torch.float64; pass x.to"
    ):
        critic_of()(torch.zeros(2, 1, 8, 8))


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (None, "there are 3 classes and no labels; pass one label a point"),
        (labels(0, 1, 2), r"torch.int64, shape \(3,\); pass torch.int64, shape \(2,\)"),
        (labels(0.0, 1.0), r"labels are torch.float32, shape \(2,\); pass torch.int64"),
        (labels(0, 3), "labels run from 0 to 3; pass 0 to 2"),
        (labels(-1, 0), "labels run from -1 to 0; pass 0 to 2"),
    ],
)
def test_refuses_labels_of_other_classes(y, message):
    with pytest.raises(ValueError, match=message):
        critic_of(CLASSES)(pictures(2, 1, 8, 8), y)


def test_refuses_labels_where_there_are_no_classes():
    with pytest.raises(ValueError, match="labels were passed and there are 0 classes; pass the"):
        critic_of()(pictures(2, 1, 8, 8), labels(0, 0))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"height": 6}, "height is 6; pass a multiple of 4"),
        ({"width": 0}, "width is 0; pass a whole number of at least 4"),
        ({"channels": 0}, "channels is 0; pass a whole number of at least 1"),
        ({"classes": -1}, "classes is -1; pass a whole number of at least 0"),
        ({"depth": 3}, "depth is 3; pass a whole number of at least 4"),
        ({"filters": True}, "filters is True; pass a whole number of at least 1"),
        ({"nonlinearity": torch.relu}, "nonlinearity is .*; pass a Nonlinearity"),
        ({"norm": nn.BatchNorm2d}, "norm is .*; pass None or BatchNorm or LayerNorm"),
        ({"conditioning": "projection"}, "conditioning is 'projection'; pass Projection or Conc"),
    ],
)
def test_refuses_what_no_critic_is_built_from(changes, message):
    good = {
        "height": 8,
        "width": 8,
        "channels": 1,
        "classes": 0,
        "nonlinearity": relu,
        "depth": 4,
        "norm": None,
        "filters": 2,
        "conditioning": Projection,
    }
    Convolutional(**good, generator=draws())
    with pytest.raises(ValueError, match=message):
        Convolutional(**{**good, **changes}, generator=draws())


def test_a_bound_of_floats_is_that_of_the_same_numbers_as_doubles():
    critic = CLASSES.critic(draws())
    bound = critic.lipschitz_bound()
    assert bound == critic.double().lipschitz_bound()
    assert np.isfinite(bound)
