"""Kantorovich and Rubinstein: a 1-Lipschitz critic gains at most what a plan costs.

The places are pairs (x, y); a plan gives them weights w, c is their distance, f the critic at x and
g the same critic at y. So every critic is below every plan. Where a plan moves only along pairs on
which the critic falls by the whole distance, both are optimal: no plan v is cheaper (its pairs are
d apart, the critic falls by r on them, and in all it falls as much, since the marginals agree).
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

WEAK = ("w_i >= 0", "c_i - (f_i - g_i) >= 0")
TIGHT = ("w_i * (c_i - t_i) == 0", "v_i >= 0", "d_i - r_i >= 0")
SAME = "total(w_i * t_i) == total(v_i * r_i)"


def says(gain: str = "total(w_i * f_i) - total(w_i * g_i)") -> tuple[Statement, ...]:
    """A critic gains at most the cost; a plan on which a critic is tight is the cheapest."""
    return (
        always(f"total(w_i * c_i) >= {gain}", *WEAK),
        always("total(v_i * d_i) >= total(w_i * c_i)", *TIGHT, SAME),
    )


@claim(
    statement="E f(X) - E f(Y) <= E d(X, Y) for every 1-Lipschitz f and every coupling of X and Y, "
    "with equality only at the cheapest plan: what a critic gains is a lower bound for W",
    source="003-138, 003-151, 003-152; Kantorovich and Rubinstein (1958), the easy half, and the "
    "optimality of a tight pair",
    scope="all metric spaces, laws, couplings and 1-Lipschitz functions whose means exist",
    says=says,
    examples=[
        {
            "w_i": ("1/2", "1/2"),
            "c_i": ("1", "2"),
            "f_i": ("1", "2"),
            "g_i": ("0", "0"),
            "t_i": ("1", "2"),
            "v_i": ("1", "0"),
            "r_i": ("3/2", "0"),
            "d_i": ("2", "0"),
        },
    ],
    controls=[
        Control(
            "twice a 1-Lipschitz critic still gains at most W",
            {"gain": "2 * (total(w_i * f_i) - total(w_i * g_i))"},
            {"w_i": ("1",), "c_i": ("1",), "f_i": ("1",), "g_i": ("0",)},
        )
    ],
)
def critics_gain_at_most_the_cost() -> list[Step]:
    """Weigh the Lipschitz condition by a plan; compare two plans by one critic."""
    weak, best = says()
    term = follows(
        always("w_i * c_i - w_i * f_i + w_i * g_i >= 0", *WEAK),
        ("w_i", "c_i - (f_i - g_i) >= 0"),
    )
    tight = follows(
        always("w_i * t_i - w_i * c_i == 0", "w_i * (c_i - t_i) == 0"),
        ("-1", "w_i * (c_i - t_i) == 0"),
    )
    other = follows(
        always("v_i * d_i - v_i * r_i >= 0", "v_i >= 0", "d_i - r_i >= 0"),
        ("v_i", "d_i - r_i >= 0"),
    )
    return unfold(
        together(
            follows(weak, ("1", summed(term))),
            follows(best, ("1", summed(other)), ("1", summed(tight)), ("-1", SAME)),
        )
    )
