"""Optimistic steps reach the equilibrium of the game xy where 3 eta^2 < 1, and not where it is > 1.

The next point is z - 2 eta F(z) + eta F(last z). With z = (a, b) and the last (c, d), an energy V
falls at each step by p^2 + q^2, and (1 - eta^2) V = p^2 + q^2 + eta^2 (1 - 3 eta^2) (a^2 + b^2).
For 3 eta^2 < 1 it is positive, so p and q die out, and with them a and b, which p, q and the next
p give. For 3 eta^2 > 1 it is negative at some starts, and stays below what it was there.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, follows, together

NEXT = {
    "a": "a - 2 * eta * b + eta * d",
    "b": "b + 2 * eta * a - eta * c",
    "c": "a",
    "d": "b",
}
ENERGY = (
    "((1 - eta ** 2) * (a ** 2 + b ** 2 + c ** 2 + d ** 2)"
    " - 2 * (1 - 2 * eta ** 2) * (a * c + b * d) + 2 * eta * (a * d - b * c))"
)
P = "((1 - eta ** 2) * c - (1 - 2 * eta ** 2) * a - eta * b)"
Q = "((1 - eta ** 2) * d - (1 - 2 * eta ** 2) * b + eta * a)"
START = (f"{P} == 0", f"{Q} == 0", "a ** 2 + b ** 2 > 0", "1 - eta ** 2 > 0")


def says(most: str = "3", below: str = "0") -> tuple[Statement, ...]:
    """The energy falls; it is positive up to 1 / root 3; a from p and q; negative starts."""
    gap = f"(1 - {most} * eta ** 2)"
    back = f"(1 - eta ** 2) * ({fill(P, NEXT)}) - eta * (eta * {P} - (1 - 2 * eta ** 2) * {Q})"
    return (
        always(f"{ENERGY} - ({fill(ENERGY, NEXT)}) == {P} ** 2 + {Q} ** 2"),
        always(
            f"(1 - eta ** 2) * {ENERGY} == {P} ** 2 + {Q} ** 2"
            f" + eta ** 2 * {gap} * (a ** 2 + b ** 2)"
        ),
        always(f"eta ** 2 * {gap} * a == {back}"),
        always(f"{below} > (1 - eta ** 2) * {ENERGY}", *START, "3 * eta ** 2 - 1 > 0", "eta > 0"),
    )


@claim(
    statement="In the game xy, optimistic steps of size eta converge to the equilibrium for "
    "0 < eta < 1 / root 3, and not from every start for 1 / root 3 < eta < 1",
    source="002-022; Daskalakis et al. (2018), arXiv:1711.00141; Liang and Stokes (2019)",
    scope="all a, b, c, d; convergence since the energy is >= 0 and falls by p^2 + q^2; the other "
    "coordinate in the same way",
    says=says,
    examples=[{"a": "3", "b": "0", "c": "-7/3", "d": "-20/3", "eta": "4/5"}],
    controls=[
        Control(
            "they converge for eta < 1 / root 2",
            {"most": "2"},
            {
                "a": "1",
                "b": "0",
                "c": "0",
                "d": "0",
                "eta": "1/2",
            },
        ),
        Control(
            "the energy may be below -1 at all these starts",
            {"below": "-1"},
            {"a": "3/10", "b": "0", "c": "-7/30", "d": "-2/3", "eta": "4/5"},
        ),
    ],
)
def optimistic_steps_need_eta_below_1_over_root_3() -> list[Step]:
    """Expand the energy; put p = q = 0 in."""
    falls, size, back, negative = says()
    written = follows(size)
    return unfold(
        together(
            follows(falls),
            written,
            follows(back),
            follows(
                negative,
                ("-1", written),
                (f"-{P}", f"{P} == 0"),
                (f"-{Q}", f"{Q} == 0"),
                ("eta ** 2 * (3 * eta ** 2 - 1)", "a ** 2 + b ** 2 > 0"),
            ),
        )
    )
