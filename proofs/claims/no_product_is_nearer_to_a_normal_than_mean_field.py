"""No product is nearer to a bivariate normal law than mean field.

The equations only show that mean field is stationary. Let q be any product (all that is used is
that E xy = E x E y), m its means, v the mean field, and u what it is when moved to m. Then
KL(q || p) = KL(q || u) + (m - mu)^T Lambda (m - mu) / 2 + KL(v || p), and Lambda is positive
definite.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, by_cases, follows, instance, summed, together

from ._tangents import entropy_term_lies_above_its_tangent

LOG_P = (
    "log(p_i) == c1 - 1 / 2 * (k11 * (x_i - mu) ** 2"
    " + 2 * k12 * (x_i - mu) * (y_i - nu) + k22 * (y_i - nu) ** 2)"
)
LOG_U = "log(u_i) == c2 - 1 / 2 * (k11 * (x_i - m1) ** 2 + k22 * (y_i - m2) ** 2)"
PLACES = ("p_i > 0", "u_i > 0", LOG_P)
PRODUCT = {
    "1": "total(q_i) == 1",
    "x": "total(q_i * x_i) == m1",
    "y": "total(q_i * y_i) == m2",
    "xy": "total(q_i * (x_i * y_i)) == m1 * m2",
}
DET = "k11 * k22 - k12 ** 2"
CENTRED = LOG_U.replace("u_i", "v_i").replace("m1", "mu").replace("m2", "nu")
UNCORRELATED = "total(v_i * ((x_i - mu) * (y_i - nu))) == 0"
MEAN_FIELD = ("v_i > 0", CENTRED, "total(v_i) == 1", UNCORRELATED)
POSITIVE = ("k11 > 0", "k22 > 0", f"{DET} > 0")
NORMALISED = (
    "c2 == 1 / 2 * log(k11) + 1 / 2 * log(k22) - log(2 * pi)",
    f"c1 == 1 / 2 * log({DET}) - log(2 * pi)",
)

WEIGHTS = ("1/16", "1/8", "1/16", "1/8", "1/4", "1/8", "1/16", "1/8", "1/16")
GRID: Place = {
    "x_i": ("-1", "-1", "-1", "0", "0", "0", "1", "1", "1"),
    "y_i": ("-1", "0", "1", "-1", "0", "1", "-1", "0", "1"),
    "p_i": WEIGHTS,
    "u_i": WEIGHTS,
    "v_i": WEIGHTS,
    "q_i": WEIGHTS,
}


def says(definite: str = f"{DET} > 0") -> tuple[Statement, ...]:
    """A bound for all products; mean field attains it, so is nearest; the bound by rho."""
    laws = ("q_i >= 0", "total(u_i) == 1", *PRODUCT.values())
    given = (*PLACES, *laws, LOG_U, "k11 > 0", definite)
    return (
        always("total(xlog(q_i, q_i / p_i)) >= c2 - c1", *given),
        always("total(xlog(v_i, v_i / p_i)) == c2 - c1", "p_i > 0", LOG_P, *MEAN_FIELD),
        always("total(xlog(q_i, q_i / p_i)) >= total(xlog(v_i, v_i / p_i))", *given, *MEAN_FIELD),
        always(f"c2 - c1 == -1 / 2 * log(({DET}) / (k11 * k22))", *POSITIVE, "pi > 0", *NORMALISED),
    )


def bound(goal: Statement) -> Step:
    """Hold q log(q / p) against its tangent at u, place by place."""
    weights = {
        "1": "(c2 - c1 + k12 * mu * nu"
        " + 1 / 2 * k11 * (mu ** 2 - m1 ** 2) + 1 / 2 * k22 * (nu ** 2 - m2 ** 2))",
        "x": "(k11 * (m1 - mu) - k12 * nu)",
        "y": "(k22 * (m2 - nu) - k12 * mu)",
        "xy": "k12",
    }
    then = (
        f"xlog(q_i, q_i / p_i) - {weights['1']} * q_i - {weights['x']} * (q_i * x_i)"
        f" - {weights['y']} * (q_i * y_i) - k12 * (q_i * (x_i * y_i)) - q_i + u_i >= 0"
    )
    given = (*PLACES, LOG_U)
    inner = ("q_i > 0", "u_i > 0")
    tangent = instance(entropy_term_lies_above_its_tangent(), inner, {"p": "q_i", "r": "u_i"})
    some = follows(always(then, *given, "q_i > 0"), ("1", tangent), ("q_i", LOG_U), ("-q_i", LOG_P))
    none = follows(always(then.replace("q_i", "0"), *given), rest="u_i")
    place = by_cases(always(then, *given, "q_i >= 0"), "q_i", some, none)
    d1, d2 = "(m1 - mu)", "(m2 - nu)"
    return follows(
        goal,
        ("1", summed(place)),
        *((weights[part], PRODUCT[part]) for part in PRODUCT),
        ("1", PRODUCT["1"]),
        ("-1", "total(u_i) == 1"),
        rest=f"1 / 2 * (k11 * ({d1} + k12 / k11 * {d2}) ** 2 + ({DET}) / k11 * {d2} ** 2)",
    )


@claim(
    statement="Among all products, mean field has the least KL(q || p) to a bivariate normal law "
    "p: -1/2 log(1 - rho^2)",
    source="003-063, where only stationarity is shown",
    scope="all laws q with densities for which E xy = E x E y, products among them; p and the "
    "normal laws u by the logarithms of their densities",
    says=says,
    examples=[
        {
            "k11": "log(4)",
            "k12": "0",
            "k22": "log(4)",
            "c1": "log(1/4)",
            "c2": "log(1/4)",
            "mu": "0",
            "nu": "0",
            "m1": "0",
            "m2": "0",
            **GRID,
        },
        {"k11": "1", "k12": "0", "k22": "1", "c1": "0", "c2": "0", "pi": "1/2"},
    ],
    controls=[
        Control(
            "det Lambda != 0 is enough: a stationary point is a minimum",
            {"definite": f"({DET}) ** 2 > 0"},
            {
                "k11": "1",
                "k12": "2",
                "k22": "1",
                "c1": "-1",
                "c2": "0",
                "mu": "0",
                "nu": "0",
                "m1": "1",
                "m2": "-1",
                "x_i": ("1",),
                "y_i": ("-1",),
                "p_i": ("1",),
                "u_i": ("1",),
                "q_i": ("1",),
            },
        ),
    ],
)
def no_product_is_nearer_to_a_normal_than_mean_field() -> list[Step]:
    """Complete the square of what KL exceeds the bound by."""
    least, attained, nearest, value = says()
    across = "v_i * ((x_i - mu) * (y_i - nu))"
    place = follows(
        always(
            f"xlog(v_i, v_i / p_i) - (c2 - c1) * v_i - k12 * ({across}) == 0",
            *("p_i > 0", "v_i > 0", LOG_P, CENTRED),
        ),
        ("v_i", CENTRED),
        ("-v_i", LOG_P),
    )
    equal = follows(
        attained, ("1", summed(place)), ("c2 - c1", "total(v_i) == 1"), ("k12", UNCORRELATED)
    )
    bounded = bound(least)
    constants = follows(value, ("1", NORMALISED[0]), ("-1", NORMALISED[1]))
    return unfold(
        together(bounded, equal, follows(nearest, ("1", bounded), ("-1", equal)), constants)
    )
