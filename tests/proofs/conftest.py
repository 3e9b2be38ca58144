"""A few claims and a few statements, so that the command is quick to test."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

import proofs.claims  # noqa: F401
from proofs import CLAIMS, Claim
from proofs.__main__ import app
from proofs.checks import supports

FEW = (
    "js_is_at_most_log_2",
    "parallel_lines_have_js_log_2",
    "parallel_lines_have_tv_1",
    "the_dirt_piles_are_5_apart",
)
SMALL = Path(__file__).parent / "small_documents"


@pytest.fixture
def few(monkeypatch):
    """Only these claims, and a check for the small documents."""
    for name in set(CLAIMS) - set(FEW):
        monkeypatch.delitem(CLAIMS, name)

    @supports("000-005")
    def two_and_two():
        return 2 + 2 == 5, 2 + 2 == 4

    module = ModuleType("proofs.checks.of_the_tests")
    module.two_and_two = two_and_two
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return FEW


@pytest.fixture
def call(few):
    """Run the command in this process, on the small documents."""

    def calling(*words, documents=SMALL):
        settings = ["--jobs", "1", "--documents", str(documents)]
        words = [str(word) for word in (*words, *settings)]
        return CliRunner().invoke(app, words, env={"COLUMNS": "160"})

    return calling


@pytest.fixture
def broken(few, monkeypatch):
    """A claim that raises, one that proves nothing."""

    def raises():
        raise TypeError("no such thing")

    for name, derive in (("raises", raises), ("says_nothing", list)):
        claim = Claim(name, "words", "here", "nowhere", tuple, derive, (), ())
        monkeypatch.setitem(CLAIMS, name, claim)
