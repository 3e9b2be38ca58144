"""KL = 0 makes densities equal at every place that has a size, and at no other.

The densities are a^2 and b^2, the sizes g. A single point of an interval has size 0: what the
densities are there changes no integral.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

PLACES = ("g_i >= 0", "a_i >= 0", "b_i > 0")
LAWS = ("total(g_i * a_i ** 2) == 1", "total(g_i * b_i ** 2) == 1")
KL = "total(g_i * (a_i * xlog(a_i, a_i ** 2 / b_i ** 2)))"
APART = "total(g_i * (a_i - b_i) ** 2)"


def says(least: str = APART) -> tuple[Statement, ...]:
    """KL is at least the distance of the roots; where it is 0, so is the distance."""
    return (
        always(f"{KL} >= {least}", *PLACES, *LAWS),
        always(f"0 >= {APART}", *PLACES, *LAWS, f"{KL} == 0"),
    )


@claim(
    statement="KL(P || Q) is at least the integral of (root p - root q)^2; so KL = 0 only if p = q "
    "but for a set of size 0",
    source="against 001-002 (at every x)",
    scope="all pairs of laws with densities a^2, b^2 > 0 with respect to sizes g, which may be 0",
    says=says,
    examples=[{"g_i": ("0", "1"), "a_i": ("1", "1"), "b_i": ("7", "1")}],
    controls=[
        Control(
            "at least the distance at all places, also those without size",
            {"least": "total((a_i - b_i) ** 2)"},
            {"g_i": ("0", "1"), "a_i": ("1", "1"), "b_i": ("7", "1")},
        )
    ],
)
def kl_is_0_but_for_places_without_size() -> list[Step]:
    """Use log u <= u - 1 at u = b / a; add up."""
    least, equal = says()
    term = "g_i * (a_i * xlog(a_i, a_i ** 2 / b_i ** 2))"
    square = "g_i * (a_i - b_i) ** 2"
    then = f"{term} - {square} - g_i * a_i ** 2 + g_i * b_i ** 2 >= 0"
    given = ("g_i >= 0", "b_i > 0")
    tangent = instance(log_lies_below_its_tangent(), (*given, "a_i > 0"), {"u": "b_i / a_i"})
    positive = follows(always(then, *given, "a_i > 0"), ("2 * g_i * a_i ** 2", tangent))
    zero = follows(always(then.replace("a_i", "0"), *given))
    cases = by_cases(always(then, *PLACES), "a_i", positive, zero)
    bound = follows(least, ("1", summed(cases)), ("1", LAWS[0]), ("-1", LAWS[1]))
    return unfold(together(bound, follows(equal, ("1", bound), ("-1", f"{KL} == 0"))))
