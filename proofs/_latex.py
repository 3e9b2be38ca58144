"""Formulas and derivations in LaTeX."""

import ast
from collections.abc import Iterable

from ._claim import Claim
from ._typeset import GREEK, typeset
from ._verdict import Verdict
from ._words import join, numbered, stated_parts

GREEK_NAMES = {sign: f"\\{name}" for name, sign in GREEK.items() if name not in ("lam", "eps")}
GREEK_NAMES |= {"ε": r"\varepsilon"}
RELATIONS = {"≥": r"\ge", ">": ">", "=": "="}
ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}",
}  # fmt: skip
PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath}
\usepackage[margin=25mm]{geometry}
\setlength{\parindent}{0pt}\setlength{\parskip}{6pt}
\allowdisplaybreaks\sloppy
\begin{document}
"""


class Latex:
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
    return typeset(ast.parse(formula, mode="eval").body, Latex())


def _dollars(formula: str) -> str:
    return f"$\\displaystyle {in_latex(formula)}$"


def section(claim: Claim, verdict: Verdict | None, reason: str, base: str) -> str:
    """Write a claim with its steps.

    Parameters
    ----------
    claim
        The claim.
    verdict, reason
        What came of it, or why nothing did.
    base
        What every verdict rests on.

    Returns
    -------
    str
        A section.
    """
    status = type(verdict).__name__ if verdict else "Not proved"
    lines = [
        rf"\section*{{{escaped(claim.name.replace('_', ' '))}}}",
        rf"\textbf{{{status}.}} {escaped(claim.statement)}",
        rf"\emph{{For:}} {escaped(claim.scope)}\\ \emph{{Source:}} {escaped(claim.source)}",
    ]
    if verdict is None:
        return "\n\n".join([*lines, rf"\emph{{Not proved:}} {escaped(reason)}"])
    lines += [
        *_steps(verdict),
        rf"\emph{{Trusting:}} {escaped('; '.join((base, *verdict.trusting)))}",
    ]
    for control in verdict.controls:
        (statement,) = control.step.statements
        (first, *_) = stated_parts(statement)
        shown = join(first, _dollars, escaped)
        lines.append(rf"\emph{{Refuted:}} {escaped(control.words)}: {shown}")
    return "\n\n".join(lines)


def _steps(verdict: Verdict) -> Iterable[str]:
    for number, step, rests, reason in numbered(verdict.steps):
        if step.rule == "together":
            yield f"({number}) {rests} together: this is the statement."
            continue
        for statement in step.statements:
            shown = r"\\ ".join(join(line, _dollars, escaped) for line in stated_parts(statement))
            yield rf"({number}) {shown} \hfill [{escaped(reason)}]"


def document(sections: Iterable[str]) -> str:
    """Put sections into a file that LaTeX takes.

    Parameters
    ----------
    sections
        Of claims.

    Returns
    -------
    str
        The whole file.
    """
    return PREAMBLE + "\n\n".join(sections) + "\n\\end{document}\n"
