"""Noise with k entries, each of mean square 1, has mean squared length k.

Places are outcomes, w their chances; r is the squared length of the first k entries, x the next.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed

GIVEN = ("total(w_i * r_i) == k", "total(w_i * x_i ** 2) == 1")
FAIR: Place = {"w_i": ("1/2", "1/2"), "r_i": ("1", "1"), "x_i": ("1", "-1"), "k": "1"}


def says(length: str = "k + 1") -> tuple[Statement, ...]:
    """From k entries to k + 1."""
    return (always(f"total(w_i * (r_i + x_i ** 2)) == {length}", *GIVEN),)


@claim(
    statement="Noise N(0, I_k) has mean squared length k",
    source="002-011",
    scope="all laws whose entries have mean square 1, independent or not; by induction over k",
    says=says,
    examples=[FAIR],
    controls=[Control("002-011: N(0, 1), whatever the number of entries", {"length": "1"}, FAIR)],
)
def noise_of_k_entries_has_squared_length_k() -> list[Step]:
    """Add the squares up."""
    (goal,) = says()
    split = always("w_i * (r_i + x_i ** 2) - w_i * r_i - w_i * x_i ** 2 == 0")
    return unfold(follows(goal, ("1", summed(follows(split))), *(("1", text) for text in GIVEN)))
