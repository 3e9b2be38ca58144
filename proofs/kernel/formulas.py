"""Formulas: a small part of Python's expressions, read as real numbers.

Integers, names, ``+ - * /``, ``**`` with integer powers, ``log(a)``, ``xlog(a, b)`` (a log b, and 0
where a is 0) and ``total(a)``, which adds `a` over the places of a space: a sum, or an integral.
A name that ends in ``_i`` is a function of the place; every other name is one number.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from math import prod
from operator import add, mul, truediv
from types import SimpleNamespace
from typing import Any, NamedTuple

from flint import arb, ctx, fmpq_mpoly_ctx

SIDES = {ast.GtE: ">=", ast.Gt: ">", ast.Eq: "=="}
ACTS = {ast.Add: add, ast.Mult: mul, ast.Div: truediv}
RING = fmpq_mpoly_ctx.get([f"x{k}" for k in range(64)], "lex")


class NotProved(ValueError):  # noqa: N818  (the word of DESIGN.md)
    """The evidence given does not establish what it should."""


def demand(fact: object, message: str) -> None:
    """Refuse, unless `fact`."""
    if not fact:
        raise NotProved(message)


def parse(text: str) -> Any:
    """Return the syntax tree of a formula."""
    return ast.parse(text, mode="eval").body


@cache
def sides(text: str) -> tuple[str, str, str]:
    """Split ``a >= b``, ``a > b`` or ``a == b``."""
    match parse(text):
        case ast.Compare(left, [relation], [right]) if type(relation) in SIDES:
            return ast.unparse(left), SIDES[type(relation)], ast.unparse(right)
    raise NotProved(f"{text!r} is not of the form a >= b, a > b or a == b")


def parts(node: Any, totals: bool) -> Iterator[Any]:
    """List the parts of a formula, with or without its totals."""
    if totals or not (isinstance(node, ast.Call) and ast.unparse(node.func) == "total"):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from parts(child, totals)


def names(text: str, totals: bool = True) -> set[str]:
    """Return the names in a formula, with or without its totals."""
    return {node.id for node in parts(parse(text), totals) if isinstance(node, ast.Name)}


def at_places(text: str) -> bool:
    """Tell whether a formula depends on the place: a name in _i stands outside all totals."""
    return any(name.endswith("_i") for name in names(text, totals=False))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put formulas in the place of names, all at once."""
    odd = [n for n in values if not n.isidentifier() or n in ("log", "xlog", "total")]
    demand(not odd, f"{odd} are no names of numbers")
    return swap(text, values)


def swap(text: str, values: Mapping[str, str]) -> str:
    """Put formulas in the place of parts that are written just so, all at once."""

    class Put(ast.NodeTransformer):
        def visit(self, node: Any) -> Any:
            new = values.get(ast.unparse(node))
            return self.generic_visit(node) if new is None else parse(new)

    return ast.unparse(Put().visit(parse(text)))


def value(node: Any, numbers: Any) -> Any:
    """Evaluate a formula in any numbers: `numbers` reads integers, names and logarithms."""
    match node:
        case ast.Constant(n) if type(n) is int:
            return numbers.number(n)
        case ast.UnaryOp(ast.USub(), a):
            return numbers.number(-1) * value(a, numbers)
        case ast.BinOp(a, ast.Sub(), b):
            return value(a, numbers) + numbers.number(-1) * value(b, numbers)
        case ast.BinOp(a, act, b) if type(act) in ACTS:
            return ACTS[type(act)](value(a, numbers), value(b, numbers))
        case ast.BinOp(a, ast.Pow(), ast.Constant(int(n))):
            return prod([value(a, numbers)] * n, start=numbers.number(1))
        case ast.Call(ast.Name("log"), [a]):
            return numbers.log(value(a, numbers))
        case ast.Call(ast.Name("xlog"), [a, b]):
            first = value(a, numbers)
            return first if first.is_zero() else first * numbers.log(value(b, numbers))
        case ast.Name() | ast.Call(ast.Name("total"), [_]):
            return numbers.name(ast.unparse(node))
    raise NotProved(f"{ast.unparse(node)!r} is not in the language of formulas")


class Ratio(NamedTuple):
    """A quotient of polynomials with rational coefficients."""

    top: Any
    bottom: Any = RING.constant(1)

    def __add__(self, other: Any) -> "Ratio":
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __mul__(self, other: Any) -> "Ratio":
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other: Any) -> "Ratio":
        demand(not other.is_zero(), "a divisor is 0")
        return self * Ratio(other.bottom, other.top)

    def is_zero(self) -> bool:  # noqa: D102
        return bool(self.top.is_zero())


class Symbols:
    """Rational functions in names; log|f| of a prime or irreducible polynomial f is a name too."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}  # each name, and f where it is log|f|

    def number(self, n: Any) -> Ratio:  # noqa: D102
        return Ratio(RING.constant(n))

    def name(self, text: str, inner: Any = None) -> Ratio:  # noqa: D102
        self.known.setdefault(text, inner)
        demand(len(self.known) <= len(RING.gens()), "more names and logs than there is room for")
        return Ratio(RING.gens()[list(self.known).index(text)])

    def log(self, a: Ratio) -> Ratio:  # noqa: D102
        result = self.number(0)
        for part, way in ((a.top, 1), (a.bottom, -1)):
            content, factors = part.factor()  # monic factors; content, like all here, is whole
            primes = ((RING.constant(n), k) for n, k in abs(content.p).factor())
            for f, k in (*primes, *factors):
                result += self.number(way * int(k)) * self.name(f"log|{f}|", f)
        return result

    def slope(self, a: Ratio, x: str) -> Ratio:
        """Return the derivative in the name `x`."""
        result = self.number(0)
        for k, (text, f) in enumerate(list(self.known.items())):
            top = a.top.derivative(k) * a.bottom - a.top * a.bottom.derivative(k)
            known = f is not None or text == x or x not in names(text)
            demand(known, f"the slope of {text} in {x} is not known")
            if text == x:
                result += Ratio(top, a.bottom**2)
            elif f is not None and not top.is_zero():
                result += Ratio(top, a.bottom**2) * self.slope(Ratio(f), x) / Ratio(f)
        return result


@cache
def identical(a: str, b: str) -> bool:
    """Decide equality as rational functions in independent logs: it holds where both exist."""
    return value(parse(f"({a}) - ({b})"), Symbols()).is_zero()


def balls(at: Mapping[str, Any]) -> Any:
    """Let names stand for balls: numbers known up to a radius."""

    def name(text: str) -> Any:
        demand(text in at, f"{text} has no value")
        return at[text]

    return SimpleNamespace(name=name, number=arb, log=arb.log)


def ball(text: str) -> Any:
    """Enclose a formula without names; refuse where it may be undefined."""
    with ctx.workprec(200):
        number = value(parse(text), balls({}))
    demand(number.is_finite(), f"{text} may be undefined")
    return number
