"""A pytest plugin for `mutation.py`: which functions of ours each passing test enters."""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

ROOT = str(Path.cwd()) + os.sep
FUNCTIONS: defaultdict[str, set[str]] = defaultdict(set)
SECONDS: dict[str, float] = {}
FAILED: set[str] = set()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Record every frame entered between the test's set-up and its end."""
    seen = set()

    def enter(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            seen.add(frame.f_code)

    sys.setprofile(enter)
    yield
    sys.setprofile(None)
    for code in seen:
        if code.co_filename.startswith(ROOT):
            FUNCTIONS[f"{code.co_filename.removeprefix(ROOT)}::{code.co_qualname}"].add(item.nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of a test; remember it if it did not pass."""
    SECONDS[report.nodeid] = SECONDS.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        FAILED.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Keep the tests that passed."""
    passed = {name: seconds for name, seconds in SECONDS.items() if name not in FAILED}
    ours = {
        key: sorted(names & passed.keys())
        for key, names in FUNCTIONS.items()
        if not key.startswith("tests/")
    }
    kept = {"functions": ours, "seconds": passed}
    Path(os.environ["ENTERED"]).write_text(json.dumps(kept))
