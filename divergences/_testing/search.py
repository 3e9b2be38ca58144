"""Looking for a counterexample, and saying what it is."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from divergences import Measure, prove

Distance = Callable[[Any, Any], Any]


class Counterexample(AssertionError):  # noqa: N818 - what it is, not an error of ours
    """A law that a distance breaks, and the arguments where it does.

    Attributes
    ----------
    law : str
        The law broken, and how.
    arguments : tuple
        The arguments, shrunk.
    """

    def __init__(self, law: str, arguments: tuple[Any, ...]) -> None:
        super().__init__("\n".join([law, *(f"  {shown(argument)}" for argument in arguments)]))
        self.law = law
        self.arguments = arguments


def search(
    law: Callable[[Any], None], examples: st.SearchStrategy[Any], max_examples: int | None
) -> None:
    """Try `law` on `max_examples` examples (None: as the profile says) and raise the least failure.

    Nothing is stored between runs; `derandomize` is taken from the loaded Hypothesis profile.
    """
    count = settings().max_examples if max_examples is None else max_examples

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(examples)
    def holds(example: Any) -> None:
        law(example)

    holds()


def value(function: Distance, first: Any, second: Any) -> float:
    """Return ``function(first, second)`` as a float; what is not a distance is a counterexample.

    An OverflowError stands for inf.
    """
    name, given_to = name_of(function), (copied(first), copied(second))
    try:
        found = float(function(*given_to))
    except OverflowError:
        return math.inf
    except Exception as error:
        law = f"{name} has a value; it raised {type(error).__name__}: {error}"
        raise Counterexample(law, (first, second)) from error
    if not same(given_to, (first, second)):
        raise Counterexample(f"{name} leaves its arguments as they are", (first, second))
    if math.isnan(found) or np.signbit(found):
        raise Counterexample(f"{name} is at least 0; it is {found}", (first, second))
    return found


def enclosure(like: Callable[..., Any], first: Any, second: Any) -> tuple[float, float]:
    """Return two floats around ``like(first, second)``, by `divergences.prove`."""
    if isinstance(like, partial):
        bounds = prove(like.func, first, second, *like.args, **like.keywords)
    else:
        bounds = prove(like, first, second)
    return bounds.lower, bounds.upper


def close(found: float, lower: float, upper: float, *, relative: float, absolute: float) -> bool:
    """Whether `found` is in [lower, upper], widened by the slack and the least positive double."""
    if found in (lower, upper):  # and inf is in [inf, inf]
        return True
    slack = absolute + math.ulp(0.0)
    return lower * (1 - relative) - slack <= found <= upper * (1 + relative) + slack


def name_of(function: Callable[..., Any]) -> str:
    """Return how a message calls a function."""
    if isinstance(function, partial):
        settings_ = ", ".join(f"{key}={setting!r}" for key, setting in function.keywords.items())
        return f"{name_of(function.func)}({settings_})"
    return str(getattr(function, "__name__", function))


def shown(argument: Any) -> str:
    """Write an argument so that it can be pasted into a test."""
    if isinstance(argument, np.ndarray):
        return f"np.array({argument.tolist()})"
    if isinstance(argument, Measure):
        points = (argument.points[:, 0] if argument.dimension == 1 else argument.points).tolist()
        weights = "" if argument.uniform else f", {argument.weights.tolist()}, normalize=True"
        return f"Measure({points}{weights})"
    return repr(argument)


def copied(argument: Any) -> Any:
    """Return a copy of an array; anything else as it is."""
    return argument.copy() if isinstance(argument, np.ndarray) else argument


def same(first: tuple[Any, ...], second: tuple[Any, ...]) -> bool:
    """Whether arrays are equal entry by entry; what is not an array is frozen, and is not read."""
    pairs = zip(first, second, strict=True)
    return all(np.array_equal(x, y) for x, y in pairs if isinstance(x, np.ndarray))
