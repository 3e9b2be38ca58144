"""At theta = 0 the parallel lines are one law, and all four distances are 0.

KL both ways and JS are never negative, so their sum being 0 says that each is.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

KL = "xlog(1, 1 / 1)"
JS = "xlog(1, 2 * 1 / (1 + 1)) / 2 + xlog(1, 2 * 1 / (1 + 1)) / 2"


def says(js: str = "0") -> tuple[Statement, ...]:
    """KL, JS, TV (for an event of probability a), the cost of staying, KL + KL + JS are 0."""
    return (
        always(f"{KL} == 0"),
        always(f"{JS} == {js}"),
        always("a - a == 0"),
        always("0 * total(w_i) == 0"),
        always(f"{KL} + {KL} + {JS} == {js}"),
    )


@claim(
    statement="At theta = 0, KL = JS = TV = W1 = 0",
    source="000-018, 000-021, 000-024, 001-026, 001-027, 001-028, 002-058, 002-059",
    scope="the two laws of the exercise; they are equal, so one cell of density 1 suffices",
    says=says,
    controls=[Control("JS is log 2 for every theta", {"js": "log(2)"}, {})],
)
def parallel_lines_coincide_at_0() -> list[Step]:
    """Evaluate the one cell."""
    return unfold(together(*(follows(part) for part in says())))
