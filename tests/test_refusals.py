"""Bad input is refused: every public function, every argument of arrays or numbers, every kind.

The refusal is a ValueError whose message names the argument, the number (or the kind) that is
wrong, and what to do about it. A public function without a row here fails a test.
"""

import importlib.util
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

import divergences as dv

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="torch is not installed"
)
CURE = re.compile(
    r"\b(pass|give|use|remove|replace|divide|detach|drop|align|convert|round|choose|make|clip|"
    r"say|write|call|take|reindex|compare|lower|raise|move|set|need|needs|want|wants|must)\b|"
    r"normalize=True|are >= 0|at least|at most 0|above 0|positive|\.\w+\(",
    flags=re.IGNORECASE,
)


# --- What is given: kinds of arguments, each with a good value. -------------------------------

LAW = np.array([0.5, 0.25, 0.25])
POINTS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
LINE = np.array([0.0, 1.0, 3.0])
COSTS = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]])
COVARIANCE = np.array([[2.0, 0.5], [0.5, 1.0]])
JOINT = np.array([[0.25, 0.25], [0.25, 0.25]])
LOGS = np.log(LAW)
SAMPLES = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 1.0], [2.0, 1.5], [1.0, 3.0], [0.25, 0.75]])


@dataclass(frozen=True)
class Slot:
    """One argument: how the messages may call it, a good value, and which wrongs apply to it."""

    names: tuple[str, ...]
    good: Any
    traits: frozenset[str]


def law(name):
    return Slot((name,), LAW, frozenset({"numbers", "law", "finite"}))


def points(name, good=POINTS):
    return Slot((name, "points"), good, frozenset({"numbers", "points", "finite"}))


def array(name, good, *traits):
    return Slot((name,), good, frozenset({"numbers", *traits}))


def number(name, good, *wrong):
    return Slot((name,), good, frozenset({"number", *wrong}))


@dataclass(frozen=True)
class Row:
    """A public function: its arguments in order, with what else it needs to be called."""

    slots: tuple[Slot, ...]
    call: Callable[..., Any]


def row(*slots, call):
    return Row(slots, call)


def of_laws(function):
    return row(law("p"), law("q"), call=function)


EUCLIDEAN = dv.costs.euclidean
MU, NU = points("mu"), points("nu")
EPS = number("eps", 0.5, "above 0")
LEVEL = number("level", 0.95, "between 0 and 1")
BANDWIDTH = number("bandwidth", 1.0, "above 0")
MEAN_P, MEAN_Q = (array(name, np.zeros(2), "finite") for name in ("mean_p", "mean_q"))
COV_P, COV_Q = (array(name, COVARIANCE, "finite") for name in ("cov_p", "cov_q"))
X, Y = points("x", SAMPLES), points("y", SAMPLES + 0.5)


