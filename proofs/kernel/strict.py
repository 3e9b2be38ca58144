"""Balls that refuse to guess: a comparison that two balls do not decide is an error."""

from collections.abc import Callable
from typing import Any

from flint import arb

LIFTED = "__add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ __rtruediv__ __pow__"
METHODS = f"{LIFTED} __rpow__ __neg__ __abs__ log log1p exp expm1 sqrt"  # NumPy calls the last
OPPOSITES = {"__lt__": "__ge__", "__le__": "__gt__", "__gt__": "__le__", "__ge__": "__lt__"}


class Strict:
    """A ball with the arithmetic of `arb`; its comparisons are true, false, or an error."""

    def __init__(self, ball: Any) -> None:
        self.ball = ball


def bare(x: Any) -> Any:
    """Return the ball inside."""
    return x.ball if isinstance(x, Strict) else x


def strictly(f: Callable[[Any], Any], x: arb) -> arb:
    """Return f(x), for an f of arithmetic and decided comparisons."""
    return arb(bare(f(Strict(x))))


def _compare(self: Strict, other: Any, name: str) -> bool:
    yes, no = (getattr(self.ball, sign)(arb(bare(other))) for sign in (name, OPPOSITES[name]))
    if yes == no:
        raise ArithmeticError(f"the balls {self.ball} and {bare(other)} do not decide {name}")
    return bool(yes)


for _name in METHODS.split():
    _method = lambda x, *y, _do=_name: Strict(getattr(x.ball, _do)(*map(bare, y)))  # noqa: E731
    setattr(Strict, _name, _method)
for _name in OPPOSITES:
    setattr(Strict, _name, lambda x, y, _do=_name: _compare(x, y, _do))
