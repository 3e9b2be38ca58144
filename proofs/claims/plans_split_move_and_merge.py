"""Splitting, moving and merging three particles into four: the plans, and what they cost.

x_1, x_2, x_3 have masses a_i, y_1 to y_4 masses b_j, w_ij goes from x_i to y_j. The seven
constraints have rank 6: the last one follows from the others, as both sides have mass 1, and none
of the other six follows from the rest of them. A plan is a joint law with marginals a and b.

The example: x on three corners of a rectangle of sides 3 and 4, y on all four; masses 1/2, 1/4,
1/4 go to 1/8, 1/8, 1/4, 1/2. The function with values 0, 1, 2, 5 on the corners is 1-Lipschitz,
and proves that no plan is cheaper than 19/8; a plan costs that.
"""

from collections.abc import Mapping
from itertools import product

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together, witnessed

X, Y = range(1, 4), range(1, 5)
CORNERS = ((0, 0), (3, 0), (0, 4), (3, 4))
LENGTHS = {(0, 0): 0, (3, 0): 3, (0, 4): 4, (3, 4): 5}
HEIGHTS = {"f1": "0", "f2": "1", "f3": "2", "f4": "5"}
MASSES = {"a1": "1/2", "a2": "1/4", "a3": "1/4", "b1": "1/8", "b2": "1/8", "b3": "1/4", "b4": "1/2"}
BEST = {"w11": "1/8", "w14": "3/8", "w22": "1/8", "w24": "1/8", "w33": "1/4"}
AT = {f"w{i}{j}": BEST.get(f"w{i}{j}", "0") for i, j in product(X, Y)}


def distance(i: int, j: int) -> int:
    """Return the distance of two corners."""
    (a, b), (c, d) = CORNERS[i - 1], CORNERS[j - 1]
    return LENGTHS[abs(a - c), abs(b - d)]


def constraints(mass: Mapping[str, str]) -> list[str]:
    """Write the seven constraints, rows first."""
    rows = [f"{' + '.join(f'w{i}{j}' for j in Y)} == {mass[f'a{i}']}" for i in X]
    return rows + [f"{' + '.join(f'w{i}{j}' for i in X)} == {mass[f'b{j}']}" for j in Y]


def sums(term: str) -> str:
    """Add a term up over all pairs."""
    pairs = product(X, Y)
    return " + ".join(term.format(i=i, j=j, d=distance(i, j), m=int(i != j)) for i, j in pairs)


*SIX, SEVENTH = constraints({name: name for name in MASSES})
LAWS = ("a1 + a2 + a3 == 1", "b1 + b2 + b3 + b4 == 1")
PLANS = (*constraints(MASSES), *(f"{name} >= 0" for name in AT))
SLOPES = [f"{distance(i, j)} - (f{j} - f{i}) >= 0" for i, j in product(X, Y)]
SHIFTS = (
    {"w14": "1"},
    {"w24": "1"},
    {"w34": "1"},
    {"w11": "1", "w14": "-1/2"},
    {"w12": "1", "w14": "-5/8"},
    {"w13": "1", "w14": "-5/8"},
)


def alone(number: int) -> tuple[Statement, dict[str, str]]:
    """State that one of the six follows from the other five, and say where it fails."""
    goal = always(SIX[number], *SIX[:number], *SIX[number + 1 :], *LAWS)
    return goal, MASSES | AT | SHIFTS[number]


def says(
    value: str = "19 / 8", cost: str = "{d} * w{i}{j}", other: str = "b1 * h1"
) -> tuple[Statement, ...]:
    """One constraint follows, six do not; the marginals; the two certificates of the example."""
    means = f"a1 * g1 + a2 * g2 + a3 * g3 + {other} + b2 * h2 + b3 * h3 + b4 * h4"
    gain = "f1 / 8 + f2 / 8 + f3 / 4 + f4 / 2 - f1 / 2 - f2 / 4 - f3 / 4"
    plan, critic = always(f"{sums(cost)} >= {value}", *PLANS), always(f"{value} >= {gain}", *SLOPES)
    return (
        always(SEVENTH, *SIX, *LAWS),
        *(_at(goal, "false", place) for goal, place in map(alone, range(6))),
        always(f"{sums('w{i}{j} * (g{i} + h{j})')} == {means}", *SIX, SEVENTH),
        plan,
        _at(plan, "tight", AT),
        critic,
        _at(critic, "tight", HEIGHTS),
    )


def _at(goal: Statement, kind: str, place: Mapping[str, str]) -> Statement:
    return Statement(goal.then, goal.given, kind, tuple(sorted(place.items())))


@claim(
    statement="The 7 constraints on the 12 masses w_ij have rank 6; w >= 0 that meets them is a "
    "joint law with marginals a, b; on three and four corners of a 3 x 4 rectangle the least cost "
    "of a plan, and the most that a 1-Lipschitz function gains, are both 19/8",
    source="003-129, 003-131, 003-132, 003-133",
    scope="constraints and marginals: all masses and test functions, 3 x 4 points; the cost: the "
    "example, all plans",
    says=says,
    examples=[MASSES | AT, AT, HEIGHTS],
    controls=[
        Control("the least cost is 2", {"value": "2"}, AT | HEIGHTS),
        Control(
            "002-041: count the dirt that moves, not how far (that is 1/2)",
            {"cost": "{m} * w{i}{j}"},
            AT,
        ),
        Control(
            "the second marginal is a, too",
            {"other": "a1 * h1"},
            MASSES | AT | {f"g{i}": "1" for i in X} | {f"h{j}": "1" for j in Y},
        ),
    ],
)
def plans_split_move_and_merge() -> list[Step]:
    """Add constraints up; hold the plan against the heights, and all heights against the plan."""
    seventh, *_, marginals, plan, _, critic, _ = says()
    last = [("1", text) for text in SIX[:3]] + [("-1", text) for text in SIX[3:]]
    rows, columns = SIX[:3], [*SIX[3:], SEVENTH]
    weights = [(f"g{i}", rows[i - 1]) for i in X] + [(f"h{j}", columns[j - 1]) for j in Y]
    heights = [(f"-{HEIGHTS[f'f{i}']}", PLANS[i - 1]) for i in X]
    heights += [(HEIGHTS[f"f{j}"], PLANS[j + 2]) for j in Y]
    slack = " + ".join(
        f"{distance(i, j) - int(HEIGHTS[f'f{j}']) + int(HEIGHTS[f'f{i}'])} * w{i}{j}"
        for i, j in product(X, Y)
    )
    moves = list(zip(AT.values(), SLOPES, strict=True))
    return unfold(
        together(
            follows(seventh, *last, ("-1", LAWS[1]), ("1", LAWS[0])),
            *(witnessed(goal, "false", place) for goal, place in map(alone, range(6))),
            follows(marginals, *weights),
            follows(plan, *heights, rest=slack),
            witnessed(plan, "tight", AT),
            follows(critic, *moves),
            witnessed(critic, "tight", HEIGHTS),
        )
    )
