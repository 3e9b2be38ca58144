"""McShane's critic: cones, their maximum, its softening, its gradients at the centres."""

import math

import pytest
import torch

import gan.critics._mcshane
from gan.critics import McShane
from gan.critics._distances import distances, lengths


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def points(*shape, seed=1):
    return torch.randn(shape, dtype=torch.float64, generator=draws(seed))


def by_definition(x, centres, biases):
    cones = [b - (x - c).square().sum(1).sqrt() for c, b in zip(centres, biases, strict=True)]
    return torch.stack(cones).amax(0)


AWAY = torch.tensor([[0.6, 0.8]], dtype=torch.float64)
CENTRES, BIASES = points(5, 3), points(5, seed=2) / 4
softened_or_not = pytest.mark.parametrize("temperature", [0.0, 0.3])


def test_is_the_maximum_of_cones():
    x = points(40, 3, seed=3)
    expected = by_definition(x, CENTRES, BIASES)
    assert torch.allclose(McShane(CENTRES, BIASES)(x), expected, rtol=1e-14)


def test_is_the_maximum_unless_softened():
    assert float(McShane(CENTRES, BIASES).temperature) == 0


@pytest.mark.parametrize("temperature", [1e-3, 0.1, 2.0])
def test_softened_it_is_above_the_maximum_by_at_most_t_log_k(temperature):
    x = points(40, 3, seed=3)
    soft = McShane(CENTRES, BIASES, temperature=temperature)(x)
    above = soft - by_definition(x, CENTRES, BIASES)
    assert above.min() > -1e-14
    assert above.max() <= temperature * math.log(5) + 1e-14


def test_the_softening_anneals_away():
    x, critic = points(40, 3, seed=3), McShane(CENTRES, BIASES, temperature=0.1)
    critic.temperature.fill_(1e-9)
    assert torch.allclose(critic(x), by_definition(x, CENTRES, BIASES), atol=1e-8)
    critic.temperature.fill_(0)
    assert torch.equal(critic(x), McShane(CENTRES, BIASES)(x))


@pytest.mark.parametrize("temperature", [1e-300, 1e-308, 5e-324])
def test_the_least_temperatures_leave_the_maximum_and_its_gradient(temperature):
    x = (100 * points(40, 3, seed=3)).requires_grad_()
    soft, hard = McShane(CENTRES, BIASES, temperature=temperature), McShane(CENTRES, BIASES)
    assert torch.allclose(soft(x), hard(x), rtol=1e-14)
    gradients = [torch.autograd.grad(critic(x).sum(), x)[0] for critic in (soft, hard)]
    assert torch.allclose(*gradients, atol=1e-13)


def test_the_greatest_temperatures_leave_t_log_k():
    soft = McShane(CENTRES, BIASES, temperature=1e300)
    assert soft(CENTRES).tolist() == pytest.approx([1e300 * math.log(5)] * 5, rel=1e-14)


def test_the_softened_value_is_its_formula():
    x = points(7, 3, seed=3)
    cones = (BIASES - (x[:, None] - CENTRES).norm(dim=2)) / 0.3
    expected = 0.3 * cones.exp().sum(1).log()
    assert torch.allclose(McShane(CENTRES, BIASES, temperature=0.3)(x), expected, rtol=1e-13)


@softened_or_not
def test_gradients_are_those_of_the_function(temperature):
    names = ("centres", "biases")
    critic = McShane(CENTRES, BIASES, temperature=temperature)

    def scores(x, *parameters):
        return torch.func.functional_call(critic, dict(zip(names, parameters, strict=True)), (x,))

    x = points(6, 3, seed=3).requires_grad_()
    assert torch.autograd.gradcheck(scores, (x, critic.centres, critic.biases))
    assert torch.autograd.gradgradcheck(scores, (x, critic.centres, critic.biases))


