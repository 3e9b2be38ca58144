"""Sequences that converge under one divergence and not under another.

- The point 1/n and the point 0: W = 1/n, and JS = log 2 for every n.
- Mass 1 - 1/n at 0 and 1/n at n^2, and the point 0: TV = 1/n, and W = n, the only plan's cost. So
  off bounded sets TV -> 0 does not give W -> 0. With 1/n at n the cost is 1, for every n.
- Mass e, of which the other law has e exp(-k) only, the rest where P has none: TV <= e, and
  KL = e k, which is any number.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

JS = (
    "((xlog(1, 2 * 1 / (1 + 0)) + xlog(0, 2 * 0 / (0 + 1))) / 2"
    " + (xlog(0, 2 * 0 / (1 + 0)) + xlog(1, 2 * 1 / (0 + 1))) / 2)"
)
LATE = ("n > 0", "n * eps - 1 >= 0")
FAR = ("n - b >= 0", "n > 0", "n * eps - 1 >= 0")
PARTS = ("e > 0", "1 - e > 0")


def says(limit: str = "log(2)", place: str = "n ** 2", kl: str = "e * k") -> tuple[Statement, ...]:
    """JS stays while W falls; W grows while TV falls; KL is any number while TV is small."""
    kept = "(1 - e) * log((1 - e) / (1 - e))"
    return (
        always(f"{JS} - 1 / n >= {limit} - eps", *LATE),
        always(f"(1 - 1 / n) * 0 + 1 / n * {place} - 1 / n >= b - eps", *FAR),
        always(f"e * log(e / (e * exp(-k))) + {kept} == {kl}", *PARTS),
        always("e >= e - e * exp(-k)", "e > 0"),
    )


@claim(
    statement="Points 1/n tend to 0 under W, not under JS; off bounded sets TV = 1/n, W = n is "
    "possible; and so is TV <= e with KL above every bound, for every e > 0",
    source="003-143, 003-144, 003-147, 003-149",
    scope="these laws; b and eps are any bounds, k any number",
    says=says,
    examples=[{"n": "4", "eps": "1/4", "b": "3", "e": "1/3"}],
    controls=[
        Control(
            "JS tends to 0 with W",
            {"limit": "2 * log(2)"},
            {"n": "4", "eps": "1/4"},
        ),
        Control(
            "with 1/n at n the cost grows, too",
            {"place": "n"},
            {"n": "4", "eps": "1/4", "b": "3"},
        ),
        Control("KL is at most k^2 e", {"kl": "e * k ** 2"}, {"e": "1/2", "k": "2"}),
    ],
)
def sequences_converge_in_one_sense_and_not_in_another() -> list[Step]:
    """Evaluate."""
    points, far, kl, tv = says()
    return unfold(
        together(
            follows(points, ("1 / n", "n * eps - 1 >= 0")),
            follows(far, ("1", "n - b >= 0"), ("1 / n", "n * eps - 1 >= 0")),
            follows(kl),
            follows(tv, rest="e * exp(-k)"),
        )
    )
