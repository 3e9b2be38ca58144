"""Dirt piles (3, 2, 1, 4) become (1, 2, 4, 3) by passing on 2, then 2, and 1 back.

a, b, c are what passes from pile 1 to 2, from 2 to 3, from 3 to 4, to the right positive. The piles
are right after the moves for one choice only, which is delta. Where nothing crosses a gap both
ways, the total over the gaps is 5; r is what crosses to the right, l what crosses to the left.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

P, Q = (3, 2, 1, 4), (1, 2, 4, 3)
PILES = ("3 - a == 1", "2 + a - b == 2", "1 + b - c == 4")
STEPS = ("d0 == 0", *(f"d{k + 1} == d{k} + {P[k]} - {Q[k]}" for k in range(4)))
GAPS = ("r1 - l1 == 2", "r2 - l2 == 2", "r3 - l3 == -1")
ONE_WAY = (*GAPS, *(f"r{k} * l{k} == 0" for k in (1, 2, 3)), "l1 >= 0", "l2 >= 0", "r3 >= 0")
OFF = ("d0", "(d1 - 2)", "(d2 - 2)", "(d3 + 1)", "d4")
MOVES = {"a": "2", "b": "2", "c": "-1"}


def says(back: str = "-1", value: str = "5", total: str = "10") -> tuple[Statement, ...]:
    """Ten shovelfuls each; the three moves; delta = 0, 2, 2, -1, 0; 5."""
    sums = (f"{' + '.join(map(str, piles))} - {total}" for piles in (P, Q))
    return (
        always(f"{' + '.join(f'({text}) ** 2' for text in sums)} == 0"),
        always("a == 2", PILES[0]),
        always("b == 2", *PILES[:2]),
        always(f"c == {back}", *PILES),
        always(f"{' + '.join(f'{text} ** 2' for text in OFF)} == 0", *STEPS),
        always(f"r1 + l1 + (r2 + l2) + (r3 + l3) == {value}", *ONE_WAY),
    )


@claim(
    statement="Passing 2 from pile 1 to 2, 2 from 2 to 3 and 1 from 4 back to 3 turns (3, 2, 1, 4) "
    "into (1, 2, 4, 3), and is the only way by neighbours; delta = 0, 2, 2, -1, 0, and W = 5",
    source="002-037, 002-043 to 002-047",
    scope="the piles of the exercise; any amounts",
    says=says,
    examples=[
        MOVES,
        {"d0": "0", "d1": "2", "d2": "2", "d3": "-1", "d4": "0"},
        {"r1": "2", "l1": "0", "r2": "2", "l2": "0", "r3": "0", "l3": "1"},
    ],
    controls=[
        Control("002-045: move 1 from pile 3 to pile 4", {"back": "1"}, MOVES),
        Control(
            "002-041: what has to be moved is 3",
            {"value": "3"},
            {"r1": "2", "l1": "0", "r2": "2", "l2": "0", "r3": "0", "l3": "1"},
        ),
        Control("nine shovelfuls each", {"total": "9"}, {}),
    ],
)
def the_moves_of_the_dirt_piles_are_2_2_and_1_back() -> list[Step]:
    """Solve from the left; where r l = 0 and r - l = 2 there is no l, since l (l + 2) = 0."""
    tens, first, second, third, deltas, whole = says()
    later = [(f"{' + '.join(OFF[k:])}", text) for k, text in enumerate(STEPS)]
    backs = ("2 / (l1 + 2)", "2 / (l2 + 2)", "2 / (r3 + 1)")
    none = list(zip(backs, ONE_WAY[3:6], strict=True))
    gaps = [
        ("1 - 2 * l1 / (l1 + 2)", GAPS[0]),
        ("1 - 2 * l2 / (l2 + 2)", GAPS[1]),
        ("2 * r3 / (r3 + 1) - 1", GAPS[2]),
    ]
    return unfold(
        together(
            follows(tens),
            follows(first, ("-1", PILES[0])),
            follows(second, ("-1", PILES[0]), ("-1", PILES[1])),
            follows(third, *(("-1", text) for text in PILES)),
            follows(deltas, *later),
            follows(whole, *none, *gaps),
        )
    )
