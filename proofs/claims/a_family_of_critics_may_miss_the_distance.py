"""P is uniform on {0, 3}, Q on {1, 2}: linear critics see no difference, and W = 1.

A critic a x gains nothing, whatever a. The values f0, f1, f2, f3 of a 1-Lipschitz critic differ by
at most 1 from one point to the next; it gains at most 1, and (1, 0, 0, 1) gains that.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together, witnessed

LINEAR = "(a * 0 + a * 3) / 2 - (a * 1 + a * 2) / 2"
LIPSCHITZ = ("1 - (f0 - f1) >= 0", "1 - (f3 - f2) >= 0")
BEST = {"f0": "1", "f1": "0", "f2": "0", "f3": "1"}


def says(distance: str = "1") -> tuple[Statement, ...]:
    """Linear critics gain less than 1; 1-Lipschitz ones at most 1, and one of them just that."""
    full = always(f"{distance} >= (f0 + f3) / 2 - (f1 + f2) / 2", *LIPSCHITZ)
    return (
        always(f"{distance} > {LINEAR}"),
        full,
        Statement(full.then, full.given, "tight", tuple(sorted(BEST.items()))),
    )


@claim(
    statement="max over all 1-Lipschitz critics is W; over a smaller family it may be less: for "
    "U{0, 3} and U{1, 2} linear critics all gain 0, and W = 1",
    source="003-127",
    scope="these two laws, all linear and all 1-Lipschitz critics",
    says=says,
    examples=[BEST],
    controls=[
        Control("the linear critics' maximum, 0, is W", {"distance": "0"}, BEST | {"a": "1"})
    ],
)
def a_family_of_critics_may_miss_the_distance() -> list[Step]:
    """Compute; add two slopes up; evaluate one critic."""
    linear, full, _ = says()
    slopes = [("1 / 2", slope) for slope in LIPSCHITZ]
    return unfold(
        together(follows(linear, rest="1"), follows(full, *slopes), witnessed(full, "tight", BEST))
    )
