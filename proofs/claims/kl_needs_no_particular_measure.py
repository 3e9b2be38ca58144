"""KL is the same with respect to any measure that dominates, and is no distance.

Two laws have densities p, q for one measure; for another one, with density r > 0 for the first, the
densities are p / r and q / r, and an integral for it is one of r times the integrand.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed

KL = "total(p_i * log(p_i / q_i))"
UNEVEN = {"p_i": ("1/2", "1/2"), "q_i": ("1/4", "3/4")}
PLACES = ("p_i > 0", "q_i > 0", "r_i > 0")


def says(weight: str = "r_i", kl: str = KL) -> tuple[Statement, ...]:
    """The same value with densities for another measure."""
    other = f"total({weight} * (p_i / r_i * log(p_i / r_i / (q_i / r_i))))"
    return (always(f"{other} == {kl}", *PLACES),)


@claim(
    statement="KL(P || Q) does not depend on the measure for which the densities are taken",
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
        ),
        Control(
            "KL is a distance: KL(P || Q) = KL(Q || P)",
            {"kl": "total(q_i * log(q_i / p_i))"},
            UNEVEN | {"r_i": ("1", "1")},
        ),
    ],
)
def kl_needs_no_particular_measure() -> list[Step]:
    """Cancel r at each place."""
    (same,) = says()
    term = "r_i * (p_i / r_i * log(p_i / r_i / (q_i / r_i))) - p_i * log(p_i / q_i) == 0"
    return unfold(follows(same, ("1", summed(follows(always(term, *PLACES))))))
