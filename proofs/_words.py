"""Formulas and steps as a person would write them."""

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

from ._typeset import typeset
from .kernel.steps import Statement, Step

Part: TypeAlias = tuple[str, str]  # ("formula" or "words", text)
Line: TypeAlias = list[Part]
POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
BELOW = str.maketrans("0123456789ijknt", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₜ")
LONG = 9  # names in a witness, from which on zeros are left out
WITNESS = {"tight": "with equality at", "false": "is false at", "met": "makes sense at"}


class _Board:
    """Write as on a board, with the signs that Unicode has."""

    stacked = False

    def number(self, n: int) -> str:
        """Write an integer."""
        return str(n)

    def name(self, base: str, below: tuple[str, ...]) -> str:
        """Write a name with its indices."""
        return base + "".join(_below(index) for index in below)

    def negative(self, a: str) -> str:
        """Write -a."""
        return f"-{a}"

    def plus(self, a: str, sign: str, b: str) -> str:
        """Write a + b or a - b."""
        return f"{a} {sign} {b}"

    def times(self, a: str, b: str, dot: bool) -> str:
        """Write a b, with a dot where two numbers would run together."""
        return f"{a}·{b}" if dot else f"{a} {b}"

    def over(self, a: str, b: str) -> str:
        """Write a / b."""
        return f"{a} / {b}"

    def power(self, a: str, n: str) -> str:
        """Write a to the power n."""
        return a + n.translate(POWERS)

    def function(self, name: str, a: str) -> str:
        """Write log(a) or exp(a)."""
        return f"{name}({a})"

    def total(self, a: str) -> str:
        """Write the total of a over all places."""
        return f"Σ {a}"

    def brackets(self, a: str) -> str:
        """Write (a)."""
        return f"({a})"

    def relation(self, a: str, sign: str, b: str) -> str:
        """Write a >= b."""
        return f"{a} {sign} {b}"


def _below(index: str) -> str:
    lowered = index.translate(BELOW)
    return lowered if all(sign not in index for sign in lowered) else f"_{index}"


def written(formula: str) -> str:
    """Write a formula or a comparison with mathematical signs.

    Parameters
    ----------
    formula
        In the kernel's language.

    Returns
    -------
    str
        For instance ``u² / v ≥ 0``.

    Examples
    --------
    >>> from proofs import written
    >>> written("total(p_i * log(u ** 2 / q_i)) >= 2 * theta")
    'Σ pᵢ log(u² / qᵢ) ≥ 2 θ'
    """
    return typeset(ast.parse(formula, mode="eval").body, _Board())


def place(at: tuple[tuple[str, object], ...]) -> str:
    """Write the numbers of a witness.

    Parameters
    ----------
    at
        Pairs of a name and its value, or its values place by place.

    Returns
    -------
    str
        Zeros left out where the names are many.
    """
    return join(place_parts(at))


def place_parts(at: tuple[tuple[str, object], ...]) -> Line:
    """List the numbers of a witness.

    Parameters
    ----------
    at
        As in `place`.

    Returns
    -------
    list of Part
        Names are formulas, values words.
    """
    few = [(name, value) for name, value in at if len(at) < LONG or value != "0"]
    line: Line = []
    for name, value in few:
        shown = f"({', '.join(value)})" if isinstance(value, tuple) else str(value)
        line += [("formula", name), ("words", f" = {shown}"), ("words", ", ")]
    return line[:-1] or [("words", "no names")]


def stated_parts(statement: Statement) -> list[Line]:
    """List what is said, and where it is said to hold.

    Parameters
    ----------
    statement
        The statement.

    Returns
    -------
    list of Line
        The sentence, then its ranges and its hypotheses, each in one line, if any.
    """
    lines: list[Line] = [[("formula", statement.then)]]
    if statement.kind in WITNESS:
        where = place_parts(statement.at) if statement.at else [("words", "every place")]
        return [[*lines[0], ("words", f"   {WITNESS[statement.kind]} "), *where]]
    if statement.kind == "listed":
        ranges: Line = []
        for n, (a, b) in statement.at:
            ranges += [("words", ", "), ("formula", n), ("words", f" = {a}..{b}")]
        lines.append([("words", "for all integers "), *ranges[1:]])
    if statement.given:
        given = [part for text in _grouped(statement.given) for part in (("words", ",  "), *text)]
        lines.append([("words", "where "), *given[1:]])
    return lines


def _grouped(given: tuple[str, ...]) -> list[Line]:
    """Put names that are > 0 together, and names that are >= 0."""
    groups: dict[str, list[str]] = {}
    for text in given:
        name, _, rest = text.partition(" ")
        signed = name.isidentifier() and rest in ("> 0", ">= 0")
        groups.setdefault(rest if signed else text, []).append(name if signed else text)
    lines: list[Line] = []
    for sign, (*names, last) in groups.items():
        first = [part for name in names for part in (("formula", name), ("words", ", "))]
        lines.append([*first, ("formula", last if last == sign else f"{last} {sign}")])
    return lines


def join(
    line: Line, formula: Callable[[str], str] = written, words: Callable[[str], str] = str
) -> str:
    """Write the parts of a line.

    Parameters
    ----------
    line
        The parts.
    formula, words
        How to write each kind.

    Returns
    -------
    str
        One line.
    """
    return "".join(formula(text) if kind == "formula" else words(text) for kind, text in line)


def stated(statement: Statement) -> list[str]:
    """Write what is said, and where it is said to hold.

    Parameters
    ----------
    statement
        The statement.

    Returns
    -------
    list of str
        The sentence, then its hypotheses in one line, if any.
    """
    return [join(line) for line in stated_parts(statement)]


def numbered(steps: tuple[Step, ...]) -> Iterator[tuple[int, Step, str, str]]:
    """Number the steps, each with what it rests on and why it holds.

    Parameters
    ----------
    steps
        Each after its premises.

    Yields
    ------
    tuple
        The number, the step, the numbers of its premises, and the reason.
    """
    number = {step: k for k, step in enumerate(steps, start=1)}
    for step in steps:
        rests = ", ".join(f"({number[premise]})" for premise in step.premises)
        source = step.trusting if step.rule in ("cited", "computed") else step.rule
        yield number[step], step, rests, source + (f", from {rests}" if rests else "")


def derivation(steps: tuple[Step, ...]) -> list[str]:
    """Number the steps, each with its statements, its rule and what it rests on.

    Parameters
    ----------
    steps
        Each after its premises.

    Returns
    -------
    list of str
        Lines.
    """
    lines = []
    for number, step, rests, reason in numbered(steps):
        if step.rule == "together":
            lines.append(f"({number}) {rests} together: this is the statement.")
            continue
        for statement in step.statements:
            first, *more = stated(statement)
            lines += [f"({number}) {first}      [{reason}]", *(f"      {m}" for m in more)]
    return lines
