"""The table of Kingma et al. (2014), as a document prints it: errors in percent on MNIST.

Whether its numbers are the paper's, a machine that has not the paper cannot say; it says how they
rank.

A ranking is one statement: however the weights w lie on its steps, the errors fall by more than 0.
A statement about several rows has weights n100, n600, n1000, n3000 that say which row.
"""

from itertools import pairwise

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

TABLE = {  # hundredths of a percent, from the largest; which methods they are, is said above each
    # NN CNN TSVM CAE MTC M2 M1+TSVM AtlasRBF M1+M2
    100: (2581, 2298, 1681, 1347, 1203, 1197, 1182, 810, 333),
    # NN CNN CAE TSVM M1+TSVM MTC M2 M1+M2
    600: (1144, 768, 630, 616, 572, 513, 494, 259),
    # NN CNN TSVM CAE M1+TSVM AtlasRBF MTC M2 M1+M2
    1000: (1070, 645, 538, 477, 424, 368, 364, 360, 240),
    # NN M2 M1+TSVM TSVM CNN CAE MTC M1+M2
    3000: (604, 392, 349, 345, 335, 322, 257, 218),
}
ROWS = tuple(f"n{labels}" for labels in TABLE)
SOME_ROW = (*(f"{row} >= 0" for row in ROWS), f"{' + '.join(ROWS)} == 1")
M1, CAE = (1182, 572, 424, 349), (1347, 630, 477, 322)
FASHION = (5580, 3217, 2711, 2409)  # document 001, the same method on Fashion-MNIST
ERRORS = ("a + e == 1", "b + f == 1")


def percent(hundredths: int) -> str:
    """Write a number of the table."""
    return f"{hundredths} / 100"


def by_row(numbers: tuple[int, ...]) -> str:
    """Write a column: the number of the row that has the weight."""
    return " + ".join(f"{percent(n)} * {row}" for n, row in zip(numbers, ROWS, strict=True))


def ranking(errors: tuple[int, ...]) -> Statement:
    """State that each error is above the next."""
    steps = tuple(pairwise(errors))
    weights = [f"w{k}" for k, _ in enumerate(steps, start=1)]
    falls = (
        f"{w} * ({percent(a)} - {percent(b)})" for w, (a, b) in zip(weights, steps, strict=True)
    )
    given = (*(f"{w} >= 0" for w in weights), f"{' + '.join(weights)} == 1")
    return always(f"{' + '.join(falls)} > 0", *given)


def says(
    last: tuple[int, ...] = TABLE[3000],
    fewer: tuple[str, ...] = ("n3000 == 0",),
    unit: tuple[str, ...] = ("s == -1",),
    higher: str = "f - e > 0",
) -> tuple[Statement, ...]:
    """Four rankings; M1 against CAE; the unit; Fashion-MNIST; errors and accuracies."""
    right = "(50 - 50 * s + s * {} / 100)"  # the percentage right: the entry, or 100 less it
    fashion = f"f == {by_row(FASHION)}"
    return (
        *(ranking(errors) for errors in (*list(TABLE.values())[:3], last)),
        always(f"{by_row(CAE)} - ({by_row(M1)}) > 0", *SOME_ROW, *fewer),
        always(f"{right.format(349)} > {right.format(1182)}", *unit),
        always(f"f - ({by_row(M1)}) > 0", *SOME_ROW, fashion),
        always("a > b", *ERRORS, higher),
    )


def from_least(goal: Statement, numbers: dict[str, int], one: str, *more: tuple[str, str]) -> Step:
    """Weigh numbers: their mean is at least the least of them."""
    least = min(numbers.values())
    rest = " + ".join(f"{n - least} / 100 * {name}" for name, n in numbers.items())
    return follows(goal, (percent(least), one), *more, rest=f"{percent(least)} + {rest}")


LAST = {**dict.fromkeys(ROWS, "0"), "n3000": "1"}
FIRST = {**LAST, "n100": "1", "n3000": "0"}
ONE_STEP = {"w1": "1", **dict.fromkeys(("w2", "w3", "w4", "w5", "w6", "w7", "w8"), "0")}


@claim(
    statement="The four rows of the table rank the methods as listed; M1+TSVM beats CAE up to 1000 "
    "labels; read as errors its numbers improve from 100 to 3000 labels; those of document 001 on "
    "Fashion-MNIST are higher in every row; a higher error is a lower accuracy",
    source="Kingma et al. (2014), arXiv:1406.5298, table 1; 000-041 to 000-044, 000-049; 000-036, "
    "000-040, 000-047",
    scope="the numbers as the document prints them, without their spreads; Fashion-MNIST by the "
    "table of document 001",
    says=says,
    examples=[
        {**ONE_STEP, **FIRST, "f": "279/5"},
        {"s": "-1", "a": "2/3", "e": "1/3", "b": "1/2", "f": "1/2"},
    ],
    controls=[
        Control(
            "at 3000 labels the ranking is the other way round",
            {"last": tuple(reversed(TABLE[3000]))},
            ONE_STEP,
        ),
        Control("000-036: M1 beats CAE in every row", {"fewer": ()}, LAST),
        Control("000-040: whatever the unit", {"unit": ()}, {"s": "1"}),
        Control(
            "lower errors, higher accuracy of the other",
            {"higher": "e - f > 0"},
            {"a": "2/3", "e": "1/3", "b": "5/6", "f": "1/6"},
        ),
    ],
)
def the_table_of_kingma_et_al_ranks_nine_methods() -> list[Step]:
    """Subtract the least."""
    *ranks, cae, unit, fashion, accuracy = says()
    steps = []
    for goal, errors in zip(ranks, TABLE.values(), strict=True):
        falls = {f"w{k}": a - b for k, (a, b) in enumerate(pairwise(errors), 1)}
        steps.append(from_least(goal, falls, f"{' + '.join(falls)} == 1"))
    one = SOME_ROW[-1]
    gaps = {row: a - b for row, a, b in zip(ROWS, CAE, M1, strict=True)}
    losses = {row: a - b for row, a, b in zip(ROWS, FASHION, M1, strict=True)}
    last = gaps.pop("n3000")
    least = min(gaps.values())
    return unfold(
        together(
            *steps,
            from_least(cae, gaps, one, (f"({last} - {least}) / 100", "n3000 == 0")),
            follows(unit, ("(349 - 1182) / 100", "s == -1"), rest="833 / 100"),
            from_least(fashion, losses, one, ("1", fashion.given[0])),
            follows(accuracy, ("1", ERRORS[0]), ("-1", ERRORS[1]), ("1", "f - e > 0")),
        )
    )
