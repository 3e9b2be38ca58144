"""A user's own file: what is proved in it, and each way to be refused."""

import json

import pytest

from proofs import CLAIMS

HEAD = """
from proofs import Control, claim
from proofs.kernel.steps import always, cited, computed_by, follows, together

def says(c="2"):
    return (always(f"p ** 2 + q ** 2 >= {c} * p * q"),)

CONTROLS = [Control("even 3 p q", {"c": "3"}, {"p": "1", "q": "1"})]

@claim(statement="p^2 + q^2 >= 2 p q", source="school", scope="all numbers", says=says,
       controls=CONTROLS)
def my_squares():
    (goal,) = says()
"""
GOOD = '    return [follows(goal, rest="(p - q) ** 2")]\n'


@pytest.fixture
def own(call, tmp_path):
    """Write a file of one claim that ends so, and run it; what it registers is forgotten."""
    before = set(CLAIMS)

    def running(body, *words, head=HEAD):
        path = tmp_path / "own.py"
        path.write_text(head + body, encoding="utf-8")
        for name in set(CLAIMS) - before:
            del CLAIMS[name]
        return call(path, *words)

    yield running
    for name in set(CLAIMS) - before:
        del CLAIMS[name]


def test_a_claim_of_a_file_is_proved(own):
    result = own(GOOD)
    assert result.exit_code == 0
    assert "1 of 1 proved" in result.stdout
    assert "my_squares" in result.stdout
    assert "js_is_at_most_log_2" not in result.stdout


def test_a_claim_of_a_file_is_shown_step_by_step_when_named(own):
    result = own(GOOD, "my_squares")
    assert "(1) p² + q² ≥ 2 p q      [algebra]" in result.stdout


def status(own, body, head=HEAD):
    result = own(body, "--json", head=head)
    assert result.exit_code == 1
    (claim,) = json.loads(result.stdout)["claims"]
    return claim["status"], claim["reason"]


def test_a_false_claim_is_refused(own):
    false = HEAD.replace('c="2"', 'c="4"').replace('"c": "3"', '"c": "5"')
    status_, reason = status(own, GOOD, head=false)
    assert status_ == "Not proved"
    assert "is not" in reason


def test_a_claim_of_cited_steps_is_cited_and_not_proved(own):
    assert status(own, '    return [cited(goal, "a book")]\n') == ("Cited", "")


def test_a_claim_with_a_computed_step_is_supported_and_not_proved(own):
    body = '    return [follows(goal, ("1", computed_by(goal, "a script")))]\n'
    assert status(own, body)[0] == "Not proved"  # the computed step is not listed
    body = (
        '    step = computed_by(goal, "a script")\n    return [step, follows(goal, ("1", step))]\n'
    )
    assert status(own, body) == ("Supported", "")


def test_a_last_step_that_is_another_statement_is_refused(own):
    body = '    return [follows(always("p ** 2 + q ** 2 >= 0"), rest="p ** 2 + q ** 2")]\n'
    status_, reason = status(own, body)
    assert status_ == "Not proved"
    assert reason.startswith("the last step says [p ** 2 + q ** 2 >= 0], the claim says")


def test_a_control_that_is_not_refuted_fails_the_claim(own):
    head = HEAD.replace('{"c": "3"}', '{"c": "1"}')
    status_, reason = status(own, GOOD, head=head)
    assert status_ == "Not proved"
    assert reason.startswith("control not refuted: even 3 p q")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1\n", "no claim is made in"),
        ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("def f(:\n", "SyntaxError"),
    ],
)
def test_a_file_without_claims_or_that_fails_is_refused_in_a_line(own, text, words):
    result = own("", head=text)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_refused(call, tmp_path):
    result = call(tmp_path / "none.py")
    assert result.exit_code == 2
    assert "there is no file" in result.stderr
