"""Variational linear regression is a normal law of the weights and a gamma law of their precision.

With e = E lambda, the mean of the joint log density under q(lambda) is, in the weights beta, minus
half of (beta - m)^T (e + tau X^T X) (beta - m), if (e + tau X^T X) m = tau X^T y. Its mean under
q(beta) is, in lambda, (nu + d/2 - 1) log lambda - (b + E|beta|^2 / 2) lambda.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

NORMAL = "e * bm + tau * total(z_i * h_i) == tau * total(z_i * y_i)"
LOG_LAM = "(nu - 1) * log(lam) - b * lam + d / 2 * log(lam) - lam / 2 * s_i"
WEIGHTS = ("total(w_i) == 1", "total(w_i * s_i) == t", "lam > 0")
DENSITIES = (
    ("1 / 2 * (log(tau) - log(2 * pi))", "tau / 2", "(y_i - b * x_i) ** 2", "tau > 0"),
    ("1 / 2 * (log(lam) - log(2 * pi))", "lam / 2", "b_i ** 2", "lam > 0"),
    ("-1 / 2 * log(2 * pi * v)", "1 / (2 * v)", "(x_i - f_i) ** 2", "v > 0"),
)


def independent(constant: str, factor: str, square: str, positive: str) -> Statement:
    """State that logarithms of independent normal densities l_i add up."""
    return always(
        f"total(log(l_i)) == {constant} * total(1) - {factor} * total({square})",
        f"log(l_i) == {constant} - {factor} * {square}",
        *("l_i > 0", "pi > 0", positive),
    )


def says(shape: str = "d / 2", response: str = "y_i") -> tuple[Statement, ...]:
    """The weights; their precision; the likelihood, the prior of the weights, and a decoder's."""
    given = "-1 / 2 * e * bb - tau / 2 * total((y_i - z_i) ** 2)"
    square = "-1 / 2 * (e * (bb - 2 * bm + mm) + tau * total((z_i - h_i) ** 2))"
    constant = "(1 / 2 * (e * mm + tau * total(h_i ** 2)) - tau / 2 * total(y_i ** 2))"
    gamma = f"(nu + {shape} - 1) * log(lam) - (b + t / 2) * lam"
    data, prior, decoder = (independent(*density) for density in DENSITIES)
    return (
        always(f"{given} == {square} + {constant}", NORMAL),
        always(f"total(w_i * ({LOG_LAM})) == {gamma}", *WEIGHTS),
        always(data.then.replace("y_i", response), *data.given),
        prior,
        decoder,
    )


def added_up(constant: str, factor: str, square: str, positive: str) -> Step:
    """Add the logarithms of normal densities up."""
    goal = independent(constant, factor, square, positive)
    density = f"log(l_i) == {constant} - {factor} * {square}"
    given = ("l_i > 0", "pi > 0", positive)
    place = always(f"log(l_i) - {constant} * 1 + {factor} * {square} == 0", density, *given)
    return follows(goal, ("1", summed(follows(place, ("1", density)))))


@claim(
    statement="The variational posterior of linear regression with prior N(0, 1 / lambda) and "
    "lambda ~ Gamma(nu, b) is N(m, S) Gamma(nu + d/2, b + E|beta|^2 / 2), with S^-1 = "
    "E lambda + tau X^T X and m = tau S X^T y",
    source="Bishop (2006), section 10.3; 003-094, 003-095, 003-098, 003-103",
    scope="d weights, any data; bb, bm, mm are the inner products of beta and m, z = X beta, h = "
    "X m, and the equation for m is multiplied by beta; w is q(beta) and s is |beta|^2",
    says=says,
    examples=[
        {"e": "1", "bm": "1", "tau": "1", "z_i": ("1", "0"), "h_i": ("0", "0"), "y_i": ("1", "2")},
        {"w_i": ("1/2", "1/2"), "s_i": ("1", "3"), "t": "2", "lam": "1"},
        {
            "l_i": ("1", "1"),
            "tau": "1",
            "lam": "1",
            "v": "1",
            "pi": "1/2",
            "b": "2",
            "x_i": ("1", "3"),
            "y_i": ("2", "6"),
            "f_i": ("1", "3"),
            "b_i": ("0", "0"),
        },
    ],
    controls=[
        Control(
            "the shape is nu + 1/2 whatever the number of weights",
            {"shape": "1 / 2"},
            {"w_i": ("1",), "s_i": ("2",), "t": "2", "lam": "2", "nu": "1", "b": "1", "d": "2"},
        ),
        Control(
            "003-094: the responses are named as the covariates",
            {"response": "x_i"},
            {"l_i": ("1",), "x_i": ("1",), "y_i": ("2",), "b": "2", "tau": "1", "pi": "1/2"},
        ),
    ],
)
def variational_linear_regression_is_normal_and_gamma() -> list[Step]:
    """Complete the square; collect what multiplies log lambda and lambda."""
    weights, precision, *_ = says()
    squares = [
        summed(follows(always(f"({a} - {b}) ** 2 - {a} ** 2 + 2 * (z_i * {c}) - {b} ** 2 == 0")))
        for a, b, c in (("y_i", "z_i", "y_i"), ("z_i", "h_i", "h_i"))
    ]
    normal = follows(weights, ("-(tau / 2)", squares[0]), ("tau / 2", squares[1]), ("-1", NORMAL))
    log = "((nu - 1) * log(lam) - b * lam + d / 2 * log(lam))"
    mean = summed(
        follows(always(f"w_i * ({LOG_LAM}) - {log} * w_i + lam / 2 * (w_i * s_i) == 0", "lam > 0"))
    )
    gamma = follows(precision, ("1", mean), (log, WEIGHTS[0]), ("-(lam / 2)", WEIGHTS[1]))
    return unfold(together(normal, gamma, *(added_up(*density) for density in DENSITIES)))
