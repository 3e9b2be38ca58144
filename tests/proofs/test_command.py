"""python -m proofs: the table, a derivation, JSON, the errata, and the exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from proofs import CLAIMS
from proofs._command.judging import judge_all

ROOT = Path(__file__).parents[2]
CLAIM_KEYS = {
    "name", "status", "reason", "statement", "source", "scope", "trusting", "steps", "controls",
    "seconds",
}  # fmt: skip
STATEMENT_KEYS = {
    "verdict", "written", "agrees", "reason", "right", "claims", "evidence", "document", "where",
    "statement", "decided_by", "errata_rank",
}  # fmt: skip
COUNTS = {
    "statements": 7,
    "verdict": {"TRUE": 2, "FALSE": 2, "IMPRECISE": 2, "TRUE-UNDER-CONVENTION": 0, "TYPO": 1},
    "evidence": {
        "symbolic": 1, "exact": 3, "enumeration": 0, "ball": 0, "numeric": 1, "training": 1,
        "document": 1, "none": 0,
    },
    "by_machine": 5,
    "disagree": 0,
    "distinct_right_hand_sides": 3,
    "distinct_checks": 1,
    "claims": 4,
    "proved": 4,
}  # fmt: skip


def test_the_table_has_a_line_a_claim_and_counts_statements(call):
    result = call()
    assert result.exit_code == 0
    assert "4 of 4 proved, falsehoods refuted: 9." in result.stdout
    (line,) = [row for row in result.stdout.splitlines() if row.startswith("│ the_dirt_piles")]
    assert line.split("│")[2:4] == [" Proved  ", "     3/3 "]
    assert "all plans, in whole shovelfuls or not" in line
    assert (
        "5 of 7 statements of the documents decided by machine, by 3 formulas and 1 checks; 0"
        in (" ".join(result.stdout.split()))
    )


def test_a_derivation_numbers_its_steps_and_names_what_is_trusted(call):
    result = call("js_is_at_most_log_2")
    assert result.exit_code == 0
    assert "(2) u - 1 - log(u) ≥ 0      [mean value theorem, from (1)]" in result.stdout
    assert "together: this is the statement." in result.stdout
    trusting = "trusting: Python, python-flint and proofs/kernel; sums, and integrals that exist"
    assert trusting in result.stdout
    assert "is false at pᵢ = (1, 0), qᵢ = (0, 1)" in result.stdout


def test_a_derivation_ends_with_the_statements_that_it_decides(call):
    result = call("parallel_lines_have_tv_1")
    assert "- 000-001 TRUE, by (1): TV <= 1" in result.stdout
    assert "- 000-004 IMPRECISE, by (1): TV is below 1" in result.stdout
    assert "000-002" not in result.stdout


def test_json_is_versioned_and_has_all_keys(call):
    document = json.loads(call("--json", "--seed", "7").stdout)
    assert set(document) == {"version", "seed", "claims", "statements", "counts"}
    assert (document["version"], document["seed"]) == (1, 7)
    assert all(set(claim) == CLAIM_KEYS for claim in document["claims"])
    (claim,) = [c for c in document["claims"] if c["name"] == "parallel_lines_have_tv_1"]
    assert (claim["status"], claim["trusting"]) == ("Proved", [])
    assert claim["controls"][0]["witness"] == "a = 1, b = 0"
    assert all(set(row) == STATEMENT_KEYS for row in document["statements"].values())
    assert list(document["statements"]) == [f"000-00{k}" for k in range(1, 7)] + ["001-001"]


def test_json_says_how_each_statement_was_decided(call):
    document = json.loads(call("--json").stdout)
    found = {
        name: (row["verdict"], row["evidence"]) for name, row in document["statements"].items()
    }
    assert found == {
        "000-001": ("TRUE", "symbolic"),
        "000-002": ("FALSE", "exact"),
        "000-003": ("TYPO", "exact"),
        "000-004": ("IMPRECISE", "exact"),
        "000-005": ("FALSE", "numeric"),
        "000-006": ("IMPRECISE", "training"),
        "001-001": ("TRUE", "document"),
    }
    row = document["statements"]["000-002"]
    assert (row["right"], row["claims"]) == ("JS = log 2.", ["parallel_lines_have_js_log_2"])
    ranks = {name: row["errata_rank"] for name, row in document["statements"].items()}
    assert {k: v for k, v in ranks.items() if v} == {"000-005": 1, "000-002": 2, "000-003": 3}


def test_json_counts(call):
    numbers = json.loads(call("--json").stdout)["counts"]
    assert {name: numbers[name] for name in COUNTS} == COUNTS
    assert numbers["claims_with_most_rows"][0] == ["parallel_lines_have_tv_1", 2]
    scope = CLAIMS["the_dirt_piles_are_5_apart"].scope
    assert numbers["scope"][scope] == 1
    assert sum(numbers["scope"].values()) == 4


def test_the_seed_changes_nothing(call):
    first, second = (json.loads(call("--json", "--seed", seed).stdout) for seed in "12")
    for document in (first, second):
        document.pop("seed")
        for claim in document["claims"]:
            claim.pop("seconds")
    assert first == second


def test_the_errata_are_ranked_and_have_the_right_formula_and_the_witness(call):
    result = call("--errata")
    assert result.exit_code == 0
    text = result.stdout
    assert "  1. 000-005  FALSE  (EX3 - VAE, GAN, WGAN (answers to a homework), L5)" in text
    assert text.index("000-005") < text.index("000-002") < text.index("000-003")
    typo = text[text.index("000-003") :]
    for line in ("1 + 2 - n = 4", "fails at n = 1", "misprint: a sign", "1 + 2 + 1 = 4"):
        assert line in typo
    assert "decided by the_dirt_piles_are_5_apart:4 (exact)" in typo
    assert "3 of 7 statements are wrong: 2 FALSE, 1 TYPO." in text
    assert "000-004" not in text


def test_an_unknown_name_is_refused_with_those_there_are(call):
    result = call("no_such_claim")
    assert result.exit_code == 2
    assert "no claim is named 'no_such_claim'; there are: " in result.stderr
    assert "js_is_at_most_log_2" in result.stderr


@pytest.mark.parametrize(
    ("name", "reason"), [("raises", "TypeError: no such thing"), ("says_nothing", "no steps")]
)
def test_a_claim_that_fails_is_named_with_its_reason(broken, call, name, reason):
    result = call(name)
    assert result.exit_code == 1
    assert "Not proved" in result.stdout
    assert reason in result.stdout
    (claim,) = json.loads(call("--json", name).stdout)["claims"]
    assert (claim["status"], claim["reason"]) == ("Not proved", reason)
    assert set(claim) == CLAIM_KEYS


def test_one_failure_fails_the_whole_and_hides_no_other(broken, call):
    result = call()
    assert result.exit_code == 1
    assert "4 of 6 proved" in result.stdout
    assert "raises: Not proved. TypeError: no such thing" in result.stdout


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('verdict = "IMPRECISE"', 'verdict = "TRUE"', "written TRUE, the machine says IMPRECISE"),
        ('misprint = "a sign"', "", "written TYPO, the machine says FALSE"),
        ("apart:4", "apart:3", "000-003: the_dirt_piles_are_5_apart:3 does not state"),
        ("apart:4", "apart:99", "the_dirt_piles_are_5_apart has 6 steps"),
        ("the_dirt_piles_are_5_apart:4", "nobody:4", "no claim is named 'nobody'"),
        ("of_the_tests:two", "of_the_tests:three", "000-005: AttributeError"),
    ],
)
def test_a_statement_that_comes_out_otherwise_fails_the_whole(call, tmp_path, old, new, words):
    text = (ROOT / "tests/proofs/small_documents/000.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "000.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    result = call(documents=tmp_path)
    assert result.exit_code == 1
    assert words in " ".join(result.stdout.split())
    assert "1 come out otherwise than written" in " ".join(result.stdout.split())


def test_a_row_of_a_claim_that_is_not_proved_is_not_decided(call, monkeypatch):
    monkeypatch.delitem(CLAIMS, "the_dirt_piles_are_5_apart")
    result = call("--json")
    assert result.exit_code == 1
    row = json.loads(result.stdout)["statements"]["000-003"]
    assert (row["verdict"], row["evidence"], row["agrees"]) == (None, "none", False)


def test_documents_that_cannot_be_read_are_refused(call, tmp_path):
    assert "the documents cannot be read" in call(documents=tmp_path / "none").stderr
    (tmp_path / "000.toml").write_text('[[statement]]\nid = "000-001"\n', encoding="utf-8")
    result = call(documents=tmp_path)
    assert result.exit_code == 2
    assert "the documents cannot be read" in result.stderr


def test_two_processes_say_what_one_says_in_any_order(few):
    def said(names, jobs):
        judgement = judge_all(names, [], jobs=jobs)
        assert [one.name for one in judgement.claims] == list(names)
        return {one.name: (one.status, one.verdict) for one in judgement.claims}

    alone = said(few, 1)
    assert said(few[::-1], 2) == alone
    assert {status for status, _ in alone.values()} == {"Proved"}


def test_importing_proofs_loads_neither_torch_nor_sympy_nor_the_claims():
    code = (
        "import sys, proofs; "
        "print([m for m in ('torch', 'sympy', 'rich', 'proofs.claims') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"
