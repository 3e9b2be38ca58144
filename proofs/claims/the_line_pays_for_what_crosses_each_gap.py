"""On the line the earth mover's distance is the sum of |delta|, what has to cross each gap.

Four piles, one apart, hold P and shall hold Q. A plan moves x_ij from pile i to pile j at |i - j|
each. Whatever the plan, what it carries across gap k to the right, less what it carries to the
left, is delta_k = P_1 + ... + P_k - Q_1 - ... - Q_k; so it costs s_1 delta_1 + s_2 delta_2 +
s_3 delta_3 at least, for all s between -1 and 1; with the signs s of delta that is sum |delta|, and
the plan costs besides twice what it carries against them. A plan that crosses no gap both ways pays
|delta_k| at each. And passing delta_k on from pile k to the next, for all k, turns P into Q.
All plans between three piles, with up to 2 shovelfuls each way, agree: they are listed.
"""

from collections.abc import Sequence
from itertools import product

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, enumerated, follows, together

PILES = (1, 2, 3, 4)
PAIRS = [(i, j) for i, j in product(PILES, PILES) if i != j]
ROWS = [f"{' + '.join(f'x{i}{j}' for j in PILES)} == P{i}" for i in PILES]
COLUMNS = [f"{' + '.join(f'x{i}{j}' for i in PILES)} == Q{j}" for j in PILES]
BOOKS = [*ROWS[:3], *COLUMNS[:3]]
PLAN = [*BOOKS, *(f"x{i}{j} >= 0" for i, j in PAIRS)]
SIGNS = [f"1 {way} s{k} >= 0" for k in PILES[:3] for way in "+-"]
DELTA = {k: " + ".join(f"P{i} - Q{i}" for i in PILES[:k]) for k in PILES}
COST = " + ".join(f"{f'{abs(i - j)} * ' if abs(i - j) > 1 else ''}x{i}{j}" for i, j in PAIRS)
THREE = [(i, j) for i, j in PAIRS if 4 not in (i, j)]
UP_TO_2 = {f"x{i}{j}": (0, 2) for i, j in THREE}
RANGES = ({**UP_TO_2, "s": (0, 1)}, UP_TO_2)
SMALL = {f"x{i}{j}": str(int(i == j)) for i, j in product(PILES, PILES)}
SMALL |= {f"{name}{i}": "1" for name in "PQs" for i in PILES}
MOVED = {**SMALL, "x11": "0", "x12": "1", "x22": "0", "x21": "0", "P2": "0", "Q1": "0"}


def crossing(k: int, right: bool, pairs: Sequence[tuple[int, int]] = PAIRS) -> str:
    """Add up what crosses gap k."""
    return " + ".join(f"x{i}{j}" for i, j in pairs if (i <= k < j if right else j <= k < i))


def wrong_way() -> str:
    """Add up what a plan pays besides: where s is the sign of delta, twice what goes against it."""
    return " + ".join(
        f"(1 - s{k}) * ({crossing(k, True)}) + (1 + s{k}) * ({crossing(k, False)})"
        for k in PILES[:3]
    )


def in_three_piles() -> tuple[Statement, Statement]:
    """State that the cost is >= |delta_1 +- delta_2|, with equality if no gap is crossed twice."""
    cost = " + ".join(f"{abs(i - j)} * x{i}{j}" for i, j in THREE)
    ways = [[crossing(k, right, THREE) for right in (True, False)] for k in (1, 2)]
    first, second = (f"({right} - ({left}))" for right, left in ways)
    plus, minus = (f"(({cost}) ** 2 - ({first} {sign} {second}) ** 2)" for sign in "+-")
    return (
        always(f"({cost}) ** 2 >= ({first} + (2 * s - 1) * {second}) ** 2"),
        always(f"{plus} * {minus} == 0", *(f"({right}) * ({left}) == 0" for right, left in ways)),
    )


def says(
    shift: str = "P2 - Q2", factor: str = "", least: str = "", last: str = "d3"
) -> tuple[Statement, ...]:
    """What crosses gap 2; the bound; one way; recursion; last pile; lists; the exact cost."""
    net = f"{crossing(2, True)} - ({crossing(2, False)})"
    bound = " + ".join(f"s{k} * ({DELTA[k]})" for k in PILES[:3])
    return (
        always(f"{net} == {factor}({DELTA[2]})", *ROWS[:2], *COLUMNS[:2]),
        always(f"{COST} >= {least}({bound})", *PLAN, *SIGNS),
        always("(r + l) ** 2 == d ** 2", "r - l == d", "r * l == 0"),
        always(f"d2 == d1 + {shift}", f"d1 == {DELTA[1]}", f"d2 == {DELTA[2]}"),
        always(f"P4 + {last} == Q4", f"d3 == {DELTA[3]}", f"{DELTA[4]} == 0"),
        *(
            Statement(part.then, part.given, "listed", tuple(ranges.items()))
            for part, ranges in zip(in_three_piles(), RANGES, strict=True)
        ),
        always(f"{COST} == {least}({bound}) + ({wrong_way()})", *BOOKS),
    )


@claim(
    statement="For piles one apart on a line, W = sum |delta_k| with delta_k = delta_(k-1) + P_k - "
    "Q_k: no plan costs less, and passing delta_k on costs just that",
    source="002-038 to 002-040; Vallender (1974)",
    scope="all amounts P and Q in four piles, in whole shovelfuls or not",
    says=says,
    examples=[
        {**SMALL, "d1": "0", "d2": "0", "d3": "0"},
        {"r": "2", "l": "0", "d": "2"},
    ],
    controls=[
        Control(
            "002-039: delta_2 = delta_1 + P_1 - Q_1",
            {"shift": "P1 - Q1"},
            {"P1": "3", "Q1": "1", "P2": "2", "Q2": "2", "d1": "2", "d2": "2"},
        ),
        Control(
            "each amount is carried twice",
            {"factor": "2 * "},
            {**MOVED, "Q2": "0", "x12": "0", "x13": "1", "P3": "0"},
        ),
        Control("every plan costs twice the sum of |delta|", {"least": "2 * "}, MOVED),
    ],
)
def the_line_pays_for_what_crosses_each_gap() -> list[Step]:
    """Add rows and columns up; weigh both ways across each gap by 1 - s and 1 + s."""
    net, bound, one_way, recursion, last, *_, exact = says()
    crosses = [("1", text) for text in ROWS[:2]] + [("-1", text) for text in COLUMNS[:2]]
    heights = {i: " + ".join(f"s{k}" for k in PILES[:3] if k >= i) for i in PILES[:3]}
    plan = [(heights[i], ROWS[i - 1]) for i in PILES[:3]]
    plan += [(f"-({heights[j]})", COLUMNS[j - 1]) for j in PILES[:3]]
    return unfold(
        together(
            follows(net, *crosses),
            follows(bound, *plan, rest=wrong_way()),
            follows(one_way, ("4", "r * l == 0"), ("r - l + d", "r - l == d")),
            follows(recursion, ("1", f"d2 == {DELTA[2]}"), ("-1", f"d1 == {DELTA[1]}")),
            follows(last, ("1", f"d3 == {DELTA[3]}"), ("1", f"{DELTA[4]} == 0")),
            *(enumerated(*part) for part in zip(in_three_piles(), RANGES, strict=True)),
            follows(exact, *plan),
        )
    )
