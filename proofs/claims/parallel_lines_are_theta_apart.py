"""W1 between the parallel lines is |theta|.

A coupling gives weight w to moving a point by theta across and by d along, at cost c with
c^2 = theta^2 + d^2. No coupling costs less than |theta|, and the one with d = 0 costs just that.
The first half is the dual bound: f(x, y) = x is 1-Lipschitz, and its means differ by theta.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

SIZE = ("t > 0", "t ** 2 == theta ** 2")
MOVE = ("c_i >= 0", "c_i ** 2 == theta ** 2 + d_i ** 2", "w_i >= 0")


def says(cost: str = "c_i", straight: str = "t") -> tuple[Statement, ...]:
    """With t = |theta| > 0: every coupling costs t or more; d = 0 is allowed, and costs t."""
    return (
        always("c >= a", "c > 0", "c ** 2 == a ** 2 + d ** 2"),
        always(f"total(w_i * {cost}) - t * total(w_i) >= 0", *SIZE, *MOVE),
        always("t ** 2 == theta ** 2 + 0 ** 2", *SIZE),
        always(f"{straight} * total(w_i) == t", *SIZE, "total(w_i) == 1"),
    )


@claim(
    statement="For theta != 0, W1(P, Q_theta) = |theta|: the dual bound by f(x, y) = x, which is "
    "1-Lipschitz, and the plan that moves each point straight across, meet",
    source="000-015, 001-021, 002-057; Kantorovich duality made explicit (000-014, 001-024)",
    scope="every theta != 0, all couplings: w is any weight on moves, total w = 1",
    says=says,
    examples=[
        {"theta": "-3", "t": "3", "w_i": ("1/3", "2/3"), "d_i": ("4", "0"), "c_i": ("5", "3")},
        {"a": "-3", "d": "4", "c": "5"},
    ],
    controls=[
        Control(
            "000-013: W = inf of the mean of |x - y|^2 (then it is theta^2)",
            {"cost": "c_i ** 2"},
            {"theta": "1/2", "t": "1/2", "w_i": ("1",), "d_i": ("0",), "c_i": ("1/2",)},
        ),
        Control(
            "W = theta^2",
            {"straight": "theta ** 2"},
            {"theta": "1/2", "t": "1/2", "w_i": ("1",)},
        ),
    ],
)
def parallel_lines_are_theta_apart() -> list[Step]:
    """Factor c^2 - theta^2; add up over the coupling."""
    lipschitz, lower, straight, price = says()
    slope_1 = follows(
        lipschitz,
        ("1 / (2 * c)", "c ** 2 == a ** 2 + d ** 2"),
        rest="((c - a) ** 2 + d ** 2) / (2 * c)",
    )
    move = follows(
        always("w_i * c_i - t * w_i >= 0", *SIZE, *MOVE),
        ("w_i / (c_i + t)", "c_i ** 2 == theta ** 2 + d_i ** 2"),
        ("-(w_i / (c_i + t))", "t ** 2 == theta ** 2"),
        rest="w_i * d_i ** 2 / (c_i + t)",
    )
    across = follows(straight, ("1", "t ** 2 == theta ** 2"))
    cost = follows(price, ("t", "total(w_i) == 1"))
    bound = follows(lower, ("1", summed(move)))
    return unfold(together(slope_1, bound, across, cost))
