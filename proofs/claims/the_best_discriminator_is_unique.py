"""The best discriminator is p / (p + q), and no other is as good where p + q > 0.

Any D falls short of it by at least twice the mean of (D - D*)^2 under p + q: at each place this is
Pinsker's inequality for two coins. D* is 1 and 0 only where p q = 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, lowest, summed, together

from .pinsker_holds_with_constant_2 import for_a_sure_coin
from .the_best_discriminator_measures_js import maximum

D = ("d_i > 0", "1 - d_i > 0")
PLACES = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0")
REAL, FAKE = "p_i / (p_i + q_i)", "q_i / (p_i + q_i)"
REST = "(p_i + q_i - p_i) / (p_i + q_i)"
MISS = f"(p_i + q_i) * (d_i - {REAL}) ** 2"


def says(
    signs: tuple[str, ...] = ("a >= 0", "b >= 0", "a + b > 0"), far: str = "2", both: str = "2"
) -> tuple[Statement, ...]:
    """The maximum at one place; by how much D falls short; V at D*; where D* is not 1 or 0."""
    highest = f"total(xlog(p_i, {REAL})) + total(xlog(q_i, {FAKE}))"
    value = "total(xlog(p_i, d_i)) - total(xlog(q_i, 1 - d_i))"
    at_best = f"total(xlog(p_i, {REAL})) + total(xlog(q_i, {REST}))"
    place = "xlog(a, a / (a + b)) + xlog(b, b / (a + b)) - xlog(a, u) - xlog(b, 1 - u) >= 0"
    wrong = f"p_i * (1 - d_i) + q_i * d_i == {both} * p_i * q_i / (p_i + q_i)"
    return (
        always(place, *signs, "u > 0", "1 - u > 0"),
        always(f"{highest} - {value} >= {far} * total({MISS})", *PLACES, *D),
        always(f"{at_best} == {highest}", *PLACES),
        always(wrong, "d_i * (p_i + q_i) == p_i", "p_i + q_i > 0"),
    )


def by_odds() -> Step:
    """Derive by how much D falls short at one place, for odds t = D / (1 - D)."""
    given = ("a > 0", "b > 0", "t > 0")
    slope = "(t * b - a) ** 2 * (1 - t) ** 2 / (b * t * (1 + t) ** 3)"
    values = "a * log(t / (1 + t)) - b * log(1 / (1 + t))"
    best = "a * log(a / (a + b)) + b * log(b / (a + b))"
    miss = "2 * ((a + b) * (t / (1 + t) - a / (a + b)) ** 2)"
    rising = follows(always(f"{slope} >= 0", *given), rest=slope)
    return lowest(always(f"{best} - {values} - {miss} >= 0", *given), "t", "a / b", rising)


def shortfall() -> Step:
    """Derive by how much D falls short, added up over all places."""
    short = f"xlog(p_i, {REAL}) + xlog(q_i, {FAKE}) - xlog(p_i, d_i) - xlog(q_i, 1 - d_i)"
    then = f"{short} - 2 * ({MISS}) >= 0"
    inner = ("p_i > 0", "q_i > 0", "p_i + q_i > 0", *D)
    odds = instance(by_odds(), inner, {"a": "p_i", "b": "q_i", "t": "d_i / (1 - d_i)"})
    real = instance(for_a_sure_coin(), D, {"b": "d_i"})
    fake = instance(for_a_sure_coin(), D, {"b": "1 - d_i"})
    only_real = always(then.replace("q_i", "0"), "p_i > 0", "p_i + 0 > 0", *D)
    only_fake = always(then.replace("p_i", "0"), "q_i >= 0", "0 + q_i > 0", *D)
    some_real = by_cases(
        always(then, "p_i > 0", "q_i >= 0", "p_i + q_i > 0", *D),
        "q_i",
        follows(always(then, *inner), ("1", odds)),
        follows(only_real, ("p_i", real)),
    )
    goal = always(then, *PLACES, *D)
    return summed(by_cases(goal, "p_i", some_real, follows(only_fake, ("q_i", fake))))


def complement() -> Step:
    """Derive q log(1 - D*) = q log(q / (p + q)), added up over all places."""
    then = f"xlog(q_i, {REST}) - xlog(q_i, {FAKE}) == 0"
    positive = follows(always(then, "p_i >= 0", "q_i > 0", "p_i + q_i > 0"))
    zero = follows(always(then.replace("q_i", "0"), "p_i >= 0", "p_i + 0 > 0"))
    return summed(by_cases(always(then, *PLACES), "q_i", positive, zero))


@claim(
    statement="D* = p / (p + q) maximises E_P log D + E_Q log(1 - D), uniquely where p + q > 0; "
    "it is 1 on P and 0 on Q only if they are mutually singular",
    source="003-035, 003-036, 003-038; against 003-020",
    scope="all pairs of laws, p, q densities with respect to P + Q; every D with values in (0, 1) "
    "whose two means exist; D = 0 or 1 where it costs nothing is the limit",
    says=says,
    examples=[
        {"a": "1", "b": "0", "u": "1/2"},
        {"p_i": ("3/4", "1/4"), "q_i": ("1/4", "3/4"), "d_i": ("3/4", "1/4")},
    ],
    controls=[
        Control(
            "003-035: a and b other than 0 suffice",
            {"signs": ("a ** 2 > 0", "b ** 2 > 0")},
            {"a": "-1", "b": "-2", "u": "1/2"},
        ),
        Control(
            "D falls short by three times the mean square",
            {"far": "3"},
            {"p_i": ("1/2",), "q_i": ("1/2",), "d_i": ("49/100",)},
        ),
        Control(
            "003-020: D is 1 at real and 0 at generated points",
            {"both": "0"},
            {"p_i": ("1/2",), "q_i": ("1/2",), "d_i": ("1/2",)},
        ),
    ],
)
def the_best_discriminator_is_unique() -> list[Step]:
    """Compare with the best at each place, and add up."""
    place, short, at_best, wrong = says()
    inner = {"p_i": "a", "q_i": "b", "d_i": "u"}
    return unfold(
        together(
            instance(maximum(), place.given, inner),
            follows(short, ("1", shortfall())),
            follows(at_best, ("1", complement())),
            follows(wrong, ("(q_i - p_i) / (p_i + q_i)", "d_i * (p_i + q_i) == p_i")),
        )
    )
