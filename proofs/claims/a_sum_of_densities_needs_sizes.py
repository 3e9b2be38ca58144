"""On a continuum a mean is an integral: a sum of densities without the sizes of places is not one.

And it is the infimum over all plans that is W: plans drawn at random, with chances m, cost as much
on average or more.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

EQUAL = ("c_i == c", "total(g_i * w_i) == 1")
PLANS = ("m_i >= 0", "c_i - W >= 0", "total(m_i) == 1")


def says(size: str = "g_i * ", relation: str = ">=") -> tuple[Statement, ...]:
    """Where all distances are c, their mean is c; no mean over plans is below the infimum."""
    return (
        always(f"total({size}(w_i * c_i)) == c", *EQUAL),
        always(f"total(m_i * c_i) {relation} W", *PLANS),
    )


POINTS: dict[str, str | tuple[str, ...]] = {
    "g_i": ("1/2", "1/2"),
    "w_i": ("1", "1"),
    "c_i": ("3", "3"),
    "c": "3",
}
TWO: dict[str, str | tuple[str, ...]] = {"m_i": ("1/2", "1/2"), "c_i": ("1", "3"), "W": "1"}


@claim(
    statement="E c = integral of w c for a plan with density w: where all distances are c it is c, "
    "and the sum of w c is not; costs of plans drawn at random are at least W on average",
    source="against 001-007 (a sum, for a continuous domain), 001-008 (inf over gamma ~ Pi)",
    scope="all densities w with respect to sizes g; all plans, W any lower bound of their costs c",
    says=says,
    examples=[POINTS, TWO],
    controls=[
        Control("001-007: the sum, without sizes", {"size": ""}, POINTS),
        Control("001-008: a plan drawn from all plans costs W", {"relation": "=="}, TWO),
    ],
)
def a_sum_of_densities_needs_sizes() -> list[Step]:
    """Take the constant out; add up what plans cost above the least."""
    mean, least = says()
    constant = follows(
        always("g_i * (w_i * c_i) - c * (g_i * w_i) == 0", EQUAL[0]), ("g_i * w_i", EQUAL[0])
    )
    above = follows(always("m_i * c_i - W * m_i >= 0", *PLANS[:2]), ("m_i", PLANS[1]))
    return unfold(
        together(
            follows(mean, ("1", summed(constant)), ("c", EQUAL[1])),
            follows(least, ("1", summed(above)), ("W", PLANS[2])),
        )
    )
