"""The mean-field factors of a bivariate normal law are normal.

log p(x, y) = d - (k11 (x - mu)^2 + 2 k12 (x - mu) (y - nu) + k22 (y - nu)^2) / 2. Its mean in y,
under any q2 with mean m, is quadratic in x: complete the square. A density h exp(quadratic) of
total 1 is that normal density: both have total 1, and their quotient is constant.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed, together

LOG_P = (
    "d - 1 / 2 * (k11 * (x - mu) ** 2 + 2 * k12 * (x - mu) * (y_i - nu) + k22 * (y_i - nu) ** 2)"
)
IN_X = "-1 / 2 * (x - mu) ** 2 * k11 - (x - mu) * k12 * (y_i - nu)"
QUADRATIC = "-1 / 2 * x ** 2 * k11 + x * mu * k11 - x * k12 * (m - nu)"
EQUATION = ("q > 0", "total(w_i) == 1", f"log(q) == total(w_i * ({LOG_P})) + c")
MEAN = ("total(w_i) == 1", "total(w_i * y_i) == m")
FACTORS = (
    ("-1 / 2 * a * x_i ** 2 + a * m * x_i", "a", "m"),
    (
        "-1 / 2 * x_i ** 2 * k11 + x_i * mu * k11 - x_i * (k11 * r) * (m - nu)",
        "k11",
        "(mu - r * (m - nu))",
    ),
    (
        "-1 / 2 * x_i ** 2 * k22 + x_i * nu * k22 - x_i * (k22 * r) * (m - mu)",
        "k22",
        "(nu - r * (m - mu))",
    ),
)

DENSITIES: Place = {
    "h": "1/(1 + 2*exp(-1))",
    "k": "1/(1 + 2*exp(-1/4))",
    "q_i": ("exp(-1)/(1 + 2*exp(-1))", "1/(1 + 2*exp(-1))", "exp(-1)/(1 + 2*exp(-1))"),
    "n_i": ("exp(-1/4)/(1 + 2*exp(-1/4))", "1/(1 + 2*exp(-1/4))", "exp(-1/4)/(1 + 2*exp(-1/4))"),
}


def says(slope: str = "k12 / k11", precision: str = "{}") -> tuple[Statement, ...]:
    """The equation; the quadratic; the square; any quadratic; the first and the second factor."""
    constant = "(c + d - 1 / 2 * k22 * total(w_i * (y_i - nu) ** 2))"
    shift = "(mu * k12 * (m - nu) - 1 / 2 * mu ** 2 * k11)"
    square = "-1 / 2 * (x - m1) ** 2 * k11 + 1 / 2 * k11 * m1 ** 2"
    return (
        always(f"log(q) == total(w_i * ({IN_X})) + {constant}", *EQUATION),
        always(f"total(w_i * ({IN_X})) == {QUADRATIC} + {shift}", *MEAN),
        always(f"{QUADRATIC} == {square}", "k11 > 0", f"m1 == mu - {slope} * (m - nu)"),
        *(same_law(quadratic, precision.format(k), mean) for quadratic, k, mean in FACTORS),
    )


def same_law(quadratic: str, precision: str, mean: str) -> Statement:
    """State that q, which is h exp(quadratic), is the normal density n, of total 1 too."""
    q, n = f"h * exp({quadratic})", f"k * exp(-1 / 2 * {precision} * (x_i - {mean}) ** 2)"
    laws = ("total(q_i) == 1", "total(n_i) == 1", "k > 0")
    return always("q_i == n_i", f"q_i == {q}", f"n_i == {n}", *laws)


def normal(quadratic: str, precision: str, mean: str) -> Step:
    """Derive that the quotient of q and n is constant, hence 1."""
    goal = same_law(quadratic, precision, mean)
    (q,) = (text for text in goal.given if text.startswith("q_i =="))
    (n,) = (text for text in goal.given if text.startswith("n_i =="))
    factor = f"h * exp(1 / 2 * {precision} * {mean} ** 2)"
    constant = follows(always(f"{factor} * n_i - k * q_i == 0", q, n), (factor, n), ("-k", q))
    return follows(
        goal,
        ("-1 / k", constant),
        ("n_i / k", summed(constant)),
        ("n_i", "total(q_i) == 1"),
        (f"-({factor}) * n_i / k", "total(n_i) == 1"),
    )


@claim(
    statement="The mean-field factors of a bivariate normal law are normal: q1 has precision "
    "Lambda_11 and mean mu_1 - Lambda_12 / Lambda_11 (E x_2 - mu_2), and q2 likewise",
    source="Bishop (2006), (10.10) to (10.15); 003-055 to 003-060",
    scope="all bivariate normal laws with Lambda_11, Lambda_22 > 0; every q2 with a mean (and a "
    "second moment, for the equation); r is Lambda_12 / Lambda_11 or Lambda_12 / Lambda_22",
    says=says,
    examples=[
        {
            "q": "1",
            "w_i": ("1/2", "1/2"),
            "y_i": ("0", "2"),
            "x": "1",
            "mu": "0",
            "nu": "1",
            "m": "1",
            "k11": "2",
            "k12": "1",
            "k22": "1",
            "d": "0",
            "c": "3/2",
            "m1": "0",
        },
        {
            "a": "2",
            "k11": "2",
            "k22": "2",
            "mu": "1",
            "nu": "1",
            "r": "1/2",
            "m": "1",
            "h": "1/2",
            "k": "exp(1)/2",
            "x_i": ("0", "2"),
            "q_i": ("1/2", "1/2"),
            "n_i": ("1/2", "1/2"),
        },
    ],
    controls=[
        Control(
            "m1 = mu1 + Lambda_12 / Lambda_11 (E x2 - mu2)",
            {"slope": "-k12 / k11"},
            {"x": "1", "mu": "0", "nu": "0", "m": "1", "k11": "1", "k12": "1", "m1": "1"},
        ),
        Control(
            "the variance is the leading coefficient, and not its inverse",
            {"precision": "1 / {}"},
            {"a": "2", "m": "0", "x_i": ("-1", "0", "1"), **DENSITIES},
        ),
    ],
)
def the_mean_field_factors_of_a_normal_are_normal() -> list[Step]:
    """Average the exponent in y; complete the square; compare densities of total 1."""
    equation, quadratic, square, *_ = says()
    split = summed(
        follows(
            always(
                f"w_i * ({LOG_P}) - w_i * ({IN_X}) - d * w_i"
                " + 1 / 2 * k22 * (w_i * (y_i - nu) ** 2) == 0"
            )
        )
    )
    kept = follows(equation, ("1", split), ("d", "total(w_i) == 1"), ("1", EQUATION[2]))
    half, slope = "(1 / 2 * (x - mu) ** 2 * k11 - (x - mu) * k12 * nu)", "(x - mu) * k12"
    mean = summed(follows(always(f"w_i * ({IN_X}) + {half} * w_i + {slope} * (w_i * y_i) == 0")))
    averaged = follows(quadratic, ("1", mean), (f"-{half}", MEAN[0]), (f"-({slope})", MEAN[1]))
    completed = follows(square, ("-k11 * x", "m1 == mu - k12 / k11 * (m - nu)"))
    return unfold(together(kept, averaged, completed, *(normal(*factor) for factor in FACTORS)))
