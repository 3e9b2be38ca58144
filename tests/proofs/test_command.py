"""python -m proofs: the table, a derivation, JSON, and the exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import proofs.claims  # noqa: F401
from proofs import CLAIMS, Claim
from proofs.__main__ import app
from proofs._words import place, written

ROOT = Path(__file__).parents[2]
KEYS = {
    "name", "status", "reason", "statement", "source", "scope", "trusting", "steps", "controls",
    "seconds",
}  # fmt: skip


def call(*arguments):
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "160"})


@pytest.fixture
def broken(monkeypatch):
    """A claim that raises, one that proves nothing."""

    def raises():
        raise TypeError("no such thing")

    for name, derive in (("raises", raises), ("says_nothing", list)):
        claim = Claim(name, "words", "here", "nowhere", tuple, derive, (), ())
        monkeypatch.setitem(CLAIMS, name, claim)


def test_the_table_has_a_line_a_claim_and_its_falsehoods():
    result = call()
    assert result.exit_code == 0
    assert f"{len(CLAIMS)} of {len(CLAIMS)} proved" in result.stdout
    assert "the_dirt_piles_are_5_apart" in result.stdout
    assert "no names" not in result.stdout


def test_a_derivation_numbers_its_steps_and_names_what_is_trusted():
    result = call("pinsker_holds_with_constant_2")
    assert result.exit_code == 0
    assert "(2) u - 1 - log(u) ≥ 0      [mean value theorem, from (1)]" in result.stdout
    assert "together: this is the statement." in result.stdout
    assert (
        "trusting: Python, python-flint and proofs/kernel; sums, and integrals that exist"
        in result.stdout
    )
    assert "is false at pᵢ = (201/400, 199/400), qᵢ = (1/2, 1/2), sᵢ = (1, 0)" in result.stdout


def test_json_is_versioned_and_has_all_keys():
    result = call("--json", "--seed", "7", "parallel_lines_have_tv_1")
    document = json.loads(result.stdout)
    assert (document["version"], document["seed"]) == (1, 7)
    (claim,) = document["claims"]
    assert set(claim) == KEYS
    assert claim["status"] == "Proved"
    assert claim["controls"][0]["witness"] == "a = 1, b = 0"
    assert len(claim["steps"]) > 2


def test_the_seed_changes_nothing():
    first, second = (
        json.loads(call("--json", "--seed", seed, "js_is_at_most_log_2").stdout) for seed in "12"
    )
    for document in (first, second):
        document.pop("seed")
        for claim in document["claims"]:
            claim.pop("seconds")
    assert first == second


def test_an_unknown_name_is_refused_with_those_there_are():
    result = call("no_such_claim")
    assert result.exit_code == 2
    assert "no claim is named 'no_such_claim'; there are: " in result.stderr
    assert "js_is_at_most_log_2" in result.stderr


@pytest.mark.parametrize(
    ("name", "reason"), [("raises", "TypeError: no such thing"), ("says_nothing", "no steps")]
)
def test_a_claim_that_fails_is_named_with_its_reason(broken, name, reason):
    result = call(name)
    assert result.exit_code == 1
    assert "Not proved" in result.stdout
    assert reason in result.stdout
    (claim,) = json.loads(call("--json", name).stdout)["claims"]
    assert (claim["status"], claim["reason"]) == ("Not proved", reason)
    assert set(claim) == KEYS


def test_one_failure_fails_the_whole_and_hides_no_other(broken):
    result = call()
    assert result.exit_code == 1
    assert f"{len(CLAIMS) - 2} of {len(CLAIMS)} proved" in result.stdout


def test_importing_proofs_loads_neither_torch_nor_sympy_nor_the_claims():
    code = (
        "import sys, proofs; "
        "print([m for m in ('torch', 'sympy', 'rich', 'proofs.claims') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("a - (b - c)", "a - (b - c)"),
        ("a - b - c", "a - b - c"),
        ("a / (b * c)", "a / (b c)"),
        ("(a + b) * c", "(a + b) c"),
        ("(a + b) ** 12", "(a + b)¹²"),
        ("2 * 3 * p_i", "2·3 pᵢ"),
        ("-(a + b) * c", "(-(a + b)) c"),
        ("a * -b", "a (-b)"),
        ("xlog(p_i + q, a / b)", "(pᵢ + q) log(a / b)"),
        ("total(p_i + q_i) * log(theta)", "Σ (pᵢ + qᵢ) log(θ)"),
        ("p > 0", "p > 0"),
        ("p == q", "p = q"),
        ("p(1)", "p(1)"),
    ],
)
def test_formulas_are_written_as_on_a_board(formula, text):
    assert written(formula) == text


def test_a_witness_of_many_names_leaves_out_zeros():
    assert place((("a", "0"), ("b_i", ("1", "0")))) == "a = 0, bᵢ = (1, 0)"
    assert place(tuple((f"x{k}", str(k % 2)) for k in range(9))) == "x1 = 1, x3 = 1, x5 = 1, x7 = 1"
    assert place(()) == "no names"
