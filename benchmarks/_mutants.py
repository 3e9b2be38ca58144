"""The mutants of a source file: which nodes can be broken, and how.

Operators as DESIGN.md defines them: number constants +-1 ulp, +-1, x2, 0; + - * / exchanged;
comparisons; min and max; the direction of rounding; `not` removed or added; the value of `return`
dropped. Docstrings, annotations, strings, `raise` statements and `if TYPE_CHECKING` hold no nodes.
"""

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

SWAPPED_WORDS = {
    "min": "max", "minimum": "maximum", "argmin": "argmax", "fmin": "fmax", "floor": "ceil",
    "lower": "upper", "down": "up", "below": "above", "low": "high", "least": "largest",
}  # fmt: skip
SWAPPED_WORDS |= {new: old for old, new in SWAPPED_WORDS.items()}
ALWAYS_THERE = {
    "min",
    "max",
    "minimum",
    "maximum",
    "argmin",
    "argmax",
    "floor",
    "ceil",
    "lower",
    "upper",
}
ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARISONS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
OTHERS = {
    "<": ("<=", ">", ">="), "<=": ("<", ">", ">="), ">": (">=", "<", "<="), ">=": (">", "<", "<="),
    "==": ("!=",), "!=": ("==",), "is": ("is not",), "is not": ("is",), "in": ("not in",),
    "not in": ("in",),
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of one node: the bytes from `start` to `end` become `new`."""

    file: str
    line: int
    text: str
    function: str
    operator: str
    start: int
    end: int
    old: str
    new: str
    at_import: bool  # whether it takes effect when its module is imported

    @property
    def change(self) -> str:
        """The change in words, as the list of equivalent mutants writes it."""
        return f"{' '.join(self.old.split())} -> {' '.join(self.new.split())}"

    def apply(self, source: bytes) -> bytes:
        """Return the mutated source."""
        return source[: self.start] + self.new.encode() + source[self.end :]


@dataclass
class _Source:
    file: str
    text: str
    names: set[str] = field(default_factory=set)
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.raw = self.text.encode()
        self.lines = self.text.splitlines()
        position = 0
        for line in self.raw.splitlines(keepends=True):
            self.starts.append(position)
            position += len(line)
        self.names = set(re.findall(r"[A-Za-z_]\w*", self.text))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self.starts[node.lineno - 1] + node.col_offset,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def of(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return self.raw[start:end].decode()


def nodes(file: str, text: str) -> list[list[Mutant]]:
    """Return, for every node that can be broken, its mutants."""
    source = _Source(file, text)
    found: list[list[Mutant]] = []
    _visit(ast.parse(text), "", source, found)
    unique = {}
    for mutants in found:
        sound = [m for m in mutants if _parses(m.apply(source.raw))]
        if sound:
            unique[sound[0].operator, sound[0].start, sound[0].end] = sound
    return list(unique.values())


def _parses(raw: bytes) -> bool:
    try:
        ast.parse(raw)
    except SyntaxError:
        return False
    return True


def _visit(
    node: ast.AST,
    function: str,
    source: _Source,
    found: list[list[Mutant]],
    at_import: bool = True,
) -> None:
    if isinstance(node, ast.Raise | ast.JoinedStr) or _is_for_types_only(node):
        return
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        inner = ".<locals>" if isinstance(node, ast.FunctionDef) else ""
        qualified = f"{function}.{node.name}".lstrip(".")
        for child in _children(node):
            runs_later = inner and child in node.body
            _visit(child, qualified + inner, source, found, at_import and not runs_later)
        return
    for operator, start, end, news in _changes(node, source):
        old, line = source.raw[start:end].decode(), source.raw[:start].count(b"\n") + 1
        text = source.lines[line - 1].strip()
        place = function.removesuffix(".<locals>")
        fixed = (source.file, line, text, place, operator, start, end, old)
        found.append([Mutant(*fixed, new, at_import) for new in news])
    for child in _children(node):
        _visit(child, function, source, found, at_import)


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        yield from (child for child in (value if isinstance(value, list) else [value])
                    if isinstance(child, ast.AST))  # fmt: skip


def _changes(node: ast.AST, source: _Source) -> Iterator[tuple[str, int, int, list[str]]]:
    """Yield (operator, start, end, replacements) for this very node, not for those inside it."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        assert isinstance(node.value, int | float)
        yield "number", *source.span(node), _other_numbers(node.value)
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        left, right, sign = source.of(node.left), source.of(node.right), ARITHMETIC[type(node.op)]
        news = [f"(({left}) {o} ({right}))" for o in "+-*/" if o != sign]
        yield "arithmetic", *source.span(node), news
    elif isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        target, value, sign = (
            source.of(node.target),
            source.of(node.value),
            ARITHMETIC[type(node.op)],
        )
        news = [f"{target} {o}= {value}" for o in "+-*/" if o != sign]
        yield "arithmetic", *source.span(node), news
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "arithmetic", *source.span(node), [f"(+{source.of(node.operand)})"]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", *source.span(node), [f"({source.of(node.operand)})"]
    elif isinstance(node, ast.Compare):
        yield from _other_comparisons(node, source)
    elif isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield "return", *source.span(node), ["return None"]
    elif isinstance(node, ast.Call):
        yield from _other_direction(node, source)
    elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
        yield from _other_names(node, source)
    yield from _negated_tests(node, source)


def _other_numbers(value: float) -> list[str]:
    near: list[float] = [value + 1, value - 1, 2 * value, type(value)(0)]
    if isinstance(value, float) and math.isfinite(value):
        near += [math.nextafter(value, math.inf), math.nextafter(value, -math.inf)]
    return [f"({new!r})" for new in dict.fromkeys(near) if new != value and math.isfinite(new)]


def _other_comparisons(
    node: ast.Compare, source: _Source
) -> Iterator[tuple[str, int, int, list[str]]]:
    operands = [source.of(x) for x in (node.left, *node.comparators)]
    signs = [COMPARISONS[type(op)] for op in node.ops]
    for i, sign in enumerate(signs):
        news = []
        for other in OTHERS[sign]:
            changed = [*signs[:i], other, *signs[i + 1 :]]
            pairs = zip(changed, operands[1:], strict=True)
            news.append(f"(({operands[0]}) " + " ".join(f"{s} ({x})" for s, x in pairs) + ")")
        start, end = source.span(node)
        yield f"comparison {i}", start, end, news


def _other_direction(node: ast.Call, source: _Source) -> Iterator[tuple[str, int, int, list[str]]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "nextafter" and len(node.args) == 2:
        towards = node.args[1]
        yield "rounding", *source.span(towards), [f"(-({source.of(towards)}))"]


def _other_names(
    node: ast.Name | ast.Attribute, source: _Source
) -> Iterator[tuple[str, int, int, list[str]]]:
    name = node.attr if isinstance(node, ast.Attribute) else node.id
    swapped = "_".join(SWAPPED_WORDS.get(part, part) for part in name.split("_"))
    if swapped != name and (swapped in ALWAYS_THERE or swapped in source.names):
        _, end = source.span(node)
        yield "min, max, direction", end - len(name.encode()), end, [swapped]


def _negated_tests(node: ast.AST, source: _Source) -> Iterator[tuple[str, int, int, list[str]]]:
    tests = list(node.ifs) if isinstance(node, ast.comprehension) else []
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        tests.append(node.test)
    for test in tests:
        if not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            yield "not", *source.span(test), [f"(not ({source.of(test)}))"]
