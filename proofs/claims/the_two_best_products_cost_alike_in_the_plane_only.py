"""The two best products cost alike in the plane, and not in space.

For a normal law p, the best product q for KL(q || p) has variances 1 / Lambda_jj, the best for
KL(p || q) has Sigma_jj. In dimension d both pairs of exponents have means d / 2, so each KL is the
difference of the logarithms of the normalisers: half the logarithm of prod Lambda_jj / det Lambda,
and of prod Sigma_jj / det Sigma, which is the mutual information. In the plane the two are equal.
For three variables of variance 1 and correlation 1/2 they are log(27/16) / 2 and log(2) / 2: even
if another product is better still, the least KL(q || p) is below the mutual information.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

LOGS = ("log(p_i) == c - 1 / 2 * f_i", "log(q_i) == b - 1 / 2 * g_i")
PLACES = ("p_i > 0", "q_i > 0", *LOGS)
MEANS = ("total(p_i) == 1", "total(p_i * f_i) == d", "total(p_i * g_i) == d")
INVERSE = ("s12 * k11 + s22 * k12 == 0", "s11 * k12 + s12 * k22 == 0")


def determinant(a: str, b: str) -> str:
    """Write that of the matrix of order 3 with a on the diagonal and b elsewhere."""
    return f"(({a}) ** 3 + 2 * ({b}) ** 3 - 3 * ({a}) * ({b}) ** 2)"


def says(reverse: str = "27 / 16") -> tuple[Statement, ...]:
    """KL of two normal laws; the quotients in the plane; space: inverse, quotients, their gap."""
    diagonal = "1 * (3 / 2) + 2 * (1 / 2 * (-1 / 2))"
    outside = "1 * (-1 / 2) + 1 / 2 * (3 / 2) + 1 / 2 * (-1 / 2)"
    plane = "s11 * s22 * (k11 * k22 - k12 ** 2) == k11 * k22 * (s11 * s22 - s12 ** 2)"
    return (
        always("total(xlog(p_i, p_i / q_i)) == c - b", *PLACES, *MEANS),
        always(plane, *INVERSE),
        always(f"({diagonal} - 1) ** 2 + ({outside}) ** 2 == 0"),
        always(f"{reverse} * {determinant('3 / 2', '-1 / 2')} == (3 / 2) ** 3"),
        always(f"2 * {determinant('1', '1 / 2')} == 1 ** 3"),
        always(f"1 / 2 * log(2) - 1 / 2 * log({reverse}) > 0"),
    )


@claim(
    statement="For a bivariate normal law the least KL(q || p) and the least KL(p || q) over "
    "products are both the mutual information; for three variables they may differ",
    source="003-074, where this is not remarked",
    scope="the plane: all normal laws; space: a counterexample, with variances 1, correlations 1/2",
    says=says,
    examples=[
        {
            "p_i": ("1/2", "1/2"),
            "q_i": ("1/4", "1/4"),
            "f_i": ("1", "1"),
            "g_i": ("1", "1"),
            "d": "1",
            "c": "1/2 - log(2)",
            "b": "1/2 - log(4)",
        },
        {"k11": "2", "k12": "1", "k22": "1", "s11": "1", "s12": "-1", "s22": "2"},
    ],
    controls=[Control("they are equal in space", {"reverse": "2"}, {})],
)
def the_two_best_products_cost_alike_in_the_plane_only() -> list[Step]:
    """Take means of logarithms; compute determinants; log(32/27) >= 5/32."""
    cost, plane, inverse, reverse, forward, apart = says()
    place = "xlog(p_i, p_i / q_i) - (c - b) * p_i + 1 / 2 * (p_i * f_i) - 1 / 2 * (p_i * g_i) == 0"
    logs = follows(always(place, *PLACES), ("p_i", LOGS[0]), ("-p_i", LOGS[1]))
    kl = follows(cost, ("1", summed(logs)), *zip(("c - b", "-1 / 2", "1 / 2"), MEANS, strict=True))
    equal = follows(plane, ("s12 * k22", INVERSE[0]), ("-s22 * k12", INVERSE[1]))
    tangent = instance(log_lies_below_its_tangent(), [], {"u": "27 / 32"})
    gap = follows(apart, ("1 / 2", tangent), rest="5 / 64")
    return unfold(together(kl, equal, follows(inverse), follows(reverse), follows(forward), gap))