def rows():
    """The table. Functions are looked up when it is made, by their public names."""
    kernel = dv.kernels.gaussian(1.0)
    return {
        **{
            name: of_laws(getattr(dv, name))
            for name in ("kl", "js", "js_distance", "tv", "hellinger", "hellinger_squared", "chi2")
        },
        "renyi": row(law("p"), law("q"), number("order", 2.0, "at least 0"), call=dv.renyi),
        "f_divergence": row(
            law("p"),
            law("q"),
            call=lambda p, q: dv.f_divergence(
                p, q, lambda t: (t - 1) ** 2, at_zero=1.0, slope_at_infinity=np.inf
            ),
        ),
        "entropy": row(law("p"), call=dv.entropy),
        "cross_entropy": of_laws(dv.cross_entropy),
        "mutual_information": row(
            array("joint", JOINT, "finite", "negative", "sum"), call=dv.mutual_information
        ),
        "kl_from_logs": row(array("log_p", LOGS), array("log_q", LOGS), call=dv.kl_from_logs),
        "Measure": row(
            Slot(("points",), POINTS, frozenset({"numbers", "points", "finite"})),
            Slot(("weights",), LAW, frozenset({"numbers", "law", "finite"})),
            call=dv.Measure,
        ),
        "wasserstein": row(
            MU,
            NU,
            number("order", 1.0, "at least 1"),
            call=lambda mu, nu, order: dv.wasserstein(mu, nu, order=order),
        ),
        "wasserstein_histogram": row(
            law("p"),
            law("q"),
            Slot(("support",), LINE, frozenset({"numbers", "points", "finite"})),
            number("order", 1.0, "at least 1"),
            call=lambda p, q, support, order: dv.wasserstein_histogram(p, q, support, order=order),
        ),
        "pairwise": row(
            Slot(("points",), POINTS, frozenset({"numbers", "points", "finite"})),
            call=lambda points: dv.pairwise([points, points]),
        ),
        "transport": row(MU, NU, call=lambda mu, nu: dv.transport(mu, nu, EUCLIDEAN)),
        "transport_matrix": row(
            law("a"), law("b"), array("M", COSTS, "finite"), call=dv.transport_matrix
        ),
        "sinkhorn": row(
            MU, NU, EPS, call=lambda mu, nu, eps: dv.sinkhorn(mu, nu, EUCLIDEAN, eps=eps)
        ),
        "sinkhorn_divergence": row(
            MU, NU, EPS, call=lambda mu, nu, eps: dv.sinkhorn_divergence(mu, nu, EUCLIDEAN, eps=eps)
        ),
        "sliced_wasserstein": row(
            MU,
            NU,
            array("directions", np.eye(2), "finite"),
            number("order", 1.0, "at least 1"),
            call=lambda mu, nu, directions, order: dv.sliced_wasserstein(
                mu, nu, directions, order=order
            ),
        ),
        "energy_distance": row(MU, NU, call=dv.energy_distance),
        "mmd": row(MU, NU, call=lambda mu, nu: dv.mmd(mu, nu, kernel)),
        "gaussian_kl": row(MEAN_P, COV_P, MEAN_Q, COV_Q, call=dv.gaussian_kl),
        "gaussian_wasserstein": row(MEAN_P, COV_P, MEAN_Q, COV_Q, call=dv.gaussian_wasserstein),
        "estimate_mmd_squared": row(
            X,
            Y,
            LEVEL,
            call=lambda x, y, level: dv.estimate_mmd_squared(x, y, kernel, level=level),
        ),
        "estimate_sliced_wasserstein": row(
            X,
            Y,
            number("order", 1.0, "at least 1"),
            number("n_directions", 4, "count"),
            LEVEL,
            call=lambda x, y, order, n_directions, level: dv.estimate_sliced_wasserstein(
                x,
                y,
                order=order,
                n_directions=n_directions,
                rng=np.random.default_rng(0),
                level=level,
            ),
        ),
        **{
            f"kernels.{name}": row(BANDWIDTH, call=getattr(dv.kernels, name))
            for name in ("gaussian", "laplace")
        },
        "threads": row(number("count", 1, "count"), call=dv.threads),
    }


# No arguments that are arrays of numbers, or their own tests of refusals: the reason is written.
ELSEWHERE = {
    "CATALOGUE": "a dict",
    "divergence": "a decorator, tested where the catalogue is",
    "prove": "takes the functions of the table: a test of its own below",
    "load": "reads files: refuses them in words, tested with the files it reads",
    "costs": "a module of costs, tested with transport",
    "kernels": "a module of kernels, tested with mmd",
    "testing": "for Hypothesis; imported by name",
}


# --- What is wrong with it: each kind makes a bad value, and what the message must contain. ----


@dataclass(frozen=True)
class Wrong:
    """A kind of bad input, and what its refusal has to mention."""

    name: str
    trait: str
    spoil: Callable[[Any], Any]
    mentions: str


def with_first(value):
    def spoil(good):
        bad = np.array(good, dtype=float)
        bad.flat[0] = value
        return bad

    return spoil


def torch_of(dtype, **settings):
    def spoil(good):
        import torch

        return torch.tensor(np.asarray(good), dtype=getattr(torch, dtype), **settings)

    return spoil


