"""The runner: what it takes for a claim to be proved, and each way to fail."""

from dataclasses import replace

import pytest

from proofs import (
    CLAIMS,
    Cited,
    Claim,
    Control,
    NotProved,
    Proved,
    Step,
    Supported,
    claim,
    refute,
    run,
    unfold,
)
from proofs.kernel.steps import always, cited, computed_by, follows, together, witnessed


def says(c="2", *, of="p"):
    return (always(f"{of} ** 2 + q ** 2 >= {c} * p * q", "p >= 0"),)


def derive():
    (goal,) = says()
    return [follows(goal, rest="(p - q) ** 2")]


CLAIM = Claim(
    name="squares",
    statement="p^2 + q^2 >= 2 p q",
    source="school",
    scope="p >= 0",
    says=says,
    derive=derive,
    examples=[{"p": "1", "q": "-1"}],
    controls=[Control("3 p q", {"c": "3"}, {"p": "1", "q": "1"})],
)


def refuses(reason, **changes):
    with pytest.raises(NotProved, match=reason):
        run(replace(CLAIM, **changes))


def test_a_claim_with_a_derivation_an_example_and_a_refuted_control_is_proved():
    verdict = run(CLAIM)
    assert type(verdict) is Proved
    assert verdict.steps == tuple(derive())
    assert verdict.trusting == ()
    (control,) = verdict.controls
    assert control.words == "3 p q"
    assert control.step.statements[0].kind == "false"
    assert control.step.statements[0].at == (("p", "1"), ("q", "1"))


def test_no_steps_prove_nothing():
    refuses("no steps", derive=list)


def test_a_last_step_that_is_another_statement_is_refused():
    other = follows(always("1 >= 0"), rest="1")
    refuses(r"the last step says \[1 >= 0\], the claim says", derive=lambda: [*derive(), other])


def test_a_step_that_says_nothing_is_no_proof():
    refuses("the last step says", derive=lambda: [follows(always("0 == 0"))])
    refuses("the last step says", derive=lambda: [together()])


def test_the_statement_with_fewer_hypotheses_is_another_statement():
    strong = [follows(always("p ** 2 + q ** 2 >= 2 * p * q"), rest="(p - q) ** 2")]
    refuses("the last step says", derive=lambda: strong)


def test_a_part_of_the_statement_is_another_statement():
    twice = (*says(), always("q ** 2 >= 0"))
    refuses("the last step says", says=lambda c="2": twice)


def test_a_claim_that_says_nothing_is_refused():
    refuses("the last step says", says=tuple, derive=lambda: [together()])


def test_a_forged_step_is_refused():
    forged = Step(says(), "magic")
    refuses("step 1 was made by no checker", derive=lambda: [forged])
    refuses("step 2 was made by no checker", derive=lambda: [*derive(), forged])


def test_a_step_that_rests_on_what_is_not_listed_is_refused():
    (step,) = derive()
    last = together(step)
    refuses("step 1 rests on a step that is not listed", derive=lambda: [last])
    refuses("step 1 rests on a step that is not listed", derive=lambda: [last, step, last])
    assert type(run(replace(CLAIM, derive=lambda: [step, last]))) is Proved


def test_a_statement_about_nothing_is_refused():
    refuses("no example meets the hypotheses", examples=[])
    refuses("no example meets the hypotheses", examples=[{"p": "-1", "q": "0"}])
    either = [{"p": "-1", "q": "0"}, {"p": "0", "q": "0"}]
    assert type(run(replace(CLAIM, examples=either))) is Proved


def test_a_statement_without_hypotheses_needs_no_example():
    free = replace(
        CLAIM,
        says=lambda c="2": (always(f"p ** 2 + q ** 2 >= {c} * p * q"),),
        derive=lambda: [follows(always("p ** 2 + q ** 2 >= 2 * p * q"), rest="(p - q) ** 2")],
        examples=[],
    )
    assert type(run(free)) is Proved


