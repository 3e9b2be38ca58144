"""The Dirac-GAN: the data lie at 0, the generated points at theta, the critic is psi x.

The generator steps along k psi, the critic along -k theta, where k is the slope of the loss (1 in
the WGAN, which so is the game xy). Simultaneous steps multiply theta^2 + psi^2 by 1 + eta^2 k^2.
A penalty lambda psi^2 / 2, centred at 0, adds -lambda psi. Then theta obeys w = s u - m v with
s = 2 - eta lambda and m = 1 - eta lambda + eta^2, and an energy falls by p^2: it is positive where
m < 1 and |s| < 1 + m, so p dies out, and with it u, which p and the next p give. The penalty
lambda (|psi| - 1)^2 of WGAN-GP, centred at 1, drives psi away from 0 instead.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, follows, together

BEFORE = "(theta ** 2 + psi ** 2)"
FREE = "(theta + eta * k * psi) ** 2 + (psi - eta * k * theta) ** 2"
WGAN = "(theta + eta * psi) ** 2 + (psi - eta * theta) ** 2"
THETA, PSI = "(theta + eta * psi)", "(psi - eta * theta - eta * lam * psi)"
NEXT = {"u": "s * u - m * v", "v": "u"}
ENERGY = "(1 - m ** 2) * (u ** 2 + v ** 2) - 2 * s * (1 - m) * u * v"
P = "((1 - m ** 2) * v - s * (1 - m) * u)"
LESS, MORE = "1 + m - s", "1 + m + s"
STABLE = ("1 - m > 0", f"{LESS} > 0", f"{MORE} > 0", "u ** 2 + v ** 2 > 0")
NEAR = ("1 / 2 - psi >= 0", "lam / 2 - theta >= 0", "eta > 0", "lam > 0")


def says(
    growth: str = "(1 + eta ** 2 * k ** 2)", det: str = "(1 - eta * lam + eta ** 2)", c: str = "1"
) -> tuple[Statement, ...]:
    """Any Dirac-GAN; the WGAN; penalised at 0: recurrence, energy, its sign, u; penalised at 1."""
    return (
        always(f"{FREE} == {growth} * {BEFORE}"),
        always(f"{WGAN} == (1 + eta ** 2) * {BEFORE}"),
        always(f"{THETA} + eta * {PSI} == (2 - eta * lam) * {THETA} - {det} * theta"),
        always(f"{ENERGY} - ({fill(ENERGY, NEXT)}) == {P} ** 2"),
        always(f"{ENERGY} > 0", *STABLE),
        always(
            f"(1 - m) * ((1 + m) ** 2 - s ** 2) * u == (1 + m) * ({fill(P, NEXT)}) - s * m * {P}"
        ),
        always(f"-eta * theta - 2 * eta * lam * (psi - {c}) >= eta * lam / 2", *NEAR),
    )


@claim(
    statement="Simultaneous steps lead every Dirac-GAN away from its equilibrium, the WGAN too; a "
    "penalty centred at 0 makes the WGAN converge for 0 < eta < lambda, 2 eta lambda < 4 + eta^2; "
    "one centred at 1 drives psi away from 0",
    source="002-023, 002-034; Mescheder, Geiger and Nowozin (2018), arXiv:1801.04406",
    scope="all theta, psi and steps; the critic linear; the penalty centred at 1 where 0 < psi <= "
    "1/2, theta <= lambda / 2, the other sides by symmetry",
    says=says,
    examples=[
        {"m": "0", "s": "0", "u": "1", "v": "1"},
        {"psi": "1/4", "theta": "0", "eta": "1", "lam": "1"},
    ],
    controls=[
        Control(
            "the WGAN converges: its steps are those with k = 0",
            {"growth": "1"},
            {"theta": "1", "psi": "0", "eta": "1/10", "k": "1"},
        ),
        Control(
            "the product of the two factors is 1 - eta lambda",
            {"det": "(1 - eta * lam)"},
            {"theta": "1", "psi": "0", "eta": "1", "lam": "1"},
        ),
        Control(
            "a penalty centred at 0 drives psi away from 0",
            {"c": "0"},
            {"psi": "1/4", "theta": "0", "eta": "1", "lam": "1"},
        ),
    ],
)
def dirac_gans_run_away_unless_penalised_at_0() -> list[Step]:
    """Expand; write the energy as squares of u + v and u - v."""
    free, wgan, recurrence, falls, positive, back, away = says()
    squares = f"(({LESS}) ** 2 * (u + v) ** 2 + ({MORE}) ** 2 * (u - v) ** 2)"
    both = f"(({LESS}) + ({MORE}))"
    return unfold(
        together(
            follows(free),
            follows(wgan),
            follows(recurrence),
            follows(falls),
            follows(
                positive,
                (f"(1 - m) * (({LESS}) * ({MORE}) / {both})", STABLE[-1]),
                rest=f"(1 - m) * ({squares} / (2 * {both}))",
            ),
            follows(back),
            follows(away, ("2 * eta * lam", NEAR[0]), ("eta", NEAR[1])),
        )
    )
