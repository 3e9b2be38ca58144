"""Iterations of two methods compare only if one says how many updates each has.

An iteration of DCGAN updates two networks once; one of WGAN updates the critic k times and the
generator once. So 1000 of WGAN are fewer updates than 4000 of DCGAN if, and only if, k < 7.
(The code of Arjovsky et al. takes k = 5, but k = 100 in the first 25 iterations and in each 500th.)
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

WGAN, DCGAN = "1000 * (k + 1)", "4000 * (1 + 1)"
MANY = {"k": "10"}


def says(few: tuple[str, ...] = ("7 - k > 0",), many: str = "k - 7 >= 0") -> tuple[Statement, ...]:
    """Fewer updates with few critic steps, and no fewer with many."""
    return (always(f"{DCGAN} > {WGAN}", *few), always(f"{WGAN} >= {DCGAN}", many))


@claim(
    statement="1000 iterations of WGAN with k critic steps each are fewer updates than 4000 "
    "iterations of DCGAN if and only if k < 7",
    source="000-057 (items after 1000 iterations, against 4000)",
    scope="updates of one network count alike; any number k",
    says=says,
    examples=[{"k": "5"}, MANY],
    controls=[
        Control("000-057: faster, however many critic steps", {"few": ()}, MANY),
        Control("no faster with five critic steps", {"many": "k - 5 >= 0"}, {"k": "5"}),
    ],
)
def an_iteration_of_wgan_is_several_updates() -> list[Step]:
    """Multiply out."""
    fewer, more = says()
    return unfold(
        together(
            follows(fewer, ("1000", "7 - k > 0")),
            follows(more, ("1000", "k - 7 >= 0")),
        )
    )
