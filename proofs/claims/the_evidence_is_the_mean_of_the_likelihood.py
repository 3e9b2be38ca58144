"""The evidence is the mean of the likelihood under the prior, and normalises the posterior."""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

CHAIN = "l_i * b_i * g_i"
LIKELIHOOD, PRIOR, POSTERIOR = "l_i * h_i == j_i", "b_i * g_i == h_i", "e * r_i == j_i"
EVIDENCE = "total(j_i) == e"


def says(evidence: str = f"total({CHAIN})") -> tuple[Statement, ...]:
    """The law of total probability; the posterior is the product of three densities over e."""
    return (
        always("e == total(c_i * w_i)", EVIDENCE, "c_i == j_i / w_i", "w_i > 0"),
        always(f"{evidence} * r_i == {CHAIN}", LIKELIHOOD, PRIOR, POSTERIOR, EVIDENCE),
    )


@claim(
    statement="p(x) = E p(x | z) under p(z); p(lambda, beta | x) is p(x | beta) p(beta | lambda) "
    "p(lambda) over its total",
    source="003-097, 003-101",
    scope="all laws with densities, w > 0; c is p(x | z), w is p(z), j is the joint density at x, "
    "e its total; l, b and g are the three densities of linear regression, h is p(beta, lambda), "
    "r the posterior; l h = j, as x depends on lambda through beta only",
    says=says,
    examples=[
        {"j_i": ("1/8", "3/8"), "e": "1/2", "w_i": ("1/4", "3/4"), "c_i": ("1/2", "1/2")},
        {
            "l_i": ("1", "2"),
            "b_i": ("1", "1/2"),
            "g_i": ("1/2", "1"),
            "h_i": ("1/2", "1/2"),
            "j_i": ("1/2", "1"),
            "e": "3/2",
            "r_i": ("1/3", "2/3"),
        },
    ],
    controls=[
        Control(
            "the likelihood alone normalises it",
            {"evidence": "total(l_i)"},
            {
                "l_i": ("1", "2"),
                "b_i": ("2", "2"),
                "g_i": ("1", "1"),
                "h_i": ("2", "2"),
                "j_i": ("2", "4"),
                "e": "6",
                "r_i": ("1/3", "2/3"),
            },
        )
    ],
)
def the_evidence_is_the_mean_of_the_likelihood() -> list[Step]:
    """Multiply conditional laws by what they are conditional on, and add up."""
    mean, normalised = says()
    joint = follows(
        always("j_i - c_i * w_i == 0", "c_i == j_i / w_i", "w_i > 0"), ("-w_i", "c_i == j_i / w_i")
    )
    total = follows(mean, ("1", summed(joint)), ("-1", EVIDENCE))
    chain = follows(
        always(f"j_i - {CHAIN} == 0", LIKELIHOOD, PRIOR), ("-1", LIKELIHOOD), ("-l_i", PRIOR)
    )
    law = follows(
        normalised,
        ("1", chain),
        ("1", POSTERIOR),
        ("-r_i", summed(chain)),
        ("r_i", EVIDENCE),
    )
    return unfold(together(total, law))
