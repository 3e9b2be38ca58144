"""The bivariate normal density, by its precision matrix.

Every precision matrix is ((c^2 + k^2, c s), (c s, s^2)) for some k, s > 0 and c. Its determinant is
k^2 s^2, and the density with the root of that over 2 pi before the exponential is a product of two
densities of the normal law in one dimension: of x, and of y given x. So its total is 1. Its
covariance is ((v11, v12), (v12, v22)): k (x - m) and s (y - n) + c (x - m) have variance 1 and
covariance 0. e, f, g and h stand for any numbers: what they multiply is 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

SQUARE = (
    "((c ** 2 + k ** 2) * (x - m) ** 2 + 2 * c * s * (x - m) * (y - n) + s ** 2 * (y - n) ** 2)"
)
FIRST = "k / t * exp(-(1 / 2) * (k * (x - m)) ** 2)"
SECOND = "s / t * exp(-(1 / 2) * (s * (y - n) + c * (x - m)) ** 2)"
ROOT = ("pi > 0", "t ** 2 == 2 * pi", "t > 0")
UNIT = (
    "k ** 2 * v11 == 1",
    "c * v11 + s * v12 == 0",
    "s ** 2 * v22 + 2 * s * c * v12 + c ** 2 * v11 == 1",
)


def says(
    scale: str = "r", precision: str = "c ** 2 + k ** 2", less: str = "(c * s) ** 2"
) -> tuple[Statement, ...]:
    """The density is a product, and precision times covariance is the unit matrix; by entries."""
    first, mixed, last = UNIT
    return (
        always(
            f"{scale} / (2 * pi) * exp(-(1 / 2) * {SQUARE})"
            f" + e * (({precision}) * v11 + c * s * v12 - 1)"
            " + f * ((c ** 2 + k ** 2) * v12 + c * s * v22)"
            " + g * (c * s * v11 + s ** 2 * v12)"
            f" + h * (c * s * v12 + s ** 2 * v22 - 1) == {FIRST} * ({SECOND})",
            *ROOT,
            *UNIT,
            "k > 0",
            "s > 0",
            "r > 0",
            f"r ** 2 == (c ** 2 + k ** 2) * s ** 2 - {less}",
        ),
        always(f"({precision}) * v11 + c * s * v12 == 1", first, mixed),
        always("(c ** 2 + k ** 2) * v12 + c * s * v22 == 0", *UNIT, "s > 0"),
        always("c * s * v11 + s ** 2 * v12 == 0", mixed),
        always("c * s * v12 + s ** 2 * v22 == 1", mixed, last),
    )


PLACE = {"k": "1", "s": "1", "c": "-1", "v11": "1", "v12": "1", "v22": "2"}
POINT = {**PLACE, "pi": "1/2", "t": "1", "r": "1", "x": "0", "y": "0", "m": "0", "n": "0"} | {
    "e": "0",
    "f": "0",
    "g": "0",
    "h": "0",
}
SKEW = {**POINT, "k": "3/4", "v11": "16/9", "v12": "16/9", "v22": "25/9", "r": "5/4"}
WIDE = {**POINT, "k": "1/2", "c": "0", "v11": "4", "v12": "0", "v22": "1", "r": "1/2"}


@claim(
    statement="|L|^(1/2) / (2 pi) exp(-1/2 (x - m)' L (x - m)) is the density of the normal law in "
    "the plane with precision matrix L, the inverse of its covariance",
    source="003-046",
    scope="every positive definite L, every mean; t^2 = 2 pi for the density in one dimension",
    says=says,
    examples=[POINT],
    controls=[
        Control(
            "the determinant itself before the exponential",
            {"scale": "r ** 2"},
            WIDE,
        ),
        Control("the precision of x is 1 / variance", {"precision": "1 / v11"}, PLACE),
        Control("the determinant is the product of the diagonal", {"less": "0"}, SKEW),
    ],
)
def a_normal_density_splits_by_its_precision() -> list[Step]:
    """Complete the square; the law of (k (x - m), s (y - n) + c (x - m)) is standard."""
    density, *entries = says()
    bell = f"exp(-(1 / 2) * {SQUARE}) / (2 * pi)"
    first, mixed, last = UNIT
    ways: list[list[tuple[str, Step | str]]] = [
        [("1", first), ("c", mixed)],
        [("c / s", last), ("(k ** 2 - c ** 2) / s", mixed), ("-c / s", first)],
        [("s", mixed)],
        [("1", last), ("-c", mixed)],
    ]
    inverse = [follows(goal, *way) for goal, way in zip(entries, ways, strict=True)]
    product = follows(
        density,
        (f"{bell} / (r + k * s)", "r ** 2 == (c ** 2 + k ** 2) * s ** 2 - (c * s) ** 2"),
        (f"k * s * {bell} / t ** 2", ROOT[1]),
        *zip("efgh", inverse, strict=True),
    )
    return unfold(together(product, *inverse))
