"""JS does not change when the two laws change places; KL does.

Both at one place first: p log(p / m) with m = (p + q) / 2 is what it is, and 0 where p is 0,
whichever of the laws is called the first.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, holds_on, summed, together

PLACES = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0")
PAIR = {"p_i": ("1/2", "1/2"), "q_i": ("1/4", "3/4")}


def says(half: str = "1 / 2", relation: str = ">") -> tuple[Statement, ...]:
    """JS(P, Q) = JS(Q, P); KL((1/2, 1/2), (a, 1 - a)) exceeds KL the other way round."""
    sides = (
        f"{weight} * total(xlog({p}, {p} / (({p} + {q}) / 2)))"
        f" + 1 / 2 * total(xlog({q}, {q} / (({p} + {q}) / 2)))"
        for weight, p, q in ((half, "p_i", "q_i"), ("1 / 2", "q_i", "p_i"))
    )
    one = "xlog(1 / 2, 1 / 2 / a) + xlog(1 / 2, 1 / 2 / (1 - a))"
    other = "xlog(a, a / (1 / 2)) + xlog(1 - a, (1 - a) / (1 / 2))"
    return (
        always(" == ".join(sides), *PLACES),
        always(f"{one} {relation} {other}", "a - 1 / 100 >= 0", "1 / 3 - a >= 0"),
    )


def same(first: str, other: str) -> Step:
    """Derive that the order of the sum in the mixture does not matter, also where a law is 0."""
    one, two = (f"xlog({first}, {first} / (({m}) / 2))" for m in ("p_i + q_i", "q_i + p_i"))
    then = f"{one} - {two} == 0"
    given = ("p_i + q_i > 0", f"{other} >= 0")
    zero = always(*(text.replace(first, "0") for text in (then, *given)))
    positive = follows(always(then, *given, f"{first} > 0"))
    return summed(by_cases(always(then, *PLACES), first, positive, follows(zero)))


@claim(
    statement="JS(P, Q) = JS(Q, P) for all laws; KL(P || Q) and KL(Q || P) differ for "
    "P = (1/2, 1/2), Q = (a, 1 - a), 0.01 <= a <= 1/3",
    source="001-003, 001-004; Lin (1991), doi:10.1109/18.61115",
    scope="JS: all pairs of laws, p, q densities with respect to P + Q; KL: the example",
    says=says,
    examples=[PAIR, {"a": "1/4"}],
    controls=[
        Control("a first half that weighs 1", {"half": "1"}, PAIR),
        Control("KL is symmetric", {"relation": "=="}, {"a": "1/4"}),
    ],
)
def js_is_symmetric_and_kl_is_not() -> list[Step]:
    """Write the mixture the other way round; enclose two curves."""
    symmetric, different = says()
    parts = (same("p_i", "q_i"), same("q_i", "p_i"))
    return unfold(
        together(
            follows(symmetric, *(("1 / 2", part) for part in parts)),
            holds_on(different.then, {"a": ("1/100", "1/3")}, 1000),
        )
    )
