"""Each checker of steps: what it lets through, and the near misses that it refuses."""

from dataclasses import replace

import pytest

from proofs.kernel.formulas import NotProved, parse
from proofs.kernel.steps import (
    Statement,
    Step,
    always,
    by_cases,
    cited,
    computed_by,
    enumerated,
    follows,
    genuine,
    holds_on,
    instance,
    lowest,
    sign,
    summed,
    together,
    witnessed,
)

POSITIVE = follows(always("p > 0", "p > 0"), rest="p")
SQUARE = follows(always("(p - q) ** 2 >= 0"), rest="(p - q) ** 2")
GIVEN = ("x > 0", "y >= 0", "z == 0", "1 - x > 0", "w - 1 > 1")


def refuses(reason, checker, *arguments, **settings):
    with pytest.raises(NotProved, match=reason):
        checker(*arguments, **settings)


# Statements and steps


def test_a_statement_is_written_one_way():
    assert always("p+q>=0", "q>0", "p  >0", "q > 0") == Statement("p + q >= 0", ("p > 0", "q > 0"))


def test_what_is_no_comparison_is_no_statement():
    refuses("not of the form", always, "p + q")
    refuses("not of the form", always, "p > 0", "q")


def test_a_step_made_by_hand_is_not_genuine():
    assert genuine(SQUARE)
    forged = Step((always("0 >= 1"),), "algebra")
    assert not genuine(forged)
    assert not genuine(replace(SQUARE, statements=(always("0 >= 1"),)))
    assert not genuine(replace(SQUARE, trusting="nobody"))


def test_a_genuine_step_that_is_tampered_with_is_not_genuine():
    step = follows(always("r ** 2 >= 0"), rest="r ** 2")
    object.__setattr__(step, "statements", (always("0 >= 1"),))
    assert not genuine(step)


@pytest.mark.parametrize(
    "use",
    [
        lambda step: follows(always("1 >= 0"), ("1", step)),
        lambda step: instance(step, (), {}),
        lambda step: lowest(always("p ** 2 >= 0"), "p", "0", step),
        lambda step: by_cases(always("p >= 0", "p >= 0"), "p", step, step),
        lambda step: summed(step),
        lambda step: together(step),
    ],
)
def test_no_checker_takes_a_forged_premise(use):
    refuses("made by no checker", use, Step((always("0 >= 1"),), "algebra"))


def test_no_checker_takes_another_kind_of_statement_for_a_general_one():
    met = witnessed(always("p >= 0"), "tight", {"p": "0"})
    refuses("not a general statement", follows, always("p >= 0"), ("1", met))


def test_a_goal_of_another_kind_is_not_proved_by_algebra():
    step = follows(Statement("1 >= 0", (), "false", ()), rest="1")
    assert step.statements == (always("1 >= 0"),)


def test_together_states_all_in_their_order():
    both = together(SQUARE, POSITIVE)
    assert both.statements == SQUARE.statements + POSITIVE.statements
    assert both.premises == (SQUARE, POSITIVE)
    assert genuine(both)


def test_what_is_cited_or_computed_says_so():
    quoted, computed = cited(always("p >= 0"), "a book"), computed_by(always("p >= 0"), "a script")
    assert (quoted.rule, quoted.trusting) == ("cited", "cited: a book")
    assert (computed.rule, computed.trusting) == ("computed", "computed by a script")
    assert genuine(quoted)
    assert genuine(computed)


# Plain signs


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("0", 1), ("1", 2), ("x", 2), ("y", 1), ("z", 0), ("w", 0), ("w - 1", 0), ("q", 0),
        ("x + y", 2), ("y + x", 2), ("y + y", 1), ("x + q", 0), ("q + x", 0), ("x + x", 2),
        ("x * y", 1), ("y * x", 1), ("x * x", 2), ("x * q", 0), ("q * x", 0),
        ("x / x", 2), ("y / x", 1), ("x / y", 0), ("y / q", 0), ("q / x", 0),
        ("q ** 2", 1), ("q ** 3", 0), ("x ** 3", 2), ("x ** 2", 2), ("y ** 3", 1), ("q ** 0", 1),
        ("1 - x", 2), ("-x + 1", 2), ("x - 1", 0), ("-x", 0), ("x - x", 1), ("log(x)", 0),
        ("total(x)", 1), ("total(y)", 1), ("total(q)", 0), ("total(x) + x", 2),
        ("exp(q)", 2), ("exp(q) * y", 1), ("1 / exp(-q)", 2),
    ],
)  # fmt: skip
def test_plain_signs_are_read_off(text, strength):
    assert sign(parse(text), GIVEN) == strength


