"""KL(P || M) + KL(Q || M), with M = (P + Q) / 2: twice JS, and 0 at equality only.

It is at least half the total of (p - q)^2 / (p + q), and at most log 4. The best value C of a
discriminator against Q is -log 4 more than that: so Q = P, and only Q = P, makes C least.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent
from .the_best_discriminator_is_unique import by_odds

PLACES = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0")
LAWS = (*PLACES, "total(p_i) == 1", "total(q_i) == 1")
SHARES = {x: f"xlog({x}, {x} / (p_i + q_i))" for x in ("p_i", "q_i")}
HALVED = {x: f"xlog({x}, {x} / 2 / ((p_i + q_i) / 2))" for x in ("p_i", "q_i")}
TO_MEAN = {x: f"xlog({x}, {x} / ((p_i + q_i) / 2))" for x in ("p_i", "q_i")}
APART = "(p_i - q_i) ** 2 / (p_i + q_i)"


def totals(terms: dict[str, str]) -> str:
    """Add up over all places, for p and for q."""
    return f"total({terms['p_i']}) + total({terms['q_i']})"


def says(double: str = "2", half: str = "1 / 2", least: str = "-log(4)") -> tuple[Statement, ...]:
    """C twice rewritten; 2 JS; its least value, and C's; C at Q = P."""
    kls, best = totals(TO_MEAN), totals(SHARES)
    js = f"(1 / 2 * total({TO_MEAN['p_i']}) + 1 / 2 * total({TO_MEAN['q_i']}))"
    equal = SHARES["p_i"].replace("q_i", "p_i")
    return (
        always(f"{best} == {totals(HALVED)}", *PLACES),
        always(f"{best} == -log(4) + {kls}", *LAWS),
        always(f"{kls} == {double} * {js}"),
        always(f"{kls} >= {half} * total({APART})", *PLACES),
        always(f"{best} >= {least} + 1 / 2 * total({APART})", *LAWS),
        always(f"2 * total({equal}) == {least}", "p_i > 0", "total(p_i) == 1"),
    )


def same(first: dict[str, str], second: dict[str, str], factor: str, x: str) -> Step:
    """Derive that two ways to write a term differ by a factor of x only, added up."""
    then = f"{first[x]} - {second[x]} + {factor} * {x} == 0"
    others = [text for text in PLACES if text != f"{x} >= 0"]
    positive = follows(always(then, *others, f"{x} > 0"))
    zero = follows(always(*(text.replace(x, "0") for text in (then, *others))))
    return summed(by_cases(always(then, *PLACES), x, positive, zero))


def distance() -> Step:
    """Derive how large the two KLs are at least, from a discriminator that guesses."""
    then = f"{TO_MEAN['p_i']} + {TO_MEAN['q_i']} - 1 / 2 * ({APART}) >= 0"
    guess = instance(by_odds(), ["p_i > 0", "q_i > 0"], {"a": "p_i", "b": "q_i", "t": "1"})
    log_2 = instance(log_lies_below_its_tangent(), [], {"u": "1 / 2"})
    only_p = always(then.replace("q_i", "0"), "p_i > 0", "p_i + 0 > 0")
    only_q = always(then.replace("p_i", "0"), "q_i >= 0", "0 + q_i > 0")
    some_p = by_cases(
        always(then, "p_i > 0", "q_i >= 0", "p_i + q_i > 0"),
        "q_i",
        follows(always(then, "p_i > 0", "q_i > 0", "p_i + q_i > 0"), ("1", guess)),
        follows(only_p, ("p_i", log_2)),
    )
    goal = always(then, *PLACES)
    return summed(by_cases(goal, "p_i", some_p, follows(only_q, ("q_i", log_2))))


@claim(
    statement="C = -log 4 + KL(P || M) + KL(Q || M); the two KLs are twice JS, not negative, and 0 "
    "if and only if P = Q, where C is least, -log 4",
    source="Goodfellow et al. (2014), theorem 1: 003-039 to 003-044, 003-141",
    scope="all pairs of laws, p, q densities with respect to P + Q",
    says=says,
    examples=[{"p_i": ("3/4", "1/4"), "q_i": ("1/4", "3/4")}],
    controls=[
        Control(
            "003-041: the sum of the two KLs is JS",
            {"double": "1"},
            {"p_i": ("1", "0"), "q_i": ("0", "1")},
        ),
        Control(
            "the sum is at least the total of (p - q)^2 / (p + q)",
            {"half": "1"},
            {"p_i": ("1",), "q_i": ("1/2",)},
        ),
        Control("C is least at -log 2", {"least": "-log(2)"}, {"p_i": ("1",), "q_i": ("1",)}),
    ],
)
def the_doubled_js_is_0_at_equality_only() -> list[Step]:
    """Compare the best discriminator with one that guesses."""
    halved, value, twice, apart, least, equal = says()
    rewritten = [same(SHARES, HALVED, "0", x) for x in ("p_i", "q_i")]
    to_mean = [same(SHARES, TO_MEAN, "log(2)", x) for x in ("p_i", "q_i")]
    laws = [("-log(2)", "total(p_i) == 1"), ("-log(2)", "total(q_i) == 1")]
    kls = follows(apart, ("1", distance()))
    c = follows(value, *(("1", step) for step in to_mean), *laws)
    guess = summed(follows(always("xlog(p_i, p_i / (p_i + p_i)) + log(2) * p_i == 0", "p_i > 0")))
    return unfold(
        together(
            follows(halved, *(("1", step) for step in rewritten)),
            c,
            follows(twice),
            kls,
            follows(least, ("1", c), ("1", kls)),
            follows(equal, ("2", guess), ("-2 * log(2)", "total(p_i) == 1")),
        )
    )
