"""The path (1 - t) x + t y runs from x at t = 0 to y at t = 1, with velocity y - x.

Along it f changes, to first order, by grad f . (y - x): a chain rule that needs no more than that f
is differentiable. The mean value theorem names a time r between 0 and 1, not a point.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

STEP = "(1 - (r + s)) * x_i + (r + s) * y_i - ((1 - r) * x_i + r * y_i)"
RISE = ("s > 0", f"f == total(g_i * ({STEP})) + s * e")
SQUARES = ("y - x > 0", "y ** 2 - x ** 2 == 2 * ((1 - r) * x + r * y) * (y - x)")
MIX = "e * x_i + (1 - e) * y_i"


def says(first: str = "(1 - t) * x", velocity: str = "y - x") -> tuple[Statement, ...]:
    """Where it begins and ends, its velocity, the chain rule, the time for x^2, the mixture."""
    path = f"{first} + t * y"
    later = path.replace("t", "(t + h)")
    return (
        always(f"{path.replace('t', '0')} == x"),
        always(f"{path.replace('t', '1')} == y"),
        always(f"({later} - ({path})) / h == {velocity}", "h > 0"),
        always("f / s == total(g_i * (y_i - x_i)) + e", *RISE),
        always("r == 1 / 2", *SQUARES),
        always(f"total((x_i - ({MIX})) ** 2) == (1 - e) ** 2 * total((x_i - y_i) ** 2)"),
        always(f"total((x_i - y_i) * ({MIX} - y_i)) == e * total((x_i - y_i) ** 2)"),
    )


def shared(term: str, share: str) -> Step:
    """Derive that a term is a share of (x - y)^2 in each coordinate, and add up."""
    return summed(follows(always(f"{term} - {share} * (x_i - y_i) ** 2 == 0")))


@claim(
    statement="gamma(t) = (1 - t) x + t y has gamma(0) = x, gamma(1) = y, gamma' = y - x and "
    "(f o gamma)'(r) = grad f(gamma(r)) . (y - x); (1 - x) t + t y is no such path; "
    "e x + (1 - e) y is 1 - e of the way from x to y",
    source="against 002-085, 002-087; 002-088, 002-092",
    scope="every dimension (places are coordinates), each f that differs from its linear part at "
    "gamma(r) by s e, where e goes to 0 with the step s; the time of the mean value: f(x) = x^2",
    says=says,
    examples=[
        {
            "s": "1",
            "r": "0",
            "x_i": ("0", "0"),
            "y_i": ("3", "4"),
            "g_i": ("1", "1"),
            "f": "7",
            "e": "0",
        },
        {"h": "1", "r": "1/2", "x": "1", "y": "2", "t": "0"},
    ],
    controls=[
        Control(
            "002-085: gamma(t) = (1 - x) t + t y",
            {"first": "(1 - x) * t"},
            {"x": "1", "y": "3"},
        ),
        Control(
            "its velocity is 1 - x + y",
            {"velocity": "1 - x + y"},
            {"x": "2", "y": "0", "t": "0", "h": "1"},
        ),
    ],
)
def the_segment_from_x_to_y_begins_at_x() -> list[Step]:
    """Put the times in; multiply out."""
    begin, end, velocity, chain, half, near, far = says()
    moved = follows(always(f"g_i * ({STEP}) - s * (g_i * (y_i - x_i)) == 0"))
    return unfold(
        together(
            follows(begin),
            follows(end),
            follows(velocity),
            follows(chain, ("1 / s", RISE[1]), ("1 / s", summed(moved))),
            follows(half, ("-(1 / (2 * (y - x) ** 2))", SQUARES[1])),
            follows(near, ("1", shared(f"(x_i - ({MIX})) ** 2", "(1 - e) ** 2"))),
            follows(far, ("1", shared(f"(x_i - y_i) * ({MIX} - y_i)", "e"))),
        )
    )
