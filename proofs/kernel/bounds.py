"""Bounds: two doubles, rounded outward, and the number that lies between them."""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from flint import arb, ctx, fmpq


class Ends(NamedTuple):
    """A number is at least `lower` and at most `upper`; `how` says by which argument.

    `exact` holds both ends as Fractions where they are rational.
    """

    lower: float
    upper: float
    how: str
    exact: tuple[Fraction, Fraction] | None = None


def below(x: Any) -> float:
    """Return the largest double at most `x`, a Fraction or a ball of radius 0."""
    try:
        near = float(x)
    except OverflowError:
        near = math.inf if x > 0 else -math.inf
    return near if near <= x else math.nextafter(near, -math.inf)


def between(low: Fraction, high: Fraction, how: str) -> Ends:
    """Round two rational ends outward, and keep them."""
    return Ends(below(low), 0.0 - below(-high), how, (low, high))


def enclose(value: Callable[[], arb], how: str) -> Ends:
    """Evaluate in balls, doubling the precision until 60 bits are certain, at most 2^13 of it."""
    for doubling in range(7, 14):
        with ctx.workprec(2**doubling):
            ball = value()
            low, high = below(ball.lower()), 0.0 - below(-ball.upper())
        if ball.rel_accuracy_bits() >= 60:
            break
    if not low <= high:
        raise ValueError(f"no number is at least {low} and at most {high}: nothing proved")
    return Ends(low, high, how)


def rooted(low: Fraction, high: Fraction, order: float, how: str) -> Ends:
    """Return the ends to the power 1 / order."""
    if order == 1:
        return between(low, high, how)
    a, b = (enclose(partial(root, fmpq(*x.as_integer_ratio()), order), how) for x in (low, high))
    return Ends(a.lower, b.upper, how)


def root(x: Any, order: float) -> arb:
    """Return x to the power 1 / order."""
    return arb(x) if arb(x).is_zero() else arb(x) ** (1 / arb(order))
