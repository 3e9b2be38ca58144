"""JS between the parallel lines is log 2.

The two lines are two cells: P has mass 1 and 0 on them, Q has 0 and 1, whatever theta != 0. A
common second coordinate adds nothing: its densities cancel.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

JS = (
    "(xlog(1, 2 * 1 / (1 + 0)) + xlog(0, 2 * 0 / (0 + 1))) / 2"
    " + (xlog(0, 2 * 0 / (1 + 0)) + xlog(1, 2 * 1 / (0 + 1))) / 2"
)


def says(relation: str = "==", value: str = "log(2)") -> tuple[Statement, ...]:
    """JS = log 2."""
    return (always(f"{JS} {relation} {value}"),)


@claim(
    statement="For theta != 0, JS(P, Q_theta) = log 2, whatever theta",
    source="001-015, 002-056 (log 2); against 000-011 (inf)",
    scope="the two laws of the exercise, every theta != 0: densities are constant on the two lines",
    says=says,
    controls=[
        Control(
            "000-011: JS is infinite, that is, at least every M",
            {"relation": ">=", "value": "M"},
            {"M": "1"},
        ),
        Control("003-041: JS, the sum of the two KLs, is log 4", {"value": "log(4)"}, {}),
    ],
)
def parallel_lines_have_js_log_2() -> list[Step]:
    """Evaluate the two cells."""
    (goal,) = says()
    return unfold(together(follows(goal)))
