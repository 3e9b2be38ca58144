"""With the gradient penalty the best critic is steeper than 1.

Two atoms, real at 0 and fake at theta: a critic with slopes g along the segment gains theta times
their mean, and pays lam times the mean of (g - 1)^2. Completing the square leaves one best slope,
1 + theta / (2 lam), and says that the loss, for any laws, is bounded below.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

PAIRS = ("w_i >= 0", "l_i >= 0", "lam > 0", "m_i - g_i >= 0")
BEST = ("lam > 0", "theta - 2 * lam * (s - 1) == 0")
FLOOR = "l_i + l_i ** 2 / (4 * lam)"
GAP = "lam * (w_i * (m_i - 1) ** 2) - w_i * l_i * g_i"


def says(slope: str = "1 + theta / (2 * lam)", extra: str = "4") -> tuple[Statement, ...]:
    """The loss is bounded below; the square; the best slope; the estimate; its sign; a constant."""
    least = f"theta + theta ** 2 / ({extra} * lam)"
    return (
        always(
            "lam * total(w_i * (m_i - 1) ** 2) - total(w_i * l_i * g_i)"
            f" + total(w_i * ({FLOOR})) >= 0",
            *PAIRS,
        ),
        always(
            "theta * total(w_i * g_i) - lam * total(w_i * (g_i - 1) ** 2)"
            f" == {least} - lam * total(w_i * (g_i - ({slope})) ** 2)",
            "lam > 0",
            "total(w_i) == 1",
        ),
        always(f"s == {slope}", *BEST),
        always("s * theta == theta + theta ** 2 / (2 * lam)", *BEST),
        always(f"lam * (s - 1) ** 2 - s * theta >= 0 - ({least})", "lam > 0"),
        always("s * theta > s * 0", *BEST, "theta > 0"),
        always("s * theta + k - (s * 0 + k) == theta + theta ** 2 / (2 * lam)", *BEST),
    )


@claim(
    statement="For real at 0, fake at theta and penalty lam, the best critic has slope "
    "1 + theta / (2 lam), the penalised objective is theta + theta^2 / (4 lam), and the estimate "
    "of W = theta is theta + theta^2 / (2 lam); for any laws the loss is at least "
    "-E[l + l^2 / (4 lam)]",
    source="Gulrajani et al. (2017), arXiv:1704.00028; against 002-094, 002-097; 002-091, 002-096",
    scope="the bound: all laws whose distances l have second moments, all critics with gradient "
    "norm m and slope g <= m towards the fake point, w any law on pairs and places between them; "
    "the best slope: two atoms, all critics that rise with slopes g >= 0 along the segment",
    says=says,
    examples=[
        {"theta": "1", "lam": "10", "s": "21/20", "k": "3"},
        {"lam": "10", "theta": "1", "w_i": ("1",), "g_i": ("1",), "l_i": ("1",), "m_i": ("1",)},
    ],
    controls=[
        Control(
            "002-094: the penalty enforces slope 1",
            {"slope": "1"},
            {"theta": "1", "lam": "10", "s": "21/20"},
        ),
        Control(
            "the objective is theta + theta^2 / (2 lam): the estimate taken for the objective",
            {"extra": "2"},
            {"theta": "1", "lam": "10", "w_i": ("1",), "g_i": ("21/20",)},
        ),
    ],
)
def the_gradient_penalty_makes_the_critic_too_steep() -> list[Step]:
    """Complete the square at each place; put the best slope in."""
    _, square, slope, estimate, minimised, ordered, shifted = says()
    below = follows(
        always(f"{GAP} + w_i * ({FLOOR}) >= 0", *PAIRS),
        rest="w_i * lam * (m_i - 1 - l_i / (2 * lam)) ** 2 + w_i * l_i * (m_i - g_i)",
    )
    term = follows(
        always(
            "theta * (w_i * g_i) - lam * (w_i * (g_i - 1) ** 2)"
            " - (theta + theta ** 2 / (4 * lam)) * w_i"
            " + lam * (w_i * (g_i - (1 + theta / (2 * lam))) ** 2) == 0",
            "lam > 0",
        )
    )
    stationary = BEST[1]
    return unfold(
        together(
            summed(below),
            follows(
                square,
                ("1", summed(term)),
                ("theta + theta ** 2 / (4 * lam)", "total(w_i) == 1"),
            ),
            follows(slope, ("-(1 / (2 * lam))", stationary)),
            follows(estimate, ("-(theta / (2 * lam))", stationary)),
            follows(minimised, rest="lam * (s - 1 - theta / (2 * lam)) ** 2"),
            follows(
                ordered,
                ("-(theta / (2 * lam))", stationary),
                rest="theta + theta ** 2 / (2 * lam)",
            ),
            follows(shifted, ("-(theta / (2 * lam))", stationary)),
        )
    )
