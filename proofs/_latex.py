"""Formulas and words in LaTeX."""

import ast

from ._typeset import GREEK, typeset

GREEK_NAMES = {sign: f"\\{name}" for name, sign in GREEK.items() if name not in ("lam", "eps")}
GREEK_NAMES |= {"ε": r"\varepsilon"}
RELATIONS = {"≥": r"\ge", ">": ">", "=": "="}
ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}",
}  # fmt: skip


class _Latex:
    """Write in LaTeX's mathematics."""

    stacked = True

    def number(self, n: int) -> str:
        """Write an integer."""
        return str(n)

    def name(self, base: str, below: tuple[str, ...]) -> str:
        """Write a name with its indices."""
        if len(base) > 1:
            base = rf"\mathrm{{{escaped(base)}}}"
        base = GREEK_NAMES.get(base, base)
        return f"{base}_{{{','.join(map(escaped, below))}}}" if below else base

    def negative(self, a: str) -> str:
        """Write -a."""
        return f"-{a}"

    def plus(self, a: str, sign: str, b: str) -> str:
        """Write a + b or a - b."""
        return f"{a} {sign} {b}"

    def times(self, a: str, b: str, dot: bool) -> str:
        """Write a b, with a dot where two numbers would run together."""
        return rf"{a} \cdot {b}" if dot else rf"{a} \, {b}"

    def over(self, a: str, b: str) -> str:
        """Write a / b."""
        return rf"\frac{{{a}}}{{{b}}}"

    def power(self, a: str, n: str) -> str:
        """Write a to the power n."""
        return f"{a}^{{{n}}}"

    def function(self, name: str, a: str) -> str:
        """Write log(a) or exp(a)."""
        return rf"\{name}\left({a}\right)"

    def total(self, a: str) -> str:
        """Write the total of a over all places."""
        return rf"\sum {a}"

    def brackets(self, a: str) -> str:
        """Write (a)."""
        return rf"\left({a}\right)"

    def relation(self, a: str, sign: str, b: str) -> str:
        """Write a >= b."""
        return f"{a} {RELATIONS[sign]} {b}"


def escaped(text: str) -> str:
    """Write words so that LaTeX prints them.

    Parameters
    ----------
    text
        Words.

    Returns
    -------
    str
        With its special signs escaped.
    """
    return "".join(ESCAPED.get(sign, sign) for sign in text)


def in_latex(formula: str) -> str:
    r"""Write a formula or a comparison in LaTeX.

    Parameters
    ----------
    formula
        In the kernel's language.

    Returns
    -------
    str
        Without dollars.

    Examples
    --------
    >>> print(in_latex("total(p_i * log(p_i / q_i)) >= 2 * theta"))
    \sum p_{i} \, \log\left(\frac{p_{i}}{q_{i}}\right) \ge 2 \, \theta
    """
    return typeset(ast.parse(formula, mode="eval").body, _Latex())
