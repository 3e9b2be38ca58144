"""Change of variables: the density of G(Z) is f(g^-1(x)) |det g^-1'(x)|, if there is one.

G is linear on a small square here: (a, c) and (b, d) are the images of its sides, and A is the area
of the parallelogram that they span. The mass of the square is spread over it: its density, times A,
is the density before. A curve has area 0: no density, however large, gives it any mass.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

INVERSE = ("a * e + b * g == 1", "a * f + b * h == 0", "c * f + d * h == 1")
AREA = ("A > 0", "A ** 2 == (a ** 2 + c ** 2) * (b ** 2 + d ** 2) - (a * b + c * d) ** 2")
BOUNDED = ("M - f_i >= 0", "s_i >= 0")
NULL = "total(s_i) == 0"


def says(
    factor: str = "J ** 2 == (e * h - f * g) ** 2", sign: str = "J > 0"
) -> tuple[Statement, ...]:
    """The density fills the image; a density that is at most M gives no mass to a curve."""
    return (
        always("J * A == 1", sign, factor, *INVERSE, *AREA),
        always("0 >= total(f_i * s_i)", *BOUNDED, NULL),
    )


@claim(
    statement="f_g(x) = f_z(g^-1(x)) |det of the derivative of g^-1 at x|; a law on a curve has no "
    "density in the plane",
    source="003-006",
    scope="the plane: linear maps, which diffeomorphisms are in the small (that is not derived "
    "here); s tells which places lie on the curve; densities below some M, of which others are the "
    "limit",
    says=says,
    examples=[
        {"a": "3", "b": "0", "c": "0", "d": "4", "e": "1/3", "f": "0", "g": "0", "h": "1/4"}
        | {"A": "12", "J": "1/12"},
        {"f_i": ("1", "2"), "M": "2", "s_i": ("0", "0")},
    ],
    controls=[
        Control(
            "003-006: |g^-1'| is the norm of the derivative",
            {"factor": "J ** 2 == e ** 2 + f ** 2 + g ** 2 + h ** 2"},
            {"a": "3", "b": "0", "c": "0", "d": "4", "e": "1/3", "f": "0", "g": "0", "h": "1/4"}
            | {"A": "12", "J": "5/12"},
        ),
        Control(
            "003-006: it is the determinant, with its sign",
            {"sign": "1 > 0", "factor": "J == e * h - f * g"},
            {"a": "-1", "b": "0", "c": "0", "d": "1", "e": "-1", "f": "0", "g": "0", "h": "1"}
            | {"A": "1", "J": "-1"},
        ),
    ],
)
def change_of_variables_takes_the_absolute_determinant() -> list[Step]:
    """Multiply determinants: that of G and that of its inverse make 1."""
    density, curve = says()
    one, upper, unit = INVERSE
    det, inverse = "(a * d - b * c)", "(e * h - f * g)"
    product = follows(
        always(f"{det} * {inverse} == 1", *INVERSE),
        ("c * f + d * h", one),
        ("1", unit),
        ("-(c * e + d * g)", upper),
    )
    below = "J * A + 1"
    goal = follows(
        density,
        (f"A ** 2 / ({below})", f"J ** 2 == {inverse} ** 2"),
        (f"{inverse} ** 2 / ({below})", AREA[1]),
        (f"({det} * {inverse} + 1) / ({below})", product),
    )
    term = follows(always("M * s_i - f_i * s_i >= 0", *BOUNDED), ("s_i", "M - f_i >= 0"))
    none = follows(curve, ("1", summed(term)), ("-M", NULL))
    return unfold(together(goal, none))
