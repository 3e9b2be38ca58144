"""JS is at most log 2, and equal to it exactly for mutually singular laws.

More is true: JS falls short of log 2 by at least the total of p q / (p + q). So equality forces
p q = 0 at every place; and where p q = 0 at every place, there is equality.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

PLACES = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0")
LAWS = (*PLACES, "total(p_i) == 1", "total(q_i) == 1")
P = "xlog(p_i, 2 * p_i / (p_i + q_i))"
Q = "xlog(q_i, 2 * q_i / (p_i + q_i))"
OVERLAP = "p_i * q_i / (p_i + q_i)"
HALVES = "1 / 2 * log(2) * p_i + 1 / 2 * log(2) * q_i"
SINGULAR = "p_i * q_i == 0"


def says(largest: str = "log(2)", half: str = "1 / 2") -> tuple[Statement, ...]:
    """The bound; equality where p q = 0; p q / (p + q) totals 0 where there is equality."""
    js = f"{half} * total({P}) + {half} * total({Q})"
    return (
        always(f"{largest} - total({OVERLAP}) >= {js}", *LAWS),
        always(f"{js} == {largest}", *LAWS, SINGULAR),
        always(f"0 >= total({OVERLAP})", *LAWS, f"{js} == {largest}"),
    )


def bound() -> Step:
    """Derive the bound at one place."""
    then = f"{HALVES} - {OVERLAP} - 1 / 2 * {P} - 1 / 2 * {Q} >= 0"
    inner = ["p_i > 0", "q_i > 0", "p_i + q_i > 0"]
    log = log_lies_below_its_tangent()
    shares = [instance(log, inner, {"u": f"{x} / (p_i + q_i)"}) for x in ("p_i", "q_i")]
    both = follows(always(then, *inner), ("p_i / 2", shares[0]), ("q_i / 2", shares[1]))
    return _with_zeros(then, both)


def equality() -> Step:
    """Derive equality at one place where p q = 0."""
    gap = f"1 / 2 * {P} + 1 / 2 * {Q} - 1 / 2 * log(2) * p_i - 1 / 2 * log(2) * q_i"
    inner = ["p_i > 0", "q_i > 0", "p_i + q_i > 0", SINGULAR]
    both = follows(always(f"{gap} == 0", *inner), (f"({gap}) / (p_i * q_i)", SINGULAR))
    return _with_zeros(f"{gap} == 0", both, SINGULAR)


def _with_zeros(then: str, both: Step, *given: str) -> Step:
    """Add the places where p or q is 0, at which both sides are equal."""
    q_zero = then.replace("q_i", "0"), "p_i + 0 > 0", "p_i > 0"
    p_zero = then.replace("p_i", "0"), "0 + q_i > 0", "q_i >= 0"
    p_positive = by_cases(
        always(then, "p_i > 0", "q_i >= 0", "p_i + q_i > 0", *given),
        "q_i",
        both,
        follows(always(*q_zero)),
    )
    goal = always(then, *PLACES, *given)
    return by_cases(goal, "p_i", p_positive, follows(always(*p_zero)))


@claim(
    statement="JS(P, Q) <= log 2, with equality exactly for mutually singular laws",
    source="Lin (1991), doi:10.1109/18.61115; against 000-010, 000-011, 000-026",
    scope="all pairs of laws: p, q are densities with respect to P + Q, zeros included",
    says=says,
    examples=[{"p_i": ("1", "0"), "q_i": ("0", "1")}],
    controls=[
        Control(
            "JS <= 0.693",
            {"largest": "693 / 1000"},
            {"p_i": ("1", "0"), "q_i": ("0", "1")},
        ),
        Control(
            "003-041: JS, written without its halves, is at most log 2",
            {"half": "1"},
            {"p_i": ("1", "0"), "q_i": ("0", "1")},
        ),
    ],
)
def js_is_at_most_log_2() -> list[Step]:
    """Use log u <= u - 1 at u = p / (p + q) and q / (p + q)."""
    at_most, equal, only_if = says()
    laws = (("1 / 2 * log(2)", "total(p_i) == 1"), ("1 / 2 * log(2)", "total(q_i) == 1"))
    most = follows(
        at_most,
        ("1", summed(bound())),
        *((f"-({factor})", law) for factor, law in laws),
    )
    same = follows(equal, ("1", summed(equality())), *laws)
    given = f"1 / 2 * total({P}) + 1 / 2 * total({Q}) == log(2)"
    return unfold(together(most, same, follows(only_if, ("1", most), ("1", given))))
