"""The transport cost is a metric: plans can be glued, and a plan that costs nothing moves nothing.

Glue a plan u from P to Q and a plan v from Q to R at each point of Q (of mass b > 0): the mass
u v / b goes from x through y to z. Its marginals are u and v, and x to z costs at most x to y and y
to z together. Read backwards, a plan from P to Q is one from Q to P of the same cost.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

TRIANGLE = ("w_i >= 0", "d_i + e_i - c_i >= 0")
APART = ("w_i >= 0", "c_i - g * n_i >= 0")


def says(through: str = "total(w_i * d_i) + total(w_i * e_i)") -> tuple[Statement, ...]:
    """The glued plan costs no more; it has its marginals; what is moved by g or more costs."""
    return (
        always(f"{through} >= total(w_i * c_i)", *TRIANGLE),
        always("u / b * total(v_i) == u", "b > 0", "total(v_i) == b"),
        always("total(w_i * c_i) >= g * total(w_i * n_i)", *APART),
    )


@claim(
    statement="W(P, R) <= W(P, Q) + W(Q, R): glued plans are plans, and cost at most the sum; and "
    "W = 0 only for P = Q: the mass moved by g or more is at most W / g",
    source="003-142; Villani (2009), the gluing lemma, for atoms",
    scope="all metric spaces: the costs for all couplings, the gluing at points y of positive mass",
    says=says,
    examples=[
        {
            "w_i": ("1/2", "1/2"),
            "d_i": ("3", "0"),
            "e_i": ("4", "1"),
            "c_i": ("5", "1"),
            "n_i": ("1", "0"),
            "v_i": ("1/4", "1/4"),
            "b": "1/2",
            "u": "1/3",
            "g": "2",
        },
    ],
    controls=[
        Control(
            "the way through y costs no more than its longer part",
            {"through": "total(w_i * d_i)"},
            {"w_i": ("1",), "d_i": ("3",), "e_i": ("4",), "c_i": ("5",)},
        )
    ],
)
def wasserstein_is_a_metric() -> list[Step]:
    """Weigh the triangle inequality by the glued plan."""
    glued, marginal, moved = says()
    way = follows(
        always("w_i * d_i + w_i * e_i - w_i * c_i >= 0", *TRIANGLE),
        ("w_i", "d_i + e_i - c_i >= 0"),
    )
    far = follows(always("w_i * c_i - g * (w_i * n_i) >= 0", *APART), ("w_i", "c_i - g * n_i >= 0"))
    return unfold(
        together(
            follows(glued, ("1", summed(way))),
            follows(marginal, ("u / b", "total(v_i) == b")),
            follows(moved, ("1", summed(far))),
        )
    )
