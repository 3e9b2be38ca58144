"""A training that was interrupted comes to the same weights, bit for bit."""

import itertools

import pytest
import torch

from gan import DCGAN, METHODS, WGAN_CP, train
from tests.gan.players import Critic, Generator, halves, ring

X = ring()
Y = halves(X)


def players(**made):
    return Generator(classes=2, norm=torch.nn.BatchNorm1d, **made), Critic(classes=2, **made)


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