def test_the_stronger_of_two_hypotheses_counts():
    assert sign(parse("p"), ("p >= 0", "p > 0")) == 2
    assert sign(parse("p"), ("p > 0", "p >= 0")) == 2


# Algebra


def test_premises_are_weighed_and_added():
    step = follows(
        always("2 * p ** 2 + 2 * q ** 2 + r >= 4 * p * q", "r >= 0"), ("2", SQUARE), rest="r"
    )
    assert step.rule == "algebra"
    assert step.premises == (SQUARE,)
    assert genuine(step)


def test_a_wrong_sum_is_refused():
    goal = always("p ** 2 + q ** 2 >= 2 * p * q")
    refuses("is not", follows, goal, ("2", SQUARE))
    refuses("is not", follows, goal, ("1", SQUARE), rest="1")
    refuses("is not", follows, goal)
    assert follows(goal, ("1", SQUARE))


def test_a_multiplier_of_unknown_sign_is_refused():
    goal = always("r * p ** 2 + r * q ** 2 >= 2 * r * p * q", "s > 0")
    refuses("no sign", follows, goal, ("r", SQUARE))
    refuses("no sign", follows, always("-(p - q) ** 2 >= 0"), ("-1", SQUARE))


def test_a_rest_of_unknown_sign_is_refused():
    refuses("no sign", follows, always("p >= 0"), rest="p")
    refuses("no sign", follows, always("(p - q) ** 2 + p >= 0"), ("1", SQUARE), rest="p")


def test_what_is_strict_needs_something_strict():
    refuses("no sign", follows, always("(p - q) ** 2 > 0"), ("1", SQUARE))
    refuses("no sign", follows, always("q * p > 0", "p > 0", "q >= 0"), ("q", POSITIVE))
    assert follows(always("q * p > 0", "p > 0", "q > 0"), ("q", POSITIVE))
    assert follows(always("(p - q) ** 2 + 1 > 0"), ("1", SQUARE), rest="1")
    assert follows(always("q * p >= 0", "p > 0", "q >= 0"), ("q", POSITIVE))


def test_a_weak_premise_stays_weak_whatever_its_multiplier():
    refuses("no sign", follows, always("2 * (p - q) ** 2 > 0"), ("2", SQUARE))


def test_an_equality_follows_from_equalities_alone():
    same = follows(always("p * (q + 1) == p * q + p"))
    assert follows(always("r * p * (q + 1) == r * (p * q + p)"), ("r", same))
    refuses("from equalities only", follows, always("(p - q) ** 2 == 0"), ("1", SQUARE))
    refuses("leaves no rest", follows, always("(p - q) ** 2 == 0"), rest="(p - q) ** 2")


def test_a_hypothesis_may_be_used_if_given():
    goal = always("p + q >= 1", "p == 1", "q >= 0")
    assert follows(goal, ("1", "p==1"), ("1", "q >= 0"))
    assert follows(always("q >= 1 - p", "p == 1", "q >= 0"), ("1", "p == 1"), ("1", "q >= 0"))
    refuses("p == 2 is not given", follows, goal, ("1", "p == 2"), ("1", "q >= 0"))


def test_an_equality_may_be_weighed_with_any_sign():
    assert follows(always("-3 * p >= -3", "p == 1"), ("-3", "p == 1"))


def test_a_premise_may_not_assume_more_than_the_goal():
    refuses("assumes more", follows, always("p > 0", "q > 0"), ("1", POSITIVE))
    assert follows(always("p > 0", "p > 0", "q > 0"), ("1", POSITIVE))


