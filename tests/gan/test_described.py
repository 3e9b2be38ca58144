"""What tells architectures and functions apart has no addresses: it is the same everywhere."""

import enum
import os
import subprocess
import sys
from functools import partial

import pytest
import torch
from torch import nn

from gan import ARCHITECTURES
from gan._described import DEPTH, described, of_parts
from gan.nonlinearities import leaky_relu, relu


class Colour(enum.Enum):
    RED = 1


class Loop:
    """An object that holds itself."""

    def __init__(self):
        self.size, self.itself, self._secret = 3, self, object()


SCRIPT = """
import torch
from gan import ARCHITECTURES
from gan._described import of_parts
shape = ARCHITECTURES["A"]
random = torch.Generator().manual_seed(0)
print(of_parts("generator", shape.generator(random)) | of_parts("critic", shape.critic(random)))
"""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (torch.float32, "torch.float32"),
        (Colour.RED, "<Colour.RED: 1>"),
        (torch.relu, "torch._VariableFunctionsClass.relu"),
        (nn.Linear, "torch.nn.modules.linear.Linear"),
        ([1, (2.0, "a")], "[1, [2.0, 'a']]"),
        ({"b", "a"}, "['a', 'b']"),
        ({"b": 2, "a": 1}, "(a=1, b=2)"),
        (partial(torch.relu, 3, a=1), "torch._VariableFunctionsClass.relu(0=3, a=1)"),
        (nn.LeakyReLU(0.25), "torch.nn.modules.activation.LeakyReLU(inplace=False, neg"),
        (leaky_relu, "gan.nonlinearities.Nonlinearity(function=gan.nonlinearities._leaky, name='l"),
    ],
)
def test_a_value_is_said_in_words(value, words):
    assert described(value).startswith(words)


def test_the_mode_and_what_is_private_are_no_settings():
    norm = nn.BatchNorm1d(3)
    words = described(norm)
    assert described(norm.eval()) == words
    assert described(nn.BatchNorm1d(3, eps=1e-3)) != words
    assert "_secret" not in described(Loop())


def test_tensors_that_are_settings_are_told_apart_by_their_entries():
    first = torch.zeros(3, requires_grad=True)
    assert described(first) == described(torch.zeros(3)) != described(torch.ones(3))


def test_an_object_that_holds_itself_is_said_to_a_depth():
    assert described(Loop()).count("size=3") == DEPTH


def test_every_part_has_its_name():
    words = of_parts("critic", nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.ReLU())))
    assert words["critic"].startswith("0.weight (3, 2) torch.float32, 0.bias (3,)")
    assert words["parts of critic"] == "0, 1, 1.0"
    assert {"kind of critic", "critic.0", "critic.1", "critic.1.0"} < words.keys()
    assert "in_features=2" in words["critic.0"]


def test_another_nonlinearity_changes_the_words_and_no_shape():
    first, second = (
        of_parts("critic", ARCHITECTURES["A"].critic(torch.Generator().manual_seed(0)))
        for _ in range(2)
    )
    assert first == second
    assert described(relu) != described(leaky_relu)


def test_the_words_are_the_same_in_every_process():
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert "0x" not in found.pop()
