"""Where a 1-Lipschitz critic falls by the whole distance along a plan, no plan is cheaper.

w is the plan: it uses pairs c apart, on which the critic falls by t. Another plan v uses pairs d
apart, on which the critic falls by r <= d. In all the critic falls as much, E f(X) - E f(Y), as the
marginals agree. So the plan costs W, and the critic attains the maximum over all of them.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

TIGHT = "w_i * (c_i - t_i) == 0"
OTHER = ("v_i >= 0", "d_i - r_i >= 0")
CRITIC = ("w_i >= 0", "c_i - h_i >= 0")
SAME = "total(w_i * t_i) == total(v_i * r_i)"


def says(tight: str = TIGHT) -> tuple[Statement, ...]:
    """No plan costs less; no critic gains more, h on the same pairs; its gain is the cost."""
    return (
        always("total(v_i * d_i) >= total(w_i * c_i)", tight, *OTHER, SAME),
        always("total(w_i * t_i) >= total(w_i * h_i)", tight, *CRITIC),
        always("total(w_i * t_i) == total(w_i * c_i)", tight),
    )


@claim(
    statement="If a 1-Lipschitz f has f(x) - f(y) = d(x, y) on all pairs that a plan uses, then "
    "the plan is the cheapest, and W = E f(X) - E f(Y) is the most that any such f gains",
    source="003-135, 003-151; Kantorovich duality, complementary slackness",
    scope="all metric spaces, laws, plans and 1-Lipschitz functions whose means exist",
    says=says,
    examples=[
        {
            "w_i": ("1/2", "1/2"),
            "c_i": ("1", "2"),
            "t_i": ("1", "2"),
            "v_i": ("1", "0"),
            "r_i": ("3/2", "0"),
            "d_i": ("2", "0"),
            "h_i": ("0", "2"),
        },
    ],
    controls=[
        Control(
            "any critic proves its plan the cheapest",
            {"tight": "c_i - t_i >= 0"},
            {
                "w_i": ("1", "0"),
                "c_i": ("2", "0"),
                "t_i": ("1", "0"),
                "v_i": ("1", "0"),
                "r_i": ("1", "0"),
                "d_i": ("1", "0"),
            },
        )
    ],
)
def a_tight_critic_proves_its_plan_the_cheapest() -> list[Step]:
    """Compare both plans by the one critic."""
    best, most, gained = says()
    tight = summed(follows(always("w_i * t_i - w_i * c_i == 0", TIGHT), ("-1", TIGHT)))
    term = follows(always("v_i * d_i - v_i * r_i >= 0", *OTHER), ("v_i", OTHER[1]))
    less = follows(always("w_i * c_i - w_i * h_i >= 0", *CRITIC), ("w_i", CRITIC[1]))
    return unfold(
        together(
            follows(best, ("1", summed(term)), ("1", tight), ("-1", SAME)),
            follows(most, ("1", summed(less)), ("1", tight)),
            follows(gained, ("1", tight)),
        )
    )
