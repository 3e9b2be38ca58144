"""Moving one particle of mass w from x to y costs w d(x, y), whatever else lies about.

The rest of the mass lies at o before and after. A plan may send some of the particle to o, and
fill up from there: t of it goes straight, u to o, and v comes from o. By the triangle inequality
d <= e + f (e and f are the ways to and from o) no plan costs less than w d, and t = w costs that.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together, witnessed

PLAN = ("t + u == w", "t + v == w", "u >= 0", "e + f - d >= 0")
STRAIGHT = {"w": "1/2", "t": "1/2", "u": "0", "v": "0", "d": "5", "e": "3", "f": "4"}


def says(way: str = "d") -> tuple[Statement, ...]:
    """No plan is cheaper, and one is not dearer."""
    bound = always(f"t * d + u * e + v * f >= w * {way}", *PLAN)
    return bound, Statement(bound.then, bound.given, "tight", tuple(sorted(STRAIGHT.items())))


@claim(
    statement="The cost of moving a particle of mass w from x to y, and nothing else, is w d(x, y)",
    source="003-130",
    scope="all metric spaces, all plans between w at x and w at y, the rest of the mass at one o",
    says=says,
    examples=[STRAIGHT],
    controls=[
        Control(
            "the cost is w d^2: twice as far is four times as expensive",
            {"way": "d ** 2"},
            STRAIGHT,
        )
    ],
)
def a_particle_costs_its_mass_times_its_way() -> list[Step]:
    """Replace the way round by the straight one."""
    bound, _ = says()
    weights = (("d - f", PLAN[0]), ("f", PLAN[1]), ("u", PLAN[3]))
    return unfold(together(follows(bound, *weights), witnessed(bound, "tight", STRAIGHT)))
