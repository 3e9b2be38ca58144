"""Mean field narrows a normal law.

Its factors have variance 1 / Lambda_jj, the variance of x_j when all others are known. That is at
most Sigma_jj: x_j - mu_j and its score (Lambda (x - mu))_j have covariance 1, and variances
Sigma_jj and Lambda_jj, in any dimension. In two, what is lost is Sigma_12^2 / Sigma_22.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

PRODUCT = ("s11 * k11 + s12 * k12 == 1", "s12 * k11 + s22 * k12 == 0")
INVERSE = (*PRODUCT, "k11 > 0", "s22 > 0")
MOMENTS = ("total(w_i * x_i ** 2) == s", "total(w_i * g_i ** 2) == k")
SCORE = ("w_i >= 0", "k > 0", *MOMENTS, "total(w_i * (x_i * g_i)) == 1")
RHO = "(9 / 10)"
FACTOR = f"k * (1 - {RHO} ** 2) == 1"


def says(variance: str = "1 / k11", off: str = f"-{RHO}") -> tuple[Statement, ...]:
    """What is lost; that it is; in any dimension; the inverse and the variance of the example."""
    first = f"(k * (1 * 1 + {off} * {RHO}) - 1) ** 2"
    second = f"(k * (1 * {RHO} + {off} * 1)) ** 2"
    return (
        always(f"s11 - {variance} == s12 ** 2 / s22", *INVERSE),
        always(f"s11 - {variance} > 0", *INVERSE, "s12 ** 2 > 0"),
        always("s - 1 / k >= 0", *SCORE),
        always(f"{first} + {second} == 0", FACTOR),
        always("1 / (k * 1) == 19 / 100", FACTOR, "k > 0"),
    )


@claim(
    statement="1 / Lambda_jj <= Sigma_jj: mean field has the conditional variances of a normal "
    "law, and in two dimensions loses just Sigma_12^2 / Sigma_22; in the example 0.19 is "
    "left of 1",
    source="003-064, 003-065, 003-067, 003-075, 003-078",
    scope="bivariate normal laws; the inequality: laws in any dimension whose j-th coordinate and "
    "score have the three moments named",
    says=says,
    examples=[
        {"s11": "4/3", "s12": "-2/3", "s22": "4/3", "k11": "1", "k12": "1/2"},
        {"w_i": ("1/2", "1/2"), "x_i": ("2", "-2"), "g_i": ("1/2", "-1/2"), "s": "4", "k": "1/4"},
        {"k": "100/19"},
    ],
    controls=[
        Control(
            "the factors have the marginal variances",
            {"variance": "s11"},
            {"s11": "4/3", "s12": "-2/3", "s22": "4/3", "k11": "1", "k12": "1/2"},
        ),
        Control("Lambda_12 = + rho / (1 - rho^2)", {"off": RHO}, {"k": "100/19"}),
    ],
)
def mean_field_narrows_a_normal() -> list[Step]:
    """Eliminate k12; a square has a mean of 0 or more."""
    lost, narrower, any_dimension, inverse, variance = says()
    first, second = PRODUCT
    left = follows(lost, ("1 / k11", first), ("-(s12 / (s22 * k11))", second))
    less = follows(narrower, ("1", left), rest="s12 ** 2 / s22")
    square = follows(
        always(
            "w_i * x_i ** 2 - 2 / k * (w_i * (x_i * g_i)) + 1 / k ** 2 * (w_i * g_i ** 2) >= 0",
            "w_i >= 0",
            "k > 0",
        ),
        rest="w_i * (x_i - g_i / k) ** 2",
    )
    most = follows(
        any_dimension,
        ("1", summed(square)),
        ("-1", MOMENTS[0]),
        ("-1 / k ** 2", MOMENTS[1]),
        ("2 / k", SCORE[-1]),
    )
    product = follows(inverse, (f"k * (1 - {RHO} ** 2) - 1", FACTOR))
    fraction = follows(variance, ("-1 / k", FACTOR))
    return unfold(together(left, less, most, product, fraction))
