"""What two or three failures in six sessions say of the rate of failure: very little.

A rate r is excluded at 95 % if so many failures, or so few, have a chance below 1/40 under it.
Three of six exclude rates from 0.883 on, but not 0.881; two of six those up to 0.043, but not 0.044
(Clopper and Pearson).
"""

from math import comb

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, holds_on, together

N = 6


def chance(failures: range) -> str:
    """Write the chance of that many failures among six."""
    return " + ".join(f"{comb(N, k)} * r ** {k} * (1 - r) ** {N - k}" for k in failures)


def says(above: str = "883 / 1000", below: str = "43 / 1000") -> tuple[Statement, ...]:
    """Three of six exclude the rates `above` and more, two of six those `below` and less."""
    return (
        always(f"1 / 40 > {chance(range(4))}", f"r - {above} >= 0", "1 - r >= 0"),
        always(f"1 / 40 > {chance(range(2, N + 1))}", "r - 0 >= 0", f"{below} - r >= 0"),
    )


@claim(
    statement="Three failures of six sessions exclude the rates of failure from 0.883 to 1, two of "
    "six those from 0 to 0.043",
    source="000-059 (about 1 of 2 or 3 sessions)",
    scope="independent sessions, 95 %, one-sided chances of 1/40",
    says=says,
    examples=[{"r": "9/10"}, {"r": "1/25"}],
    controls=[
        Control("000-059: they exclude every rate above 1/2", {"above": "1 / 2"}, {"r": "3/5"}),
        Control("three exclude 0.881, too", {"above": "881 / 1000"}, {"r": "881/1000"}),
        Control("two exclude 0.044, too", {"below": "44 / 1000"}, {"r": "44/1000"}),
    ],
)
def a_few_sessions_leave_the_rate_open() -> list[Step]:
    """Enclose the chances on the excluded ranges."""
    most, least = says()
    return unfold(
        together(
            holds_on(most.then, {"r": ("883/1000", "1")}, 16),
            holds_on(least.then, {"r": ("0", "43/1000")}, 16),
        )
    )
