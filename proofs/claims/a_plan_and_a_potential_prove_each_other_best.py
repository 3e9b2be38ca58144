"""Both certificates of a transport problem: a plan that costs what a potential proves.

P has p at (0, 0) and 1 - p at (4, 0), Q has q at (0, 3) and 1 - q at (4, 3); straight across is 3,
the diagonal 5. With p >= q, moving p - q along one diagonal costs 3 + 2 (p - q). The potential 5, 3
on P and 2, 0 on Q is 1-Lipschitz, its means differ by as much, and it falls by the whole distance
wherever the plan moves something.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

COST = "3 * x00 + 5 * x01 + 5 * x10 + 3 * x11"
PLANS = ("x00 + x01 == p", "x10 + x11 == 1 - p", "x00 + x10 == q", "x10 >= 0")


def says(value: str = "2 * (p - q)", high: str = "5") -> tuple[Statement, ...]:
    """No plan is cheaper; the plan; the potential; its slack along the plan."""
    return (
        always(f"{COST} >= 3 + {value}", *PLANS),
        always(f"3 * q + 5 * (p - q) + 3 * (1 - p) == 3 + {value}"),
        always(f"{high} * p + 3 * (1 - p) - 2 * q - 0 * (1 - q) == 3 + {value}"),
        always("q * (3 - (5 - 2)) + (p - q) * (5 - (5 - 0)) + (1 - p) * (3 - (3 - 0)) == 0"),
    )


@claim(
    statement="For p >= q on the sides of a 4 x 3 rectangle W1 = 3 + 2 (p - q): a plan and a "
    "1-Lipschitz potential meet there, with no slack along the plan",
    source="Kantorovich duality on an instance in the plane: 002-069, 002-070",
    scope="all p, q with 0 <= q <= p <= 1 and all couplings",
    says=says,
    examples=[{"x00": "1/4", "x01": "1/2", "x10": "0", "x11": "1/4", "p": "3/4", "q": "1/4"}],
    controls=[
        Control(
            "W is 3 + 4 (p - q): as if both diagonals were needed",
            {"value": "4 * (p - q)"},
            {"x00": "1/4", "x01": "1/2", "x10": "0", "x11": "1/4", "p": "3/4", "q": "1/4"},
        ),
        Control("the potential is 4 at (0, 0)", {"high": "4"}, {"p": "1", "q": "0"}),
    ],
)
def a_plan_and_a_potential_prove_each_other_best() -> list[Step]:
    """Hold every plan against the potential."""
    bound, plan, means, slack = says()
    weights = (("5", PLANS[0]), ("3", PLANS[1]), ("-2", PLANS[2]))
    return unfold(
        together(
            follows(bound, *weights, ("4", PLANS[3])),
            follows(plan),
            follows(means),
            follows(slack),
        )
    )
