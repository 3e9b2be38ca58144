"""Bounds: two doubles, rounded outward, and the number that lies between them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from os.path import commonprefix
from typing import Any

from flint import arb, ctx, fmpq


@dataclass(frozen=True, eq=False)
class Bounds:
    """A number known to be at least `lower` and at most `upper`; `how` says by which argument.

    `exact` holds both ends as Fractions where they are rational. An end may be infinite:
    ``Bounds(inf, inf, ...)`` proves an infinity. Ends in the wrong order, or NaN, are refused.
    """

    lower: float
    upper: float
    how: str
    exact: tuple[Fraction, Fraction] | None = None

    def __post_init__(self) -> None:
        low, high = self.exact or (self.lower, self.upper)
        if not self.lower <= low <= high <= self.upper:
            raise ValueError(f"no number is at least {low!r} and at most {high!r}: nothing proved")

    @property
    def width(self) -> float:
        """The distance between the ends: 0 where the number is known."""
        return 0.0 if self.lower == self.upper else self.upper - self.lower

    def as_dict(self) -> dict[str, Any]:
        """Return the ends and the argument, for JSON."""
        return {"lower": self.lower, "upper": self.upper, "how": self.how}

    def __float__(self) -> float:
        return self.lower + self.width / 2  # the middle

    def __str__(self) -> str:  # the digits both share, then where they part; 17 name a double
        low, high = f"{self.lower:#.17g}", f"{self.upper:#.17g}"
        cut = len(commonprefix([low, high]))  # noqa: RUF071 - digits are what it compares
        return low[:cut] + (f"[{low[cut:]}, {high[cut:]}]" if low != high else "")


def below(x: Any) -> float:
    """Return the largest double at most `x`, a Fraction or a ball of radius 0."""
    try:
        near = float(x)
    except OverflowError:
        near = math.inf if x > 0 else -math.inf
    return near if near <= x else math.nextafter(near, -math.inf)


def between(low: Fraction, high: Fraction, how: str) -> Bounds:
    """Round two rational ends outward, and keep them."""
    return Bounds(below(low), 0.0 - below(-high), how, (low, high))


def enclose(value: Callable[[], arb], how: str) -> Bounds:
    """Evaluate in balls, doubling the precision until 60 bits are certain, at most 2^13 of it."""
    for doubling in range(7, 14):
        with ctx.workprec(2**doubling):
            ball = value()
            low, high = below(ball.lower()), 0.0 - below(-ball.upper())
        if ball.rel_accuracy_bits() >= 60:
            break
    return Bounds(low, high, how)


def rational(x: Fraction) -> fmpq:
    """Return the same number, as balls take it."""
    return fmpq(x.numerator, x.denominator)


def rooted(low: Fraction, high: Fraction, order: float, how: str) -> Bounds:
    """Return the ends to the power 1 / order."""
    if order == 1:
        return between(low, high, how)
    least, most = (enclose(partial(root, rational(x), order), how) for x in (low, high))
    return Bounds(least.lower, most.upper, how)


def root(x: Any, order: float) -> arb:
    """Return x to the power 1 / order."""
    return arb(x) if arb(x).is_zero() else arb(x) ** (1 / arb(order))
