"""A training that was interrupted comes to the same weights, bit for bit."""

import itertools
from dataclasses import dataclass, replace
from functools import partial

import pytest
import torch
from torch import nn

from gan import DCGAN, METHODS, WGAN_CP, train
from gan.critics import MLP
from gan.generators import Perceptron
from gan.nonlinearities import leaky_relu, tanh
from tests.gan.players import Critic, Generator, halves, ring

X = ring()
Y = halves(X)


def players(**made):
    return Generator(classes=2, norm=torch.nn.BatchNorm1d, **made), Critic(classes=2, **made)


def shifted(size, **made):
    return nn.BatchNorm1d(size, eps=1e-3, **made)


def relu(*_, **__):
    return nn.ReLU()


class Other(Critic):
    """A critic of the same tensors and parts."""


@dataclass
class Held:
    """A penalty that is an object: how far the scores are from a number."""

    power: float = 2.0

    def __call__(self, critic, x, fake, *, share, centre=0.0):
        return (critic(x) - centre).abs().pow(self.power).mean()


def tensors(*modules):
    return [one for module in modules for one in module.state_dict().values()]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("killed", [1, 3, 5, 6, 7])
def test_resumes_to_the_weights_of_a_run_that_was_never_killed(name, killed, tmp_path):
    settings = {"method": METHODS[name], "every": 2, "batch": 16, "seed": 4}
    whole = players()
    events = list(train(*whole, X, Y, iterations=8, **settings))
    path = tmp_path / "run.safetensors"
    settings |= {"iterations": 8, "checkpoint": path}
    for _ in itertools.islice(train(*players(), X, Y, **settings), killed):
        pass
    mine = players()
    rest = list(train(*mine, X, Y, **settings))
    assert rest == events[(killed - 1) // 2 * 2 :]  # a look is saved when the next is asked for
    assert all(map(torch.equal, tensors(*mine), tensors(*whole)))


def test_a_training_that_is_over_is_not_gone_on_with_unless_there_are_more_iterations(tmp_path):
    settings = {"method": DCGAN, "checkpoint": tmp_path / "run.safetensors"}
    first, again, more = players(), players(), players()
    assert len(list(train(*first, X, Y, iterations=3, **settings))) == 3
    assert list(train(*again, X, Y, iterations=3, **settings)) == []
    assert all(map(torch.equal, tensors(*first), tensors(*again)))
    assert [e.iteration for e in train(*more, X, Y, iterations=5, **settings)] == [4, 5]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"method": WGAN_CP}, "objective"),
        ({"seed": 1}, "seed"),
        ({"batch": 8}, "batch"),
        ({"points": X[:150], "labels": Y[:150]}, "points"),
        ({"generator": Generator(classes=2)}, "generator"),
        ({"critic": Critic(classes=2, norm=torch.nn.BatchNorm1d)}, "critic"),
        ({"generator": Generator(classes=2, norm=shifted)}, "generator.norm"),
        ({"critic": Critic(classes=2, norm=relu)}, "critic.norm"),
        ({"critic": Critic(classes=2, norm=lambda *_, **__: nn.Sequential(nn.Tanh()))}, "parts of"),
        ({"critic": Other(classes=2)}, "kind of critic"),
        ({"method": replace(DCGAN, penalty=partial(Held(), centre=1.0))}, "penalty"),
    ],
)
def test_refuses_the_checkpoint_of_another_training(changed, named, tmp_path):
    path = tmp_path / "run.safetensors"
    generator, critic = players()
    given = {"generator": generator, "critic": critic, "points": X, "labels": Y, "method": DCGAN}
    given |= {"iterations": 1, "batch": 16, "checkpoint": path}
    list(train(**given))
    with pytest.raises(ValueError, match=f"was left by a fit with {named} ") as refusal:
        train(**given | changed)
    assert "or name another checkpoint" in str(refusal.value)


@pytest.mark.parametrize(
    ("penalty", "other"),
    [
        (partial(Held(), centre=1.0), partial(Held(), centre=0.5)),
        (partial(Held(), centre=1.0), partial(Held(3.0), centre=1.0)),
        (Held(), Held(3.0)),
    ],
)
def test_a_penalty_with_settings_is_told_from_one_with_others(penalty, other, tmp_path):
    def begin(one):
        settings = {"iterations": 1, "batch": 16, "checkpoint": tmp_path / "run.safetensors"}
        method = replace(DCGAN, penalty=one)
        return list(train(*players(), X, Y, method=method, **settings))

    assert len(begin(penalty)) == 1
    assert begin(penalty) == []
    with pytest.raises(ValueError, match=r"was left by a fit with penalty .*Held"):
        begin(other)


def test_another_nonlinearity_is_another_architecture(tmp_path):
    """Their tensors have the same names, shapes and types."""

    def begin(nonlinearity):
        random = torch.Generator().manual_seed(0)
        generator = Perceptron(2, 2, (4,), nonlinearity=nonlinearity, generator=random)
        critic = MLP(2, (4,), generator=random)
        settings = {"iterations": 1, "batch": 16, "checkpoint": tmp_path / "run.safetensors"}
        return list(train(generator, critic, X, method=DCGAN, **settings))

    begin(leaky_relu)
    with pytest.raises(ValueError, match=r"with kind of generator .*leaky relu.* has .*tanh"):
        begin(tanh)
