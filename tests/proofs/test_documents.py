"""What the documents say: the machine's verdict on each row is the one written there."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import proofs.claims  # noqa: F401
from proofs import CLAIMS, NotProved, run
from proofs._decide import decide
from proofs._documents import VERDICTS, rows

DECIDED = [row for row in rows() if row.step or row.check]
LINKS = ("step", "check")
ROOT = Path(__file__).parents[2]


@cache
def judge(name):
    return run(CLAIMS[name])


def test_every_statement_of_the_four_documents_has_a_row():
    numbers = {"000": 64, "001": 66, "002": 103, "003": 157}
    ids = [f"{document}-{k:03}" for document, n in numbers.items() for k in range(1, n + 1)]
    assert [row.id for row in rows()] == ids


@pytest.mark.parametrize("row", DECIDED, ids=lambda row: row.id)
def test_the_machine_reaches_the_verdict_that_is_written(row):
    assert decide(row, judge).verdict == row.verdict


@pytest.mark.parametrize("row", DECIDED, ids=lambda row: row.id)
def test_a_flipped_verdict_is_noticed(row):
    for other in set(VERDICTS) - {row.verdict}:
        assert decide(replace(row, verdict=other), judge).verdict != other


def test_swapped_links_are_noticed():
    generator = random.Random(7)
    noticed = 0
    for _ in range(100):
        one, two = generator.sample(DECIDED, 2)
        while all(getattr(one, link) == getattr(two, link) for link in LINKS):
            one, two = generator.sample(DECIDED, 2)
        noticed += any(fails(*pair) for pair in ((one, two), (two, one)))
    assert noticed >= 95


def fails(row, other):
    try:
        swapped = replace(row, **{link: getattr(other, link) for link in LINKS})
        return decide(swapped, judge).verdict != row.verdict
    except NotProved:
        return True


@pytest.mark.parametrize("row", [row for row in rows() if row.benchmark], ids=lambda row: row.id)
def test_a_script_that_answers_a_row_is_there(row):
    for script in row.benchmark.split(", "):
        assert (ROOT / script).is_file()
