"""MLP, SpectralMLP and GroupSort: shapes, weights, slopes."""

import math
from functools import partial

import numpy as np
import pytest
import torch
from torch.nn import functional

from gan.critics import MLP, GroupSort, SpectralMLP

CRITICS = (MLP, SpectralMLP, GroupSort)
every_perceptron = pytest.mark.parametrize("make", CRITICS)


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def points(*shape, seed=1):
    return torch.randn(shape, dtype=torch.float64, generator=draws(seed))


def slopes(critic, x):
    x = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(critic(x).sum(), x)
    return gradient.flatten(1).norm(dim=1)


@every_perceptron
def test_scores_one_number_a_point(make):
    critic = make(6, (4, 8), generator=draws())
    assert critic(points(5, 6)).shape == (5,)
    assert critic(points(5, 2, 3)).shape == (5,)
    assert critic(points(0, 6)).shape == (0,)
    assert critic(points(5, 6)).dtype == torch.float64


@every_perceptron
def test_points_of_images_are_flattened(make):
    critic = make(6, (4,), generator=draws())
    x = points(5, 2, 3)
    assert torch.equal(critic(x), critic(x.reshape(5, 6)))


@every_perceptron
def test_points_on_the_line_need_no_second_axis(make):
    critic = make(1, (4,), generator=draws())
    assert critic(points(7)).shape == (7,)


@every_perceptron
@pytest.mark.parametrize("shape", [(5, 7), (6,), (), (2, 12)])
def test_refuses_points_of_another_dimension(make, shape):
    with pytest.raises(ValueError, match=r"x has shape .*; pass \(batch, 6\)"):
        make(6, (4,), generator=draws())(points(*shape))


@every_perceptron
def test_refuses_points_of_another_type(make):
    with pytest.raises(ValueError, match=r"x is torch.float32, the critic torch.float64; pass"):
        make(2, (4,), generator=draws())(torch.zeros(3, 2))


@every_perceptron
@pytest.mark.parametrize("sizes", [(0, (4,)), (2, (4, 0)), (2.0, (4,)), (2, (True,)), (-1, ())])
def test_refuses_sizes_that_are_none(make, sizes):
    with pytest.raises(ValueError, match="pass integers of at least 1"):
        make(*sizes, generator=draws())


@every_perceptron
def test_the_generator_alone_decides_the_weights(make):
    first, again = make(3, generator=draws(7)), make(3, generator=draws(7))
    torch.manual_seed(5)
    assert all(torch.equal(a, b) for a, b in zip(first.weights(), again.weights(), strict=True))
    other = make(3, generator=draws(8))
    assert not torch.equal(first.weights()[0], other.weights()[0])


@every_perceptron
def test_leaves_the_global_random_state_alone(make):
    before = torch.get_rng_state()
    make(3, generator=draws())
    assert torch.equal(before, torch.get_rng_state())


@every_perceptron
def test_the_state_restores_the_scores(make):
    critic, other = make(3, (4,), generator=draws(1)), make(3, (4,), generator=draws(2))
    other.load_state_dict(critic.state_dict())
    assert torch.equal(critic(points(9, 3)), other(points(9, 3)))


@every_perceptron
@pytest.mark.parametrize("widths", [(), (6,), (8, 4, 6)])
def test_no_slope_exceeds_the_bound(make, widths):
    critic = make(3, widths, generator=draws())
    assert slopes(critic, points(500, 3)).max() <= critic.lipschitz_bound() * (1 + 1e-12)


@every_perceptron
def test_the_bound_of_an_affine_critic_is_its_slope(make):
    critic = make(5, (), generator=draws())
    slope = float(slopes(critic, points(1, 5)))
    assert slope <= critic.lipschitz_bound() * (1 + 1e-15)
    assert critic.lipschitz_bound() <= slope * (1 + 1e-14)


@every_perceptron
def test_a_critic_of_floats_has_the_bound_of_its_weights(make):
    critic = make(3, (4,), generator=draws()).float()
    bound = critic.lipschitz_bound()
    assert slopes(critic, points(50, 3).float()).max() <= bound * (1 + 1e-5)
    assert bound < 10


@every_perceptron
@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_weights_that_are_not_numbers_have_no_bound(make, wrong):
    critic = make(3, (4,), generator=draws())
    with torch.no_grad():
        next(critic.parameters())[0] = wrong
    assert critic.lipschitz_bound() == math.inf