@pytest.mark.parametrize("away", [1e-5, 1e-9, 1e-14, 1e-100])
def test_the_gradient_near_a_centre_points_to_it(away):
    """By products of matrices alone, that at 1e-14 would be noise."""
    centres = torch.tensor([[0.0, 0.0], [3.0, 0.1]], dtype=torch.float64)
    critic = McShane(centres, torch.zeros(2), temperature=1e-3)
    x = (centres[:1] + away * AWAY).requires_grad_()
    (gradient,) = torch.autograd.grad(critic(x).sum(), x)
    assert gradient.tolist()[0] == pytest.approx([-0.6, -0.8], abs=1e-12)


@pytest.mark.parametrize("away", [1e-5, 1e-9, 1e-13])
def test_the_gradient_near_a_centre_far_from_0_points_to_it(away):
    centres = torch.tensor([[7.0, -5.0], [3.0, 0.1]], dtype=torch.float64)
    critic = McShane(centres, torch.zeros(2), temperature=1e-3)
    x = (centres[:1] + away * AWAY).requires_grad_()
    unit = (x - centres[:1]).detach()
    (gradient,) = torch.autograd.grad(critic(x).sum(), x)
    assert torch.allclose(gradient, -unit / unit.norm(), atol=1e-9)


@softened_or_not
def test_at_a_centre_the_gradient_is_a_number(temperature):
    critic = McShane(CENTRES, BIASES, temperature=temperature)
    x = CENTRES.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    gradient.square().sum().backward()
    for found in (gradient, x.grad, critic.centres.grad):
        assert found.isfinite().all()
    assert gradient.norm(dim=1).max() <= 1 + 1e-14


def test_at_the_top_of_a_cone_the_gradient_is_zero():
    x = torch.zeros(1, 2, dtype=torch.float64, requires_grad=True)
    critic = McShane(torch.zeros(1, 2), torch.zeros(1))
    (gradient,) = torch.autograd.grad(critic(x).sum(), x)
    assert gradient.tolist() == [[0.0, 0.0]]


def test_off_the_tops_the_gradient_is_full():
    x = points(200, 3, seed=3).requires_grad_()
    (gradient,) = torch.autograd.grad(McShane(CENTRES, BIASES)(x).sum(), x)
    assert torch.allclose(gradient.norm(dim=1), torch.ones(200).double(), atol=1e-14)


@softened_or_not
def test_no_point_is_steeper_than_one(temperature):
    x = points(200, 3, seed=3).requires_grad_()
    critic = McShane(CENTRES, BIASES, temperature=temperature)
    (gradient,) = torch.autograd.grad(critic(x).sum(), x)
    assert gradient.norm(dim=1).max() <= critic.lipschitz_bound() + 1e-14


def test_quotients_near_the_centres_are_at_most_one():
    """The quotients of torch.cdist's default, in float32, reach 220 here."""
    x = CENTRES.repeat(40, 1) + 1e-7 * points(200, 3, seed=3)
    y = x + 1e-8 * points(200, 3, seed=4)
    critic = McShane(CENTRES, BIASES)
    quotients = (critic(x) - critic(y)).abs() / (x - y).norm(dim=1)
    assert quotients.max() < 1 + 1e-6


@softened_or_not
def test_blocks_do_not_change_the_scores(temperature, monkeypatch):
    x, critic = points(23, 3, seed=3), McShane(CENTRES, BIASES, temperature=temperature)
    whole = critic(x)
    for block in (1, 10, 114, 115):
        monkeypatch.setattr(gan.critics._mcshane, "BLOCK", block)
        assert torch.allclose(critic(x), whole, rtol=1e-14)


def test_blocks_bound_what_is_held_at_once(monkeypatch):
    seen = []

    def watched(x, centres):
        seen.append(len(x) * len(centres))
        return distances(x, centres)

    monkeypatch.setattr(gan.critics._mcshane, "distances", watched)
    monkeypatch.setattr(gan.critics._mcshane, "BLOCK", 20)
    McShane(CENTRES, BIASES)(points(23, 3))
    assert max(seen) == 20
    assert sum(seen) == 23 * 5