@pytest.mark.parametrize(
    ("then", "rest"),
    [("p / q - p / q >= 0", "0"), ("log(q) - log(q) >= 0", "0"), ("0 >= 0", "0 / q"),
     ("xlog(p, q) - xlog(p, q) >= 0", "0"), ("0 >= log(q) - log(q)", "0"),
     ("p / (q - q) >= 0", "0"), ("log(1 / q) - log(1 / q) >= 0", "0")],
)  # fmt: skip
def test_what_may_be_undefined_is_refused(then, rest):
    refuses("may not be positive|no sign", follows, always(then, "p > 0"), rest=rest)
    refuses("may not be positive|no sign", follows, always(then, "p > 0", "q >= 0"), rest=rest)


def test_what_is_plainly_defined_is_let_through():
    assert follows(always("log(p / q) - log(p / q) >= 0", "p > 0", "q > 0"))
    assert follows(always("xlog(0, p / q) >= 0", "q > 0"))
    assert follows(always("total(1 / q) - total(1 / q) >= 0"))


def test_an_exponent_may_have_any_sign():
    assert follows(always("exp(q) > 0"), rest="exp(q)")
    assert follows(always("1 + exp(q) >= 0"), rest="1 + exp(q)")
    refuses("q may not be positive", follows, always("exp(1 / q) > 0"), rest="exp(1 / q)")


def test_a_multiplier_has_to_be_defined_too():
    zero = follows(always("p - p == 0"))
    refuses("q may not be positive", follows, always("0 == 0"), ("1 / q", zero))


# Special cases


def test_formulas_are_put_for_names():
    step = instance(SQUARE, ["r > 0"], {"p": "log(r)", "q": "1"})
    assert step.statements == (always("(log(r) - 1) ** 2 >= 0", "r > 0"),)
    assert (step.rule, step.premises) == ("special case", (SQUARE,))


def test_hypotheses_of_a_special_case_must_be_plain():
    strict = instance(POSITIVE, ["r > 0"], {"p": "2 * r"})
    assert strict.statements == (always("2 * r > 0", "r > 0"),)
    refuses("may fail", instance, POSITIVE, ["r >= 0"], {"p": "2 * r"})
    refuses("may fail", instance, POSITIVE, [], {"p": "r"})
    weak = follows(always("p >= 0", "p >= 0"), rest="p")
    assert instance(weak, ["r >= 0"], {"p": "2 * r"})
    refuses("may fail", instance, weak, [], {"p": "r"})


def test_a_hypothesis_that_is_given_as_it_stands_is_met():
    equal = follows(always("p >= 1", "p == 1"), ("1", "p == 1"))
    assert instance(equal, ["r + 1 == 1"], {"p": "r + 1"})
    refuses("may fail", instance, equal, ["r > 0"], {"p": "r"})
    off = follows(always("p >= 0", "p >= 1"), ("1", "p >= 1"), rest="1")
    refuses("may fail", instance, off, ["r > 0"], {"p": "r"})


def test_what_is_put_must_be_defined():
    refuses("r may not be positive", instance, SQUARE, [], {"p": "1 / r"})


def test_only_names_are_replaced():
    refuses("no names of numbers", instance, SQUARE, [], {"p - q": "r"})


def test_one_number_does_not_become_a_function_under_a_total():
    linear = follows(always("total(p * q_i) == total(p * q_i)"))
    refuses("p is one number, and r_i is not", instance, linear, [], {"p": "r_i"})
    assert instance(linear, [], {"p": "total(r_i)"})
    assert instance(linear, [], {"q_i": "r_i"})
    assert instance(SQUARE, [], {"p": "r_i"})
    given = follows(always("p >= p", "total(q_i) == 1"))
    refuses("p is one number", instance, given, ["total(q_i) == 1"], {"p": "r_i"})


# The mean value theorem

RISING = follows(always("2 * (x - a) ** 2 >= 0", "x > 0", "a > 0"), rest="2 * (x - a) ** 2")
BOWL = always("(x - a) ** 2 >= 0", "x > 0", "a > 0")


def test_a_slope_of_the_right_sign_gives_the_minimum():
    step = lowest(BOWL, "x", "a", RISING)
    assert step.statements == (BOWL,)
    assert (step.rule, step.premises) == ("mean value theorem", (RISING,))


