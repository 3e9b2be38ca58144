"""All claims and all statements at once, as `python -m proofs` judges them, on all cores."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROVING = ("symbolic", "exact", "ball", "enumeration")


@pytest.fixture(scope="module")
def whole():
    command = [sys.executable, "-m", "proofs", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or [
        *(c["reason"] for c in json.loads(done.stdout)["claims"] if c["reason"]),
        *(s["reason"] for s in json.loads(done.stdout)["statements"].values() if s["reason"]),
    ]
    return json.loads(done.stdout)


def test_every_claim_is_proved_and_has_refuted_its_falsehoods(whole):
    assert {claim["status"] for claim in whole["claims"]} == {"Proved"}
    assert all(claim["controls"] for claim in whole["claims"])


def test_every_statement_has_a_verdict(whole):
    numbers = {"000": 64, "001": 66, "002": 103, "003": 157}
    ids = [f"{document}-{k:03}" for document, n in numbers.items() for k in range(1, n + 1)]
    assert list(whole["statements"]) == ids
    assert all(row["agrees"] and row["right"] for row in whole["statements"].values())


def test_enough_is_decided_by_machine(whole):
    evidence = whole["counts"]["evidence"]
    assert sum(evidence[kind] for kind in PROVING) >= 185
    assert whole["counts"]["by_machine"] >= 310


def test_every_false_formula_of_the_errata_has_a_witness(whole):
    from proofs._documents import errata, rows

    wrong = errata(rows())
    assert all(row.rank for row in wrong)
    assert all(row.witness and row.rightly for row in wrong if row.formula)
