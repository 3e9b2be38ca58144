"""The gradient of the bound in the encoder's mean passes through the sample z = m + s e.

For one coordinate of x, a linear decoder w z with precision v, the reconstruction term is
R(m) = E -(v / 2) (x - w (m + s e))^2. It is a polynomial of degree 2 in m, so its difference
quotient is exact: slope plus curvature. The slope is the mean of the derivative along m + s e;
holding the sampled z fixed, the derivative in m would be 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

LAW = ("total(p_i) == 1",)
RISE = (
    "total(p_i * (-v / 2 * (x - w * (m + h + s * e_i)) ** 2))"
    " - total(p_i * (-v / 2 * (x - w * (m + s * e_i)) ** 2))"
)
PATH = "total(p_i * (v * w * (x - w * (m + s * e_i))))"
SCORE = "total(p_i * (-v / 2 * (x - w * (m + s * e_i)) ** 2 * (e_i / s)))"
NORMAL = (
    "s > 0",
    "total(p_i * e_i) == 0",
    "total(p_i * e_i ** 2) == 1",
    "total(p_i * e_i ** 3) == 0",
)


def says(slope: str = PATH) -> tuple[Statement, ...]:
    """R(m + h) - R(m) = h slope - h^2 v w^2 / 2; the score function has the same mean."""
    return (
        always(f"{RISE} == h * {slope} - v * w ** 2 / 2 * h ** 2", *LAW),
        always(f"{SCORE} == {slope}", *LAW, *NORMAL),
    )


@claim(
    statement="The slope of E_q log p(x | z) in q's mean is the mean of the derivative along "
    "z = m + s e, and the mean of log p(x | z) times the score e / s, not the derivative at fixed "
    "z",
    source="003-118, 003-120, 003-121",
    scope="one latent coordinate, a linear decoder, noise of any law (for the score: with the "
    "first three moments of N(0, 1))",
    says=says,
    examples=[
        {
            "p_i": ("1/2", "1/2"),
            "e_i": ("1", "-1"),
            "m": "1",
            "s": "1/2",
            "x": "2",
            "w": "3",
            "v": "1",
            "h": "1",
        },
    ],
    controls=[
        Control(
            "003-118: differentiate the term inside at the sampled z (z does not move: 0)",
            {"slope": "0"},
            {
                "p_i": ("1/2", "1/2"),
                "e_i": ("1", "-1"),
                "m": "1",
                "s": "1/2",
                "x": "2",
                "w": "3",
                "v": "1",
                "h": "1",
            },
        )
    ],
)
def the_gradient_passes_through_the_sample() -> list[Step]:
    """Expand the squares and put the moments in."""
    rise, score = says()
    square = "(p_i * (-v / 2 * (x - w * (m{} + s * e_i)) ** 2))"
    path = "(p_i * (v * w * (x - w * (m + s * e_i))))"
    moved = follows(
        always(
            f"{square.format(' + h')} - {square.format('')} - h * {path}"
            " + v * w ** 2 / 2 * h ** 2 * p_i == 0"
        )
    )
    c = "(x - w * m)"
    weights = {
        "p_i * e_i": f"-v / 2 * {c} ** 2 / s + v * w ** 2 * s",
        "p_i * e_i ** 2": f"v * w * {c}",
        "p_i * e_i ** 3": "-v / 2 * w ** 2 * s",
        "p_i": f"-v * w * {c}",
    }
    rest = " - ".join(f"({factor}) * ({part})" for part, factor in weights.items())
    term = "p_i * (-v / 2 * (x - w * (m + s * e_i)) ** 2 * (e_i / s))"
    scored = summed(follows(always(f"{term} - {path} - {rest} == 0", "s > 0")))
    values = {"p_i * e_i": "0", "p_i * e_i ** 2": "1", "p_i * e_i ** 3": "0", "p_i": "1"}
    moments = [(factor, f"total({part}) == {values[part]}") for part, factor in weights.items()]
    return unfold(
        together(
            follows(rise, ("1", summed(moved)), ("-v * w ** 2 / 2 * h ** 2", "total(p_i) == 1")),
            follows(score, ("1", scored), *moments),
        )
    )
