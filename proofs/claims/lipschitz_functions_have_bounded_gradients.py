"""A differentiable f is K-Lipschitz on R^n exactly where its gradient is nowhere longer than K.

There: step along the gradient, whose length is g; f rises by g times the step, up to e times the
step, and by no more than K times the step. So g <= K + e, and e is as small as one likes. Back: the
mean value theorem gives f(y) - f(x) = grad f . (y - x) at a point between, and Cauchy and Schwarz
bound it. Places are coordinates.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

LENGTHS = ("K > 0", "r > 0", "total(h_i ** 2) == r ** 2", "K ** 2 - total(g_i ** 2) >= 0")
MOVE = ("K > 0", "r > 0", "total((y_i - x_i) ** 2) == r ** 2", "K ** 2 - total(g_i ** 2) >= 0")
RISE = "f - total(g_i * (s * g_i)) + e * (s * g) >= 0"
CLIMB = ("s > 0", "g > 0", "total(g_i ** 2) == g ** 2", RISE)
SIZE = ("u >= 0", "u ** 2 == (a - b) ** 2", "K >= 0", "r > 0")
TWO_SIDED = ("K * r - (a - b) >= 0", "K * r + (a - b) >= 0")
LATER = "total(g_i * (x_i + s * h_i))"
EITHER = ("s ** 2 == 1", "f == total(g_i * (y_i - x_i))")
OTHERS = {"K": "1", "g_i": "h_i", "s": "u", "f": "b"}
BOTH = (*CLIMB, "1 * (s * g) - f >= 0", *(fill(text, OTHERS) for text in (*MOVE[1:], *EITHER)))


def says(steepest: str = "g_i / g") -> tuple[Statement, ...]:
    """Cauchy and Schwarz; size; both directions; the steepest; h; both directions at once."""
    return (
        always("K * r - total(g_i * h_i) >= 0", *LENGTHS),
        always("K * r - total(g_i * (y_i - x_i)) >= 0", *MOVE),
        always("K * r - u >= 0", *SIZE, *TWO_SIDED),
        always("K + e - g >= 0", *CLIMB, "K * (s * g) - f >= 0"),
        always("K * r - s * f >= 0", *MOVE, *EITHER),
        always(f"total(g_i * ({steepest})) == g", "g > 0", "total(g_i ** 2) == g ** 2"),
        always("K - v / r >= 0", "r > 0", "K * r - v >= 0"),
        always(f"({LATER} - total(g_i * x_i)) / s == total(g_i * h_i)", "s > 0"),
        always("j * (1 + e - g) + k * (r - u * b) >= 0", "j >= 0", "k >= 0", *BOTH),
    )


def cauchy(sign: str) -> Step:
    """Derive K r - (sign) g . h >= 0."""
    square = f"r / (2 * K) * g_i ** 2 {sign} g_i * h_i + K / (2 * r) * h_i ** 2 >= 0"
    term = follows(
        always(square, "K > 0", "r > 0"),
        rest=f"r / (2 * K) * (g_i {sign} K / r * h_i) ** 2",
    )
    return follows(
        always(f"K * r {sign} total(g_i * h_i) >= 0", *LENGTHS),
        ("1", summed(term)),
        ("r / (2 * K)", LENGTHS[3]),
        ("-(K / (2 * r))", LENGTHS[2]),
    )


def size() -> Step:
    """Derive the bound for |a - b| from those for a - b and b - a."""
    goal = says()[2]
    others = [text for text in goal.given if text != "u >= 0"]
    positive = follows(
        always(goal.then, *others, "u > 0"),
        ("(K * r + (a - b)) / (K * r + u)", TWO_SIDED[0]),
        ("-(1 / (K * r + u))", "u ** 2 == (a - b) ** 2"),
    )
    zero = follows(always("K * r - 0 >= 0", "K >= 0", "r > 0"), rest="K * r")
    return by_cases(goal, "u", positive, zero)


def climb() -> Step:
    """Derive that the gradient is at most K + e long."""
    goal = says()[3]
    steps = follows(always("g_i * (s * g_i) - s * g_i ** 2 == 0"))
    return follows(
        goal,
        ("1 / (s * g)", "K * (s * g) - f >= 0"),
        ("1 / (s * g)", RISE),
        ("1 / (s * g)", summed(steps)),
        ("1 / g", "total(g_i ** 2) == g ** 2"),
    )


@claim(
    statement="A differentiable f on R^n is K-Lipschitz if and only if norm(grad f) <= K "
    "everywhere; the difference quotient along h tends to grad f . h, which is norm(grad f) along "
    "the gradient, and not along every h",
    source="002-081, 002-082, 002-089, 002-090, 002-093; against 002-071, 002-083, 002-084",
    scope="every n; forth: f is the rise along the step s grad f, whose length is s g, and differs "
    "from its linear part by at most e s g: each e > 0 has such s, as f is differentiable; back: "
    "g is the gradient at the point of the segment from x to y that the mean value theorem names, "
    "so on convex domains; s is the sign 1 or -1; both at once: K = 1, h is the other gradient",
    says=says,
    examples=[
        {"K": "5", "r": "5", "h_i": ("3", "4"), "g_i": ("3", "4")},
        {
            "K": "5",
            "r": "5",
            "y_i": ("3", "4"),
            "x_i": ("0", "0"),
            "g_i": ("3", "4"),
            "s": "1",
            "f": "25",
        },
        {"s": "1", "g_i": ("3", "4"), "x_i": ("0", "0"), "h_i": ("3", "4")},
        {"u": "5", "a": "0", "b": "5", "K": "5", "r": "1", "v": "1"},
        {"K": "5", "e": "0", "g_i": ("3", "4"), "g": "5", "s": "1", "f": "25"},
        {"e": "4", "g_i": ("3", "4"), "g": "5", "s": "1", "f": "5"},
        {
            "s": "1",
            "g_i": ("3/5", "4/5"),
            "g": "1",
            "f": "1",
            "e": "0",
            "j": "1",
            "k": "1",
            "h_i": ("3/5", "4/5"),
            "y_i": ("3", "4"),
            "x_i": ("0", "0"),
            "r": "5",
            "u": "-1",
            "b": "5",
        },
    ],
    controls=[
        Control(
            "002-084: the difference quotient tends to norm(grad f) along every direction h",
            {"steepest": "h_i"},
            {"g_i": ("1", "0"), "g": "1", "h_i": ("0", "1")},
        ),
    ],
)
def lipschitz_functions_have_bounded_gradients() -> list[Step]:
    """Climb along the gradient; bound the rise along a segment."""
    _, move, _, _, back, steepest, quotient, along_h, both = says()
    forth = climb()
    unit = instance(forth, both.given, {"K": "1"})
    below, above = (instance(cauchy(sign), move.given, {"h_i": "y_i - x_i"}) for sign in ("-", "+"))
    either = follows(
        back,
        ("((1 + s) / 2) ** 2", below),
        ("((1 - s) / 2) ** 2", above),
        ("-(K * r / 2)", EITHER[0]),
        ("-s", EITHER[1]),
    )
    line = follows(always("g_i * (x_i + s * h_i) - g_i * x_i - s * (g_i * h_i) == 0"))
    along = follows(always("g_i * (g_i / g) - 1 / g * g_i ** 2 == 0", "g > 0"))
    return unfold(
        together(
            cauchy("-"),
            below,
            size(),
            forth,
            either,
            follows(steepest, ("1", summed(along)), ("1 / g", "total(g_i ** 2) == g ** 2")),
            follows(quotient, ("1 / r", "K * r - v >= 0")),
            follows(along_h, ("1 / s", summed(line))),
            follows(both, ("j", unit), ("k", instance(either, both.given, OTHERS))),
        )
    )
