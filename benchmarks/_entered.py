"""A pytest plugin for `mutation.py`: which functions of ours each passing test depends on.

A test depends on the functions that it enters, on those entered while a fixture of wider scope that
it uses is set up, and on those entered while its module is collected (a Hypothesis strategy in
`@given` is built then). Functions entered while a module of ours is imported are kept apart, with
that module.
"""

import hashlib
import json
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

ROOT = str(Path.cwd()) + os.sep
FUNCTIONS: defaultdict[str, set[str]] = defaultdict(set)  # function: tests
IMPORTED: defaultdict[str, set[str]] = defaultdict(set)  # function: files of ours being imported
COLLECTED: defaultdict[str, set[str]] = defaultdict(set)  # function: test files being collected
FIXTURES: defaultdict[str, set[str]] = defaultdict(set)  # fixture of wider scope: functions
USES: dict[str, list[str]] = {}  # test: its fixtures
SECONDS: dict[str, float] = {}
FAILED: set[str] = set()
Profile = Callable[[FrameType, str, Any], None]


def key_of(code: CodeType) -> str:
    return f"{code.co_filename.removeprefix(ROOT)}::{code.co_qualname}"


def is_ours(code: CodeType) -> bool:
    return code.co_filename.startswith(ROOT) and not is_test(code)


def is_test(code: CodeType) -> bool:
    return code.co_filename.startswith(ROOT + "tests" + os.sep)


@contextmanager
def profiled(profile: Profile) -> Iterator[None]:
    """Profile this thread and those that it starts."""
    before = sys.getprofile()
    threading.setprofile(profile)
    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(before)
        threading.setprofile(before)


@contextmanager
def entered() -> Iterator[set[str]]:
    """Collect the functions of ours that are entered."""
    codes: set[CodeType] = set()

    def enter(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    keys: set[str] = set()
    with profiled(enter):
        yield keys
    keys.update(key_of(code) for code in codes if is_ours(code))


def enter_early(collected: str) -> Profile:
    """Record a function under the modules of ours being imported, or else the tests collected."""

    def enter(frame: FrameType, event: str, _: object) -> None:
        if event != "call" or not is_ours(frame.f_code) or frame.f_code.co_name == "<module>":
            return
        key, above, files = key_of(frame.f_code), frame.f_back, set()
        while above is not None:
            if above.f_code.co_name == "<module>" and is_ours(above.f_code):
                files.add(above.f_code.co_filename.removeprefix(ROOT))
            above = above.f_back
        IMPORTED[key] |= files
        if not files and collected:
            COLLECTED[key].add(collected)

    return enter


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Record what is entered while a module of tests is collected."""
    with profiled(enter_early(collector.nodeid.partition("::")[0])):
        yield


def pytest_collection_finish() -> None:
    """Record what is entered while modules are imported that no test has imported yet."""
    from benchmarks._in_child import import_everything

    with profiled(enter_early("")):
        import_everything(Path(ROOT))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Record every function entered between the test's set-up and its end."""
    with entered() as keys:
        yield
    USES[item.nodeid] = list(getattr(item, "fixturenames", ()))
    for key in keys:
        FUNCTIONS[key].add(item.nodeid)


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
    """Record a fixture set up once for many tests: all who use it depend on it."""
    if fixturedef.scope == "function":
        yield
        return
    with entered() as keys:
        yield
    FIXTURES[fixturedef.argname] |= keys


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of a test; remember it if it did not pass."""
    SECONDS[report.nodeid] = SECONDS.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        FAILED.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Keep the tests that passed."""
    for test, fixtures in USES.items():
        for key in set().union(*(FIXTURES[name] for name in fixtures if name in FIXTURES)):
            FUNCTIONS[key].add(test)
    for key, files in COLLECTED.items():
        FUNCTIONS[key].update(test for test in SECONDS if test.partition("::")[0] in files)
    passed = {name: seconds for name, seconds in SECONDS.items() if name not in FAILED}
    files = {name.partition("::")[0] for name in SECONDS}
    kept = {
        "functions": {key: sorted(tests & passed.keys()) for key, tests in FUNCTIONS.items()},
        "imported": {key: sorted(files) for key, files in IMPORTED.items()},
        "collected": sorted(COLLECTED),
        "seconds": passed,
        "hashes": {file: hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files},
    }
    Path(os.environ["ENTERED"]).write_text(json.dumps(kept))
