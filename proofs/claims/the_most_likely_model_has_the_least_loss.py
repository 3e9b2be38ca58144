"""Maximal likelihood is the least mean of -log chance, and both rank models alike.

Places are the examples; p and q are the chances that two models give to each, and L and M their
products, the likelihoods: log L is the total of log p.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, together

from ._tangents import log_lies_below_its_tangent

LOSSES = "-(1 / n) * total(log(q_i)) + 1 / n * total(log(p_i)) >= 0"
LIKELIHOODS = ("L > 0", "M > 0", "log(L) == total(log(p_i))", "log(M) == total(log(q_i))", "n > 0")


def says(more: str = "L", less: str = "M") -> tuple[Statement, ...]:
    """Where the mean of -log q is at least that of -log p, L >= M; and the other way round."""
    return (
        always(f"{more} - {less} >= 0", *LIKELIHOODS, LOSSES),
        always(LOSSES, *LIKELIHOODS, f"{more} - {less} >= 0"),
    )


@claim(
    statement="A model has the greatest likelihood exactly where it has the least "
    "-1/n sum log P_theta(x_i)",
    source="002-002",
    scope="any two models that give each of the n examples a positive chance or density",
    says=says,
    examples=[{"L": "1", "M": "1", "n": "2", "p_i": ("2", "1/2"), "q_i": ("1", "1")}],
    controls=[
        Control(
            "the least likelihood has the least loss",
            {"more": "M", "less": "L"},
            {"L": "1", "M": "1/4", "n": "2", "p_i": ("1", "1"), "q_i": ("1/2", "1/2")},
        )
    ],
)
def the_most_likely_model_has_the_least_loss() -> list[Step]:
    """Use log u <= u - 1 at u = L / M and at u = M / L."""
    more, less = says()
    logs = LIKELIHOODS[2:4]
    above = instance(log_lies_below_its_tangent(), LIKELIHOODS, {"u": "L / M"})
    below = instance(log_lies_below_its_tangent(), LIKELIHOODS, {"u": "M / L"})
    likelier = follows(more, ("M", above), ("M * n", LOSSES), ("M", logs[0]), ("-M", logs[1]))
    cheaper = follows(
        less,
        ("1 / n", below),
        ("1 / (n * L)", "L - M >= 0"),
        ("-(1 / n)", logs[0]),
        ("1 / n", logs[1]),
    )
    return unfold(together(likelier, cheaper))
