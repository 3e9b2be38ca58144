"""W has stationary points off the optimum: half real at -1, half at 1, all fakes at a between.

The only coupling moves the halves by a + 1 and 1 - a: W = 1 wherever a is. And critics from a class
may see less than W: linear ones see the difference of means, -a.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

HALVES = ("w0 == 1 / 2", "w1 == 1 / 2")
BETWEEN = ("r >= 0", "r ** 2 == (a + 1) ** 2", "a + 1 > 0", "s >= 0", "s ** 2 == (1 - a) ** 2")


def says(value: str = "1", seen: str = "-(k * a)") -> tuple[Statement, ...]:
    """W at a; what the critic k x + b sees."""
    return (
        always(f"w0 * r + w1 * s == {value}", *HALVES, *BETWEEN, "1 - a > 0"),
        always(f"((k * -1 + b) + (k * 1 + b)) / 2 - (k * a + b) == {seen}"),
    )


@claim(
    statement="W1(1/2 (atom at -1) + 1/2 (atom at 1), atom at a) = 1 for all a in (-1, 1): its "
    "slope is 0 and it is not; the linear critics k x + b see only -k a of it",
    source="against 002-066, 002-072",
    scope="all a in (-1, 1); r, s are the distances of a to -1 and 1; with all of one law at a "
    "point there is one coupling",
    says=says,
    examples=[{"w0": "1/2", "w1": "1/2", "r": "3/2", "s": "1/2", "a": "1/2"}],
    controls=[
        Control(
            "W = 1 + a: it moves with a",
            {"value": "1 + a"},
            {"w0": "1/2", "w1": "1/2", "r": "3/2", "s": "1/2", "a": "1/2"},
        ),
        Control("the linear critic x sees W", {"seen": "1"}, {"k": "1", "b": "0", "a": "0"}),
    ],
)
def wasserstein_is_flat_between_two_atoms() -> list[Step]:
    """Take the roots; put the halves in."""
    flat, seen = says()
    return unfold(
        together(
            follows(
                flat,
                ("r", HALVES[0]),
                ("s", HALVES[1]),
                ("1 / (2 * (r + (a + 1)))", BETWEEN[1]),
                ("1 / (2 * (s + (1 - a)))", BETWEEN[4]),
            ),
            follows(seen),
        )
    )
