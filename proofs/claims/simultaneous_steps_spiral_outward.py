"""Simultaneous gradient steps in the game xy move away from its equilibrium.

One player moves x to lower xy, the other moves y to lower -xy, both from where they are. Each step
multiplies x^2 + y^2 by 1 + eta^2 and turns the point by the angle whose tangent is eta, whatever
the signs of x and y. So after t steps x^2 + y^2 is at least 1 + t eta^2 times what it was.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

X, Y = "(x - eta * y)", "(y + eta * x)"
AFTER = f"{X} ** 2 + {Y} ** 2"
F, G = "((x + h) * y - x * y)", "(-x * (y + h) + x * y)"


def says(
    factor: str = "(1 + eta ** 2)", sign: str = "+", start: str = "x ** 2 + y ** 2 > 0"
) -> tuple[Statement, ...]:
    """The slopes and the steps, both players at once by j and k; length, growth, turning."""
    slopes = f"j * (h * y) {sign} k * (h * -x)"
    return (
        always(f"j * {F} + k * {G} == {slopes}"),
        always(f"j * (x - eta * {F} / h) + k * (y - eta * {G} / h) == j * {X} + k * {Y}", "h > 0"),
        always(f"{AFTER} == {factor} * (x ** 2 + y ** 2)"),
        always(f"{AFTER} > x ** 2 + y ** 2", "eta > 0", start),
        always(
            "(1 + eta ** 2) * s - (1 + (t + 1) * eta ** 2) * r >= 0",
            "s - (1 + t * eta ** 2) * r >= 0",
            "r >= 0",
            "t >= 0",
        ),
        always(f"x * {Y} - y * {X} == eta * (x * {X} + y * {Y})"),
    )


@claim(
    statement="In the game xy, simultaneous gradient steps of constant size eta give "
    "|z_t|^2 = (1 + eta^2)^t |z_0|^2, from every start and whatever the signs",
    source="002-017 to 002-020; Mescheder, Geiger and Nowozin (2018), arXiv:1801.04406",
    scope="all x, y, eta; t steps by repetition, with s and r the squared lengths after t and 0",
    says=says,
    examples=[
        {"x": "1", "y": "-2", "eta": "1/10", "h": "1"},
        {"s": "2", "r": "1", "t": "1", "eta": "1"},
    ],
    controls=[
        Control("the length is kept", {"factor": "1"}, {"x": "1", "y": "1", "eta": "1/10"}),
        Control(
            "002-020: from every start they move away",
            {"start": "x ** 2 + y ** 2 >= 0"},
            {"x": "0", "y": "0", "eta": "1"},
        ),
        Control("dg/dy = x", {"sign": "-"}, {"x": "1", "y": "1", "h": "1", "j": "1", "k": "1"}),
    ],
)
def simultaneous_steps_spiral_outward() -> list[Step]:
    """Expand squares."""
    slopes, steps, length, further, grows, turns = says()
    longer = follows(length)
    return unfold(
        together(
            follows(slopes),
            follows(steps),
            longer,
            follows(further, ("1", longer), ("eta ** 2", "x ** 2 + y ** 2 > 0")),
            follows(
                grows,
                ("1 + eta ** 2", "s - (1 + t * eta ** 2) * r >= 0"),
                rest="t * r * eta ** 4",
            ),
            follows(turns),
        )
    )
