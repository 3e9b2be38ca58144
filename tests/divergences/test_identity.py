"""What a function is known by, in this run and the next."""

import functools
import operator
import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from scipy.special import rel_entr

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


class Memo:
    """A decorator that is taken for a routine, as it has `__get__`."""

    def __init__(self, function, size):
        self.function, self.size = function, size

    def __call__(self, mu, nu):
        return self.function(mu, nu)

    def __get__(self, one, kind=None):
        return functools.partial(self, one)


def of_script(text, name="distance"):
    """Return what a script defines under a name."""
    script = {"__name__": "__main__", "np": np, "wasserstein": wasserstein}
    exec(text, script)
    return script[name]


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
        lambda k: functools.cache(scaled(k)),
        lambda k: Memo(wasserstein, k),
        lambda k: functools.update_wrapper(Memo(wasserstein, k), wasserstein),
        lambda k: functools.partial(wasserstein, order=k).__call__,
        lambda k: {1: k}.get,
        lambda k: functools.partial(wasserstein, cost=scaled(k)),
        lambda k: functools.partial(wasserstein, cost=[{"a": frozenset({"b", k})}]),
        lambda k: functools.partial(wasserstein, cost=operator.itemgetter(k)),
        lambda k: functools.partial(wasserstein, cost=10 ** (5000 + k)),  # too long for repr
        lambda k: [lambda mu, nu=1: nu, lambda mu, *, nu=1: nu][k - 1],
        lambda k: [lambda mu, *nu: nu, lambda mu, **nu: nu][k - 1],
        lambda k: functools.partial([lambda p=1, q=1: p, lambda q=1, p=1: q][k - 1], p=3),
    ],
)
def test_settings_and_code_tell_functions_apart(made):
    assert identity(made(1)) == identity(made(1))
    assert identity(made(1)) != identity(made(2))


def test_one_that_calls_itself_is_known_too():
    def distance(mu, nu):
        return distance(nu, mu) if mu > nu else nu - mu

    assert identity(distance) == identity(distance)


def calling_each_other(step):
    def distance(mu, nu):
        return other(nu, mu) if mu > nu else nu - mu

    def other(mu, nu):
        return distance(mu, nu) + step

    return distance


def test_two_that_call_each_other_are_known_by_both():
    assert identity(calling_each_other(1)) == identity(calling_each_other(1))
    assert identity(calling_each_other(1)) != identity(calling_each_other(2))


def test_one_that_holds_itself_is_known():
    own = Power([])
    own.order.append(own)
    assert identity(own) == identity(own)


def test_one_whose_variable_has_no_value_yet_is_known():
    def distance(mu, nu):
        return factor * wasserstein(mu, nu)

    before = identity(distance)
    assert before == identity(distance)
    factor = 2
    assert before != identity(distance)


def test_those_of_a_module_are_known_by_their_names():
    assert identity(wasserstein) == "divergences._wasserstein.wasserstein"
    assert identity(Power) == f"{__name__}.Power"
    assert identity(max) == "builtins.max"
    assert identity(np.add) == "numpy.add"
    assert identity(rel_entr) == "scipy.special.rel_entr"
    assert identity(np.linalg.norm) == "numpy.linalg.norm"
    assert identity(named) == f"{__name__}.named"


@functools.cache
def named(mu, nu):
    return wasserstein(mu, nu)


SCALED = "def distance(mu, nu): return S * wasserstein(mu, nu)"
TRIED = "def distance(mu, nu):\n    {}\n    except ValueError: return 1"
INNER = "def distance(mu, nu): return [S for _ in mu.points]"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"S = 1\n{SCALED}", f"S = 2\n{SCALED}"),
        (f"S = 1\n{INNER}", f"S = 2\n{INNER}"),
        (f"S = np.array([1])\n{SCALED}", f"S = np.array([2])\n{SCALED}"),
        (f"def S(): return 1\n{SCALED}", f"def S(): return 2\n{SCALED}"),
        (f"T = 1\ndef S(): return T\n{SCALED}", f"T = 2\ndef S(): return T\n{SCALED}"),
        (f"def S(): return distance, 1\n{SCALED}", f"def S(): return distance, 2\n{SCALED}"),
        (f"S = np\n{SCALED}", f"import math as S\n{SCALED}"),
        (f"{SCALED}\ndistance.size = 1", f"{SCALED}\ndistance.size = 2"),
        (TRIED.format("try: mu(); nu()"), TRIED.format("mu()\n    try: nu()")),
    ],
)
def test_code_and_globals_of_a_script_tell_its_functions_apart(first, second):
    assert identity(of_script(first)) == identity(of_script(first))
    assert identity(of_script(first)) != identity(of_script(second))


@pytest.mark.parametrize(
    "script",
    [
        "points = {}\ndef distance(mu, nu): return mu.points",  # a name of what is no global
        "S = {}\ndef distance(mu, nu):\n    global S\n    S += 1\n    return S",
    ],
)
def test_globals_that_a_distance_does_not_read_or_that_it_sets_are_not_looked_at(script):
    assert identity(of_script(script.format(1))) == identity(of_script(script.format(2)))


CLASS = """
import abc, functools
class Before(abc.ABC):
    def first(self): return 1
class Distance(Before):
    order = 2
    @property
    def factor(self): return 3
    @staticmethod
    def scale(): return 4
    @classmethod
    def other(cls): return 5
    @functools.cached_property
    def root(self): return 6
    def __call__(self, mu, nu): return 7
distance = Distance()
"""


@pytest.mark.parametrize("digit", range(1, 8))
def test_a_class_of_a_script_is_known_by_what_stands_in_it(digit):
    told = identity(of_script(CLASS))
    assert told.startswith("__main__.Distance of ")
    assert told == identity(of_script(CLASS))
    assert told != identity(of_script(CLASS.replace(str(digit), "9")))


def test_a_setting_of_a_script_is_known_by_its_code():
    first, second = (of_script(f"def inner(): return {k}", "inner") for k in (1, 2))
    told = {identity(functools.partial(wasserstein, cost=one)) for one in (first, second)}
    assert len(told) == 2


SCRIPT = """
import functools
from divergences._identity import identity
def distance(mu, nu):
    return mu in {"alpha", "beta", "gamma", "delta"}
print(identity(distance))
print(identity(lambda mu, nu: nu in {"alpha", "beta", "gamma", "delta"}))
words = frozenset({"alpha", "beta", "gamma", "delta", 1, None, frozenset({"epsilon", 2})})
print(identity(functools.partial(distance, words=[words, {1: 2, "a": 3}])))
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
    deep = []
    for _ in range(2000):
        deep = [deep]
    words = r"holds what cannot be pickled \({}.*; pass a function of a module, or leave out `out`"
    for held, why in [
        (threading.Lock(), "cannot pickle '_thread.lock' object"),
        (np.frompyfunc(max, 2, 1), "no module has max"),
        (deep, "maximum recursion depth exceeded"),
    ]:
        with pytest.raises(ValueError, match=words.format(why)):
            pairwise([[0.0], [1.0]], scaled(held), out=tmp_path / "d.npy")
