"""The failed attempts that document 001 prints, by architecture and model.

Out of how many they are it does not say. In the notebook that goes with it they count the changes
of a loss by more than 0.1: two losses, 20 epochs of 938 batches, so 2 (20 * 938 - 1) changes. A
statement about all columns has weights w1, w2, w3 that say which column.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

A, B = (15452, 15683, 16383), (21267, 21540, 21801)  # DCGAN, WGAN, WGAN-GP
COLUMNS = ("w1", "w2", "w3")
SOME = (*(f"{w} >= 0" for w in COLUMNS), "w1 + w2 + w3 == 1")
CHANGES = 2 * (20 * 938 - 1)
COUNT = ("n == 2 * (20 * 938 - 1)",)


def mean(numbers: tuple[int, ...]) -> str:
    """Write a row of the table: the number of the column that has the weight."""
    return " + ".join(f"{n} * {w}" for n, w in zip(numbers, COLUMNS, strict=True))


def says(second: tuple[int, ...] = B, count: tuple[str, ...] = COUNT) -> tuple[Statement, ...]:
    """B more often in each column; WGAN-GP most in each row; A in less than half, B in more."""
    gaps = " + ".join(f"({b} - {a}) * {w}" for a, b, w in zip(A, second, COLUMNS, strict=True))
    last = (
        f"({row[2]} - {other}) * {w}{k}"
        for k, row in enumerate((A, B), start=1)
        for w, other in zip("uv", row[:2], strict=True)
    )
    rows = ("u1 >= 0", "v1 >= 0", "u2 >= 0", "v2 >= 0", "u1 + v1 + u2 + v2 == 1")
    return (
        always(f"{gaps} > 0", *SOME),
        always(f"{' + '.join(last)} > 0", *rows),
        always("1 / 2 > r", *SOME, *count, f"r * n == {mean(A)}"),
        always("r > 1 / 2", *SOME, *count, f"r * n == {mean(B)}"),
    )


def weigh(goal: Statement, gaps: dict[str, int], scale: int, *more: tuple[str, str]) -> Step:
    """Weigh numbers above 0: their mean is at least the least of them."""
    one, least = f"{' + '.join(gaps)} == 1", min(gaps.values())
    rest = " + ".join(f"{n - least} / {scale} * {w}" for w, n in gaps.items())
    return follows(goal, (f"{least} / {scale}", one), *more, rest=f"{least} / {scale} + {rest}")


def rate(goal: Statement, numbers: tuple[int, ...], sign: int) -> Step:
    """Derive on which side of 1/2 a rate lies."""
    gaps = {w: sign * (n - CHANGES // 2) for w, n in zip(COLUMNS, numbers, strict=True)}
    unit = f"{sign} / {CHANGES}"
    equal = next(text for text in goal.given if text.startswith("r * n"))
    return weigh(
        goal, gaps, CHANGES, (unit, equal), (f"-({unit}) * r", COUNT[0]), (f"{sign} / 2", SOME[3])
    )


FIRST = {"w1": "1", "w2": "0", "w3": "0"}


@claim(
    statement="In the table of document 001 architecture B has more failed attempts than A in "
    "every column, and WGAN-GP the most in both rows; of 37518 changes of the losses A's are less "
    "than half and B's more",
    source="001-061 to 001-064; the number of changes: the notebook of document 001",
    scope="the numbers as printed",
    says=says,
    examples=[
        {**FIRST, "n": "37518", "r": "15452/37518"},
        {**FIRST, "n": "37518", "r": "21267/37518"},
        {"u1": "1", "v1": "0", "u2": "0", "v2": "0"},
    ],
    controls=[
        Control(
            "B has as many as A in every column",
            {"second": A},
            FIRST,
        ),
        Control(
            "001-062: whatever they are out of",
            {"count": ("n > 0",)},
            {**FIRST, "n": "20000", "r": "15452/20000"},
        ),
    ],
)
def b_has_more_failed_attempts_than_a() -> list[Step]:
    """Subtract the least; divide by the number of changes."""
    more, last, first, second = says()
    gaps = {w: b - a for a, b, w in zip(A, B, COLUMNS, strict=True)}
    names = ("u1", "v1", "u2", "v2")
    falls = [row[2] - other for row in (A, B) for other in row[:2]]
    return unfold(
        together(
            weigh(more, gaps, 1),
            weigh(last, dict(zip(names, falls, strict=True)), 1),
            rate(first, A, -1),
            rate(second, B, 1),
        )
    )