WRONGS = (
    Wrong("NaN", "numbers", with_first(np.nan), "nan"),
    Wrong("infinity", "finite", with_first(np.inf), "inf"),
    Wrong("a negative entry", "law", with_first(-0.25), r"-0\.25"),
    Wrong("a negative entry", "negative", with_first(-0.25), r"-0\.25"),
    Wrong("a sum off 1", "law", lambda good: good * 1.125, r"1\.125"),
    Wrong("a sum off 1", "sum", lambda good: good * 1.125, r"1\.125"),
    Wrong("a sum of 0", "law", lambda good: good * 0, r"\b0(\.0)?\b"),
    Wrong("nothing", "numbers", lambda good: np.asarray(good)[:0], "empty|0"),
    Wrong("complex", "numbers", lambda good: good + 1j, "complex128"),
    Wrong("bool", "numbers", lambda good: np.asarray(good) > 0, "bool"),
    Wrong("object", "numbers", lambda good: np.asarray(good).astype(object), "object"),
    Wrong("strings", "numbers", lambda good: np.asarray(good).astype(str), "<U|str"),
    Wrong("a string", "numbers", lambda good: "numbers", "<U|str"),
    Wrong("None", "numbers", lambda good: np.array(None), "object"),
    Wrong("float16", "numbers", lambda good: np.asarray(good).astype(np.float16), "float16"),
    Wrong("sparse", "numbers", lambda good: scipy.sparse.coo_array(np.atleast_2d(good)), "sparse"),
    Wrong("masked", "numbers", lambda good: np.ma.masked_equal(good, np.max(good)), "masked"),
    Wrong("ragged", "numbers", lambda good: [[0.5], [0.25, 0.25]], "array"),
    Wrong("too many axes", "points", lambda good: np.zeros((2, 3, 2)), r"\(2, 3, 2\)"),
)
OF_TORCH = (
    Wrong("bfloat16", "numbers", torch_of("bfloat16"), "bfloat16"),
    Wrong("half", "numbers", torch_of("float16"), "float16"),
    Wrong("requires grad", "numbers", torch_of("float64", requires_grad=True), "detach"),
)
OF_NUMBERS = (
    Wrong("0", "above 0", lambda good: 0.0, r"\b0(\.0)?\b"),
    Wrong("-0.5", "above 0", lambda good: -0.5, r"-0\.5"),
    Wrong("NaN", "above 0", lambda good: float("nan"), "nan"),
    Wrong("infinity", "above 0", lambda good: float("inf"), "inf"),
    Wrong("0.5", "at least 1", lambda good: 0.5, r"0\.5"),
    Wrong("NaN", "at least 1", lambda good: float("nan"), "nan"),
    Wrong("-1", "at least 1", lambda good: -1.0, "-1"),
    Wrong("-1", "at least 0", lambda good: -1.0, "-1"),
    Wrong("NaN", "at least 0", lambda good: float("nan"), "nan"),
    Wrong("0", "between 0 and 1", lambda good: 0.0, r"\b0(\.0)?\b"),
    Wrong("1", "between 0 and 1", lambda good: 1.0, r"\b1(\.0)?\b"),
    Wrong("NaN", "between 0 and 1", lambda good: float("nan"), "nan"),
    Wrong("0", "count", lambda good: 0, r"\b0\b"),
    Wrong("-1", "count", lambda good: -1, "-1"),
    Wrong("1.5", "count", lambda good: 1.5, r"1\.5"),
    Wrong("True", "count", lambda good: True, "True"),
    Wrong("a string", "number", lambda good: "large", "large|str"),
    Wrong("None", "number", lambda good: None, "None"),
    Wrong("complex", "number", lambda good: 1j, "1j|complex"),
)

TABLE = rows()


def product(wrongs):
    for name, entry in TABLE.items():
        for place, slot in enumerate(entry.slots):
            for wrong in wrongs:
                if wrong.trait in slot.traits:
                    yield pytest.param(
                        entry, place, wrong, id=f"{name}-{slot.names[0]}-{wrong.name}"
                    )


def refusal_of(entry, place, wrong):
    arguments = [slot.good for slot in entry.slots]
    arguments[place] = wrong.spoil(arguments[place])
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 (the message: `assert_helps`)
        entry.call(*arguments)
    return str(refusal.value)


def assert_helps(message, names, mentions):
    assert any(re.search(rf"\b{name}\b", message) for name in names), f"which argument? {message}"
    assert re.search(mentions, message), f"which number or kind? {message}"
    assert CURE.search(message), f"what to do? {message}"


@pytest.mark.parametrize("name", TABLE)
def test_the_table_itself_is_accepted(name):
    entry = TABLE[name]
    entry.call(*(slot.good for slot in entry.slots))


@pytest.mark.parametrize(("entry", "place", "wrong"), [*product(WRONGS + OF_NUMBERS)])
def test_refuses_and_says_which_argument_what_number_and_the_cure(entry, place, wrong):
    assert_helps(refusal_of(entry, place, wrong), entry.slots[place].names, wrong.mentions)


@needs_torch
@pytest.mark.parametrize(("entry", "place", "wrong"), [*product(OF_TORCH)])
def test_refuses_tensors_that_would_lose_digits_or_gradients(entry, place, wrong):
    assert_helps(refusal_of(entry, place, wrong), entry.slots[place].names, wrong.mentions)


# --- Arguments that do not fit each other. ----------------------------------------------------

OF_PAIRS = [
    name for name, entry in TABLE.items() if {"p", "q"} <= {s.names[0] for s in entry.slots}
]
OF_MEASURES = [
    name for name, entry in TABLE.items() if {"mu", "nu"} <= {s.names[0] for s in entry.slots}
]


def call_with(name, *first):
    entry = TABLE[name]
    return entry.call(*first, *(slot.good for slot in entry.slots[len(first) :]))


