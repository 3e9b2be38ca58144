"""The kernel's formulas: what they mean, what is identical, and what just misses."""

import pytest
from flint import arb, ctx

from proofs.kernel.formulas import (
    NotProved,
    Ratio,
    Symbols,
    at_places,
    ball,
    fill,
    identical,
    names,
    parse,
    sides,
    swap,
    value,
)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("(p + q) ** 2", "p ** 2 + 2 * p * q + q ** 2"),
        ("p / q + q / p", "(p ** 2 + q ** 2) / (p * q)"),
        ("log(p / q)", "log(p) - log(q)"),
        ("log(p * q)", "log(q) + log(p)"),
        ("log(p ** 3)", "3 * log(p)"),
        ("log(12)", "2 * log(2) + log(3)"),
        ("log(5 / 18)", "log(5) - log(2) - 2 * log(3)"),
        ("log(p ** 2 - q ** 2)", "log(p - q) + log(p + q)"),
        ("log(log(p) / 2)", "log(log(p)) - log(2)"),
        ("xlog(p, q)", "p * log(q)"),
        ("xlog(0, q)", "0"),
        ("xlog(p - p, 0)", "0"),
        ("-p", "0 - p"),
        ("p ** 0", "1"),
        ("2 * total(p_i)", "total(p_i) + total(p_i)"),
        ("1 / (1 / p)", "p"),
        ("p - q - r", "p - (q + r)"),
        ("exp(p + q)", "exp(p) * exp(q)"),
        ("exp(p - q)", "exp(p) / exp(q)"),
        ("exp(3 * p)", "exp(p) ** 3"),
        ("exp(p / 2) ** 2", "exp(p)"),
        ("exp(p * q / 3) ** 3", "exp(q * p)"),
        ("exp(p / 60) ** 60", "exp(p)"),
        ("exp(0)", "1"),
        ("exp(2) * exp(-2)", "1"),
        ("exp(-p)", "1 / exp(p)"),
        ("exp(log(p) * q)", "exp(q * log(p))"),
        ("log(exp(p))", "p"),
        ("log(exp(p) ** 2 / exp(q))", "2 * p - q"),
        ("log(1 / (1 + exp(-p)))", "p - log(1 + exp(p))"),
        ("exp(exp(p) + 1)", "exp(1) * exp(exp(p))"),
    ],
)
def test_recognises_what_is_identical(a, b):
    assert identical(a, b) is True
    assert identical(b, a) is True


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("(p + q) ** 2", "p ** 2 + q ** 2"),
        ("(p + q) ** 2", "p ** 2 + 2 * p * q + q ** 3"),
        ("log(p / q)", "log(p) + log(q)"),
        ("log(p + q)", "log(p) + log(q)"),
        ("log(12)", "2 * log(2) + log(5)"),
        ("log(12)", "log(2) + log(3)"),
        ("log(5 / 18)", "log(5) + log(2) - 2 * log(3)"),
        ("log(p ** 3)", "2 * log(p)"),
        ("xlog(p, q)", "q * log(p)"),
        ("total(p_i)", "total(q_i)"),
        ("total(p_i)", "p_i"),
        ("p", "-p"),
        ("p ** 2", "p"),
        ("p / q", "q / p"),
        ("p - q", "p + q"),
        ("p * q", "p / q"),
        ("1", "2"),
        ("exp(p)", "p"),
        ("exp(p)", "exp(-p)"),
        ("exp(p)", "exp(q)"),
        ("exp(p + q)", "exp(p) + exp(q)"),
        ("exp(2 * p)", "2 * exp(p)"),
        ("exp(2 * p)", "exp(p)"),
        ("exp(p / 2)", "exp(p)"),
        ("exp(p * q)", "exp(p) * exp(q)"),
        ("exp(p ** 2)", "exp(p) ** 2"),
        ("exp(1)", "1"),
        ("log(exp(p))", "p / 60"),
        ("log(1 + exp(p))", "p"),
    ],
)
def test_tells_apart_what_just_misses(a, b):
    assert identical(a, b) is False
    assert identical(b, a) is False


@pytest.mark.parametrize(
    "text",
    [
        "sin(p)", "log(p, q)", "xlog(p)", "total(p, q)", "p ** q", "p ** -1", "p // q", "p % q",
        "1.5", "log(p, base=2)", "exp(p, 2)", "xlog(p, q, base=2)", "total(p, over=q)",
        "p if q else r", "[p]", "p.q", "+p", "~p", "p @ q", "'p'",
    ],
)  # fmt: skip
def test_the_language_has_nothing_else(text):
    with pytest.raises(NotProved, match="not in the language"):
        identical(text, "p")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("exp(1 / p)", "no polynomial"), ("exp(p / 7)", "1/7 is no multiple of 1 / 60"),
     ("exp(p / 120)", "1/120 is no multiple")],
)  # fmt: skip
def test_exponents_are_polynomials_in_sixtieths(text, reason):
    with pytest.raises(NotProved, match=reason):
        identical(text, "1")


def test_dividing_by_what_is_always_0_is_refused():
    with pytest.raises(NotProved, match="a divisor is 0"):
        identical("1 / (p - p)", "1")


