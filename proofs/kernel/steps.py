"""Steps: statements that a checker found to follow. Only the checkers of this file make them."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from flint import arb, fmpq

from .formulas import (
    Balls,
    NotProved,
    Symbols,
    at_places,
    ball,
    fill,
    identical,
    names,
    outside_totals,
    parse,
    sides,
    value,
)

Place: TypeAlias = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Statement:
    """Where all of `given` hold, `then` does, if `kind` is "always".

    At the place `at` all of `given` hold ("met") and `then` is "tight" (its sides are equal) or
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


def _make(
    statement: Statement, rule: str, premises: Iterable[Step] = (), trusting: str = ""
) -> Step:
    _made.add(step := Step((statement,), rule, tuple(premises), trusting))
    return step


def genuine(step: Step) -> bool:
    """Tell whether a checker made this step."""
    return step in _made


def always(then: str, *given: str) -> Statement:
    """State that `then` holds for all real values of the names that meet `given`."""
    texts = [" ".join(sides(text)) for text in (then, *given)]
    return Statement(texts[0], tuple(sorted(set(texts[1:]))))


def _demand(fact: object, message: str) -> None:
    if not fact:
        raise NotProved(message)


def _difference(text: str) -> tuple[str, str]:
    left, relation, right = sides(text)
    return f"({left}) - ({right})", relation


def _use(step: Step, given: Iterable[str]) -> tuple[str, str]:
    """Return the difference and relation of a genuine step that assumes no more than `given`."""
    _demand(genuine(step), "a premise was made by no checker")
    (statement,) = step.statements
    _demand(statement.kind == "always", "a premise is not a general statement")
    _demand(set(statement.given) <= set(given), "a premise assumes more than the goal")
    return _difference(statement.then)


def sign(node: Any, given: Iterable[str]) -> int:
    """Return 2 where a formula is plainly positive, 1 where plainly not negative, else 0."""
    text = ast.unparse(node)
    signed = [
        (left, 1 + (how == ">"))
        for left, how, right in map(sides, given)
        if right == "0" and how != "=="
    ]
    known = max((strength for left, strength in signed if identical(left, text)), default=0)
    if known:
        return known
    match node:
        case ast.Constant(int(n)) if n > 0:
            return 2
        case ast.BinOp(a, ast.Add(), b):
            signs = sign(a, given), sign(b, given)
            return max(signs) if min(signs) else 0
        case ast.BinOp(a, ast.Mult() | ast.Div(), b):
            return min(sign(a, given), sign(b, given))
        case ast.BinOp(a, ast.Pow(), ast.Constant(int(n))):
            return sign(a, given) or int(n % 2 == 0)
        case ast.Call(ast.Name("total"), [a]):
            return min(1, sign(a, given))
    return int(identical(text, "0"))


def _defined(text: str, given: Iterable[str]) -> None:
    """Demand that each divisor and each argument of a log be plainly positive."""
    for node in outside_totals(parse(text)):
        match node:
            case ast.Call(ast.Name("xlog"), [ast.Constant(0), _]):
                pass
            case ast.BinOp(_, ast.Div(), below) | ast.Call(_, [*_, below]):
                _demand(sign(below, given) == 2, f"{ast.unparse(below)} may not be positive")


def follows(goal: Statement, *parts: tuple[str, Step | str], rest: str = "0") -> Step:
    """Check: left - right = sum of multipliers times premises (steps or hypotheses) + rest."""
    whole, relation = _difference(goal.then)
    signs, total = [sign(parse(rest), goal.given)], f"({rest})"
    for multiplier, premise in parts:
        if isinstance(premise, Step):
            difference, kind = _use(premise, goal.given)
        else:
            _demand(always(premise).then in goal.given, f"{premise} is not given")
            difference, kind = _difference(premise)
        strength = sign(parse(multiplier), goal.given)
        signs.append({"==": 1, ">=": min(1, strength), ">": strength}[kind])
        total += f" + ({multiplier}) * ({difference})"
        _demand(relation != "==" or kind == "==", "an equality follows from equalities only")
    _demand(relation != "==" or rest == "0", "an equality leaves no rest")
    _demand(min(signs) and max(signs) > (relation == ">"), "a multiplier or the rest is not signed")
    _defined(f"{whole} + {total}", goal.given)
    _demand(identical(whole, total), f"{whole} is not {total}")
    return _make(goal, "algebra", (step for _, step in parts if isinstance(step, Step)))


