"""Steps: statements that a checker found to follow. Only the checkers of this file make them."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from flint import arb, fmpq

from .formulas import (  # isort: skip
    NotProved, Symbols, at_places, ball, balls, demand, fill, identical, names, parse, parts, sides,
    swap, value,
)  # fmt: skip

Place = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Statement:
    """Where all of `given` hold, `then` does ("always").

    Or: at the place `at` all of `given` hold ("met"), and `then` is "tight" (an equality) or
    "false"; or `then` follows from `given` for all integers in the ranges `at` ("listed").
    """

    then: str
    given: tuple[str, ...]
    kind: str = "always"
    at: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Step:
    """Statements, the rule they follow by, the steps they rest on, and what else is believed."""

    statements: tuple[Statement, ...]
    rule: str
    premises: tuple["Step", ...] = ()
    trusting: str = ""


_made: set[Step] = set()


def genuine(step: Step) -> bool:
    """Tell whether a checker made this step."""
    return step in _made


def _make(
    goal: Statement, rule: str, premises: Iterable[Step] = (), trust: str = "", kind: Any = ()
) -> Step:
    goal = always(goal.then, *goal.given)
    _made.add(step := Step((Statement(goal.then, goal.given, *kind),), rule, (*premises,), trust))
    return step


def together(*steps: Step) -> Step:
    """State what several steps say, in their order."""
    demand(all(genuine(step) for step in steps), "a step was made by no checker")
    _made.add(step := Step(tuple(s for step in steps for s in step.statements), "together", steps))
    return step


def cited(statement: Statement, source: str) -> Step:
    """State what is believed because `source` says so."""
    return _make(statement, "cited", trust=f"cited: {source}")


def computed_by(statement: Statement, program: str) -> Step:
    """State what a computation without proof supports."""
    return _make(statement, "computed", trust=f"computed by {program}")


def always(then: str, *given: str) -> Statement:
    """State that `then` holds for all real values of the names that meet `given`."""
    texts = [" ".join(sides(text)) for text in (then, *given)]
    return Statement(texts[0], tuple(sorted(set(texts[1:]))))


def _difference(text: str) -> tuple[str, str]:
    left, relation, right = sides(text)
    return f"({left}) - ({right})", relation


def _read(step: Step, given: Iterable[str]) -> tuple[str, str]:
    """Return left - right and the relation of a genuine step that assumes no more than `given`."""
    demand(genuine(step), "a premise was made by no checker")
    (statement,) = step.statements
    demand(statement.kind == "always", "a premise is not a general statement")
    demand(set(statement.given) <= set(given), "a premise assumes more than the goal")
    return _difference(statement.then)


def sign(node: Any, given: Iterable[str]) -> int:
    """Return 2 where a formula is plainly positive, 1 where plainly not negative, else 0."""
    text, known = ast.unparse(node), [0]
    for left, relation, right in map(sides, given):
        if relation != "==" and right == "0" and identical(left, text):
            known.append(1 + (relation == ">"))
    match node:
        case _ if max(known):
            return max(known)
        case ast.Constant(int(n)) if n > 0:
            return 2
        case ast.BinOp(a, ast.Div(), b):
            return sign(a, given) if sign(b, given) == 2 else 0
        case ast.BinOp(a, ast.Add() | ast.Mult() as act, b):
            signs = sorted((sign(a, given), sign(b, given)))
            return signs[isinstance(act, ast.Add) and signs[0] > 0]
        case ast.BinOp(a, ast.Pow(), ast.Constant(int(n))):
            return sign(a, given) or int(n % 2 == 0)
        case ast.Call(ast.Name("total"), [a]):
            return min(1, sign(a, given))
        case ast.Call(ast.Name("exp"), _):
            return 2
    return int(identical(text, "0"))


def _plain(text: str, given: Iterable[str]) -> None:
    """Demand that a hypothesis hold plainly."""
    left, relation, right = sides(text)
    signed = right == "0" and relation != "=="
    plain = signed and sign(parse(left), given) > (relation == ">")
    demand(plain or f"{left} {relation} {right}" in given, f"{text} may fail")


def _defined(text: str, given: Iterable[str]) -> None:
    """Demand that divisors and what is under a log be plainly positive."""
    for node in parts(parse(text), totals=False):
        match node:
            case ast.Call(ast.Name("exp"), _) | ast.Call(ast.Name("xlog"), [ast.Constant(0), _]):
                pass
            case ast.BinOp(_, ast.Div(), below) | ast.Call(_, [*_, below]):
                demand(sign(below, given) == 2, f"{ast.unparse(below)} may not be positive")


def follows(goal: Statement, *weighed: tuple[str, Step | str], rest: str = "0") -> Step:
    """Check: left - right = sum of multipliers times premises (steps or hypotheses) + rest."""
    whole, relation = _difference(goal.then)
    signs, total = [sign(parse(rest), goal.given)], f"({rest})"
    for multiplier, premise in weighed:
        if isinstance(premise, Step):
            difference, kind = _read(premise, goal.given)
        else:
            demand(always(premise).then in goal.given, f"{premise} is not given")
            difference, kind = _difference(premise)
        strength = sign(parse(multiplier), goal.given)
        signs.append({"==": 1, ">=": min(1, strength), ">": strength}[kind])
        total += f" + ({multiplier}) * ({difference})"
        demand(relation != "==" or kind == "==", "an equality follows from equalities only")
    demand(relation != "==" or rest == "0", "an equality leaves no rest")
    demand(min(signs) and max(signs) > (relation == ">"), "a multiplier or the rest has no sign")
    _defined(f"{whole} + {total}", goal.given)
    demand(identical(whole, total), f"{whole} is not {total}")
    return _make(goal, "algebra", (step for _, step in weighed if isinstance(step, Step)))


def instance(step: Step, given: Iterable[str], values: Mapping[str, str]) -> Step:
    """Put formulas for the names of a general statement; its hypotheses must plainly hold."""
    (old,) = step.statements
    _read(step, old.given)
    goal = always(fill(old.then, values), *given)
    for name, text in values.items():
        _defined(text, goal.given)
        one = at_places(name) or not at_places(text) or "total(" not in str(old)
        demand(one, f"{name} is one number, and {text} is not")
    for hypothesis in old.given:
        _plain(fill(hypothesis, values), goal.given)
    return _make(goal, "special case", [step])


def lowest(goal: Statement, x: str, at: str, rising: Step) -> Step:
    """Check left >= right by the mean value theorem: equal at x = at, (x - at) * slope >= 0."""
    whole, relation = _difference(goal.then)
    signed, kind = _read(rising, goal.given)
    symbols = Symbols()
    slope = symbols.slope(value(parse(whole), symbols), x)
    same = value(parse(f"{x} - ({at})"), symbols) * slope + value(parse(f"-({signed})"), symbols)
    demand(relation == kind == ">=" and same.is_zero(), "the step is not about the slope")
    demand(identical(fill(whole, {x: at}), "0"), f"the sides differ at {x} = {at}")
    rest = [text for text in goal.given if x not in names(text)]
    demand(x not in names(at), f"{at} moves with {x}")
    _defined(whole, goal.given)
    _defined(at, rest)
    for text in set(goal.given) - set(rest):
        _plain(fill(text, {x: at}), rest)
        bend = symbols.slope(symbols.slope(value(parse(_difference(text)[0]), symbols), x), x)
        demand(bend.is_zero(), f"{text} need not hold between {x} and {at}")
    return _make(goal, "mean value theorem", [rising])


def by_cases(goal: Statement, name: str, positive: Step, zero: Step) -> Step:
    """Check what holds for name >= 0: it holds where name > 0, and where name is 0."""
    rest = [text for text in goal.given if text != f"{name} >= 0"]
    demand(len(rest) < len(goal.given), f"{name} >= 0 is not given")
    demand(not at_places(name) or "total(" not in str(goal), f"{name} may be 0 in places only")
    at_zero = always(*(fill(text, {name: "0"}) for text in (goal.then, *rest)))
    for step, case in ((positive, always(goal.then, *rest, f"{name} > 0")), (zero, at_zero)):
        _read(step, case.given)
        demand(step.statements[0].then == case.then, "a case is about something else")
    return _make(goal, "cases", [positive, zero])


def _total(node: Any) -> str:
    match node:
        case ast.BinOp(a, ast.Add(), b):
            return f"{_total(a)} + {_total(b)}"
        case ast.BinOp(a, ast.Sub(), b):
            return f"{_total(a)} - ({_total(b)})"
        case ast.BinOp(a, ast.Mult(), b) if not at_places(ast.unparse(a)):
            return f"({ast.unparse(a)}) * ({_total(b)})"
    return f"total({ast.unparse(node)})"


def summed(step: Step) -> Step:
    """Add a statement `left >= 0` or `left == 0` up over all places."""
    (old,) = step.statements
    _, relation = _read(step, old.given)
    left, _, right = sides(old.then)
    demand(right == "0" and relation != ">", "only what is >= 0 or == 0 is added up")
    goal = always(f"{_total(parse(left))} {relation} 0", *old.given)
    return _make(goal, "sum", [step], "sums, and integrals that exist, are linear and monotone")


def _signs(text: str, at: Place) -> set[int]:
    """Return the signs that left - right has at the places."""
    lengths = {n: len(v) for n, v in at.items() if isinstance(v, tuple)}
    count, *others = set(lengths.values()) or {1}
    plain = count and not others and all(map(at_places, lengths))
    demand(plain, f"{lengths}: one length for names in _i, at least 1, and none for others")
    places = [{n: v[i] if isinstance(v, tuple) else v for n, v in at.items()} for i in range(count)]
    whole, signs, totals = _difference(text)[0], set(), {}
    for node in parts(parse(whole), totals=True):
        match node:
            case ast.Call(ast.Name("total"), [a], []):
                inner = (fill(ast.unparse(a), place) for place in places)
                totals[ast.unparse(node)] = " + ".join(f"({term})" for term in inner)
    for place in places:
        closed = fill(swap(whole, totals), place)
        signs.add(seen := int((b := ball(closed)) > 0) - int(b < 0))
        demand(seen or identical(closed, "0"), f"the sign of {closed} is not seen")
    return signs


def witnessed(goal: Statement, kind: str, at: Place) -> Step:
    """Check that at a place all of `given` are met, and that `then` is tight or false there."""
    wrong = {">": {-1, 0}, ">=": {-1}, "==": {-1, 1}}
    for text in goal.given:
        demand(not _signs(text, at) & wrong[sides(text)[1]], f"{text} fails at {dict(at)}")
    if kind != "met":
        signs = _signs(goal.then, at)
        seen = {"tight": signs == {0}, "false": signs & wrong[sides(goal.then)[1]]}.get(kind)
        demand(seen, f"{goal.then} is not {kind} at {dict(at)}")
    return _make(goal, "witness", kind=(kind, tuple(sorted(at.items()))))


def holds_on(then: str, box: Mapping[str, tuple[str, str]], pieces: int) -> Step:
    """Check left > right or >= on a box of rationals, cut in pieces until balls decide."""
    ends = [f"{end} >= 0" for x, (a, b) in box.items() for end in (f"{x} - {a}", f"{b} - {x}")]
    goal, (whole, relation) = always(then, *ends), _difference(then)
    demand(relation != "==", "balls do not show equality")
    todo = [{x: (Fraction(a), Fraction(b)) for x, (a, b) in box.items()}]
    for _ in range(pieces):
        if not todo:
            return _make(goal, "balls")
        part = todo.pop()
        hull = {x: arb(fmpq(str(a))).union(arb(fmpq(str(b)))) for x, (a, b) in part.items()}
        seen = value(parse(whole), balls(hull))
        if not (seen.is_finite() and seen > 0):
            x = max(part, key=lambda x: part[x][1] - part[x][0], default="")
            demand(x, f"{then} is not seen")
            a, b = part[x]
            todo += [{**part, x: (a, (a + b) / 2)}, {**part, x: ((a + b) / 2, b)}]
    raise NotProved(f"{len(todo)} pieces of the box are undecided")


def _true(tree: Any, relation: str, at: Any) -> bool:
    n = value(tree, at)
    demand(n.is_exact(), "not in integers")
    return bool({"==": n == 0, ">": n > 0, ">=": n >= 0}[relation])


def enumerated(goal: Statement, ranges: Mapping[str, tuple[int, int]]) -> Step:
    """Check a statement at all integers in ranges (both ends included), one by one."""
    met, trees = 0, [(parse(t), r) for t, r in map(_difference, (*goal.given, goal.then))]
    for point in product(*(range(a, b + 1) for a, b in ranges.values())):
        at = balls(dict(zip(ranges, map(arb, point), strict=True)))
        if all(_true(tree, relation, at) for tree, relation in trees[:-1]):
            demand(_true(*trees[-1], at), f"{goal.then} fails at {point}")
            met += 1
    demand(met, "nothing meets the hypotheses")
    return _make(goal, f"enumeration of {met} cases", kind=("listed", tuple(ranges.items())))
