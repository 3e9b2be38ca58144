"""Tests run in a fork of a process that has numpy, scipy and the like in memory already."""

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run_tests(tree: Path, tests: list[str], limit: float) -> str:
    """Run tests in a child that has numpy, scipy and the like in memory already."""
    code = in_child(tree, lambda: run_pytest(tests), limit)
    if code is None:
        return "timed out"
    if code in (3, 5):
        raise RuntimeError(f"pytest ended with {code}: {tests[:3]} did not run")
    if code in (2, 4) and in_child(tree, lambda: import_everything(tree), limit) != 0:
        return "import error"
    return "survived" if code == 0 else "killed"


def in_child(tree: Path, action: Callable[[], int], limit: float) -> int | None:
    """Return the exit code of `action` in a fork, None where it outlives its limit."""
    child = os.fork()
    if child == 0:
        _act(tree, action)
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _act(tree: Path, action: Callable[[], int]) -> None:
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    code = 3
    try:
        os.chdir(tree)
        sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]
        code = action()
    finally:
        os._exit(code)


def run_pytest(tests: list[str]) -> int:
    import pytest

    loaded = "-Wignore::pytest.PytestAssertRewriteWarning"  # hypothesis is in memory: as meant
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", loaded, *tests]))


def import_everything(tree: Path) -> int:
    """Import every module of ours: does a mutant break the import, or a test being collected?"""
    sys.path.insert(0, str(tree))
    for package in ("divergences", "proofs"):
        for path in sorted((tree / package).rglob("*.py")):
            if path.stem != "__main__":
                parts = path.relative_to(tree).with_suffix("").parts
                importlib.import_module(".".join(parts).removesuffix(".__init__"))
    return 0
