"""The normal law with the mean and the variance of p minimises KL(p || q), and nothing else does.

Up to a constant, KL(p || N(m, v)) is the mean under p of log(v) / 2 + (x - m)^2 / (2 v), that is
log(v) / 2 + (s + (mu - m)^2) / (2 v), with mu and s the mean and the variance of p. The tangent of
the logarithm at v = s does the rest. A mixture of normal laws at -a and a has mean 0, variance
1 + a^2.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

COST = "1 / 2 * log(v) + (x_i - m) ** 2 / (2 * v)"
ONE, MEAN = "total(p_i) == 1", "total(p_i * x_i) == mu"
MOMENTS = (ONE, MEAN, "total(p_i * (x_i - mu) ** 2) == s")
LAW = (*MOMENTS, "v > 0")
IN_M, IN_V = "p_i * ((m - x_i) / v)", "p_i * (1 / (2 * v) - (x_i - m) ** 2 / (2 * v ** 2))"
STATIONARY = (f"total({IN_M}) == 0", f"total({IN_V}) == 0")
Y = {"x_i": "y_i", "m": "n", "v": "w", "mu": "1", "s": "1"}
MIXTURE = "(1 / 2 * f_i + 1 / 2 * g_i)"
BIMODAL = (
    "total(f_i) == 1",
    "total(g_i) == 1",
    "total(f_i * x_i) == -a",
    "total(g_i * x_i) == a",
    "total(f_i * (x_i + a) ** 2) == 1",
    "total(g_i * (x_i - a) ** 2) == 1",
)


def says(spread: str = "s", wide: str = "1 + a ** 2") -> tuple[Statement, ...]:
    """Any law; two coordinates of variance 1; two modes; all stationary points."""
    best = fill(COST, {"m": "mu", "v": spread})
    two = [
        f"total(p_i * ({fill(cost, names)}))"
        for cost in (COST, best)
        for names in ({"mu": "0", "s": "1"}, Y)
    ]
    plane = {fill(text, names) for text in MOMENTS for names in ({"mu": "0", "s": "1"}, Y)}
    middle = f"total({MIXTURE} * ({fill(COST, {'m': '0', 'v': wide})}))"
    return (
        always(f"total(p_i * ({COST})) >= total(p_i * ({best}))", *LAW, "s > 0"),
        always(f"{two[0]} + {two[1]} >= {two[2]} + {two[3]}", *plane, "v > 0", "w > 0"),
        always(f"total({MIXTURE} * ({COST})) >= {middle}", *BIMODAL, "v > 0"),
        always("(m - mu) ** 2 + (v - s) ** 2 == 0", *LAW, *STATIONARY),
    )


def evaluated() -> Step:
    """Derive the mean of the cost under any law p."""
    weight = "(1 / 2 * log(v) + (m ** 2 - mu ** 2) / (2 * v))"
    place = always(
        f"p_i * ({COST}) - {weight} * p_i - 1 / (2 * v) * (p_i * (x_i - mu) ** 2)"
        " + (m - mu) / v * (p_i * x_i) == 0",
        "v > 0",
    )
    return follows(
        always(f"total(p_i * ({COST})) == 1 / 2 * log(v) + (s + (m - mu) ** 2) / (2 * v)", *LAW),
        ("1", summed(follows(place))),
        *zip((weight, "-((m - mu) / v)", "1 / (2 * v)"), MOMENTS, strict=True),
    )


def evaluated_for_two_modes() -> Step:
    """Derive the mean of the cost under a mixture."""
    weight = "(1 / 4 * log(v) + (m ** 2 - a ** 2) / (4 * v))"
    place = always(
        f"{MIXTURE} * ({COST}) - {weight} * f_i - {weight} * g_i"
        " - 1 / (4 * v) * (f_i * (x_i + a) ** 2) - 1 / (4 * v) * (g_i * (x_i - a) ** 2)"
        " + (m + a) / (2 * v) * (f_i * x_i) + (m - a) / (2 * v) * (g_i * x_i) == 0",
        "v > 0",
    )
    tilts = ("-((m + a) / (2 * v))", "-((m - a) / (2 * v))")
    weights = (weight, weight, *tilts, "1 / (4 * v)", "1 / (4 * v)")
    value = f"total({MIXTURE} * ({COST})) == 1 / 2 * log(v) + (1 + a ** 2 + m ** 2) / (2 * v)"
    return follows(
        always(value, *BIMODAL, "v > 0"),
        ("1", summed(follows(place))),
        *zip(weights, BIMODAL, strict=True),
    )


def least(goal: Statement, value: Step, mean: str, variance: str) -> Step:
    """Compare the cost at m and v with that at the mean and the variance."""
    best = instance(value, goal.given, {"m": mean, "v": variance})
    tangent = instance(log_lies_below_its_tangent(), goal.given, {"u": f"({variance}) / v"})
    square = f"(m - {mean}) ** 2 / (2 * v)"
    return follows(goal, ("1", value), ("-1", best), ("1 / 2", tangent), rest=square)


def only_there(goal: Statement) -> Step:
    """Solve the two equations of a stationary point."""
    in_m = follows(
        always(f"{IN_M} - m / v * p_i + 1 / v * (p_i * x_i) == 0", "v > 0"),
    )
    square = "1 / (2 * v ** 2)"
    in_v = follows(
        always(
            f"{IN_V} - (1 / (2 * v) - {square} * (m ** 2 - mu ** 2)) * p_i"
            f" + {square} * (p_i * (x_i - mu) ** 2) - (m - mu) / v ** 2 * (p_i * x_i) == 0",
            "v > 0",
        ),
    )
    mean = follows(
        always("m - mu == 0", ONE, MEAN, "v > 0", STATIONARY[0]),
        *(("-v", summed(in_m)), ("v", STATIONARY[0]), ("-m", ONE), ("1", MEAN)),
    )
    factor = "2 * v ** 2"
    variance = follows(
        always("v - s - (m - mu) ** 2 == 0", *LAW, STATIONARY[1]),
        *((f"-({factor})", summed(in_v)), (factor, STATIONARY[1])),
        *zip(("m ** 2 - mu ** 2 - v", "-2 * (m - mu)", "1"), MOMENTS, strict=True),
    )
    gap = "(v - s)"
    return follows(goal, (gap, variance), (f"(m - mu) * (1 + {gap})", mean))


@claim(
    statement="KL(p || N(m, v)) is least, and stationary, at the mean and the variance of p only: "
    "for a mixture of unit normal laws at -a and a, at mean 0 and variance 1 + a^2",
    source="Bishop (2006), section 10.7; 003-073, 003-074, 003-081, 003-082",
    scope="all laws with a mean, a variance and a density p for which the total of p log p exists; "
    "that total and log(2 pi) / 2, which no m and v change, are left out",
    says=says,
    examples=[
        {"p_i": ("1/2", "1/2"), "x_i": ("-2", "2"), "m": "0", "mu": "0", "v": "4", "s": "4"},
        {"p_i": ("1/2", "1/2"), "x_i": ("-1", "1"), "y_i": ("0", "2"), "v": "1", "w": "1"},
        {
            "f_i": ("1/2", "1/2", "0"),
            "g_i": ("0", "1/2", "1/2"),
            "x_i": ("-2", "0", "2"),
            "a": "1",
            "v": "1",
        },
    ],
    controls=[
        Control(
            "003-073: the variance is 1 / Sigma_jj",
            {"spread": "1 / s"},
            {"p_i": ("1/2", "1/2"), "x_i": ("-2", "2"), "m": "0", "mu": "0", "v": "4", "s": "4"},
        ),
        Control(
            "the nearest normal law is as wide as one mode",
            {"wide": "1"},
            {
                "f_i": ("1/2", "1/2", "0"),
                "g_i": ("0", "1/2", "1/2"),
                "x_i": ("-2", "0", "2"),
                "a": "1",
                "v": "2",
                "m": "0",
            },
        ),
    ],
)
def the_nearest_normal_has_the_mean_and_variance_of_p() -> list[Step]:
    """Write the cost by the moments, and use log u <= u - 1 at u = s / v."""
    general, plane, modes, stationary = says()
    any_law = least(general, evaluated(), "mu", "s")
    first, second = (instance(any_law, plane.given, names) for names in ({"mu": "0", "s": "1"}, Y))
    return unfold(
        together(
            any_law,
            follows(plane, ("1", first), ("1", second)),
            least(modes, evaluated_for_two_modes(), "0", "1 + a ** 2"),
            only_there(stationary),
        )
    )
