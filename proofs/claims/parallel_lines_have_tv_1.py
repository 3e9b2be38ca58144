"""TV between the parallel lines is 1.

An event meets the line x = 0 in a share a of its length, and the line x = theta in a share b: it
has probability a under P and b under Q.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together, witnessed

SHARES = ("a >= 0", "1 - a >= 0", "b >= 0", "1 - b >= 0")
BEST = {"a": "1", "b": "0"}


def says(value: str = "1") -> tuple[Statement, ...]:
    """No event separates P and Q by more than 1, and the line x = 0 does by 1."""
    bound = always(f"{value} >= a - b", *SHARES)
    return bound, Statement(bound.then, bound.given, "tight", tuple(sorted(BEST.items())))


@claim(
    statement="For theta != 0, TV(P, Q_theta) = sup |P(B) - Q(B)| = 1, at B = the line x = 0",
    source="001-013 (no overlap)",
    scope="every event, every theta != 0; |P(B) - Q(B)| is P(B) - Q(B) for B or its complement",
    says=says,
    examples=[BEST],
    controls=[
        Control("TV of disjoint laws is 1/2: the half taken twice", {"value": "1 / 2"}, BEST),
        Control("TV on common atoms only: 0", {"value": "0"}, BEST),
    ],
)
def parallel_lines_have_tv_1() -> list[Step]:
    """Bound by the shares, and attain."""
    bound, _ = says()
    derived = follows(bound, ("1", "1 - a >= 0"), ("1", "b >= 0"))
    return unfold(together(derived, witnessed(bound, "tight", BEST)))
