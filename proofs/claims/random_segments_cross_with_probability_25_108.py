"""Two segments with four random ends in the unit square cross with probability 25/108.

Four points hang together by areas, which are their weights in an affine relation: either one lies
in the triangle of the others, or just one of the three pairings crosses. The first has probability
4 times the mean area of a random triangle. To find that, put the three points in the order of x,
with spacings a, b, and let c, d be the spacings of the y in their order. In 1 of 3 cases the second
point is the middle one in y too, and twice the area is |a d - b c|; else it is, up to reflection,
(a + b) (c + d) - a c. Three points cut a side into 4 spacings of mean 1/4, and two into 3 of mean
1/3; a / (a + b) and c / (c + d) are two such points, independent of a + b and c + d.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

POINTS = "abcd"
CUT_4 = ("a_i + b_i + c_i + d_i == 1", *(f"total(w_i * {x}_i) == g" for x in POINTS))
CUT_3 = ("a_i + b_i + c_i == 1", *(f"total(w_i * {x}_i) == e" for x in "abc"))
MEANS = tuple(f"total(w_i * ({x}_i * {y}_i)) == g * g" for x, y in ("ad", "bc", "bd"))
FACTS = (
    "4 * g == 1",
    "3 * e == 1",
    "middle == (2 * g) ** 2 * e",
    "outer == 3 * g ** 2",
    "2 * area == 1 / 3 * middle + 2 / 3 * outer",
    "convex == 1 - 4 * area",
    "3 * cross == convex",
)
NUMBERS = {
    "g": "1/4",
    "e": "1/3",
    "middle": "1/12",
    "outer": "3/16",
    "area": "11/144",
    "convex": "25/36",
    "cross": "25/108",
}
SQUARE = {f"x{p}": "01"[p in "bd"] for p in POINTS} | {f"y{p}": "01"[p in "cd"] for p in POINTS}
SHARES = ("a == r * u", "b == r * (1 - u)", "c == s * v", "d == s * (1 - v)")


def area(one: str, two: str, three: str) -> str:
    """Write twice the signed area of three points (x, y)."""
    side = f"(x{two} - x{one}) * (y{three} - y{one}) - (x{three} - x{one}) * (y{two} - y{one})"
    return f"({side})"


def relation(sign: str) -> str:
    """Write the affine relation of four points, in 1, x and y at once."""
    weights = (area(*"bcd"), f"-{area(*'acd')}", area(*"abd"), f"{sign}{area(*'abc')}")
    return " + ".join(
        f"{weight} * (j + k * x{p} + l * y{p})" for weight, p in zip(weights, POINTS, strict=True)
    )


def says(value: str = "25 / 108", sign: str = "-", spacings: str = "4") -> tuple[Statement, ...]:
    """The relation of four points; spacings; areas of triangles, and their mean; the result."""
    outer = "total(w_i * ((a_i + b_i) * (c_i + d_i) - a_i * c_i))"
    return (
        always(f"{relation(sign)} == 0"),
        always(f"{spacings} * g == 1", *CUT_4, "total(w_i) == 1"),
        always("3 * e == 1", *CUT_3, "total(w_i) == 1"),
        always("a * d - b * c == r * s * (u - v)", *SHARES),
        always(f"{outer} == 3 * g ** 2", *MEANS),
        always(f"cross == {value}", *FACTS),
    )


def filled(cut: str, whole: str) -> Step:
    """Derive that the means of the spacings add up to the total of the chances."""
    spacings = " + ".join(f"w_i * {x}_i" for x in cut)
    return summed(follows(always(f"{spacings} - w_i == 0", whole), ("w_i", whole)))


@claim(
    statement="Two segments with ends drawn uniformly from the unit square cross with probability "
    "25/108: not almost never",
    source="002-030; Sylvester's problem for the square: 25/36 (Woolhouse, 1867)",
    scope="four independent uniform points in the unit square; what the docstring says of chances "
    "(1 case in 3, equal means of spacings, independence, 1 pairing of 3) enters as hypotheses",
    says=says,
    examples=[
        NUMBERS,
        {f"{x}_i": "1/4" for x in POINTS} | {"w_i": "1", "g": "1/4"},
        {f"{x}_i": "1/3" for x in "abc"} | {"w_i": "1", "e": "1/3"},
        {"a": "1", "b": "1", "r": "2", "u": "1/2", "c": "1", "d": "1", "s": "2", "v": "1/2"},
    ],
    controls=[
        Control("002-030: with probability 0", {"value": "0"}, NUMBERS),
        Control(
            "three points cut a side into 3",
            {"spacings": "3"},
            {f"{x}_i": "1/4" for x in POINTS} | {"w_i": "1", "g": "1/4"},
        ),
        Control(
            "all areas with the same sign",
            {"sign": ""},
            {**SQUARE, "j": "1", "k": "0", "l": "0"},
        ),
    ],
)
def random_segments_cross_with_probability_25_108() -> list[Step]:
    """Expand areas; add spacings up."""
    tied, four, three, share, outer, result = says()
    counted = [
        follows(
            goal,
            ("1", filled(cut, given[0])),
            *(("-1", text) for text in given[1:]),
            ("1", "total(w_i) == 1"),
        )
        for goal, cut, given in ((four, POINTS, CUT_4), (three, "abc", CUT_3))
    ]
    split = (
        "w_i * ((a_i + b_i) * (c_i + d_i) - a_i * c_i)"
        " - w_i * (a_i * d_i) - w_i * (b_i * c_i) - w_i * (b_i * d_i) == 0"
    )
    opened = summed(follows(always(split)))
    by = ("-44 / 27 * (4 * g + 1) / 16", "-8 / 27 * g ** 2", "-2 / 9", "-4 / 9", "-2 / 3")
    solved = list(zip((*by, "1 / 3", "1 / 3"), FACTS, strict=True))
    return unfold(
        together(
            follows(tied),
            *counted,
            follows(
                share,
                ("d", SHARES[0]),
                ("-c", SHARES[1]),
                ("-(r * (1 - u))", SHARES[2]),
                ("r * u", SHARES[3]),
            ),
            follows(outer, ("1", opened), *(("1", text) for text in MEANS)),
            follows(result, *solved),
        )
    )
