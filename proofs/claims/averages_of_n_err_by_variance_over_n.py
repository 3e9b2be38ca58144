"""The law of large numbers in mean square: the average of n independent values errs by v / n.

Places are the outcomes of the whole experiment, w their chances; s is the sum of the first n values
and x the next one. One value errs by v, and where n values err by v / n, n + 1 err by v / (n + 1).
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, follows, instance, summed, together

SUM, ONE = "(s_i / n - m) ** 2", "(x_i - m) ** 2"
BOTH = "((s_i + x_i) / (n + 1) - m) ** 2"
SO_FAR = ("n > 0", f"total(w_i * {SUM}) == v / n")
NEXT = (f"total(w_i * {ONE}) == v", "total(w_i * ((s_i / n - m) * (x_i - m))) == 0")
LOSS = {"x_i": "-log(q_i)", "m": "h"}


def says(error: str = "v / (n + 1)") -> tuple[Statement, ...]:
    """From n to n + 1 for any values, and for the losses -log q, of mean h, of a model."""
    loss = [fill(text, LOSS) for text in (*SO_FAR, *NEXT)]
    return (
        always(f"total(w_i * {BOTH}) == {error}", *SO_FAR, *NEXT, "total(w_i * x_i) == m"),
        always(
            f"total(w_i * {fill(BOTH, LOSS)}) == {error}",
            *loss,
            "q_i > 0",
            "total(w_i * -log(q_i)) == h",
        ),
    )


@claim(
    statement="The average of n uncorrelated values of mean m and variance v is off m by v / n in "
    "mean square; so the mean loss of n examples tends to the cross-entropy, model by model",
    source="002-004, 002-005; the law of large numbers in mean square",
    scope="all laws of finite variance; by induction over n, from n = 1, where s = x",
    says=says,
    examples=[
        {
            "w_i": ("1/4", "1/4", "1/4", "1/4"),
            "s_i": ("1", "1", "-1", "-1"),
            "x_i": ("1", "-1", "1", "-1"),
            "n": "1",
            "m": "0",
            "v": "1",
        },
        {"w_i": ("1",), "s_i": ("0",), "q_i": ("1",), "n": "1", "h": "0", "v": "0"},
    ],
    controls=[
        Control(
            "002-004: the values of n points are as the law has them",
            {"error": "0"},
            {
                "w_i": ("1/4", "1/4", "1/4", "1/4"),
                "s_i": ("1", "1", "-1", "-1"),
                "x_i": ("1", "-1", "1", "-1"),
                "n": "1",
                "m": "0",
                "v": "1",
            },
        )
    ],
)
def averages_of_n_err_by_variance_over_n() -> list[Step]:
    """Expand the square at each outcome."""
    goal, losses = says()
    place = (
        f"w_i * {BOTH} - (n / (n + 1)) ** 2 * (w_i * {SUM}) - 1 / (n + 1) ** 2 * (w_i * {ONE})"
        " - 2 * n / (n + 1) ** 2 * (w_i * ((s_i / n - m) * (x_i - m))) == 0"
    )
    expanded = summed(follows(always(place, "n > 0")))
    average = follows(
        goal,
        ("1", expanded),
        ("(n / (n + 1)) ** 2", SO_FAR[1]),
        ("1 / (n + 1) ** 2", NEXT[0]),
        ("2 * n / (n + 1) ** 2", NEXT[1]),
    )
    return unfold(together(average, instance(average, losses.given, LOSS)))
