"""Formulas: a small part of Python's expressions, read as real numbers.

Integers, names, ``+ - * /``, ``**`` with integer powers, ``log(a)``, ``xlog(a, b)`` (a log b, and 0
where a is 0) and ``total(a)``, which adds `a` over the places of a space: a sum, or an integral.
A name that ends in ``_i`` is a function of the place; every other name is one number.
"""

import ast
from collections.abc import Mapping
from itertools import chain
from math import prod
from operator import add, mul, sub, truediv
from typing import Any

from flint import arb, ctx, fmpq_mpoly_ctx

SIDES = {ast.GtE: ">=", ast.Gt: ">", ast.Eq: "=="}
ACTS = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv}
RING = fmpq_mpoly_ctx.get([f"x{k}" for k in range(64)], "lex")


class NotProved(ValueError):  # noqa: N818  (the word of DESIGN.md)
    """The evidence given does not establish what it should."""


def parse(text: str) -> Any:
    """Return the syntax tree of a formula."""
    return ast.parse(text, mode="eval").body


def sides(text: str) -> tuple[str, str, str]:
    """Split ``a >= b``, ``a > b`` or ``a == b``."""
    match parse(text):
        case ast.Compare(left, [relation], [right]) if type(relation) in SIDES:
            return ast.unparse(left), SIDES[type(relation)], ast.unparse(right)
    raise NotProved(f"{text!r} is not of the form a >= b, a > b or a == b")


def names(text: str) -> set[str]:
    """Return the names in a formula."""
    return {node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name)}


def outside_totals(node: Any) -> list[Any]:
    """List the parts of a formula that stand in no total."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "total":
        return []
    parts = [outside_totals(child) for child in ast.iter_child_nodes(node)]
    return [node, *chain.from_iterable(parts)]


def at_places(text: str) -> bool:
    """Tell whether a formula depends on the place: a name in _i stands outside all totals."""
    parts = outside_totals(parse(text))
    return any(isinstance(node, ast.Name) and node.id.endswith("_i") for node in parts)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put formulas in the place of names, all at once."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> Any:
            return parse(values.get(name.id, name.id))

    return ast.unparse(Put().visit(parse(text)))


def value(node: Any, numbers: Any) -> Any:
    """Evaluate a formula in any numbers: `numbers` reads integers, names and logarithms."""
    match node:
        case ast.Constant(int(n)):
            return numbers.number(n)
        case ast.Name(name):
            return numbers.name(name)
        case ast.UnaryOp(ast.USub(), a):
            return numbers.number(-1) * value(a, numbers)
        case ast.BinOp(a, act, b) if type(act) in ACTS:
            return ACTS[type(act)](value(a, numbers), value(b, numbers))
        case ast.BinOp(a, ast.Pow(), ast.Constant(int(n))):
            return prod([value(a, numbers)] * n, start=numbers.number(1))
        case ast.Call(ast.Name("log"), [a]):
            return numbers.log(value(a, numbers))
        case ast.Call(ast.Name("xlog"), [a, b]):
            first = value(a, numbers)
            return first if first.is_zero() else first * numbers.log(value(b, numbers))
        case ast.Call(ast.Name("total"), [_]):
            return numbers.name(ast.unparse(node))
    raise NotProved(f"{ast.unparse(node)!r} is not in the language of formulas")


class Ratio:
    """A quotient of polynomials with rational coefficients."""

    def __init__(self, top: Any, bottom: Any) -> None:
        if bottom.is_zero():
            raise NotProved("a divisor is 0")
        self.top, self.bottom, self.is_zero = top, bottom, top.is_zero

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: "Ratio") -> "Ratio":
        return self + Ratio(-other.top, other.bottom)

    def __mul__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.top * other.bottom, self.bottom * other.top)


class Symbols:
    """Rational functions in names; log|f| of a prime or irreducible polynomial f is a name too."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}  # each name, and f where it is log|f|

    def number(self, n: Any) -> Ratio:  # noqa: D102
        return Ratio(RING.constant(n), RING.constant(1))

    def name(self, text: str, inner: Any = None) -> Ratio:  # noqa: D102
        self.known.setdefault(text, inner)
        return Ratio(RING.gens()[list(self.known).index(text)], RING.constant(1))

    def log(self, a: Ratio) -> Ratio:  # noqa: D102
        result = self.number(0)
        for part in (a.top, a.bottom):
            content, factors = part.factor()
            primes = [*abs(content.p).factor(), *((n, -k) for n, k in content.q.factor())]
            for f, k in [*((RING.constant(n), k) for n, k in primes), *factors]:
                sign = 1 if part is a.top else -1
                result += self.number(sign * int(k)) * self.name(f"log|{f}|", f)
        return result

    def slope(self, a: Ratio, x: str) -> Ratio:
        """Return the derivative in the name `x`."""
        result = self.number(0)
        for k, (text, f) in enumerate(list(self.known.items())):
            top = a.top.derivative(k) * a.bottom - a.top * a.bottom.derivative(k)
            if f is None and text != x and x in names(text):
                raise NotProved(f"the slope of {text} in {x} is not known")
            if text == x:
                result += Ratio(top, a.bottom**2)
            elif f is not None and not top.is_zero():
                log_slope = self.slope(Ratio(f, RING.constant(1)), x) / Ratio(f, RING.constant(1))
                result += Ratio(top, a.bottom**2) * log_slope
        return result


class Balls:
    """Numbers known up to a radius, for names that stand for such."""

    def __init__(self, at: Mapping[str, Any]) -> None:
        self.name, self.number, self.log = at.__getitem__, arb, arb.log


def identical(a: str, b: str) -> bool:
    """Decide equality as rational functions in independent logs: it holds where both exist."""
    symbols = Symbols()
    return bool((value(parse(a), symbols) - value(parse(b), symbols)).is_zero())


def ball(text: str, at: Mapping[str, Any]) -> Any:
    """Enclose a formula; refuse where it may be undefined."""
    try:
        with ctx.workprec(200):
            number = value(parse(text), Balls(at))
    except KeyError as missing:
        raise NotProved(f"no value for {missing} in {text!r}") from None
    if number.is_finite():
        return number
    raise NotProved(f"{text!r} may be undefined")