def test_a_step_about_another_slope_is_refused():
    once = follows(always("(x - a) ** 2 >= 0", "x > 0", "a > 0"), rest="(x - a) ** 2")
    refuses("not about the slope", lowest, BOWL, "x", "a", once)
    refuses("not about the slope", lowest, BOWL, "a", "x + 1", RISING)
    strict = follows(
        always("2 * (x - a) ** 2 + x > 0", "x > 0", "a > 0"), rest="2 * (x - a) ** 2 + x"
    )
    refuses("not about the slope", lowest, BOWL, "x", "a", strict)


def test_only_weak_inequalities_come_from_slopes():
    strict = always("(x - a) ** 2 > 0", "x > 0", "a > 0")
    refuses("not about the slope", lowest, strict, "x", "a", RISING)
    flat = follows(always("(x - a) * 0 == 0", "x > 0", "a > 0"))
    refuses("not about the slope", lowest, always("x - x >= 0", "x > 0", "a > 0"), "x", "a", flat)
    slope = follows(always("2 * (x - a) ** 2 >= 0", "x > 0", "a > 0"), ("1", RISING))
    refuses(
        "not about the slope", lowest, always("(x - a) ** 2 == 0", *BOWL.given), "x", "a", slope
    )


def test_the_sides_must_meet_at_the_minimum():
    lifted = always("(x - a) ** 2 - 1 >= 0", "x > 0", "a > 0")
    refuses("the sides differ at x = a", lowest, lifted, "x", "a", RISING)


def test_the_minimum_must_lie_where_the_statement_holds():
    slope = follows(always("2 * (x - a) ** 2 >= 0", "x > 0"), rest="2 * (x - a) ** 2")
    refuses("a > 0 may fail", lowest, always("(x - a) ** 2 >= 0", "x > 0"), "x", "a", slope)
    weak = always("(x - 0) ** 2 >= 0", "x >= 0")
    edge = follows(always("2 * x ** 2 >= 0", "x >= 0"), rest="2 * x ** 2")
    assert lowest(weak, "x", "0", edge)
    open_edge = follows(always("2 * x ** 2 >= 0", "x > 0"), rest="2 * x ** 2")
    refuses("0 > 0 may fail", lowest, always("x ** 2 >= 0", "x > 0"), "x", "0", open_edge)


def test_an_equality_about_what_moves_is_refused():
    tied = ("x - a == 0", "a > 0")
    slope = follows(always("2 * (x - a) ** 2 >= 0", *tied), rest="2 * (x - a) ** 2")
    refuses("may fail", lowest, always("(x - a) ** 2 >= 0", *tied), "x", "a", slope)


def test_the_minimum_may_not_move():
    nothing = follows(always("(x - x) * 2 >= 0"))
    refuses("x moves with x", lowest, always("2 * x - 2 * x >= 0"), "x", "x", nothing)


def test_the_minimum_must_be_defined():
    slope = follows(always("(x - x) * 0 >= 0", "x >= 0"))
    refuses(
        "b may not be positive", lowest, always("b - b >= 0", "x > 0"), "x", "1 / b", slope_zero()
    )
    assert slope


def slope_zero():
    return follows(always("(x - x) * 0 >= 0", "x > 0"))


def test_the_function_must_be_defined_all_the_way():
    """There may be a pole between."""
    slope = follows(always("0 >= 0"))
    refuses("may not be positive", lowest, always("1 / x - 1 / x >= 0"), "x", "1", slope)


def test_the_way_to_the_minimum_may_have_no_holes():
    holes = "(x - 1) ** 2 - 1"
    slope = follows(always("2 * x ** 2 >= 0", f"{holes} >= 0"), rest="2 * x ** 2")
    goal = always("x ** 2 >= 0", f"{holes} >= 0")
    refuses("need not hold between", lowest, goal, "x", "0", slope)


# Cases


def weak(then, *given):
    return always(then, "p >= 0", *given)


