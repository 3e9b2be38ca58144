"""Balls that refuse to guess: a comparison that two balls do not decide is an error."""

from collections.abc import Callable
from typing import Any

from flint import arb


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


def _lifted(name: str) -> Callable[..., Strict]:
    return lambda self, *args: Strict(getattr(self.ball, name)(*map(bare, args)))


def _decided(name: str, opposite: str) -> Callable[[Strict, Any], bool]:
    def decide(self: Strict, other: Any) -> bool:
        yes, no = (getattr(self.ball, sign)(arb(bare(other))) for sign in (name, opposite))
        if yes == no:
            raise ArithmeticError(f"the balls {self.ball} and {bare(other)} do not decide {name}")
        return bool(yes)

    return decide


for _name in [
    "add",
    "radd",
    "sub",
    "rsub",
    "mul",
    "rmul",
    "truediv",
    "rtruediv",
    "pow",
    "rpow",
    "neg",
    "abs",
]:
    setattr(Strict, f"__{_name}__", _lifted(f"__{_name}__"))
for _name in ["log", "log1p", "exp", "expm1", "sqrt"]:  # which NumPy calls for an object
    setattr(Strict, _name, _lifted(_name))
for _name, _opposite in ("lt", "ge"), ("le", "gt"), ("gt", "le"), ("ge", "lt"), ("eq", "ne"):
    setattr(Strict, f"__{_name}__", _decided(f"__{_name}__", f"__{_opposite}__"))