def test_the_bound_is_the_product_of_the_layers_norms():
    critic = MLP(3, (5, 4), activation=torch.sigmoid, generator=draws())
    norms = [np.linalg.norm(w.detach().numpy(), 2) for w in critic.weights()]
    assert critic.lipschitz_bound() == pytest.approx(math.prod(norms) / 16, rel=1e-13)
    assert critic.lipschitz_bound() > math.prod(norms) / 16 * (1 - 1e-15)


def test_a_layer_of_zeros_makes_a_constant():
    critic = MLP(3, (5,), generator=draws())
    with torch.no_grad():
        critic.weights()[1].zero_()
    assert 0 <= critic.lipschitz_bound() < 1e-300


def test_a_layer_of_zeros_has_no_norm_to_divide_by():
    critic = SpectralMLP(3, (5,), generator=draws())
    with torch.no_grad():
        for parameter in critic.parameters():
            parameter.zero_()
    assert torch.equal(critic(points(4, 3)), torch.zeros(4, dtype=torch.float64))
    assert 0 <= critic.lipschitz_bound() < 1e-300


@pytest.mark.parametrize("make", [MLP, SpectralMLP])
def test_an_activation_that_is_not_known_has_no_bound(make):
    critic = make(3, (5,), activation=torch.sin, generator=draws())
    assert critic.lipschitz_bound() == math.inf
    assert make(3, (), activation=torch.sin, generator=draws()).lipschitz_bound() < math.inf


@pytest.mark.parametrize("zeros", [0, 1])
def test_an_unknown_slope_times_a_layer_of_zeros_has_no_bound(zeros):
    critic = MLP(3, (5,), activation=torch.sin, generator=draws())
    with torch.no_grad():
        critic.weights()[zeros].zero_()
    assert critic.lipschitz_bound() == math.inf


