"""The game xy has exactly one Nash equilibrium, (0, 0), and it is none of dominant actions.

At (0, 0) neither player gains by moving alone, while the other stays. Where neither gains by the
step along the own slope, x and y are 0. But the x player's best answer depends on y: x = 0 is best
against y = 0 only.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

STAYS = ("(x - y) * y - x * y >= 0", "x * y - x * (y + x) >= 0")


def says(other: str = "0", away: str = "0") -> tuple[Statement, ...]:
    """No gain at (0, 0), for the two players; no gain along the slopes only there."""
    return (
        always(f"x * {other} >= 0 * {other}"),
        always("-(0 * y) >= -(0 * 0)"),
        always(f"{away} >= x ** 2 + y ** 2", *STAYS),
    )


@claim(
    statement="(0, 0) is the only Nash equilibrium of the game in which x lowers xy and y raises "
    "it: no player gains by moving alone",
    source="002-013, 002-022",
    scope="all actions x and y",
    says=says,
    examples=[{"x": "0", "y": "0"}],
    controls=[
        Control(
            "002-013: x = 0 is best regardless of the other's action",
            {"other": "y"},
            {"x": "-1", "y": "1"},
        ),
        Control("there is none", {"away": "-1"}, {"x": "0", "y": "0"}),
    ],
)
def the_game_xy_has_one_equilibrium() -> list[Step]:
    """Add the two gains along the slopes up."""
    at_x, at_y, only = says()
    alone = follows(only, ("1", STAYS[0]), ("1", STAYS[1]))
    return unfold(together(follows(at_x), follows(at_y), alone))
