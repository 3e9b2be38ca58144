"""KL sees only where its first law lies, and there it is large where the second law is small.

Where q = 0, p may be anything: KL(q || p) ignores it. On an event A that p finds rare, P(A) <= 1/m,
KL(q || p) >= Q(A) log m - 1: a q that minimises it avoids A. The other way round, KL(p || q) is
large if q finds rare what p does not: it is the weight P(A) that counts, besides the ratio.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import Place, always, by_cases, follows, instance, summed, together

from ._tangents import entropy_term_lies_above_its_tangent

PLACES = ("q_i >= 0", "p_i > 0", "s_i >= 0", "1 - s_i >= 0", "m > 0")
RARE = "1 - m * total(s_i * p_i) >= 0"
ONES = ("total(q_i) == 1", "total(p_i) == 1")
LIES = "q_i * (1 - s_i) == 0"
SWAPPED = {"p_i": "q_i", "q_i": "p_i"}


def says(weight: str = "total(s_i * q_i)", lies: str = LIES) -> tuple[Statement, ...]:
    """What is ignored; what is avoided; what may not be ignored the other way round."""
    kl = "total(xlog(q_i, q_i / p_i))"
    bound = f"{kl} >= log(m) * {weight} - 1"
    return (
        always(f"{kl} == total(s_i * xlog(q_i, q_i / p_i))", "q_i >= 0", "p_i > 0", lies),
        always(bound, *PLACES, RARE, *ONES),
        always(*(fill(text, SWAPPED) for text in (bound, *PLACES, RARE, *ONES))),
    )


def ignored(goal: Statement) -> Step:
    """Derive what KL is where q lies."""
    then = "xlog(q_i, q_i / p_i) - s_i * xlog(q_i, q_i / p_i) == 0"
    some = follows(always(then, "q_i > 0", "p_i > 0", LIES), ("log(q_i / p_i)", LIES))
    none = follows(always(then.replace("q_i", "0"), "p_i > 0", "0 * (1 - s_i) == 0"))
    place = by_cases(always(then, "q_i >= 0", "p_i > 0", LIES), "q_i", some, none)
    return follows(goal, ("1", summed(place)))


def avoided(goal: Statement) -> Step:
    """Tilt the tangent of q log(q / p) by m on the event, and not at all outside."""
    then = (
        "xlog(q_i, q_i / p_i) - log(m) * (s_i * q_i) - q_i + m * (s_i * p_i) + p_i - s_i * p_i >= 0"
    )
    inner = ("q_i > 0", *PLACES[1:])
    on, off = (
        instance(entropy_term_lies_above_its_tangent(), inner, {"p": "q_i", "r": tilted})
        for tilted in ("m * p_i", "p_i")
    )
    some = follows(always(then, *inner), ("s_i", on), ("1 - s_i", off))
    none = follows(
        always(then.replace("q_i", "0"), *PLACES[1:]), rest="m * (s_i * p_i) + (1 - s_i) * p_i"
    )
    place = by_cases(always(then, *PLACES), "q_i", some, none)
    return follows(
        goal,
        *(("1", summed(place)), ("1", RARE), ("1", ONES[0]), ("-1", ONES[1])),
        rest="total(s_i * p_i)",
    )


AT: Place = {"m": "100", "p_i": ("1/100", "99/100"), "q_i": ("1/2", "1/2"), "s_i": ("1", "0")}


@claim(
    statement="KL(q || p) does not depend on p where q = 0; it is at least Q(A) log m - 1 on an "
    "event with P(A) <= 1/m",
    source="003-076, 003-077, 003-080",
    scope="all pairs of laws with densities, p > 0 where it is divided by; all events, also "
    "randomised (s between 0 and 1)",
    says=says,
    examples=[
        {"p_i": ("1/2", "1/2"), "q_i": ("1", "0"), "s_i": ("1", "0")},
        AT,
        {"m": "100", "q_i": ("1/100", "99/100"), "p_i": ("1/2", "1/2"), "s_i": ("1", "0")},
    ],
    controls=[
        Control(
            "KL(q || p) >= log m - 1 wherever q lies", {"weight": "1"}, {**AT, "q_i": AT["p_i"]}
        ),
        Control(
            "p may be anything also where q is not 0",
            {"lies": "s_i >= 0"},
            {"p_i": ("1/4", "3/4"), "q_i": ("1/2", "1/2"), "s_i": ("1", "0")},
        ),
    ],
)
def kl_sees_only_where_its_first_law_lies() -> list[Step]:
    """Put 0 for what is 0; add up tilted tangents; exchange the laws."""
    ignores, avoids, demands = says()
    large = avoided(avoids)
    return unfold(together(ignored(ignores), large, instance(large, demands.given, SWAPPED)))
