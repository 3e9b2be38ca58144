"""With steps that shrink fast enough the xy game comes to rest, but not at its equilibrium.

No step brings the point nearer to (0, 0), so it cannot end there. Its squared length grows by
1 + eta^2 <= exp(eta^2) a step, hence to at most exp(s) times the first, s the sum of eta^2; and it
moves by eta times its length, so that the way is finite where the sum of eta is.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, together

from ._tangents import log_lies_below_its_tangent

X, Y = "(x - eta * y)", "(y + eta * x)"
BEFORE, AFTER, MOVED = "x ** 2 + y ** 2", f"{X} ** 2 + {Y} ** 2", f"({X} - x) ** 2 + ({Y} - y) ** 2"
SO_FAR = f"exp(s) * r - ({BEFORE}) >= 0"


def says(growth: str = "exp(s + eta ** 2)", room: str = "0") -> tuple[Statement, ...]:
    """Never nearer; the length stays below exp(s) r; the way of one step."""
    return (
        always(f"{AFTER} >= {BEFORE} + {room}"),
        always(f"{growth} * r - ({AFTER}) >= 0", SO_FAR, "r >= 0"),
        always(f"eta ** 2 * (exp(s) * r) >= {MOVED}", SO_FAR),
    )


@claim(
    statement="Simultaneous steps eta_t in the game xy with a finite sum converge, to a point that "
    "is no nearer to the equilibrium than the start",
    source="002-020: what `impossible to converge` leaves out",
    scope="all x, y and all steps; s is the sum of eta^2 so far, r the squared length at the start",
    says=says,
    examples=[{"x": "1", "y": "1", "s": "0", "r": "2", "eta": "1"}],
    controls=[
        Control(
            "the length stays as it is",
            {"growth": "exp(s)"},
            {"x": "1", "y": "1", "s": "0", "r": "2", "eta": "1"},
        ),
        Control("each step leads away by eta", {"room": "eta"}, {"x": "0", "y": "0", "eta": "1"}),
    ],
)
def summable_steps_stop_off_the_equilibrium() -> list[Step]:
    """Use exp(v) >= 1 + v at v = eta^2."""
    never, bounded, way = says()
    tangent = instance(log_lies_below_its_tangent(), [], {"u": "exp(eta ** 2)"})
    away = follows(never, rest=f"eta ** 2 * ({BEFORE})")
    most = follows(
        bounded,
        ("exp(s) * r", tangent),
        ("1 + eta ** 2", SO_FAR),
    )
    return unfold(together(away, most, follows(way, ("eta ** 2", SO_FAR))))