def instance(step: Step, given: Iterable[str], values: Mapping[str, str]) -> Step:
    """Put formulas for the names of a general statement; its hypotheses must plainly hold."""
    (old,) = step.statements
    _use(step, old.given)
    goal = always(fill(old.then, values), *given)
    for name, text in values.items():
        _defined(text, goal.given)
        free = "total" not in "".join((old.then, *old.given)) or not at_places(text)
        _demand(free or at_places(name), f"{name} is one number, and {text} is not")
    for hypothesis in old.given:
        left, relation, right = sides(fill(hypothesis, values))
        plain = right == "0" and relation != "==" and sign(parse(left), goal.given)
        known = always(f"{left} {relation} {right}").then in goal.given
        _demand(known or plain > (relation == ">"), f"{left} {relation} {right} is not plain")
    return _make(goal, "special case", [step])


def lowest(goal: Statement, x: str, at: str, rising: Step) -> Step:
    """Check left >= right by the mean value theorem: equal at x = at, (x - at) * slope >= 0."""
    whole, relation = _difference(goal.then)
    signed, kind = _use(rising, goal.given)
    symbols = Symbols()
    function, distance = (value(parse(text), symbols) for text in (whole, f"{x} - ({at})"))
    slope = distance * symbols.slope(function, x) - value(parse(signed), symbols)
    _demand(relation == kind == ">=" and slope.is_zero(), "the step is not about the slope")
    _demand(identical(fill(whole, {x: f"({at})"}), "0"), f"the sides differ at {x} = {at}")
    _defined(whole, goal.given)
    rest = [text for text in goal.given if x not in names(text)]
    _defined(at, rest)
    _demand(x not in names(at), f"{at} moves with {x}")
    for text in set(goal.given) - set(rest):
        left, bound, right = sides(fill(text, {x: f"({at})"}))
        plain = bound != "==" and right == "0" and sign(parse(left), rest)
        _demand(plain > (bound == ">"), f"{text} may fail at {x} = {at}")
        straight = symbols.slope(symbols.slope(value(parse(sides(text)[0]), symbols), x), x)
        _demand(straight.is_zero(), f"{text} need not hold between {x} and {at}")
    return _make(goal, "mean value theorem", [rising])


def by_cases(goal: Statement, name: str, positive: Step, zero: Step) -> Step:
    """Check what holds for name >= 0: it holds where name > 0, and where name is 0."""
    _demand(f"{name} >= 0" in goal.given, f"{name} >= 0 is not given")
    rest = [text for text in goal.given if text != f"{name} >= 0"]
    cases = (
        (positive, always(goal.then, *rest, f"{name} > 0")),
        (zero, always(*(fill(text, {name: "0"}) for text in (goal.then, *rest)))),
    )
    _demand("total" not in str(goal) or not at_places(name), f"{name} may be 0 at some places only")
    for step, case in cases:
        _use(step, case.given)
        _demand(step.statements[0].then == case.then, "a case is about something else")
    return _make(goal, "cases", [positive, zero])


def _total(node: Any) -> str:
    match node:
        case ast.BinOp(a, ast.Add(), b):
            return f"{_total(a)} + {_total(b)}"
        case ast.BinOp(a, ast.Sub(), b):
            return f"{_total(a)} - ({_total(b)})"
        case ast.BinOp(a, ast.Mult(), b) if not at_places(ast.unparse(a)):
            return f"{ast.unparse(a)} * ({_total(b)})"
    return f"total({ast.unparse(node)})"


def summed(step: Step) -> Step:
    """Add a statement `left >= 0` or `left == 0` up over all places: totals keep order."""
    (old,) = step.statements
    _use(step, old.given)
    left, relation, right = sides(old.then)
    _demand(right == "0" and relation != ">", "only what is >= 0 or == 0 is added up")
    goal = always(f"{_total(parse(left))} {relation} 0", *old.given)
    return _make(
        goal, "sum", [step], "totals are linear and keep order (sums; integrals that exist)"
    )


def _settle(text: str, at: Place, i: int) -> str:
    """Put in numbers; add totals up."""

    class Settle(ast.NodeTransformer):
        def visit_Call(self, call: ast.Call) -> Any:
            if ast.unparse(call.func) != "total":
                return self.generic_visit(call)
            places = range(max(len(v) for v in at.values() if isinstance(v, tuple)))
            return parse(
                " + ".join(f"({_settle(ast.unparse(call.args[0]), at, j)})" for j in places)
            )

    here = {name: f"({v[i] if isinstance(v, tuple) else v})" for name, v in at.items()}
    return fill(ast.unparse(Settle().visit(parse(text))), here)


