"""Formulas and steps as a person would write them."""

import ast

from .kernel.steps import Statement, Step

SIGNS = {">=": "≥", ">": ">", "==": "="}
POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
GREEK = {"theta": "θ"}
STRENGTH = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}
MARKS = {ast.Add: " + ", ast.Sub: " - ", ast.Mult: " ", ast.Div: " / "}
BY_ITSELF = 9


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
    node = ast.parse(formula, mode="eval").body
    if not isinstance(node, ast.Compare):
        return _write(node)[0]
    relation = formula.removeprefix(ast.unparse(node.left)).split()[0]
    return f"{_write(node.left)[0]} {SIGNS[relation]} {_write(node.comparators[0])[0]}"


def _write(node: ast.expr) -> tuple[str, int]:
    """Return the text, and how strongly it holds together."""
    match node:
        case ast.Name(name):
            name = GREEK.get(name, name)
            return (f"{name[:-2]}ᵢ" if name.endswith("_i") else name), BY_ITSELF
        case ast.UnaryOp(_, a):
            return f"-{_inside(a, 2)}", 1
        case ast.BinOp(a, ast.Pow(), n):
            return _inside(a, BY_ITSELF) + _write(n)[0].translate(POWERS), BY_ITSELF
        case ast.BinOp(a, act, b) if type(act) in STRENGTH:
            own = STRENGTH[type(act)]
            one_side = isinstance(act, ast.Sub | ast.Div)
            right, mark = _inside(b, own + one_side), MARKS[type(act)]
            if right[:1].isdigit() and isinstance(act, ast.Mult):
                mark = "·"
            return _inside(a, own) + mark + right, own
        case ast.Call(ast.Name("total"), [a]):
            return f"Σ {_inside(a, 2)}", 2
        case ast.Call(ast.Name("xlog"), [a, b]):
            return f"{_inside(a, 2)} log({_write(b)[0]})", 2
        case ast.Call(ast.Name("log"), [a]):
            return f"log({_write(a)[0]})", BY_ITSELF
    return ast.unparse(node), BY_ITSELF


def _inside(node: ast.expr, strength: int) -> str:
    text, own = _write(node)
    return text if own >= strength else f"({text})"


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
    few = [(name, value) for name, value in at if len(at) < BY_ITSELF or value != "0"]
    shown = ((written(n), f"({', '.join(v)})" if isinstance(v, tuple) else v) for n, v in few)
    return ", ".join(f"{name} = {value}" for name, value in shown) or "no names"


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
    lines = [written(statement.then)]
    if statement.kind == "listed":
        ranges = ", ".join(f"{n} = {a}..{b}" for n, (a, b) in statement.at)
        lines.append(f"for all integers {ranges}")
    elif statement.kind != "always":
        what = {"tight": "with equality", "false": "is false", "met": "makes sense"}
        return [f"{lines[0]}   {what[statement.kind]} at {place(statement.at)}"]
    if statement.given:
        lines.append("where " + ",  ".join(written(text) for text in statement.given))
    return lines


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
    number = {step: k for k, step in enumerate(steps, start=1)}
    lines = []
    for step in steps:
        rests = ", ".join(f"({number[premise]})" for premise in step.premises)
        reason = step.rule + (f", from {rests}" if rests else "")
        if step.rule == "together":
            lines.append(f"({number[step]}) {rests} together: this is the statement.")
            continue
        for statement in step.statements:
            first, *more = stated(statement)
            lines += [f"({number[step]}) {first}      [{reason}]", *(f"      {m}" for m in more)]
    return lines
