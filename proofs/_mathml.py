"""Formulas in MathML, which browsers typeset by themselves."""

import ast
from html import escape

from ._typeset import bracketed, pieces, typeset

LONG = 70  # signs from which on a formula may be broken over lines
APPLY = "<mo>&#x2061;</mo>"


def _row(inside: str) -> str:
    return f"<mrow>{inside}</mrow>"


class _MathML:
    """Write in presentation MathML."""

    stacked = True

    def number(self, n: int) -> str:
        """Write an integer."""
        return f"<mn>{n}</mn>"

    def name(self, base: str, below: tuple[str, ...]) -> str:
        """Write a name with its indices."""
        name = f"<mi>{escape(base)}</mi>"
        if not below:
            return name
        tags = (f"<mn>{b}</mn>" if b.isdigit() else f"<mi>{escape(b)}</mi>" for b in below)
        return f"<msub>{name}{_row('<mo>,</mo>'.join(tags))}</msub>"

    def negative(self, a: str) -> str:
        """Write -a."""
        return _row(f'<mo form="prefix">&#x2212;</mo>{a}')

    def plus(self, a: str, sign: str, b: str) -> str:
        """Write a + b or a - b."""
        return _row(f"{a}{_operator(sign)}{b}")

    def times(self, a: str, b: str, dot: bool) -> str:
        """Write a b, with a dot where two numbers would run together."""
        between = "<mo>&#xB7;</mo>" if dot else '<mspace width="0.17em"/>'
        return _row(f"{a}{between}{b}")

    def over(self, a: str, b: str) -> str:
        """Write a / b."""
        return f"<mfrac>{_row(a)}{_row(b)}</mfrac>"

    def power(self, a: str, n: str) -> str:
        """Write a to the power n."""
        return f"<msup>{_row(a)}{_row(n)}</msup>"

    def function(self, name: str, a: str) -> str:
        """Write log(a) or exp(a)."""
        return _row(f"<mi>{name}</mi>{APPLY}{self.brackets(a)}")

    def total(self, a: str) -> str:
        """Write the total of a over all places."""
        return _row(f'<mo form="prefix" largeop="false">&#x2211;</mo>{a}')

    def brackets(self, a: str) -> str:
        """Write (a)."""
        tall = str("<mfrac" in a).lower()
        left, right = (f'<mo stretchy="{tall}">{sign}</mo>' for sign in "()")
        return _row(f"{left}{a}{right}")

    def relation(self, a: str, sign: str, b: str) -> str:
        """Write a >= b."""
        return _row(f"{a}{_operator(sign)}{b}")


def _operator(sign: str) -> str:
    """Write a sign with the spaces it has between two terms.

    Parameters
    ----------
    sign
        ``+``, ``-``, ``=``, ``>`` or ``≥``.

    Returns
    -------
    str
        An ``mo``.
    """
    return f'<mo form="infix">{escape(sign.replace("-", "−"))}</mo>'


def in_mathml(formula: str) -> str:
    """Write a formula or a comparison in MathML.

    Parameters
    ----------
    formula
        In the kernel's language.

    Returns
    -------
    str
        A ``math`` element; several, if it is long, between which a line may break.

    Examples
    --------
    >>> in_mathml("p > 0")
    '<math><mrow><mi>p</mi><mo form="infix">&gt;</mo><mn>0</mn></mrow></math>'
    """
    way = _MathML()
    if len(formula) < LONG:
        return f"<math>{typeset(ast.parse(formula, mode='eval').body, way)}</math>"
    shown = []
    for sign, term in pieces(formula):
        inside = bracketed(term, way) if sign == "-" else typeset(term, way)
        shown.append(f"<math>{_row((_operator(sign) if sign else '') + inside)}</math>")
    return "<wbr>".join(shown)
