"""The bivariate normal density, by its precision matrix.

Every precision matrix is ((c^2 + k^2, c s), (c s, s^2)) for some k, s > 0 and c. Its determinant is
k^2 s^2, and the density with the root of that over 2 pi before the exponential is a product of two
densities of the normal law in one dimension: of x, and of y given x. So its total is 1.
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
    scale: str = "k * s", precision: str = "c ** 2 + k ** 2", less: str = "(c * s) ** 2"
) -> tuple[Statement, ...]:
    """The density is a product; the determinant; precision times covariance is the unit matrix."""
    first, mixed, last = UNIT
    return (
        always(f"{scale} / (2 * pi) * exp(-(1 / 2) * {SQUARE}) == {FIRST} * ({SECOND})", *ROOT),
        always(f"(c ** 2 + k ** 2) * s ** 2 - {less} == (k * s) ** 2"),
        always(f"({precision}) * v11 + c * s * v12 == 1", first, mixed),
        always("(c ** 2 + k ** 2) * v12 + c * s * v22 == 0", *UNIT, "s > 0"),
        always("c * s * v11 + s ** 2 * v12 == 0", mixed),
        always("c * s * v12 + s ** 2 * v22 == 1", mixed, last),
    )


PLACE = {"k": "1", "s": "1", "c": "-1", "v11": "1", "v12": "1", "v22": "2"}


@claim(
    statement="|L|^(1/2) / (2 pi) exp(-1/2 (x - m)' L (x - m)) is the density of the normal law in "
    "the plane with precision matrix L, the inverse of its covariance",
    source="003-046",
    scope="every positive definite L, every mean; t^2 = 2 pi for the density in one dimension",
    says=says,
    examples=[PLACE, {"pi": "1/2", "t": "1"}],
    controls=[
        Control(
            "the determinant itself before the exponential",
            {"scale": "k ** 2 * s ** 2"},
            {"pi": "1/2", "t": "1", "k": "2", "s": "1", "c": "0"}
            | {"x": "0", "y": "0", "m": "0", "n": "0"},
        ),
        Control("the precision of x is 1 / variance", {"precision": "1 / v11"}, PLACE),
        Control("the determinant is the product of the diagonal", {"less": "0"}, PLACE),
    ],
)
def a_normal_density_splits_by_its_precision() -> list[Step]:
    """Complete the square; the law of (k (x - m), s (y - n) + c (x - m)) is standard."""
    density, determinant, *entries = says()
    both = f"k * s * exp(-(1 / 2) * {SQUARE}) / (2 * pi * t ** 2)"
    first, mixed, last = UNIT
    ways: list[list[tuple[str, Step | str]]] = [
        [("1", first), ("c", mixed)],
        [("c / s", last), ("(k ** 2 - c ** 2) / s", mixed), ("-c / s", first)],
        [("s", mixed)],
        [("1", last), ("-c", mixed)],
    ]
    return unfold(
        together(
            follows(density, (both, ROOT[1])),
            follows(determinant),
            *(follows(goal, *way) for goal, way in zip(entries, ways, strict=True)),
        )
    )
