"""Penalties on gradients: their values by hand, where they look, what they are derived by."""

import math

import pytest
import torch

from gan.critics import MLP, McShane
from gan.penalties import gradient_penalty, one_sided_gradient_penalty, zero_centred_penalty


def draws(seed=0):
    return torch.Generator().manual_seed(seed)


def points(*shape, seed=1):
    return torch.randn(shape, dtype=torch.float64, generator=draws(seed))


def slope(s):
    return lambda z: s * z[:, 0]


PAIRS = (gradient_penalty, one_sided_gradient_penalty)
of_pairs = pytest.mark.parametrize("penalty", PAIRS)
X, Y = points(30, 2), points(30, 2, seed=2)


@pytest.mark.parametrize(
    ("s", "both", "above"), [(3.0, 4, 4), (-3.0, 4, 4), (1, 0, 0), (0.5, 0.25, 0), (0, 1, 0)]
)
def test_of_a_constant_slope_is_its_formula(s, both, above):
    assert gradient_penalty(slope(s), X, Y, generator=draws()).item() == both
    assert one_sided_gradient_penalty(slope(s), X, Y, generator=draws()).item() == above
    assert zero_centred_penalty(slope(s), X).item() == s * s


def test_is_the_mean_over_points():
    """f = |x|^2 / 2 has the gradient x."""
    x = torch.tensor([[3.0, 4.0], [0.6, 0.8], [0.0, 0.0]])

    def f(z):
        return z.square().sum(1) / 2

    assert gradient_penalty(f, x, x, generator=draws()).item() == pytest.approx((16 + 0 + 1) / 3)
    one_sided = one_sided_gradient_penalty(f, x, x, generator=draws())
    assert one_sided.item() == pytest.approx(16 / 3)
    assert zero_centred_penalty(f, x).item() == pytest.approx((25 + 1 + 0) / 3)


@of_pairs
def test_looks_on_the_segments_uniformly(penalty):
    seen = []

    def watched(z):
        seen.append(z.detach())
        return z[:, 0]

    x, y = points(4000, 2), points(4000, 2, seed=2)
    penalty(watched, x, y, generator=draws())
    share = ((seen[0] - x) / (y - x)).T
    assert torch.allclose(share[0], share[1], atol=1e-6)
    assert 0 <= share[0].min() < 0.01
    assert 0.99 < share[0].max() <= 1
    assert float(share[0].mean()) == pytest.approx(0.5, abs=4 * math.sqrt(1 / 12 / 4000))


@of_pairs
def test_looks_where_the_shares_say(penalty):
    seen = []

    def watched(z):
        seen.append(z.detach())
        return z[:, 0, 0]

    x, y = points(3, 2, 2), points(3, 2, 2, seed=2)
    penalty(watched, x, y, share=torch.tensor([0.0, 0.25, 1.0]))
    assert torch.equal(seen[0][0], x[0])
    assert torch.equal(seen[0][1], x[1] + (y[1] - x[1]) / 4)
    assert torch.allclose(seen[0][2], y[2], rtol=1e-15)


@of_pairs
def test_the_generator_alone_decides_the_points(penalty):
    critic = MLP(2, (8,), activation=torch.tanh, generator=draws())
    before = torch.get_rng_state()
    first, again = (penalty(critic, X, Y, generator=draws(3)).item() for _ in range(2))
    assert first == again
    assert gradient_penalty(critic, X, Y, generator=draws(4)).item() != first
    assert torch.equal(before, torch.get_rng_state())


def test_look_at_images_as_at_their_pixels():
    critic = MLP(6, (8,), activation=torch.tanh, generator=draws())
    x, y = points(5, 6), points(5, 6, seed=2)
    flat = gradient_penalty(critic, x, y, generator=draws())
    images = gradient_penalty(critic, x.view(5, 2, 3), y.view(5, 2, 3), generator=draws())
    assert flat.item() == pytest.approx(images.item(), rel=1e-14)
    assert zero_centred_penalty(critic, x).item() == pytest.approx(
        zero_centred_penalty(critic, x.view(5, 2, 3)).item(), rel=1e-14
    )