def test_two_cases_make_one():
    positive = follows(always("xlog(p, p) - xlog(p, p) >= 0", "p > 0"))
    zero = follows(always("xlog(0, 0) - xlog(0, 0) >= 0"))
    step = by_cases(weak("xlog(p, p) - xlog(p, p) >= 0"), "p", positive, zero)
    assert step.statements == (weak("xlog(p, p) - xlog(p, p) >= 0"),)
    assert (step.rule, step.premises) == ("cases", (positive, zero))


def test_cases_of_something_else_are_refused():
    positive = follows(always("p * q ** 2 >= 0", "p > 0"), rest="p * q ** 2")
    zero = follows(always("0 * q ** 2 >= 0"))
    goal = weak("p * q ** 2 >= 0")
    assert by_cases(goal, "p", positive, zero)
    refuses("something else", by_cases, goal, "p", zero, zero)
    refuses("something else|assumes more", by_cases, goal, "p", positive, positive)
    refuses("p >= 0 is not given", by_cases, always("p * q ** 2 >= 0"), "p", positive, zero)
    refuses("q >= 0 is not given", by_cases, goal, "q", positive, zero)


def test_a_case_may_not_assume_more():
    positive = follows(always("p + q >= 0", "p > 0", "q > 0"), rest="p + q")
    zero = follows(always("0 + q >= 0", "q > 0"), rest="q")
    assert by_cases(weak("p + q >= 0", "q > 0"), "p", positive, zero)
    refuses("assumes more", by_cases, weak("p + q >= 0"), "p", positive, zero)


def test_a_function_that_is_0_somewhere_is_not_0_everywhere():
    then = "total(p_i) - total(p_i) >= 0"
    positive, zero = follows(always(then, "p_i > 0")), follows(always("total(0) - total(0) >= 0"))
    refuses("in places only", by_cases, always(then, "p_i >= 0"), "p_i", positive, zero)
    plain = follows(always("p_i >= 0", "p_i > 0"), rest="p_i")
    nil = follows(always("0 >= 0"))
    assert by_cases(always("p_i >= 0", "p_i >= 0"), "p_i", plain, nil)
    goal = always("p_i >= 0", "p_i >= 0", "total(p_i) == 1")
    refuses("in places only", by_cases, goal, "p_i", plain, nil)
    number = follows(always("p * total(q_i) == p * total(q_i)", "p > 0"))
    naught = follows(always("0 * total(q_i) == 0 * total(q_i)"))
    assert by_cases(weak("p * total(q_i) == p * total(q_i)"), "p", number, naught)


# Sums


def test_places_are_added_up():
    term = "(p_i - q_i) ** 2 + a * p_i - (b * q_i - b * q_i) >= 0"
    step = follows(always(term, "p_i >= 0", "a >= 0"), rest="(p_i - q_i) ** 2 + a * p_i")
    added = summed(step)
    total = "total((p_i - q_i) ** 2) + a * total(p_i) - (b * total(q_i) - b * total(q_i)) >= 0"
    assert added.statements == (always(total, "p_i >= 0", "a >= 0"),)
    assert (added.rule, added.premises) == ("sum", (step,))
    assert added.trusting == "sums, and integrals that exist, are linear and monotone"


def test_an_equality_is_added_up_to_an_equality():
    step = summed(follows(always("p_i - p_i == 0")))
    assert step.statements == (always("total(p_i) - total(p_i) == 0"),)


def test_products_of_functions_stay_together():
    then = "p_i * q_i + (a + b) * c_i >= 0"
    step = summed(follows(always(then, then), ("1", then)))
    assert step.statements[0].then == "total(p_i * q_i) + (a + b) * total(c_i) >= 0"


def test_what_is_strict_or_not_against_0_is_not_added_up():
    strict = follows(always("p_i > 0", "p_i > 0"), rest="p_i")
    refuses("only what is", summed, strict)
    one = follows(always("p_i + 1 >= 1", "p_i > 0"), rest="p_i")
    refuses("only what is", summed, one)


# Witnesses

LAW = ("p_i >= 0", "total(p_i) == 1")
HALVES = {"p_i": ("1/2", "1/2")}


