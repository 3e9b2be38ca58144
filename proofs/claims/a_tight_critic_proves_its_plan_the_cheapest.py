"""Where a 1-Lipschitz critic falls by the whole distance along a plan, no plan is cheaper.

A place is a pair (x, y) at distance c, with a = f(x) and b = f(y); f falls by a - b <= c. The plans
w and v have the same marginals: so E f(X) is the same under both, and E f(Y) too. A plan on whose
pairs f falls by all of c costs W, and f gains the most; h(x) and g(y) = h(y) are another critic's.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

TIGHT = "w_i * (c_i - (a_i - b_i)) == 0"
OTHER = ("v_i >= 0", "c_i - (a_i - b_i) >= 0")
CRITIC = ("w_i >= 0", "c_i - (h_i - g_i) >= 0")
GAIN = "total(w_i * (a_i - b_i))"
SAME = ("total(w_i * a_i) == total(v_i * a_i)", "total(w_i * b_i) == total(v_i * b_i)")


def says(tight: str = TIGHT) -> tuple[Statement, ...]:
    """No plan costs less; no critic gains more, and its gain is the cost (for any j)."""
    return (
        always("total(v_i * c_i) >= total(w_i * c_i)", tight, *OTHER, *SAME),
        always(
            f"{GAIN} + j * ({GAIN} - total(w_i * c_i)) >= total(w_i * (h_i - g_i))",
            tight,
            *CRITIC,
        ),
    )


@claim(
    statement="If a 1-Lipschitz f has f(x) - f(y) = d(x, y) on all pairs that a plan uses, then "
    "the plan is the cheapest, and W = E f(X) - E f(Y) is the most that any such f gains",
    source="001-011, 002-073, 003-135, 003-151; Kantorovich duality, complementary slackness",
    scope="all metric spaces, laws, plans and 1-Lipschitz functions whose means exist",
    says=says,
    examples=[
        {
            "w_i": ("1/2", "0", "0", "1/2"),
            "v_i": ("0", "1/2", "1/2", "0"),
            "c_i": ("1", "3", "1", "1"),
            "a_i": ("0", "0", "-2", "-2"),
            "b_i": ("-1", "-3", "-1", "-3"),
            "h_i": ("0", "0", "2", "2"),
            "g_i": ("1", "3", "1", "3"),
        },
    ],
    controls=[
        Control(
            "any critic proves its plan the cheapest",
            {"tight": "w_i >= 0"},
            {
                "w_i": ("0", "1/2", "1/2", "0"),
                "v_i": ("1/2", "0", "0", "1/2"),
                "c_i": ("1", "3", "1", "1"),
                "a_i": ("0", "0", "0", "0"),
                "b_i": ("0", "0", "0", "0"),
            },
        )
    ],
)
def a_tight_critic_proves_its_plan_the_cheapest() -> list[Step]:
    """Compare both plans by the one critic."""
    best, most = says()
    tight = summed(follows(always("w_i * (a_i - b_i) - w_i * c_i == 0", TIGHT), ("-1", TIGHT)))
    term = follows(always("v_i * c_i - v_i * a_i + v_i * b_i >= 0", *OTHER), ("v_i", OTHER[1]))
    parted = summed(follows(always("w_i * (a_i - b_i) - w_i * a_i + w_i * b_i == 0")))
    less = follows(always("w_i * c_i - w_i * (h_i - g_i) >= 0", *CRITIC), ("w_i", CRITIC[1]))
    return unfold(
        together(
            follows(
                best,
                ("1", summed(term)),
                ("1", tight),
                ("-1", parted),
                ("-1", SAME[0]),
                ("1", SAME[1]),
            ),
            follows(most, ("1", summed(less)), ("1 + j", tight)),
        )
    )