@pytest.mark.parametrize(
    ("activation", "slope"),
    [
        (torch.relu, 1),
        (torch.tanh, 1),
        (torch.sigmoid, 0.25),
        (torch.abs, 1),
        (functional.relu, 1),
        (functional.leaky_relu, 1),
        (functional.elu, 1),
    ],
)
def test_the_slopes_of_activations_are_their_largest(activation, slope):
    t = torch.linspace(-5, 5, 4001, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(activation(t).sum(), t)
    assert float(gradient.abs().max()) == pytest.approx(slope, abs=1e-6)
    norm = MLP(1, (1,), generator=draws()).lipschitz_bound()
    with_slope = MLP(1, (1,), activation=activation, generator=draws()).lipschitz_bound()
    assert with_slope == pytest.approx(slope * norm, rel=1e-14)


@pytest.mark.parametrize("widths", [(64, 64), (256, 256), (512, 512)])
def test_the_constant_of_the_clipped_class_is_that_of_the_ledger(widths):
    known = {(64, 64): 0.114688, (256, 256): 1.835008, (512, 512): 7.340032}
    critic = MLP(784, widths, generator=draws())
    assert critic.clipped_bound(0.01) == pytest.approx(known[widths], rel=1e-14)


@pytest.mark.parametrize("widths", [(), (3,), (8, 6)])
@pytest.mark.parametrize("c", [0.01, 0.3])
def test_the_steepest_clipped_critic_reaches_the_constant(widths, c):
    """All weights c, no biases: every layer has rank one and its Frobenius norm for norm."""
    critic = MLP(4, widths, generator=draws())
    with torch.no_grad():
        for parameter in critic.parameters():
            parameter.fill_(c if parameter.ndim == 2 else 0.0)
    slope = float(slopes(critic, torch.ones(1, 4, dtype=torch.float64)))
    assert slope == pytest.approx(critic.clipped_bound(c), rel=1e-13)
    assert slope * (1 - 1e-15) <= critic.clipped_bound(c)
    assert critic.lipschitz_bound() == pytest.approx(critic.clipped_bound(c), rel=1e-13)


def test_the_constant_of_the_clipped_class_counts_the_slope_once_a_hidden_layer():
    relu = MLP(3, (4, 5), generator=draws()).clipped_bound(0.1)
    sigmoid = MLP(3, (4, 5), activation=torch.sigmoid, generator=draws()).clipped_bound(0.1)
    assert sigmoid == pytest.approx(relu / 16, rel=1e-14)
    unknown = MLP(3, (4, 5), activation=torch.sin, generator=draws())
    assert unknown.clipped_bound(0.1) == math.inf


@pytest.mark.parametrize("c", [0.0, -1.0, math.inf, math.nan])
def test_refuses_to_clip_at_what_is_no_positive_number(c):
    with pytest.raises(ValueError, match=r"c is .*; pass a positive finite number"):
        MLP(3, (4,), generator=draws()).clipped_bound(c)


@pytest.mark.parametrize("make", [SpectralMLP, GroupSort])
def test_normalised_layers_have_norm_one_whatever_their_parameters(make):
    critic = make(3, (16, 8), generator=draws())
    with torch.no_grad():
        for parameter in critic.parameters():
            parameter.mul_(7).add_(points(*parameter.shape))
    for weight in critic.weights():
        assert np.linalg.norm(weight.detach().numpy(), 2) == pytest.approx(1, abs=1e-13)
    assert abs(critic.lipschitz_bound() - 1) < 1e-12


@pytest.mark.parametrize("make", [SpectralMLP, GroupSort])
def test_the_gradient_goes_through_the_normalisation(make):
    critic = make(3, (4, 4), generator=draws())
    names = [name for name, _ in critic.named_parameters()]

    def scores(*parameters):
        return torch.func.functional_call(
            critic, dict(zip(names, parameters, strict=True)), (points(4, 3),)
        )

    assert torch.autograd.gradcheck(scores, tuple(critic.parameters()))


def test_a_group_sort_that_does_not_widen_has_slope_one_almost_everywhere():
    critic = GroupSort(8, (8, 6, 4), generator=draws())
    assert torch.allclose(slopes(critic, points(300, 8)), torch.tensor(1.0).double(), atol=1e-13)


def test_a_spectral_critic_loses_slope():
    critic = SpectralMLP(8, (8, 6, 4), generator=draws())
    assert float(slopes(critic, points(300, 8)).max()) < 0.9


def test_orthogonal_layers_are_so_up_to_a_few_roundings():
    critic = GroupSort(2, (64, 64), generator=draws())
    assert [tuple(w.shape) for w in critic.weights()] == [(64, 2), (64, 64), (1, 64)]
    for weight in critic.weights():
        gram = weight @ weight.mT if weight.shape[0] <= weight.shape[1] else weight.mT @ weight
        assert (gram - torch.eye(len(gram))).abs().max() < 1e-14
    assert 1 - 1e-14 < critic.lipschitz_bound() < 1 + 2e-14


def test_orthogonal_layers_stay_where_they_are_while_nothing_moves_them():
    critic = GroupSort(3, (4, 4), generator=draws())
    for layer, weight in zip(critic.layers, critic.weights(), strict=True):
        assert torch.allclose(layer.weight, weight, atol=1e-14)


@pytest.mark.parametrize(
    ("group", "sorted_units"),
    [(1, [3, 1, 2, 0, 5, 4]), (2, [1, 3, 0, 2, 4, 5]), (3, [1, 2, 3, 0, 4, 5]), (6, range(6))],
)
def test_groups_of_neighbours_are_sorted(group, sorted_units):
    critic = GroupSort(6, (6,), group=group, generator=draws())
    h = torch.tensor([[3.0, 1.0, 2.0, 0.0, 5.0, 4.0]])
    assert critic.activation(h).tolist() == [list(sorted_units)]


def test_refuses_widths_that_no_groups_fill():
    with pytest.raises(ValueError, match=r"widths are \(4, 6\); pass multiples of the group, 4"):
        GroupSort(2, (4, 6), group=4, generator=draws())


@pytest.mark.parametrize("group", [0, -2, 1.0, True])
def test_refuses_groups_that_are_none(group):
    with pytest.raises(ValueError, match=r"group is .*; pass an integer of at least 1"):
        GroupSort(2, (4,), group=group, generator=draws())


def test_an_activation_may_be_any_function_of_one_number():
    critic = MLP(2, (3,), activation=partial(torch.mul, 2.0), generator=draws())
    assert critic(points(4, 2)).shape == (4,)


@every_perceptron
def test_two_hidden_layers_of_64_are_the_default(make):
    shapes = [tuple(weight.shape) for weight in make(3, generator=draws()).weights()]
    assert shapes == [(64, 3), (64, 64), (1, 64)]


@pytest.mark.parametrize("make", [SpectralMLP, GroupSort])
def test_small_weights_are_normalised_too(make):
    critic = make(3, (4,), generator=draws())
    with torch.no_grad():
        for layer in critic.layers:
            layer.weight.mul_(1e-3)
    assert abs(critic.lipschitz_bound() - 1) < 1e-12


def test_slopes_are_exact():
    for activation in (torch.relu, torch.tanh, torch.abs, functional.leaky_relu, functional.elu):
        assert MLP(1, (1,), activation=activation, generator=draws()).slope == 1
    assert MLP(1, (1,), activation=functional.relu, generator=draws()).slope == 1
    assert MLP(1, (1,), activation=torch.sigmoid, generator=draws()).slope == 0.25