def test_a_witness_meets_the_hypotheses():
    goal = always("total(p_i ** 2) >= 1 / 2", *LAW)
    for kind in ("met", "tight"):
        step = witnessed(goal, kind, HALVES)
        assert step.statements == (
            Statement(goal.then, goal.given, kind, (("p_i", ("1/2", "1/2")),)),
        )
        assert step.rule == "witness"
    assert witnessed(goal, "met", {"p_i": ("1", "0")})


@pytest.mark.parametrize(
    ("given", "at"),
    [(LAW, ("1/2", "1/3")), (LAW, ("3/2", "-1/2")), (("p_i > 0",), ("1", "0")),
     (("p_i >= 0",), ("1", "-1")), (("p_i == 1",), ("1", "2")), (("p_i == 1",), ("1", "0"))],
)  # fmt: skip
def test_a_witness_that_does_not_meet_the_hypotheses_is_refused(given, at):
    for kind in ("met", "tight", "false"):
        refuses("fails at", witnessed, always("0 >= 0", *given), kind, {"p_i": at})


@pytest.mark.parametrize(
    ("then", "kinds"),
    [("p >= 2", {"tight"}), ("p >= 1", set()), ("p >= 3", {"false"}), ("p > 2", {"tight", "false"}),
     ("p > 1", set()), ("p > 3", {"false"}), ("p == 2", {"tight"}), ("p == 1", {"false"}),
     ("p == 3", {"false"}), ("log(p) >= log(4) / 2", {"tight"}), ("log(p) >= 7 / 10", {"false"}),
     ("log(p) >= 69 / 100", set())],
)  # fmt: skip
def test_what_is_tight_or_false_is_told_exactly(then, kinds):
    for kind in ("tight", "false"):
        if kind in kinds:
            assert witnessed(always(then), kind, {"p": "2"})
        else:
            refuses(f"is not {kind}", witnessed, always(then), kind, {"p": "2"})


def test_a_witness_is_met_tight_or_false():
    refuses("is not always at", witnessed, always("p > 1"), "always", {"p": "2"})


def test_a_witness_gives_every_name_a_value():
    refuses("q has no value", witnessed, always("p > q"), "false", {"p": "2"})


def test_one_place_suffices_to_be_false_and_none_to_be_tight():
    goal, at = always("p_i >= 1"), {"p_i": ("1", "0")}
    assert witnessed(goal, "false", at)
    refuses("is not tight", witnessed, goal, "tight", at)


def test_totals_are_added_over_all_places():
    at = {"p_i": ("1", "2", "3"), "a": "2", "q_i": ("1", "1", "2")}
    assert witnessed(always("total(a * p_i - q_i) == 8"), "tight", at)
    assert witnessed(always("total(p_i) * total(q_i) + a == 26"), "tight", at)
    assert witnessed(always("total(2) == 6"), "tight", at)
    assert witnessed(always("total(2) == 2"), "tight", {})


def test_functions_of_the_place_have_one_length():
    at = {"p_i": ("1", "2"), "q_i": ("1",)}
    refuses("one length", witnessed, always("p_i >= 1", "q_i > 0"), "met", at)
    refuses("one length", witnessed, always("p_i >= 1"), "tight", at)


def test_no_space_is_without_places():
    refuses("at least 1", witnessed, always("0 >= 1", "0 >= 1"), "met", {"p_i": ()})


def test_a_plain_name_is_one_number_at_all_places():
    at = {"p_i": ("1", "1"), "c": ("1", "0")}
    refuses("none for others", witnessed, always("total(c * p_i) == c * total(p_i)"), "false", at)


@pytest.mark.parametrize(
    "text", ["total(p_i, q_i)", "total(p_i, over=q_i)", "total()", "log(p_i, base=2)"]
)
def test_a_witness_knows_only_the_language(text):
    at = {"p_i": ("1", "1"), "q_i": ("1", "1")}
    refuses("not in the language", witnessed, always(f"{text} >= 1"), "tight", at)


def test_a_sign_that_is_not_seen_is_refused():
    refuses(
        "sign of",
        witnessed,
        always("log(1 + 1 / 10 ** 80) - 1 / 10 ** 80 + 1 / 20 ** 100 >= 0"),
        "false",
        {},
    )


# Boxes


