"""The evidence is the mean of the likelihood under the prior, and normalises the posterior."""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

CHAIN = "l_i * b_i * g_i"
POSTERIOR = f"e * r_i == {CHAIN}"


def says(evidence: str = f"total({CHAIN})") -> tuple[Statement, ...]:
    """The law of total probability; what a posterior proportional to the joint law is."""
    return (
        always("e == total(c_i * w_i)", "total(j_i) == e", "c_i == j_i / w_i", "w_i > 0"),
        always(f"{evidence} * r_i == {CHAIN}", POSTERIOR, "total(r_i) == 1"),
    )


@claim(
    statement="p(x) = E p(x | z) under p(z); a posterior proportional to p(x | beta) p(beta | "
    "lambda) p(lambda) is that over its total",
    source="003-097, 003-101",
    scope="all laws with densities, w > 0; c is p(x | z), w is p(z), j is p(x, z); l, b and g are "
    "the three densities of linear regression",
    says=says,
    examples=[
        {"j_i": ("1/8", "3/8"), "e": "1/2", "w_i": ("1/4", "3/4"), "c_i": ("1/2", "1/2")},
        {"l_i": ("1", "2"), "b_i": ("1", "1"), "g_i": ("1", "1"), "e": "3", "r_i": ("1/3", "2/3")},
    ],
    controls=[
        Control(
            "the likelihood alone normalises it",
            {"evidence": "total(l_i)"},
            {
                "l_i": ("1", "2"),
                "b_i": ("2", "2"),
                "g_i": ("1", "1"),
                "e": "6",
                "r_i": ("1/3", "2/3"),
            },
        )
    ],
)
def the_evidence_is_the_mean_of_the_likelihood() -> list[Step]:
    """Multiply the conditional law by the prior, and add up."""
    mean, normalised = says()
    joint = follows(
        always("j_i - c_i * w_i == 0", "c_i == j_i / w_i", "w_i > 0"), ("-w_i", "c_i == j_i / w_i")
    )
    total = follows(mean, ("1", summed(joint)), ("-1", "total(j_i) == e"))
    place = follows(always(f"e * r_i - {CHAIN} == 0", POSTERIOR), ("1", POSTERIOR))
    law = follows(
        normalised,
        ("1", place),
        ("-r_i", summed(place)),
        ("e * r_i", "total(r_i) == 1"),
    )
    return unfold(together(total, law))
