"""Which tests can kill a mutant, and in which order they are run."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks._mutants import Mutant

SECONDS_OF_TESTS = (
    240.0  # a mutant meets at most this many seconds of tests (as they were recorded)
)


@dataclass
class Suite:
    """What `_entered.py` recorded of a tree, and the kills since."""

    tree: Path
    recorded: dict[str, Any]
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.functions: dict[str, list[str]] = self.recorded["functions"]
        self.seconds: dict[str, float] = self.recorded["seconds"]
        self.cases: dict[str, list[str]] = {}  # of each test, one or several parameters
        for name in self.seconds:
            self.cases.setdefault(name.partition("[")[0], []).append(name)
        self.early = {*self.recorded["imported"], *self.recorded["collected"]}

    def is_early(self, mutant: Mutant) -> bool:
        """Whether it takes effect when modules are imported or tests collected."""
        return mutant.at_import or _key(mutant.file, outermost(mutant.function)) in self.early

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Return the tests that depend on it, the likeliest to kill and then the fastest first."""
        near, far = self._near(mutant), self._of_file(mutant.file)
        for file in self.recorded["imported"].get(_key(mutant.file, mutant.function), ()):
            far |= self._of_file(file)
        groups = [near or far]
        if self.is_early(mutant):
            groups = [near, far - near]
        if not any(groups):
            groups = [set(self.seconds)]
        chosen, total = [], 0.0
        for name in (name for group in groups for name in self._ordered(group, mutant)):
            total += self.seconds[name]
            chosen.append(name)
            if total > SECONDS_OF_TESTS:
                break
        return chosen

    def remember(self, mutant_file: str, function: str, test: str) -> None:
        """Count a kill: the next mutant of the function, or of its file, meets this test first."""
        self.kills[_key(mutant_file, function), test] += 1
        self.kills[mutant_file, test] += 1

    def _ordered(self, tests: Iterable[str], mutant: Mutant) -> list[str]:
        key, stem = _key(mutant.file, mutant.function), Path(mutant.file).stem.strip("_")
        return sorted(tests, key=lambda name: (
            -self.kills[key, name], -self.kills[mutant.file, name],
            stem not in name.partition("::")[0], self.seconds[name], name,
        ))  # fmt: skip

    def _near(self, mutant: Mutant) -> set[str]:
        """Return the tests that enter the function, and those that mention the name."""
        inside = _key(mutant.file, mutant.function)
        near = set(self.functions.get(inside, ()))
        if mutant.at_import or not near:  # a constant, a default, something of a class
            near |= set(self._mentioning(mutant))
        return near

    def _of_file(self, file: str) -> set[str]:
        keys = (key for key in self.functions if key.startswith(f"{file}::"))
        return {test for key in keys for test in self.functions[key]}

    def _mentioning(self, mutant: Mutant) -> Iterator[str]:
        """Yield tests that mention the name that the statement sets, or enter what mentions it."""
        names = _names_set((self.tree / mutant.file).read_text(), mutant)
        word = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")
        for path in sorted(self.tree.glob("*/**/*.py")) if names else ():
            file, text = str(path.relative_to(self.tree)), path.read_text()
            if word.search(text):
                for name, source in _functions(ast.parse(text), text):
                    if word.search(source):
                        key = _key(file, name)
                        yield from self.functions.get(key, self.cases.get(key, ()))


def outermost(function: str) -> str:
    """Return the name of the function or method that holds a function of its own."""
    return function.partition(".<locals>")[0]


def _key(file: str, function: str) -> str:
    return f"{file}::{function}"


def _names_set(text: str, mutant: Mutant) -> list[str]:
    """Return the names set by the statement of the module (or the class) that holds the mutant."""
    if mutant.function:
        return [mutant.function.rpartition(".")[2]]
    for statement in ast.parse(text).body:
        if statement.lineno <= mutant.line <= (statement.end_lineno or 0):
            return [node.id for node in ast.walk(statement)
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]  # fmt: skip
    return []


def _functions(tree: ast.AST, text: str, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each function and method."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, text, f"{above}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield f"{above}{node.name}", ast.get_source_segment(text, node) or ""