def test_a_polynomial_is_positive_on_a_box():
    step = holds_on(
        "x ** 2 - x * y + y ** 2 + 1 / 10 > 0", {"x": ("-1", "1"), "y": ("-1/2", "1")}, 999
    )
    assert step.statements == (
        always(
            "x ** 2 - x * y + y ** 2 + 1 / 10 > 0",
            "x - -1 >= 0", "1 - x >= 0", "y - -1/2 >= 0", "1 - y >= 0",
        ),
    )  # fmt: skip
    assert step.rule == "balls"


def test_numbers_are_compared_by_balls():
    assert holds_on("log(2) > 693 / 1000", {}, 2)
    assert holds_on("694 / 1000 >= log(2)", {}, 2)
    refuses("is not seen", holds_on, "log(2) > 694 / 1000", {}, 2)
    refuses("is not seen", holds_on, "2 > 1 / 0", {}, 2)


def test_what_fails_in_a_corner_of_the_box_is_not_proved():
    refuses("undecided", holds_on, "x * y + 1 > 0", {"x": ("0", "1"), "y": ("-2", "1")}, 200)
    refuses("undecided", holds_on, "1 / x > 0", {"x": ("0", "1")}, 200)
    refuses("undecided", holds_on, "log(x) + 2 > 0", {"x": ("0", "1")}, 200)
    refuses("undecided", holds_on, "x - x >= 0", {"x": ("0", "1")}, 50)


def test_balls_do_not_show_equality():
    refuses("do not show equality", holds_on, "x == x", {"x": ("0", "1")}, 2)


def test_a_box_is_cut_where_it_is_widest():
    assert holds_on("x ** 2 - x + 26 / 100 > 0", {"x": ("0", "1"), "y": ("0", "1/1000000")}, 200)


def test_what_is_0_in_a_point_is_not_positive_on_a_box():
    refuses("undecided", holds_on, "x > 0", {"x": ("0", "0")}, 5)


def test_a_box_has_every_name():
    refuses("y has no value", holds_on, "x + y >= 0", {"x": ("0", "1")}, 1)


# Enumeration


def test_all_integers_in_the_ranges_are_tried():
    step = enumerated(always("x ** 2 + y ** 2 >= 2 * x * y"), {"x": (-2, 2), "y": (0, 3)})
    assert step.statements == (
        Statement("x ** 2 + y ** 2 >= 2 * x * y", (), "listed", (("x", (-2, 2)), ("y", (0, 3)))),
    )
    assert step.rule == "enumeration of 20 cases"


@pytest.mark.parametrize(
    ("then", "wrong"),
    [
        ("x > 0", "x > 1"),
        ("x >= 1", "x >= 2"),
        ("3 - x >= 0", "2 - x >= 0"),
        ("3 * x == x + 2 * x", "x == 1"),
    ],
)
def test_one_integer_refutes(then, wrong):
    assert enumerated(always(then), {"x": (1, 3)}).rule == "enumeration of 3 cases"
    refuses("fails at", enumerated, always(wrong), {"x": (1, 3)})


@pytest.mark.parametrize(
    ("given", "met"),
    [("x > 1", 2), ("x - 1 >= 0", 3), ("x == 2", 1), ("2 - x >= 0", 2), ("3 > x", 2)],
)
def test_only_what_is_given_counts(given, met):
    step = enumerated(always("x ** 2 >= x", given), {"x": (1, 3)})
    assert step.rule == f"enumeration of {met} cases"
    refuses("fails at", enumerated, always("x > 5", given), {"x": (1, 3)})


def test_all_that_is_given_counts():
    step = enumerated(always("x == 2", "x > 1", "3 > x"), {"x": (1, 3)})
    assert step.rule == "enumeration of 1 cases"


def test_an_enumeration_of_nothing_is_refused():
    refuses("nothing meets", enumerated, always("x > 5", "x > 3"), {"x": (1, 3)})


def test_an_enumeration_gives_every_name_a_range():
    refuses("y has no value", enumerated, always("x >= y"), {"x": (1, 3)})


def test_an_enumeration_is_exact():
    refuses("not in integers", enumerated, always("x > 0", "x / 3 >= 0"), {"x": (1, 3)})