@softened_or_not
def test_takes_no_points_and_images(temperature):
    critic = McShane(CENTRES, BIASES, temperature=temperature)
    assert critic(points(0, 3)).shape == (0,)
    assert torch.equal(critic(points(4, 3, 1)), critic(points(4, 3, 1).reshape(4, 3)))


def test_refuses_points_of_another_dimension_or_type():
    critic = McShane(CENTRES, BIASES)
    with pytest.raises(ValueError, match=r"x has shape \(4, 2\); pass \(batch, 3\)"):
        critic(points(4, 2))
    with pytest.raises(ValueError, match=r"x is torch.float32, the critic torch.float64; pass"):
        critic(points(4, 3).float())


@pytest.mark.parametrize(
    ("centres", "biases"), [((3,), (3,)), ((3, 2), (2,)), ((0, 2), (0,)), ((3, 0), (3,))]
)
def test_refuses_shapes_that_do_not_fit(centres, biases):
    with pytest.raises(ValueError, match=r"centres have shape .*; pass \(k, dim\) and \(k,\)"):
        McShane(torch.zeros(centres), torch.zeros(biases))


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_refuses_what_is_no_number(wrong):
    for centres, biases in (([[wrong]], [0.0]), ([[0.0]], [wrong])):
        with pytest.raises(ValueError, match="pass finite numbers"):
            McShane(torch.tensor(centres), torch.tensor(biases))


@pytest.mark.parametrize("temperature", [-0.1, math.inf, math.nan])
def test_refuses_temperatures_that_are_none(temperature):
    with pytest.raises(ValueError, match=r"temperature is .*; pass a finite number of at least 0"):
        McShane(CENTRES, BIASES, temperature=temperature)


def test_is_one_lipschitz_as_long_as_its_weights_are_numbers():
    critic = McShane(CENTRES, BIASES)
    assert critic.lipschitz_bound() == 1
    for parameter in critic.parameters():
        kept = parameter.detach().clone()
        with torch.no_grad():
            parameter[0] = math.nan
            assert critic.lipschitz_bound() == math.inf
            parameter.copy_(kept)


def test_keeps_its_own_copy_of_centres_and_biases():
    centres, biases = CENTRES.clone(), BIASES.clone()
    critic = McShane(centres, biases)
    centres.zero_(), biases.zero_()
    assert torch.equal(critic.centres.detach(), CENTRES)
    assert torch.equal(critic.biases.detach(), BIASES)


def test_the_state_has_the_temperature():
    state = McShane(CENTRES, BIASES, temperature=0.25).state_dict()
    critic = McShane(CENTRES + 1, BIASES)
    critic.load_state_dict(state)
    assert float(critic.temperature) == 0.25
    assert torch.equal(critic.centres.detach(), CENTRES)


def test_distances_near_and_far_have_the_gradients_of_differences():
    centres = points(4, 3)
    x = torch.cat([centres + 1e-9 * points(4, 3, seed=2), points(6, 3, seed=3)])
    g = points(10, 4, seed=4)
    inputs = [x.requires_grad_(), centres.requires_grad_()]
    ours = torch.autograd.grad((g * distances(*inputs)).sum(), inputs)
    plain = torch.autograd.grad((g * (x[:, None] - centres).norm(dim=2)).sum(), inputs)
    for a, b in zip(ours, plain, strict=True):
        assert torch.allclose(a, b, atol=1e-9)


def test_the_length_of_nothing_has_derivatives_of_zero():
    v = torch.zeros(1, 2, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(lengths(v).sum(), v, create_graph=True)
    (curvature,) = torch.autograd.grad(slope.square().sum() + slope.sum(), v)
    assert lengths(v).tolist() == [0.0]
    assert slope.tolist() == curvature.tolist() == [[0.0, 0.0]]


def test_lengths_are_norms():
    assert lengths(torch.tensor([[3.0, 4.0], [0.0, -2.0]])).tolist() == [5.0, 2.0]
