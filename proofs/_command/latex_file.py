"""Derivations in a file that LaTeX takes."""

from collections.abc import Iterable

from .._latex import escaped, in_latex
from .._verdict import Verdict
from .._words import join, numbered, stated_parts
from .judging import Judged
from .terminal import BASE

PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath}
\usepackage[margin=25mm]{geometry}
\setlength{\parindent}{0pt}\setlength{\parskip}{6pt}
\allowdisplaybreaks\sloppy
\begin{document}
"""


def _dollars(formula: str) -> str:
    return f"$\\displaystyle {in_latex(formula)}$"


def section(one: Judged) -> str:
    """Write a claim with its steps."""
    claim, verdict = one.claim, one.verdict
    lines = [
        rf"\section*{{{escaped(claim.name.replace('_', ' '))}}}",
        rf"\textbf{{{one.status}.}} {escaped(claim.statement)}",
        rf"\emph{{For:}} {escaped(claim.scope)}\\ \emph{{Source:}} {escaped(claim.source)}",
    ]
    if verdict is None:
        return "\n\n".join([*lines, rf"\emph{{Not proved:}} {escaped(one.reason)}"])
    lines += [
        *_steps(verdict),
        rf"\emph{{Trusting:}} {escaped('; '.join((BASE, *verdict.trusting)))}",
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
    """Put sections into a file that LaTeX takes."""
    return PREAMBLE + "\n\n".join(sections) + "\n\\end{document}\n"
