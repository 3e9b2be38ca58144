"""The training algorithm on V = x y: k steps of y up, then one of x down, for ever on an ellipse.

k steps of size h / k or of any other size move y by r x in all; x moves by h times the new y.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

UP = "(y + r * x)"
DOWN = f"(x - h * {UP})"


def energy(x: str, y: str, mixed: str) -> str:
    """Write the quadratic form that is kept."""
    return f"r * {x} ** 2 + {mixed} * {x} * {y} + h * {y} ** 2"


def says(mixed: str = "h * r", below: str = "4") -> tuple[Statement, ...]:
    """It is kept, and positive off the origin: its level sets are ellipses."""
    now = energy("x", "y", mixed)
    bound = f"(1 - h * r / {below}) * h * y ** 2"
    return (
        always(f"{energy(DOWN, UP, mixed)} == {now}"),
        always(f"{now} >= {bound}", "r >= 0"),
    )


@claim(
    statement="On V = x y, steps as in the algorithm keep r x^2 + h r x y + h y^2: from no start "
    "but the equilibrium itself do they converge to it",
    source="003-031 (repeat until convergence)",
    scope="all starts, all step sizes h, r > 0 with h r < 4",
    says=says,
    examples=[{"x": "1", "y": "-1", "r": "1/2", "h": "1/2"}],
    controls=[
        Control(
            "they keep the weighted squares",
            {"mixed": "0"},
            {"x": "1", "y": "1", "r": "1/2", "h": "1/2"},
        ),
        Control(
            "an ellipse for h r < 5 still",
            {"below": "5"},
            {"x": "-1", "y": "2", "r": "1", "h": "1"},
        ),
    ],
)
def k_steps_of_d_and_one_of_g_need_not_settle() -> list[Step]:
    """Multiply out; complete the square."""
    kept, positive = says()
    return unfold(together(follows(kept), follows(positive, rest="r * (x + h * y / 2) ** 2")))
