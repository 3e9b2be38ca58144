"""A pytest plugin that collects the tests, and then runs some of them in a fork for each mutant.

A change inside a function needs nothing collected again: the fork gives the function its new code,
and runs the tests one by one until the first fails or takes too long.
"""

import gc
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import hypothesis
import pytest

from benchmarks._in_child import COLLECTING, Request, Verdict, import_everything

LATE = (hypothesis.Phase.shrink, hypothesis.Phase.explain)
Live = dict[tuple[str, str], list[FunctionType]]


class Collected:
    """The plugin: instead of running the tests, it answers requests."""

    def __init__(self, tree: Path, there: Connection) -> None:
        self._tree = tree
        self._there = there
        self._failed = False
        self._items: dict[str, pytest.Item] = {}
        self._live: Live = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that a test failed."""
        self._failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Answer requests until there are no more."""
        if session.testsfailed and not session.config.option.continue_on_collection_errors:
            return True  # a file could not be collected: the other end sees the pipe closed
        self._items = {item.nodeid: item for item in session.items}
        for item in session.items:
            _unshrunk(getattr(item, "obj", None))
        import_everything(self._tree)
        self._live = _live_functions(str(self._tree))
        self._there.send(frozenset(self._items))
        while True:
            try:
                request = self._there.recv()
            except EOFError:
                return True
            self._there.send(self._judged(request))

    def _judged(self, request: Request) -> Verdict:
        read, write = Pipe(duplex=False)
        child = os.fork()
        if child == 0:
            self._run(request, write)
        os.setpgid(child, child)
        write.close()
        try:
            return _watched(read, request.tests)
        finally:
            read.close()
            os.killpg(child, signal.SIGKILL)  # what its tests have started too
            os.waitpid(child, 0)

    def _run(self, request: Request, write: Connection) -> None:
        """Run the tests in this fork, telling of each before it starts."""
        try:
            if request.file and not self._renew(request.file, request.function):
                write.send(Verdict("no such function"))
                os._exit(0)
            items = [self._items[name] for name in request.tests if name in self._items]
            if request.known is not None:
                items += [self._items[name] for name in self._items.keys() - request.known]
            for item, following in zip(items, [*items[1:], None], strict=bool(items)):
                write.send(Verdict("runs", item.nodeid))
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self._failed:
                    write.send(Verdict("killed", item.nodeid))
                    os._exit(0)
            write.send(Verdict("survived"))
        finally:
            os._exit(0)

    def _renew(self, file: str, function: str) -> bool:
        """Give the function the code that stands in its file now."""
        functions = self._live.get((str(self._tree / file), function), [])
        module = sys.modules.get(functions[0].__module__) if functions else None
        if module is None or module.__spec__ is None:
            return False
        whole = module.__spec__.loader.get_code(module.__name__)  # type: ignore[union-attr]
        codes = [code for code in _inner(whole) if code.co_qualname == function]
        if len(codes) != 1:
            return False
        for live in functions:
            live.__code__ = codes[0]
        return True


def _unshrunk(test: Any) -> None:
    """Let a test of Hypothesis end at its first failure, without shrinking it."""
    settings = getattr(test, "_hypothesis_internal_use_settings", None)
    if settings is not None:
        phases = [phase for phase in settings.phases if phase not in LATE]
        test._hypothesis_internal_use_settings = hypothesis.settings(settings, phases=phases)


def _watched(read: Connection, limits: dict[str, float]) -> Verdict:
    """Return the last thing that a fork tells; give it up when it is silent for too long."""
    last, limit = Verdict("runs"), COLLECTING
    while last.word == "runs":
        if not read.poll(limit):
            return Verdict("timed out", last.test)
        try:
            last = read.recv()
        except EOFError:  # the test has ended the process
            return Verdict("killed", last.test)
        limit = limits.get(last.test, COLLECTING)
    return last


def _inner(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)


def _live_functions(root: str) -> Live:
    """Return the functions of the tree, by file and qualified name."""
    found = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename.startswith(root):
            found[thing.__code__.co_filename, thing.__code__.co_qualname].append(thing)
    return dict(found)
