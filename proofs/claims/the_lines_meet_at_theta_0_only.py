"""The lines x = 0 and x = theta have no point in common, unless theta = 0: then they are one line.

To any point (x, v) the point (theta, y) of the second line is then as near as (0, y) of the first,
whatever y, and y has one law on both lines.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

STRAIGHT = ("c >= 0", "c ** 2 == (0 - theta) ** 2 + (y - y) ** 2", "theta > 0")


def says(apart: str = "> 0", cost: str = "c") -> tuple[Statement, ...]:
    """No point is on both; at theta = 0 they agree; moving straight across costs theta."""
    return (
        always("x ** 2 + (x - theta) ** 2 > 0", f"theta ** 2 {apart}"),
        always("(x - theta) ** 2 + (v - y) ** 2 == (x - 0) ** 2 + (v - y) ** 2", "theta == 0"),
        always(f"{cost} == theta", *STRAIGHT),
    )


@claim(
    statement="For theta != 0 no point lies on both lines, for theta = 0 they are one; "
    "norm((0, y) - (theta, y)) = theta for theta > 0",
    source="001-013, 001-023, 001-025",
    scope="every theta, the whole lines, which contain the supports of P and Q",
    says=says,
    examples=[{"theta": "1", "c": "1", "y": "0"}, {"theta": "0"}],
    controls=[
        Control("also for theta = 0", {"apart": ">= 0"}, {"theta": "0", "x": "0"}),
        Control(
            "000-013: the cost is the square of the distance",
            {"cost": "c ** 2"},
            {"theta": "1/2", "c": "1/2", "y": "0"},
        ),
    ],
)
def the_lines_meet_at_theta_0_only() -> list[Step]:
    """Complete a square; factor c^2 - theta^2."""
    apart, same, straight = says()
    return unfold(
        together(
            follows(apart, ("1 / 2", "theta ** 2 > 0"), rest="2 * (x - theta / 2) ** 2"),
            follows(same, ("theta - 2 * x", "theta == 0")),
            follows(straight, ("1 / (c + theta)", STRAIGHT[1])),
        )
    )
