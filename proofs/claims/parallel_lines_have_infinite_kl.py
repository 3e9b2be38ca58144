"""KL between the parallel lines is infinite.

All of P lies on the line x = 0, to which Q gives no mass. A law that gives it mass at most 1/m has
KL at least log m, whatever m: the value p log(p / 0) = inf, which is the definition, is the limit.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows

from ._kl_against_a_rare_event import PLACES, kl_against_a_rare_event


def says(ratio: str = "p_i / q_i") -> tuple[Statement, ...]:
    """Whatever m > 0: where Q(line of P) <= 1/m, KL(P || Q) >= log m."""
    law = ("p_i >= 0", "total(p_i) == 1", "m > 0", "1 - m * total(s_i * q_i) >= 0")
    return (always(f"total(xlog(p_i, {ratio})) - log(m) >= 0", *PLACES, *law),)


@claim(
    statement="For theta != 0, KL(P || Q_theta) = KL(Q_theta || P) = inf: it is at least log m "
    "for every m such that the other law gives the line at most mass 1/m, and it gives it 0",
    source="000-008, 001-014, 002-054, 002-055 (answers: inf)",
    scope="all pairs of laws with densities, q > 0; where q = 0 < p the value is inf by definition",
    says=says,
    examples=[{"p_i": ("1", "0"), "q_i": ("1/9", "8/9"), "s_i": ("1", "0"), "m": "9"}],
    controls=[
        Control(
            "000-007: the integrand of KL is p log(2p / (p + q))",
            {"ratio": "2 * p_i / (p_i + q_i)"},
            {"p_i": ("1", "0"), "q_i": ("1/9", "8/9"), "s_i": ("1", "0"), "m": "9"},
        )
    ],
)
def parallel_lines_have_infinite_kl() -> list[Step]:
    """Add up tangents of p log(p / q), tilted by m."""
    (goal,) = says()
    last = follows(
        goal,
        ("1", kl_against_a_rare_event()),
        ("log(m) + 1", "total(p_i) == 1"),
        ("1", "1 - m * total(s_i * q_i) >= 0"),
    )
    return unfold(last)