@pytest.mark.parametrize("name", OF_PAIRS)
def test_refuses_laws_on_different_numbers_of_outcomes(name):
    with pytest.raises(ValueError, match=r"3.*2|2.*3") as refusal:
        call_with(name, LAW, [0.5, 0.5])
    assert CURE.search(str(refusal.value))


@pytest.mark.parametrize("name", OF_PAIRS)
def test_does_not_broadcast_the_axis_of_outcomes(name):
    with pytest.raises(ValueError, match=r"3.*1|1.*3"):
        call_with(name, LAW, [1.0])


@pytest.mark.parametrize("name", OF_PAIRS)
def test_refuses_pandas_objects_whose_indexes_differ(name):
    p, q = pd.Series(LAW, index=list("abc")), pd.Series(LAW, index=list("cab"))
    with pytest.raises(ValueError, match="index") as refusal:
        call_with(name, p, q)
    assert CURE.search(str(refusal.value))


@pytest.mark.parametrize("name", OF_PAIRS)
def test_accepts_pandas_objects_of_one_index(name):
    p = pd.Series(LAW, index=list("abc"))
    assert call_with(name, p, p) == call_with(name, LAW, LAW)


@pytest.mark.parametrize("name", ["kl", "js", "js_distance", "tv", "hellinger", "chi2"])
def test_refuses_a_measure_beside_a_vector(name):
    with pytest.raises(ValueError, match="Measure") as refusal:
        call_with(name, dv.Measure(LINE), LAW)
    assert CURE.search(str(refusal.value))


@pytest.mark.parametrize("name", OF_MEASURES)
def test_refuses_measures_of_different_dimensions(name):
    with pytest.raises(ValueError, match=r"2.*3"):
        call_with(name, POINTS, np.zeros((3, 3)))


@pytest.mark.parametrize("name", [n for n in OF_MEASURES if n != "sliced_wasserstein"])
def test_refuses_probability_vectors_in_place_of_points(name):
    with pytest.raises(ValueError, match="these are probability vectors"):
        call_with(name, LAW, LAW)


def test_refuses_weights_that_are_not_as_many_as_the_points():
    with pytest.raises(ValueError, match="3 points and 2 weights; give"):
        dv.Measure(POINTS, [0.5, 0.5])


def test_refuses_a_cost_matrix_of_another_shape():
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(3, 3\)|\(3, 3\).*\(2, 3\)"):
        dv.transport_matrix(LAW, LAW, COSTS[:2])


def test_refuses_a_support_that_is_not_as_long_as_the_laws():
    with pytest.raises(ValueError, match=r"2.*3|3.*2"):
        dv.wasserstein_histogram(LAW, LAW, LINE[:2])


def test_says_axis_0_where_that_axis_sums_to_1():
    columns = np.array([[0.5, 0.25, 0.125], [0.5, 0.75, 0.875]])
    with pytest.raises(ValueError, match="axis=0"):
        dv.kl(columns, columns)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in OF_PAIRS
        if "normalize" in inspect.signature(getattr(dv, name)).parameters
        and name != "f_divergence"  # whose generator is a third argument
    ],
)
def test_normalize_still_refuses_a_sum_that_is_not_positive_and_finite(name):
    parameters = inspect.signature(getattr(dv, name)).parameters.values()
    positional = [p for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    rest = [slot.good for slot in TABLE[name].slots[2 : len(positional)]]
    for bad in (np.zeros(3), np.array([np.inf, 1.0, 1.0]), np.array([-1.0, 1.0, 1.0])):
        with pytest.raises(ValueError, match="p"):
            getattr(dv, name)(bad, LAW, *rest, normalize=True)


@pytest.mark.parametrize("name", ["kl", "js", "tv", "wasserstein_histogram", "transport_matrix"])
def test_prove_refuses_what_the_function_refuses(name):
    entry = TABLE[name]
    arguments = [slot.good for slot in entry.slots if "number" not in slot.traits]
    for wrong in WRONGS:
        if wrong.trait in entry.slots[0].traits:
            with pytest.raises(ValueError, match=entry.slots[0].names[0]):
                dv.prove(getattr(dv, name), wrong.spoil(LAW), *arguments[1:])


def test_every_public_function_has_a_row():
    public = {
        name
        for name, thing in vars(dv).items()
        if not name.startswith("_") and (inspect.isfunction(thing) or inspect.isclass(thing))
    }
    results = {
        name
        for name in public
        if inspect.isclass(getattr(dv, name)) and name != "Measure"  # made by us, not by users
    }
    missing = public - set(TABLE) - set(ELSEWHERE) - results
    assert missing == set(), f"add a row to `rows` in {__file__} for each of these"
