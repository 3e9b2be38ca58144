"""The dirt piles (3, 2, 1, 4) and (1, 2, 4, 3) are 5 apart.

A plan moves x_ij shovelfuls from pile i of P to pile j of Q, and each costs |i - j|. Heights
(2, 1, 0, 1) prove that no plan is cheaper than 5; a plan costs 5; and all 261 plans in whole
shovelfuls agree.
"""

from itertools import product

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, enumerated, follows, together, witnessed

P, Q = (3, 2, 1, 4), (1, 2, 4, 3)
HEIGHTS = (2, 1, 0, 1)
PILES = range(4)
PLAN = {(0, 0): 1, (0, 2): 2, (1, 1): 2, (2, 2): 1, (3, 2): 1, (3, 3): 3}
FREE = list(product(range(3), range(3)))


def x(i: int, j: int) -> str:
    """Name the amount moved from pile i to pile j."""
    return f"x{i + 1}{j + 1}"


AT = {x(i, j): str(PLAN.get((i, j), 0)) for i, j in product(PILES, PILES)}
ROWS = [f"{' + '.join(x(i, j) for j in PILES)} == {P[i]}" for i in PILES]
COLUMNS = [f"{' + '.join(x(i, j) for i in PILES)} == {Q[j]}" for j in PILES]
PLANS = [*ROWS, *COLUMNS, *(f"{name} >= 0" for name in AT)]


def cost(distance: tuple[int, ...] = (0, 1, 2, 3)) -> str:
    """Write the cost of a plan."""
    return " + ".join(
        f"{distance[abs(i - j)]} * {x(i, j)}" for i, j in product(PILES, PILES) if i != j
    )


def rest_of_plan() -> dict[str, str]:
    """Write the last row and column by the others."""
    last = {x(i, 3): f"({P[i]} - {' - '.join(x(i, j) for j in range(3))})" for i in range(3)}
    last |= {x(3, j): f"({Q[j]} - {' - '.join(x(i, j) for i in range(3))})" for j in range(3)}
    last[x(3, 3)] = f"({P[3]} - {' - '.join(last[x(3, j)] for j in range(3))})"
    return last


def whole_shovelfuls(value: str) -> Statement:
    """State the bound with the last row and column put in, for integers."""
    last = rest_of_plan()
    total = " + ".join(
        f"{abs(i - j)} * {last.get(x(i, j), x(i, j))}" for i, j in product(PILES, PILES) if i != j
    )
    return always(f"{total} >= {value}", *(f"{amount} >= 0" for amount in last.values()))


def ranges() -> dict[str, tuple[int, int]]:
    """Bound the free amounts by what there is and what is wanted."""
    return {x(i, j): (0, min(P[i], Q[j])) for i, j in FREE}


def says(
    value: str = "5", distance: tuple[int, ...] = (0, 1, 2, 3), back: str = "1"
) -> tuple[Statement, ...]:
    """No plan below 5; a plan at 5; |delta| adds up to 5; the moves; the enumeration."""
    bound = always(f"{cost(distance)} >= {value}", *PLANS)
    listed = whole_shovelfuls(value)
    return (
        bound,
        Statement(bound.then, bound.given, "tight", tuple(sorted(AT.items()))),
        always("(3 - 1) + (3 - 1 + 2 - 2) + -(3 - 1 + 2 - 2 + 1 - 4) == 5"),
        always(f"1 + 2 + {back} == 4"),
        Statement(listed.then, listed.given, "listed", tuple(ranges().items())),
    )


@claim(
    statement="The earth mover's distance of the piles (3, 2, 1, 4) and (1, 2, 4, 3) is 5",
    source="002-047 (5), 002-046 (delta = 0, 2, 2, -1, 0)",
    scope="all plans, in whole shovelfuls or not",
    says=says,
    examples=[AT],
    controls=[
        Control("the distance is 6", {"value": "6"}, AT),
        Control(
            "002-041: count how much dirt we need to move (that is 3)",
            {"distance": (0, 1, 1, 1)},
            AT,
        ),
        Control("002-045: move 1 shovelful from pile 3 to pile 4", {"back": "-1"}, {}),
    ],
)
def the_dirt_piles_are_5_apart() -> list[Step]:
    """Hold the plan against the heights; list all plans."""
    bound, _, delta, moves, _ = says()
    slack = " + ".join(
        f"{abs(i - j) - HEIGHTS[i] + HEIGHTS[j]} * {x(i, j)}"
        for i, j in product(PILES, PILES)
        if i != j
    )
    heights = [(str(HEIGHTS[i]), ROWS[i]) for i in PILES]
    heights += [(f"-{HEIGHTS[j]}", COLUMNS[j]) for j in PILES]
    return unfold(
        together(
            follows(bound, *heights, rest=slack),
            witnessed(bound, "tight", AT),
            follows(delta),
            follows(moves),
            enumerated(whole_shovelfuls("5"), ranges()),
        )
    )
