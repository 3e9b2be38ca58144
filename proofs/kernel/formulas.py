"""Formulas: a small part of Python's expressions, read as real numbers.

Integers, names, ``+ - * /``, ``**`` with integer powers, ``log(a)``, ``exp(a)``, ``xlog(a, b)``
(a log b, and 0 where a is 0) and ``total(a)``, which adds `a` over the places of a space: a sum, or
an integral. A name that ends in ``_i`` is a function of the place; every other name is one number.
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
    odd = [n for n in values if not n.isidentifier() or n in ("log", "exp", "xlog", "total")]
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
        case ast.Call(ast.Name("log" | "exp" as act), [a], []):
            return getattr(numbers, act)(value(a, numbers))
        case ast.Call(ast.Name("xlog"), [a, b], []):
            first = value(a, numbers)
            return first if first.is_zero() else first * numbers.log(value(b, numbers))
        case ast.Name() | ast.Call(ast.Name("total"), [_], []):
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
    """Rational functions in names; log|f| of a prime or irreducible polynomial f is a name too.

    So is exp(m / 60) of a monomial m.
    """

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}  # each name; of log|f| and exp(a): f and 1 / f, a and None
        self.logs: dict[str, Ratio] = {}  # a, where a generator is exp(a)

    def number(self, n: Any) -> Ratio:  # noqa: D102
        return Ratio(RING.constant(n))

    def name(self, text: str, *inner: Any) -> Ratio:  # noqa: D102
        self.known.setdefault(text, inner)
        demand(len(self.known) <= len(RING.gens()), "more names and logs than there is room for")
        return Ratio(RING.gens()[list(self.known).index(text)])

    def log(self, a: Ratio) -> Ratio:  # noqa: D102
        result = self.number(0)
        for part, way in ((a.top, 1), (a.bottom, -1)):
            content, factors = part.factor()  # monic factors; content, like all here, is whole
            primes = ((RING.constant(n), k) for n, k in abs(content.p).factor())
            for f, k in (*primes, *factors):
                one = self.number(1) / Ratio(f)
                log = self.logs.get(str(f)) or self.name(f"log|{f}|", Ratio(f), one)
                result += self.number(way * int(k)) * log
        return result

    def exp(self, a: Ratio) -> Ratio:  # noqa: D102
        demand(a.bottom.is_constant(), "an exponent is no polynomial")
        result = self.number(1)
        for m, c in (a.top / a.bottom.leading_coefficient()).to_dict().items():
            unit, count = Ratio(RING.from_dict({m: 1}), RING.constant(60)), c * 60
            demand(count.denominator == 1, f"{c} is no multiple of 1 / 60")
            e = self.name(f"exp({unit.top})", unit, None).top
            self.logs[str(e)] = unit
            result *= Ratio(e ** max(int(count), 0), e ** max(int(-count), 0))
        return result

    def slope(self, a: Ratio, x: str) -> Ratio:
        """Return the derivative in the name `x`."""
        result = self.number(0)
        for k, (text, inner) in enumerate(list(self.known.items())):
            top = a.top.derivative(k) * a.bottom - a.top * a.bottom.derivative(k)
            known = inner or text == x or x not in names(text)
            demand(known, f"the slope of {text} in {x} is not known")
            if text == x:
                result += Ratio(top, a.bottom**2)
            elif inner and not top.is_zero():
                outer = inner[1] or Ratio(RING.gens()[k])
                result += Ratio(top, a.bottom**2) * outer * self.slope(inner[0], x)
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

    return SimpleNamespace(name=name, number=arb, log=arb.log, exp=arb.exp)


def ball(text: str) -> Any:
    """Enclose a formula without names; refuse where it may be undefined."""
    with ctx.workprec(200):
        number = value(parse(text), balls({}))
    demand(number.is_finite(), f"{text} may be undefined")
    return number