def test_a_comparison_has_two_sides_and_a_known_sign():
    assert sides("p+1>=q*2") == ("p + 1", ">=", "q * 2")
    assert sides("p > 0") == ("p", ">", "0")
    assert sides("p == 0") == ("p", "==", "0")
    for text in ("p", "p < 1", "p != q", "p >= q >= r", "p <= q"):
        with pytest.raises(NotProved, match="not of the form"):
            sides(text)


def test_names_are_found_inside_and_outside_of_totals():
    text = "total(p_i * a) + log(q_i) + b"
    assert names(text) == {"total", "p_i", "a", "log", "q_i", "b"}
    assert names(text, totals=False) == {"log", "q_i", "b"}


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("p_i", True), ("p", False), ("total(p_i)", False), ("total(p_i) + q", False),
        ("total(p_i) + q_i", True), ("q_i + total(p_i)", True), ("i_p", False), ("log(p_i)", True),
    ],
)  # fmt: skip
def test_what_depends_on_the_place_is_known(text, moves):
    assert at_places(text) is moves


def test_filling_is_done_all_at_once_and_keeps_what_belongs_together():
    assert fill("p * q - r", {"p": "q + 1", "q": "p"}) == "(q + 1) * p - r"
    assert fill("log(p) / total(p)", {"p": "2"}) == "log(2) / total(2)"
    assert fill("p", {}) == "p"


@pytest.mark.parametrize("name", ["log", "exp", "xlog", "total", "p + q", "total(p_i)", "1"])
def test_only_names_of_numbers_are_filled(name):
    with pytest.raises(NotProved, match="no names of numbers"):
        fill("log(p) + q", {name: "r"})


def test_swapping_puts_whole_parts():
    assert swap("total(p_i) * p_i", {"total(p_i)": "a + b"}) == "(a + b) * p_i"


def slope_of(text, x):
    symbols = Symbols()
    slope = symbols.slope(value(parse(text), symbols), x)
    return lambda right: (slope + value(parse(f"-({right})"), symbols)).is_zero()


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("x ** 3", "x", "3 * x ** 2"),
        ("x ** 3 * y", "y", "x ** 3"),
        ("x / (1 + x)", "x", "1 / (1 + x) ** 2"),
        ("log(x)", "x", "1 / x"),
        ("log(1 - x ** 2)", "x", "-2 * x / (1 - x ** 2)"),
        ("x * log(x / y)", "x", "log(x / y) + 1"),
        ("x * log(x / y)", "y", "-x / y"),
        ("log(log(x))", "x", "1 / (x * log(x))"),
        ("log(x) / x", "x", "(1 - log(x)) / x ** 2"),
        ("xlog(x, x)", "x", "1 + log(x)"),
        ("total(p_i) * x", "x", "total(p_i)"),
        ("y", "x", "0"),
        ("log(2) * x", "x", "log(2)"),
        ("exp(x)", "x", "exp(x)"),
        ("exp(-x ** 2 / 2)", "x", "-x * exp(-x ** 2 / 2)"),
        ("exp(x * y)", "y", "x * exp(x * y)"),
        ("log(1 + exp(x))", "x", "exp(x) / (1 + exp(x))"),
        ("exp(x * log(x))", "x", "(log(x) + 1) * exp(x * log(x))"),
        ("exp(y)", "x", "0"),
    ],
)
def test_slopes_are_those_of_calculus(text, x, slope):
    assert slope_of(text, x)(slope)
    assert not slope_of(text, x)(f"{slope} + 1")
    assert not slope_of(text, x)(f"2 * ({slope}) + x")


def test_a_total_that_moves_has_no_known_slope():
    with pytest.raises(NotProved, match=r"slope of total\(x \* p_i\) in x is not known"):
        slope_of("total(x * p_i)", "x")


def test_a_ratio_is_zero_where_its_top_is():
    zero, one = Symbols().number(0), Symbols().number(1)
    assert zero.is_zero() is True
    assert one.is_zero() is False
    assert Ratio(one.top).bottom == 1
    assert (one + one * one / (one + one)).top == 3


@pytest.mark.parametrize(
    ("text", "digits"),
    [("log(2)", "0.693147180559945309417232121458176568"), ("1 / 3", "0." + 40 * "3"),
     ("xlog(0, 0)", "0"), ("xlog(2, 3) - log(9)", "0"), ("-2 ** 3", "-8"),
     ("exp(1)", "2.718281828459045235360287471352662498")],
)  # fmt: skip
def test_balls_hold_the_number_closely(text, digits):
    number = ball(text)
    with ctx.workprec(300):
        assert abs(number - arb(digits)) < arb("1e-34")
        assert number.rad() < arb("1e-57")


@pytest.mark.parametrize(
    "text", ["1 / 0", "log(0)", "log(-1)", "xlog(1, 0)", "1 / (log(4) - 2 * log(2))"]
)
def test_balls_refuse_what_may_be_undefined(text):
    with pytest.raises(NotProved, match="may be undefined"):
        ball(text)


def test_there_is_room_for_64_names():
    many = " + ".join(f"a{k}" for k in range(64))
    assert identical(many, many)
    with pytest.raises(NotProved, match="more names and logs than there is room for"):
        identical(many, f"{many} + b")


def test_balls_refuse_names_without_a_value():
    with pytest.raises(NotProved, match="x has no value"):
        ball("x + 1")
