"""Simultaneous gradient steps in the game xy move away from its equilibrium.

One player moves x to lower xy, the other moves y to lower -xy, both from where they are. Each step
multiplies x^2 + y^2 by 1 + eta^2 and turns the point by the angle whose tangent is eta, whatever
the signs of x and y. So after t steps x^2 + y^2 is at least 1 + t eta^2 times what it was.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

X, Y = "(x - eta * y)", "(y + eta * x)"
AFTER = f"{X} ** 2 + {Y} ** 2"
SO_FAR = ("x ** 2 + y ** 2 - (1 + t * eta ** 2) * r >= 0", "r >= 0", "t >= 0")
F, G = "((x + h) * y - x * y)", "(-x * (y + h) + x * y)"


def says(factor: str = "(1 + eta ** 2)", sign: str = "+", more: str = "1") -> tuple[Statement, ...]:
    """The slopes and the steps, both players at once by j and k; length, growth, turning."""
    slopes = f"j * (h * y) {sign} k * (h * -x)"
    return (
        always(f"j * {F} + k * {G} == {slopes}"),
        always(f"j * (x - eta * {F} / h) + k * (y - eta * {G} / h) == j * {X} + k * {Y}", "h > 0"),
        always(f"{AFTER} == {factor} * (x ** 2 + y ** 2)"),
        always(f"{AFTER} >= (1 + (t + {more}) * eta ** 2) * r", *SO_FAR),
        always(f"x * {Y} - y * {X} == eta * (x * {X} + y * {Y})"),
    )


@claim(
    statement="In the game xy, simultaneous gradient steps of constant size eta give "
    "|z_t|^2 = (1 + eta^2)^t |z_0|^2, from every start and whatever the signs",
    source="002-017 to 002-020; Mescheder, Geiger and Nowozin (2018), arXiv:1801.04406",
    scope="all x, y, eta; t steps by repetition, with r the squared length at the start",
    says=says,
    examples=[{"x": "1", "y": "-2", "eta": "1/10", "h": "1", "r": "5", "t": "0"}],
    controls=[
        Control("the length is kept", {"factor": "1"}, {"x": "1", "y": "1", "eta": "1/10"}),
        Control(
            "the squared length grows by twice eta^2 of the first",
            {"more": "2"},
            {"x": "1", "y": "0", "eta": "1", "r": "1", "t": "0"},
        ),
        Control("dg/dy = x", {"sign": "-"}, {"x": "1", "y": "1", "h": "1", "j": "1", "k": "1"}),
    ],
)
def simultaneous_steps_spiral_outward() -> list[Step]:
    """Expand squares."""
    slopes, steps, length, grows, turns = says()
    return unfold(
        together(
            follows(slopes),
            follows(steps),
            follows(length),
            follows(grows, ("1 + eta ** 2", SO_FAR[0]), rest="t * r * eta ** 4"),
            follows(turns),
        )
    )
