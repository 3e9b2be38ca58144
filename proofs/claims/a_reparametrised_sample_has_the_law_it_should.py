"""z = mu + L eps with eps ~ N(0, I) has law N(mu, L L'), for every root L of Sigma = L L'.

In the plane, mu = (m, n), L = (a, b; c, d), eps = (e, f). The mean of exp(t z_1 + s z_2) for all
t, s (the moment-generating function) determines the law; it is exp(t m + s n + half of the
quadratic form of L L' at (t, s)). Any two coordinates of a longer z are such a pair.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

Z = "(m + a * e_i + b * f_i)", "(n + c * e_i + d * f_i)"
FORM = "t ** 2 * (a ** 2 + b ** 2) + 2 * t * s * (a * c + b * d) + s ** 2 * (c ** 2 + d ** 2)"
NORMAL = (
    "total(p_i * exp((a * t + c * s) * e_i + (b * t + d * s) * f_i))"
    " == exp((a * t + c * s) ** 2 / 2 + (b * t + d * s) ** 2 / 2)"
)
MOMENTS = {
    "p_i": "1",
    "p_i * e_i": "0",
    "p_i * f_i": "0",
    "p_i * e_i ** 2": "1",
    "p_i * (e_i * f_i)": "0",
    "p_i * f_i ** 2": "1",
}
GIVEN = [f"total({part}) == {value}" for part, value in MOMENTS.items()]


def says(form: str = FORM, root: str = "a * c + b * d") -> tuple[Statement, ...]:
    """The generating function of z; its mean; its covariance."""
    return (
        always(
            f"total(p_i * exp(t * {Z[0]} + s * {Z[1]})) == exp(t * m + s * n + ({form}) / 2)",
            NORMAL,
        ),
        always(f"total(p_i * {Z[0]}) == m", *GIVEN),
        always(f"total(p_i * (({Z[0]} - m) * ({Z[1]} - n))) == {root}", *GIVEN),
    )


@claim(
    statement="z = mu + L eps, eps ~ N(0, I), has law N(mu, L L'), mean mu and covariance L L'",
    source="003-121 (L = the symmetric root of Sigma)",
    scope="every mean and every matrix L, in the plane: any two coordinates, two sources of noise",
    says=says,
    examples=[
        {
            "p_i": ("1/4", "1/4", "1/4", "1/4"),
            "e_i": ("1", "1", "-1", "-1"),
            "f_i": ("1", "-1", "1", "-1"),
            "m": "2",
            "n": "3",
            "a": "1",
            "b": "2",
            "c": "3",
            "d": "4",
            "t": "0",
            "s": "0",
        },
    ],
    controls=[
        Control(
            "z = mu + Sigma eps: the covariance is L itself",
            {"root": "b"},
            {
                "p_i": ("1/4", "1/4", "1/4", "1/4"),
                "e_i": ("1", "1", "-1", "-1"),
                "f_i": ("1", "-1", "1", "-1"),
                "m": "2",
                "n": "3",
                "a": "1",
                "b": "2",
                "c": "3",
                "d": "4",
            },
        ),
        Control(
            "the root may be L' L: multiply the other way round",
            {"root": "a * b + c * d"},
            {
                "p_i": ("1/4", "1/4", "1/4", "1/4"),
                "e_i": ("1", "1", "-1", "-1"),
                "f_i": ("1", "-1", "1", "-1"),
                "m": "2",
                "n": "3",
                "a": "1",
                "b": "2",
                "c": "3",
                "d": "4",
            },
        ),
    ],
)
def a_reparametrised_sample_has_the_law_it_should() -> list[Step]:
    """Take mu out of the exponential; put the moments in."""
    law, mean, covariance = says()
    noise = "(p_i * exp((a * t + c * s) * e_i + (b * t + d * s) * f_i))"
    shifted = follows(
        always(f"p_i * exp(t * {Z[0]} + s * {Z[1]}) - exp(t * m + s * n) * {noise} == 0")
    )
    linear = {"p_i": "m", "p_i * e_i": "a", "p_i * f_i": "b"}
    square = {
        "p_i * e_i ** 2": "a * c",
        "p_i * (e_i * f_i)": "a * d + b * c",
        "p_i * f_i ** 2": "b * d",
    }
    goals = ((mean, f"p_i * {Z[0]}", linear), (covariance, product(), square))
    moments = [moment(*goal) for goal in goals]
    return unfold(
        together(
            follows(law, ("1", summed(shifted)), ("exp(t * m + s * n)", NORMAL)),
            *moments,
        )
    )


def product() -> str:
    """Write what the covariance is the total of."""
    return f"p_i * (({Z[0]} - m) * ({Z[1]} - n))"


def moment(goal: Statement, term: str, factors: dict[str, str]) -> Step:
    """Derive a mean of z from those of the noise."""
    rest = " - ".join(f"({factor}) * ({part})" for part, factor in factors.items())
    sums = summed(follows(always(f"{term} - {rest} == 0")))
    values = [(factor, f"total({part}) == {MOMENTS[part]}") for part, factor in factors.items()]
    return follows(goal, ("1", sums), *values)
