"""log p(x | z) of a Gaussian is -|x - f(z)|^2 / (2 sigma^2) + constant, and what the slips lead to.

The places are the k coordinates of x; w = 1 / sigma^2, and h = sqrt(2 pi) is a name for a positive
number. With the sign lost, and `minimise` written for `maximise`, the criterion left is
|x - f|^2 - KL; for f = 0, one latent coordinate and unit variance KL = m^2 / 2: no minimum.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

SIZE = ("s > 0", "h > 0", "w * s ** 2 == 1")


def density(x: str) -> str:
    """Write the density of one coordinate."""
    return f"exp(-(w * ({x} - f_i) ** 2) / 2) / (h * s)"


def says(distance: str = "-1 / (2 * s ** 2)", lowest: str = "-b") -> tuple[Statement, ...]:
    """The log density; the difference of two (the constant drops out); no lower bound."""
    square = "total((x_i - f_i) ** 2)"
    logs = f"total(log({density('x_i')}))"
    other = f"total(log({density('y_i')}))"
    return (
        always(
            f"{logs} == {distance} * {square} - k / 2 * log(h ** 2 * s ** 2)", *SIZE, COORDINATES
        ),
        always(f"{logs} - {other} == {distance} * ({square} - total((y_i - f_i) ** 2))", *SIZE),
        always(f"{lowest} >= r - m ** 2 / 2", "b > 0", "m ** 2 == 2 * (r + b)"),
    )


COORDINATES = "total(1) == k"


@claim(
    statement="log p(x | z) = -|x - f(z)|^2 / (2 sigma^2) - (k / 2) log(2 pi sigma^2): sign and "
    "factor matter; the criterion |x - f|^2 - KL that two slips leave is unbounded below",
    source="003-117, 003-124",
    scope="every dimension k, every sigma > 0, x and f",
    says=says,
    examples=[
        {"x_i": ("1", "2"), "f_i": ("0", "5"), "k": "2", "s": "1/2", "w": "4", "h": "5/2"},
        {"b": "7", "r": "1", "m": "4"},
    ],
    controls=[
        Control(
            "003-124: log p(x | z) = |x - f|^2 + constant",
            {"distance": "1"},
            {
                "x_i": ("1", "1"),
                "y_i": ("0", "0"),
                "f_i": ("0", "0"),
                "k": "2",
                "s": "1/2",
                "w": "4",
                "h": "5/2",
            },
        ),
        Control(
            "the factor 1 / (2 sigma^2) does not matter",
            {"distance": "-1"},
            {
                "x_i": ("1", "1"),
                "y_i": ("0", "0"),
                "f_i": ("0", "0"),
                "k": "2",
                "s": "1/2",
                "w": "4",
                "h": "5/2",
            },
        ),
        Control(
            "it is down at -2 b already where m^2 = 2 (r + b)",
            {"lowest": "-2 * b"},
            {"b": "7", "r": "1", "m": "4"},
        ),
    ],
)
def the_log_density_falls_with_the_squared_distance() -> list[Step]:
    """Take the log at each coordinate and add up."""
    whole, difference, unbounded = says()
    one = "log(" + density("{x}") + ") + 1 / (2 * s ** 2) * ({x} - f_i) ** 2"
    one += " + 1 / 2 * log(h ** 2 * s ** 2) * 1 == 0"
    terms = []
    for x in ("x_i", "y_i"):
        factor = f"-({x} - f_i) ** 2 / (2 * s ** 2)"
        goal = always(one.format(x=x), *SIZE)
        terms.append(summed(follows(goal, (factor, "w * s ** 2 == 1"))))
    minimum = follows(unbounded, ("1 / 2", "m ** 2 == 2 * (r + b)"))
    return unfold(
        together(
            follows(whole, ("1", terms[0]), ("-(1 / 2 * log(h ** 2 * s ** 2))", COORDINATES)),
            follows(difference, ("1", terms[0]), ("-1", terms[1])),
            minimum,
        )
    )