def test_a_claim_without_a_control_is_refused():
    refuses("no control", controls=[])


def test_a_control_that_is_true_there_is_refused():
    true = Control("3 p q", {"c": "3"}, {"p": "1", "q": "0"})
    refuses("control not refuted: 3 p q", controls=[*CLAIM.controls, true])


def test_a_control_that_is_the_claim_itself_is_refused():
    refuses("control not refuted", controls=[Control("2 p q", {}, {"p": "1", "q": "1"})])


def test_a_control_outside_of_the_hypotheses_is_refused():
    outside = Control("3 p q", {"c": "3"}, {"p": "-1", "q": "-1"})
    refuses("control not refuted", controls=[outside])


def test_a_control_is_refuted_by_its_general_statements_alone():
    tight = witnessed(always("p >= 0"), "tight", {"p": "0"}).statements
    control = Control("another place", {"shift": 1}, {"p": "0"})
    with pytest.raises(NotProved, match="control not refuted"):
        refute(control, lambda shift=0: tight if not shift else (replace(tight[0], then="p > 0"),))


def test_any_changed_part_may_be_the_one_that_fails():
    def both(c="2", d="1"):
        return (*says(c), always(f"{d} >= q ** 2", "1 - q ** 2 >= 0"))

    at = {"p": "1", "q": "1"}
    assert refute(Control("", {"d": "0"}, at), both).step.statements[0].then == "0 >= q ** 2"
    assert refute(Control("", {"c": "3", "d": "0"}, at), both)


def test_what_is_only_cited_is_cited():
    verdict = run(replace(CLAIM, derive=lambda: [cited(says()[0], "a book")]))
    assert type(verdict) is Cited
    assert verdict.trusting == ("cited: a book",)


def test_repeating_what_is_cited_does_not_prove_it():
    quoted = cited(says()[0], "a book")
    repeated = follows(says()[0], ("1", quoted))
    assert type(run(replace(CLAIM, derive=lambda: [quoted, repeated]))) is Cited
    assert type(run(replace(CLAIM, derive=lambda: [quoted, together(quoted)]))) is Cited


def test_a_cited_lemma_is_trusted_by_name():
    lemma = cited(always("(p - q) ** 2 >= 0"), "a book")
    step = follows(says()[0], ("1", lemma))
    verdict = run(replace(CLAIM, derive=lambda: [lemma, step]))
    assert type(verdict) is Proved
    assert verdict.trusting == ("cited: a book",)


def test_what_is_computed_supports_and_does_not_prove():
    lemma = computed_by(always("(p - q) ** 2 >= 0"), "a script")
    step = follows(says()[0], ("1", lemma))
    verdict = run(replace(CLAIM, derive=lambda: [lemma, step]))
    assert type(verdict) is Supported
    assert verdict.trusting == ("computed by a script",)


def test_unfolding_lists_each_step_once_after_its_premises():
    first, second = derive()[0], follows(always("1 >= 0"), rest="1")
    pair = together(first, second)
    last = together(pair, first)
    assert unfold(last) == [first, second, pair, last]
    assert unfold(first) == [first]


def test_a_claim_is_registered_by_the_name_of_its_function():
    settings = {
        "statement": "p^2 + q^2 >= 2 p q",
        "source": "school",
        "scope": "p >= 0",
        "says": says,
        "examples": CLAIM.examples,
        "controls": CLAIM.controls,
    }

    def a_claim_of_the_tests():
        return derive()

    try:
        made = claim(**settings)(a_claim_of_the_tests)
        assert CLAIMS["a_claim_of_the_tests"] is made
        assert (made.name, made.derive) == ("a_claim_of_the_tests", a_claim_of_the_tests)
        assert {name: getattr(made, name) for name in settings} == settings
        assert type(run(made)) is Proved
        with pytest.raises(ValueError, match="two claims are named 'a_claim_of_the_tests': rename"):
            claim(**settings)(a_claim_of_the_tests)
    finally:
        CLAIMS.pop("a_claim_of_the_tests", None)
