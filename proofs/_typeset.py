"""A formula laid out once, and written in any way: on a board, in LaTeX, in MathML."""

import ast
import re
from typing import Protocol, runtime_checkable

from .kernel.formulas import at_places

SUM, PRODUCT, BY_ITSELF = 1, 2, 9
SIGNS = {ast.GtE: "≥", ast.Gt: ">", ast.Eq: "="}
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eps": "ε", "epsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "kappa": "κ", "lam": "λ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Sigma": "Σ", "Lambda": "Λ", "Delta": "Δ", "Phi": "Φ",
}  # fmt: skip


@runtime_checkable
class _Writing(Protocol):
    """One way to write: what a number, a name, a sum, ... look like."""

    stacked: bool  # a quotient is one above the other, and needs no brackets inside

    def number(self, n: int) -> str:
        """Write an integer."""

    def name(self, base: str, below: tuple[str, ...]) -> str:
        """Write a name with its indices."""

    def negative(self, a: str) -> str:
        """Write -a."""

    def plus(self, a: str, sign: str, b: str) -> str:
        """Write a + b or a - b."""

    def times(self, a: str, b: str, dot: bool) -> str:
        """Write a b, with a dot where two numbers would run together."""

    def over(self, a: str, b: str) -> str:
        """Write a / b."""

    def power(self, a: str, n: str) -> str:
        """Write a to the power n."""

    def function(self, name: str, a: str) -> str:
        """Write log(a) or exp(a)."""

    def total(self, a: str) -> str:
        """Write the total of a over all places."""

    def brackets(self, a: str) -> str:
        """Write (a)."""

    def relation(self, a: str, sign: str, b: str) -> str:
        """Write a >= b."""


def _split_name(name: str) -> tuple[str, tuple[str, ...]]:
    """Part a name from its indices.

    Parameters
    ----------
    name
        Of the kernel's language.

    Returns
    -------
    tuple
        The base, in Greek where it is, and the indices: trailing digits, then what follows ``_``.

    Examples
    --------
    >>> _split_name("theta12"), _split_name("p_i"), _split_name("kl")
    (('θ', ('12',)), ('p', ('i',)), ('kl', ()))
    """
    base, *below = name.split("_")
    stem = re.sub(r"\d+$", "", base)
    if stem and stem != base:
        below.insert(0, base.removeprefix(stem))
    return GREEK.get(stem or base, stem or base), tuple(below)


def typeset(node: ast.expr, way: _Writing) -> str:
    """Write a formula or a comparison.

    Parameters
    ----------
    node
        Its syntax tree.
    way
        How.

    Returns
    -------
    str
        What `way` makes of it.
    """
    match node:
        case ast.Compare(left, [sign], [right]) if type(sign) in SIGNS:
            return way.relation(typeset(left, way), SIGNS[type(sign)], typeset(right, way))
    return _write(node, way)[0]


def pieces(formula: str) -> list[tuple[str, ast.expr]]:
    """Part a comparison where a line may be broken: at its relation and its outermost sums.

    Parameters
    ----------
    formula
        In the kernel's language.

    Returns
    -------
    list
        Pairs of a sign, empty for the first, and what stands behind it.
    """
    node = ast.parse(formula, mode="eval").body
    match node:
        case ast.Compare(left, [sign], [right]) if type(sign) in SIGNS:
            (_, first), *others = _terms(right)
            return [*_terms(left), (SIGNS[type(sign)], first), *others]
    return _terms(node)


def bracketed(node: ast.expr, way: _Writing) -> str:
    """Write a term that stands behind a minus sign.

    Parameters
    ----------
    node, way
        As in `typeset`.

    Returns
    -------
    str
        In brackets where it is a sum.
    """
    return _inside(node, PRODUCT, way)


def _terms(node: ast.expr) -> list[tuple[str, ast.expr]]:
    match node:
        case ast.BinOp(a, ast.Add(), b):
            return [*_terms(a), ("+", b)]
        case ast.BinOp(a, ast.Sub(), b):
            return [*_terms(a), ("-", b)]
    return [("", node)]


def _write(node: ast.expr, way: _Writing) -> tuple[str, int]:
    """Return the text, and how strongly it holds together."""
    match node:
        case ast.Constant(int(n)):
            return way.number(n), BY_ITSELF
        case ast.Name(name):
            return way.name(*_split_name(name)), BY_ITSELF
        case ast.UnaryOp(ast.USub(), a):
            return way.negative(_inside(a, PRODUCT, way)), SUM
        case ast.BinOp(a, ast.Add(), b):
            return way.plus(_inside(a, SUM, way), "+", _inside(b, SUM, way)), SUM
        case ast.BinOp(a, ast.Sub(), b):
            return way.plus(_inside(a, SUM, way), "-", _inside(b, PRODUCT, way)), SUM
        case ast.BinOp(a, ast.Mult(), b) if _is_one(a):
            return _write(b, way)
        case ast.BinOp(a, ast.Mult(), b):
            right = _inside(b, PRODUCT, way)
            return way.times(_factor(a, b, way), right, _begins_with_digits(b)), PRODUCT
        case ast.BinOp(a, ast.Div(), b) if way.stacked:
            return way.over(typeset(a, way), typeset(b, way)), BY_ITSELF - 1
        case ast.BinOp(a, ast.Div(), b):
            return way.over(_factor(a, b, way), _inside(b, PRODUCT + 1, way)), PRODUCT
        case ast.BinOp(a, ast.Pow(), n):
            return way.power(_inside(a, BY_ITSELF, way), typeset(n, way)), BY_ITSELF - 1
        case ast.Call(ast.Name("total"), [a]):
            return way.total(_inside(a, PRODUCT, way)), PRODUCT
        case ast.Call(ast.Name("xlog"), [a, b]) if not _is_one(a):
            log = way.function("log", typeset(b, way))
            return way.times(_factor(a, b, way), log, False), PRODUCT
        case ast.Call(ast.Name("log" | "exp" | "xlog" as name), [*_, a]):
            return way.function(name.removeprefix("x"), typeset(a, way)), BY_ITSELF
    return way.name(ast.unparse(node), ()), BY_ITSELF


def _inside(node: ast.expr, strength: int, way: _Writing) -> str:
    text, own = _write(node, way)
    return text if own >= strength else way.brackets(text)


def _factor(node: ast.expr, right: ast.expr, way: _Writing) -> str:
    """Write a factor; a total ends before what depends on the place."""
    open_end = _ends_in_total(node) and at_places(ast.unparse(right))
    return _inside(node, BY_ITSELF if open_end else PRODUCT, way)


def _ends_in_total(node: ast.expr) -> bool:
    match node:
        case ast.BinOp(_, ast.Mult(), b):
            return _ends_in_total(b)
        case ast.Call(ast.Name(name)):
            return name == "total"
    return False


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _begins_with_digits(node: ast.expr) -> bool:
    match node:
        case ast.BinOp(a, ast.Mult() | ast.Div() | ast.Pow(), _):
            return _begins_with_digits(a)
        case ast.Call(ast.Name("xlog"), [a, _]) if not _is_one(a):
            return _begins_with_digits(a)
    return isinstance(node, ast.Constant)
