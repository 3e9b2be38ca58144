"""What a function is known by, in this run and the next."""

import functools
import os
import subprocess
import sys

import numpy as np
import pytest

from divergences import kl, pairwise, wasserstein
from divergences._identity import identity


class Power:
    def __init__(self, order):
        self.order = order

    def __call__(self, mu, nu):
        return wasserstein(mu, nu, order=self.order)

    def other(self, mu, nu):
        return self(mu, nu)


def scaled(factor):
    return lambda mu, nu: factor * wasserstein(mu, nu)


def through(function):
    return lambda mu, nu: function(mu, nu)


def weights(last):
    return np.append(np.zeros(2000), last)


@pytest.mark.parametrize(
    "made",
    [
        lambda k: functools.partial(wasserstein, order=k),
        lambda k: functools.partial(scaled, weights(k)),
        Power,
        lambda k: Power(k).other,
        scaled,
        lambda k: through([wasserstein, kl][k - 1]),
        lambda k: [lambda mu, nu: 1.0, lambda mu, nu: 2.0][k - 1],
        lambda k: [lambda mu, nu: mu.mean(), lambda mu, nu: mu.std()][k - 1],
        lambda k: [lambda mu, nu: mu in {1, 2}, lambda mu, nu: mu in {1, 3}][k - 1],
        lambda k: [lambda mu, nu: [t + 1 for t in mu], lambda mu, nu: [t + 2 for t in mu]][k - 1],
        lambda k: [lambda mu, nu, p=1: p, lambda mu, nu, p=2: p][k - 1],
    ],
)
def test_settings_and_code_tell_functions_apart(made):
    assert identity(made(1)) == identity(made(1))
    assert identity(made(1)) != identity(made(2))


def test_one_that_calls_itself_is_known_too():
    def distance(mu, nu):
        return distance(nu, mu) if mu > nu else nu - mu

    assert identity(distance) == identity(distance)


def test_those_of_a_module_are_known_by_their_names():
    assert identity(wasserstein) == "divergences._wasserstein.wasserstein"
    assert identity(Power) == f"{__name__}.Power"
    assert identity(max) == "builtins.max"


SCRIPT = """
from divergences._identity import identity
def distance(mu, nu):
    return mu in {"alpha", "beta", "gamma", "delta"}
print(identity(distance))
print(identity(lambda mu, nu: nu in {"alpha", "beta", "gamma", "delta"}))
"""


def test_those_of_a_script_are_the_same_in_the_next_run():
    told = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1
    first, second = told.pop().split("\n")[:2]
    assert first.startswith("__main__.distance of ")
    assert first != second


def test_one_that_holds_what_cannot_be_pickled_is_refused_where_that_matters(tmp_path):
    distance = scaled(open(os.devnull))  # noqa: SIM115
    words = r"holds what cannot be pickled .*; pass a function of a module, or leave out `out`"
    with pytest.raises(ValueError, match=words):
        pairwise([[0.0], [1.0]], distance, out=tmp_path / "d.npy")
    distance.__closure__[0].cell_contents.close()
