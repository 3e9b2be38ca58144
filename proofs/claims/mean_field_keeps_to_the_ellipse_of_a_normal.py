"""Most of mean field lies where most of the normal law lies.

For x^T Lambda x, p and its mean field q have the same mean: 2, the number of coordinates. So
(Markov) each has at most 2 / c of its mass where it is above c: a third, about, for c = 5.99, the
ellipse that holds 95 % of p. The support of q, which is the plane, is not in it.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed, together

FORM = "(k11 * x_i ** 2 + 2 * k12 * x_i * y_i + k22 * y_i ** 2)"
LEVEL = "599 / 100"
DEFINITE = ("k11 > 0", "k11 * k22 - k12 ** 2 > 0")
OUTSIDE = ("w_i >= 0", "s_i >= 0", "1 - s_i >= 0", f"s_i * ({FORM} - {LEVEL}) >= 0")
MEAN_FIELD = (
    "k22 > 0",
    "total(w_i * x_i ** 2) == 1 / k11",
    "total(w_i * y_i ** 2) == 1 / k22",
    "total(w_i * (x_i * y_i)) == 0",
)
NORMAL = (
    "total(w_i * x_i ** 2) == s11",
    "total(w_i * y_i ** 2) == s22",
    "total(w_i * (x_i * y_i)) == s12",
    "k11 * s11 + k12 * s12 == 1",
    "k12 * s12 + k22 * s22 == 1",
)

AT: Place = {
    "k11": "599/100",
    "k12": "0",
    "k22": "599/100",
    "s11": "100/599",
    "s12": "0",
    "s22": "100/599",
    "w_i": ("50/599", "50/599", "50/599", "50/599", "399/599"),
    "x_i": ("1", "-1", "0", "0", "0"),
    "y_i": ("0", "0", "1", "-1", "0"),
    "s_i": ("1", "1", "1", "1", "0"),
}


def says(most: str = "200 / 599") -> tuple[Statement, ...]:
    """What the mean field, and what the normal law, has outside the ellipse at most."""
    outside = f"{most} - total(w_i * s_i) >= 0"
    return (
        always(outside, *DEFINITE, *OUTSIDE, *MEAN_FIELD),
        always(outside, *DEFINITE, *OUTSIDE, *NORMAL),
    )


@claim(
    statement="The mean field of a bivariate normal law p has at most 2 / 5.99 of its mass outside "
    "the ellipse x^T Lambda x <= 5.99, and so has p",
    source="003-066",
    scope="all laws with these second moments; s is 1 outside the ellipse, 0 inside",
    says=says,
    examples=[AT],
    controls=[Control("at most 0.33", {"most": "33 / 100"}, AT)],
)
def mean_field_keeps_to_the_ellipse_of_a_normal() -> list[Step]:
    """Hold the indicator of the outside against the quadratic form."""
    mean_field, normal = says()
    moments = ("w_i * x_i ** 2", "w_i * y_i ** 2", "w_i * (x_i * y_i)")
    form = "k11 * ({}) + k22 * ({}) + 2 * k12 * ({})".format(*moments)
    square = "k11 * (x_i + k12 / k11 * y_i) ** 2 + (k11 * k22 - k12 ** 2) / k11 * y_i ** 2"
    place = follows(
        always(f"{form} - {LEVEL} * (w_i * s_i) >= 0", *DEFINITE, *OUTSIDE),
        ("w_i", OUTSIDE[-1]),
        rest=f"w_i * (1 - s_i) * ({square})",
    )
    markov, scale = ("100 / 599", summed(place)), "-(100 / 599)"
    weights = (f"{scale} * k11", f"{scale} * k22", f"{scale} * 2 * k12")
    return unfold(
        together(
            follows(mean_field, markov, *zip(weights, MEAN_FIELD[1:], strict=True)),
            follows(
                normal,
                markov,
                *zip(weights, NORMAL[:3], strict=True),
                *((scale, text) for text in NORMAL[3:]),
            ),
        )
    )
