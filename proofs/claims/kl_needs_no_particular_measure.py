"""KL is the same with respect to any measure that dominates, and is no distance.

Two laws have densities p, q for one measure; for another one, with density r > 0 for the first, the
densities are p / r and q / r, and an integral for it is one of r times the integrand.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together, witnessed

KL = "total(p_i * log(p_i / q_i))"
UNEVEN = {"p_i": ("1/2", "1/2"), "q_i": ("1/4", "3/4")}
PLACES = ("p_i > 0", "q_i > 0", "r_i > 0")


def says(weight: str = "r_i") -> tuple[Statement, ...]:
    """The same value with densities for another measure; another one the other way round."""
    back = always(f"{KL} == total(q_i * log(q_i / p_i))")
    return (
        always(f"total({weight} * (p_i / r_i * log(p_i / r_i / (q_i / r_i)))) == {KL}", *PLACES),
        Statement(back.then, back.given, "false", tuple(sorted(UNEVEN.items()))),
    )


@claim(
    statement="KL(P || Q) does not depend on the measure for which the densities are taken; "
    "KL(P || Q) = KL(Q || P) fails",
    source="003-140",
    scope="all pairs of laws with densities p, q > 0 (places with p = 0 add 0, and are left out); "
    "all equivalent dominating measures",
    says=says,
    examples=[UNEVEN | {"r_i": ("2", "1/3")}],
    controls=[
        Control(
            "the densities for the new measure are integrated for the old one",
            {"weight": "1"},
            UNEVEN | {"r_i": ("2", "1/3")},
        )
    ],
)
def kl_needs_no_particular_measure() -> list[Step]:
    """Cancel r at each place; evaluate both ways round."""
    same, back = says()
    term = "r_i * (p_i / r_i * log(p_i / r_i / (q_i / r_i))) - p_i * log(p_i / q_i) == 0"
    return unfold(
        together(
            follows(same, ("1", summed(follows(always(term, *PLACES))))),
            witnessed(always(back.then), "false", UNEVEN),
        )
    )
