"""Balls that refuse to guess: a comparison that two balls do not decide is an error."""

from collections.abc import Callable
from typing import Any

LIFTED = "__add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ __rtruediv__ __pow__"
OTHERS = "__rpow__ __neg__ __abs__ log log1p exp expm1 sqrt"  # NumPy calls the last five
OPPOSED = {f"__{x[:2]}__": f"__{x[2:]}__" for x in ("ltge", "legt", "gtle", "gelt", "eqne", "neeq")}


class Strict:
    """A ball with the arithmetic of `arb`; its comparisons are true, false, or an error."""

    def __init__(self, ball: Any) -> None:
        self.ball = ball


def _lift(name: str) -> Callable[..., Any]:
    def method(self: Strict, *others: Any) -> Any:
        given = [getattr(other, "ball", other) for other in others]
        value = getattr(self.ball, name)(*given)
        if name not in OPPOSED:
            return Strict(value)
        if value == getattr(self.ball, OPPOSED[name])(*given):
            raise ArithmeticError(f"the balls {self.ball} and {given[0]} do not decide {name}")
        return value

    return method


for _name in [*LIFTED.split(), *OTHERS.split(), *OPPOSED]:
    setattr(Strict, _name, _lift(_name))
Strict.__bool__ = lambda self: self != 0  # type: ignore[attr-defined]