@pytest.mark.parametrize("which", [0, 1, 2])
def test_is_differentiable_in_the_weights(which):
    penalty = (
        lambda f: gradient_penalty(f, X, Y, generator=draws()),
        lambda f: one_sided_gradient_penalty(f, X, Y, generator=draws()),
        lambda f: zero_centred_penalty(f, X),
    )[which]

    def of_weight(w):
        return penalty(lambda z: torch.tanh(z @ w).sum(1))

    weight = (2 * points(2, 3, seed=5)).requires_grad_()
    assert torch.autograd.gradcheck(of_weight, (weight,))


@pytest.mark.parametrize("temperature", [0.0, 0.3])
def test_of_a_mcshane_critic_has_gradients_that_are_numbers_at_its_centres(temperature):
    critic = McShane(X, torch.zeros(30), temperature=temperature)
    total = gradient_penalty(critic, X, X, generator=draws()) + zero_centred_penalty(critic, X)
    total.backward()
    assert critic.centres.grad.isfinite().all()


@of_pairs
def test_of_a_flat_critic_has_a_gradient_that_is_a_number(penalty):
    weight = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    penalty(lambda z: z @ weight, X, Y, generator=draws()).backward()
    assert weight.grad.tolist() == [0.0, 0.0]


def test_are_computed_where_gradients_are_off():
    with torch.no_grad():
        assert gradient_penalty(slope(3.0), X, Y, generator=draws()).item() == 4
        assert zero_centred_penalty(slope(3.0), X).item() == 9


def test_leave_the_points_as_they_are():
    x = X.clone()
    zero_centred_penalty(slope(1.0), x)
    assert not x.requires_grad
    assert torch.equal(x, X)


@of_pairs
def test_refuses_points_that_are_no_pairs(penalty):
    with pytest.raises(ValueError, match=r"x has shape \(30, 2\), y \(29, 2\); pass pairs"):
        penalty(slope(1.0), X, Y[1:], generator=draws())


@of_pairs
def test_refuses_both_or_none_of_what_says_where_to_look(penalty):
    with pytest.raises(ValueError, match="generator and share are both given; pass one"):
        penalty(slope(1.0), X, Y, generator=draws(), share=torch.zeros(30))
    with pytest.raises(ValueError, match=r"share is missing; pass \(30,\), one a pair, or a gen"):
        penalty(slope(1.0), X, Y)
    with pytest.raises(ValueError, match=r"share has shape \(29,\); pass \(30,\)"):
        penalty(slope(1.0), X, Y, share=torch.zeros(29))


@pytest.mark.parametrize("shape", [(0, 2), (3,), ()])
def test_refuses_no_points(shape):
    x = torch.zeros(shape)
    with pytest.raises(ValueError, match=r"x has shape .*; pass at least one point"):
        zero_centred_penalty(slope(1.0), x)


@of_pairs
def test_refuses_no_pairs(penalty):
    with pytest.raises(ValueError, match="pass at least one point"):
        penalty(slope(1.0), X[:0], Y[:0], generator=draws())


def test_refuses_a_critic_that_does_not_score_points():
    with pytest.raises(ValueError, match=r"critic\(x\) has shape \(30, 1\); return \(30,\)"):
        zero_centred_penalty(lambda z: z[:, :1], X)


@pytest.mark.parametrize(("theta", "weight"), [(1.0, 10.0), (1.0, 1.0), (5.0, 10.0)])
def test_between_two_atoms_the_best_slope_is_one_and_theta_over_two_lambda(theta, weight):
    """The objective theta s - lambda (s - 1)^2, of atoms 0 and theta and a critic of slope s."""
    x, y = torch.tensor([[theta]]).double(), torch.zeros(1, 1).double()
    s = torch.tensor([1 + theta / (2 * weight)], dtype=torch.float64, requires_grad=True)

    def critic(z):
        return z @ s

    value = (critic(x) - critic(y)).sum()
    objective = value - weight * gradient_penalty(critic, x, y, generator=draws())
    (gradient,) = torch.autograd.grad(objective, s)
    assert float(gradient) == pytest.approx(0, abs=1e-12)
    assert objective.item() == pytest.approx(theta + theta**2 / (4 * weight), rel=1e-12)
    assert value.item() == pytest.approx(theta + theta**2 / (2 * weight), rel=1e-12)