def _sign_at(text: str, at: Place) -> list[int]:
    """Return the sign of left - right, at each place."""
    places = max((len(v) for v in at.values() if isinstance(v, tuple)), default=1)
    whole = [_settle(_difference(text)[0], at, i) for i in range(places)]
    numbers = [ball(number, {}) for number in whole]
    return [
        (b > 0) - (b < 0) if b > 0 or b < 0 or identical(w, "0") else 2
        for w, b in zip(whole, numbers, strict=True)
    ]


def witnessed(goal: Statement, kind: str, at: Place) -> Step:
    """Check that at a place all of `given` are met, and that `then` is tight or false there."""
    for text in goal.given:
        least = {">": {1}, ">=": {0, 1}, "==": {0}}[sides(text)[1]]
        _demand(set(_sign_at(text, at)) <= least, f"{text} fails at {dict(at)}")
    signs, relation = set(_sign_at(goal.then, at)), sides(goal.then)[1]
    bad = {">": {-1, 0}, ">=": {-1}, "==": {-1, 1}}[relation]
    _demand(
        {"met": True, "tight": signs == {0}, "false": signs & bad}[kind], f"not {kind}: {goal.then}"
    )
    return _make(Statement(goal.then, goal.given, kind, tuple(sorted(at.items()))), "witness")


def encloses(goal: Statement) -> Step:
    """Check a strict inequality between numbers with balls."""
    _demand(
        sides(goal.then)[1] != "==" and ball(_difference(goal.then)[0], {}) > 0,
        f"not seen: {goal.then}",
    )
    return _make(goal, "ball arithmetic")


def holds_on(then: str, box: Mapping[str, tuple[str, str]], pieces: int = 10000) -> Step:
    """Check a strict inequality on a box of rationals, cut in pieces until balls decide."""
    goal = always(
        then,
        *(f"{text} >= 0" for x, (a, b) in box.items() for text in (f"{x} - {a}", f"{b} - {x}")),
    )
    todo = [{x: (Fraction(a), Fraction(b)) for x, (a, b) in box.items()}]
    for _ in range(pieces):
        if not todo:
            return _make(goal, "subdivision with balls")
        part = todo.pop()
        ends = {x: [arb(fmpq(c.numerator, c.denominator)) for c in ab] for x, ab in part.items()}
        try:
            seen = ball(_difference(then)[0], {x: a.union(b) for x, (a, b) in ends.items()}) > 0
        except NotProved:
            seen = False
        if not seen:
            x = max(part, key=lambda x: part[x][1] - part[x][0])
            a, b = part[x]
            todo += [{**part, x: (a, (a + b) / 2)}, {**part, x: ((a + b) / 2, b)}]
    raise NotProved(f"{len(todo)} pieces of the box are undecided")


def enumerated(goal: Statement, ranges: Mapping[str, tuple[int, int]]) -> Step:
    """Check a statement at all integers in ranges (both ends included), one by one."""
    texts = [
        (parse(text), relation) for text, relation in map(_difference, (*goal.given, goal.then))
    ]
    met = 0
    for point in product(*(range(a, b + 1) for a, b in ranges.values())):
        at = Balls(dict(zip(ranges, map(arb, point), strict=True)))
        true = (
            {"==": n == 0, ">": n > 0, ">=": n >= 0}[r]
            for n, r in ((value(t, at), r) for t, r in texts)
        )
        truths = list(true)
        met += all(truths[:-1])
        _demand(truths[-1] or not all(truths[:-1]), f"{goal.then} fails at {point}")
    _demand(met, "nothing meets the hypotheses")
    listed = Statement(goal.then, goal.given, "listed", tuple((x, *ab) for x, ab in ranges.items()))
    return _make(listed, f"enumeration of {met} cases")


def cited(statement: Statement, source: str) -> Step:
    """State what is believed because `source` says so."""
    return _make(statement, "cited", (), f"cited: {source}")


def computed_by(statement: Statement, program: str) -> Step:
    """State what a computation without proof supports."""
    return _make(statement, "computed", (), f"computed by {program}")


def together(*steps: Step) -> Step:
    """State what several steps say, in their order."""
    for step in steps:
        _demand(genuine(step), "a step was made by no checker")
    _made.add(both := Step(tuple(s for step in steps for s in step.statements), "together", steps))
    return both
