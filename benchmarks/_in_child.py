"""pytest in a process of its own, which collects tests once and then judges mutants by them."""

import importlib
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COLLECTING = 120.0  # seconds that collecting may take


@dataclass(frozen=True)
class Request:
    """Tests with their limits in seconds, in order; the function that gets its code anew."""

    tests: dict[str, float]
    file: str = ""
    function: str = ""
    known: frozenset[str] | None = None  # others are run too: a mutant may rename its tests


@dataclass(frozen=True)
class Verdict:
    """killed, survived, timed out, import error or no such function; and the test that says so."""

    word: str
    test: str = ""


class Session:
    """pytest in a child, which waits with the tests of these files collected."""

    def __init__(self, tree: Path, files: Iterable[str], *options: str) -> None:
        self._tree = tree
        self._here, there = Pipe()
        self._child = os.fork()
        if self._child == 0:
            self._here.close()
            _act(tree, [*options, *sorted(set(files))], there)
        there.close()
        self._names: frozenset[str] = frozenset()

    def collected(self) -> frozenset[str]:
        """Wait until the tests are collected; return their names, none where it took too long."""
        if not self._names and self._here.poll(COLLECTING):
            self._names = self._here.recv()
        return self._names

    def judge(self, request: Request) -> Verdict:
        """Return the verdict of these tests."""
        try:
            if not self.collected():
                return Verdict("timed out")
            self._here.send(request)
            verdict: Verdict = self._here.recv()
        except EOFError:  # a file could not be collected
            return Verdict("killed" if imports(self._tree) else "import error")
        return verdict

    def close(self) -> None:
        """End the child."""
        self._here.close()
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)


def imports(tree: Path) -> bool:
    """Whether every module of ours can be imported."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            settle(tree)
            import_everything(tree)
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def import_everything(tree: Path) -> None:
    """Import every module of ours."""
    sys.path.insert(0, str(tree))
    for package in ("divergences", "proofs"):
        for path in sorted((tree / package).rglob("*.py")):
            if path.stem != "__main__":
                parts = path.relative_to(tree).with_suffix("").parts
                importlib.import_module(".".join(parts).removesuffix(".__init__"))
    sys.path.remove(str(tree))


def settle(tree: Path) -> None:
    """Make this process one that says nothing and stands in the tree."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.chdir(tree)
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]


def _act(tree: Path, words: list[str], there: Connection) -> None:
    try:
        settle(tree)
        import pytest

        from benchmarks._collected import Collected

        loaded = "-Wignore::pytest.PytestAssertRewriteWarning"  # hypothesis is in memory: as meant
        folder = f"--basetemp={tree.with_name(tree.name + '-files')}"
        options = ["-q", "-p", "no:cacheprovider", loaded, folder]
        pytest.main([*options, *words], plugins=[Collected(tree, there)])
    finally:
        os._exit(0)
