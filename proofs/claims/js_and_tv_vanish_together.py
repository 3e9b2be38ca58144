"""1/2 TV^2 <= JS <= TV log 2, so JS -> 0 if and only if TV -> 0.

Cut the space where p >= q, and where not, into equally many cells, and put them in pairs: a place
has a cell with masses a + u under P and a under Q, and one with b under P and b + v under Q. Then
TV = total u. In one cell let u grow from 0: the terms of twice JS grow no faster than u log 2, and
are at least u^2 / (2 (2 a + u)), which lies above T u - T^2 (2 a + u) / 2 for every T.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, by_cases, follows, instance, lowest, summed, together

from ._tangents import log_lies_below_its_tangent

MORE = "xlog(a_i + u_i, 2 * (a_i + u_i) / (2 * a_i + u_i))"
LESS = "xlog(a_i, 2 * a_i / (2 * a_i + u_i))"
CELL = ("a_i >= 0", "u_i >= 0", "a_i + u_i > 0")
OTHER = {"a_i": "b_i", "u_i": "v_i"}
CELLS = (*CELL, *(fill(text, OTHER) for text in CELL))
LAWS = (
    "total(a_i) + total(u_i) + total(b_i) == 1",
    "total(a_i) + total(b_i) + total(v_i) == 1",
)
TV = "total(u_i)"
JS = (
    "("
    + " + ".join(
        f"1 / 2 * total({term})" for term in (MORE, LESS, fill(MORE, OTHER), fill(LESS, OTHER))
    )
    + ")"
)
EVENT = ("u_i >= 0", "v_i >= 0", "1 - s_i >= 0", "t_i >= 0")
WEIGHTS = ("g >= 0", "h >= 0")


def says(half: str = "1 / 2", largest: str = "log(2)") -> tuple[Statement, ...]:
    """No event, s and t on the cells of a pair, has more; both bounds, added with any weights."""
    over, under = f"{largest} * {TV} - {JS}", f"{JS} - {half} * {TV} ** 2"
    return (
        always(f"{TV} >= total(s_i * u_i) - total(t_i * v_i)", *EVENT),
        always(f"g * ({over}) + h * ({under}) >= 0", *CELLS, *LAWS, *WEIGHTS),
    )


def slow_start() -> Step:
    """Derive log(1 + r) >= r - r^2 / 2 for r >= 0."""
    rising = follows(always("r * (r ** 2 / (1 + r)) >= 0", "r >= 0"), rest="r ** 3 / (1 + r)")
    return lowest(always("log(1 + r) - r + r ** 2 / 2 >= 0", "r >= 0"), "r", "0", rising)


def bounds_of_a_cell() -> tuple[Step, Step]:
    """Derive what the terms of a cell are at most and at least, where a > 0."""
    given, both = ("a > 0", "u >= 0"), "(2 * a + u)"
    terms = f"(a + u) * log(2 * (a + u) / {both}) + a * log(2 * a / {both})"
    tangent = instance(log_lies_below_its_tangent(), given, {"u": f"(a + u) / {both}"})
    fast = always(f"u * (log(2) - log(2 * (a + u) / {both})) >= 0", *given)
    most = always(f"log(2) * u - ({terms}) >= 0", *given)
    start = instance(slow_start(), given, {"r": f"u / {both}"})
    slow = f"u * (log(2 * (a + u) / {both}) - u / {both} + (u / {both}) ** 2 / 2) >= 0"
    least = always(f"{terms} - u ** 2 / (2 * {both}) >= 0", *given)
    return (
        lowest(most, "u", "0", follows(fast, ("u", tangent), rest=f"u * a / {both}")),
        lowest(least, "u", "0", follows(always(slow, *given), ("u", start))),
    )


def everywhere(then: str, some: Step, square: str, none: Step) -> Step:
    """Add the cells where Q has nothing, and add up."""
    inner = ("a_i > 0", "u_i >= 0", "a_i + u_i > 0")
    cell = instance(some, inner, {"a": "a_i", "u": "u_i"})
    positive = follows(always(then, *inner), ("1", cell), rest=square)
    return summed(by_cases(always(then, *CELL), "a_i", positive, none))


@claim(
    statement="1/2 TV^2 <= JS <= TV log 2: JS(P_n, P) -> 0 if and only if TV(P_n, P) -> 0",
    source="003-145; Lin (1991), doi:10.1109/18.61115, for the upper bound",
    scope="all pairs of laws (cells with p >= q and with q >= p, cut to be equally many)",
    says=says,
    examples=[
        {
            "a_i": ("0", "1/4"),
            "u_i": ("1/4", "1/4"),
            "b_i": ("1/4", "0"),
            "v_i": ("1/4", "1/4"),
            "s_i": ("1", "1"),
            "t_i": ("0", "0"),
            "g": "1",
            "h": "1",
        },
    ],
    controls=[
        Control(
            "JS >= 51/100 TV^2 (the constant 1/2 is the best)",
            {"half": "51 / 100"},
            {
                "a_i": ("9/20",),
                "u_i": ("1/10",),
                "b_i": ("9/20",),
                "v_i": ("1/10",),
                "g": "0",
                "h": "1",
            },
        ),
        Control(
            "JS <= 69/100 TV (the constant log 2 is the best)",
            {"largest": "69 / 100"},
            {"a_i": ("0",), "u_i": ("1",), "b_i": ("0",), "v_i": ("1",), "g": "1", "h": "0"},
        ),
    ],
)
def js_and_tv_vanish_together() -> list[Step]:
    """Bound the terms of a cell by calculus in u; add up."""
    event, both = says()
    most, least = bounds_of_a_cell()
    only_p = ("u_i >= 0", "0 + u_i > 0")
    below = f"log(2) * u_i - {MORE} - {LESS} >= 0"
    above = f"{MORE} + {LESS} - T * u_i + T ** 2 / 2 * (2 * a_i) + T ** 2 / 2 * u_i >= 0"
    half = instance(log_lies_below_its_tangent(), [], {"u": "1 / 2"})
    no_q = [always(fill(text, {"a_i": "0"}), *only_p) for text in (below, above)]
    square = "(u_i - T * (2 * a_i + u_i)) ** 2 / (2 * (2 * a_i + u_i))"
    full = everywhere(below, most, "0", follows(no_q[0]))
    low = follows(no_q[1], ("u_i", half), rest="u_i * (1 - T) ** 2 / 2")
    tilted = everywhere(above, least, square, low)
    pairs = [
        [instance(step, CELLS, {"T": TV} | names) for names in ({}, OTHER)]
        for step in (full, tilted)
    ]
    over, under = both_ways(*pairs)
    room = follows(
        always("u_i - s_i * u_i + t_i * v_i >= 0", *EVENT),
        ("u_i", "1 - s_i >= 0"),
        rest="t_i * v_i",
    )
    return unfold(
        together(
            follows(event, ("1", summed(room))),
            follows(both, ("g", over), ("h", under)),
        )
    )


def both_ways(full: list[Step], tilted: list[Step]) -> tuple[Step, Step]:
    """Put the totals to 1 in the bounds of both kinds of cells, T = TV."""
    over = always(f"log(2) * {TV} - {JS} >= 0", *CELLS, *LAWS)
    under = always(f"{JS} - 1 / 2 * {TV} ** 2 >= 0", *CELLS, *LAWS)
    logs = [("log(2) / 2", LAWS[0]), ("-log(2) / 2", LAWS[1])]
    squares = [(f"{TV} / 2 * ({k} - {TV} / 2)", law) for k, law in zip((-1, 1), LAWS, strict=True)]
    return (
        follows(over, *(("1 / 2", step) for step in full), *logs),
        follows(under, *(("1 / 2", step) for step in tilted), *squares),
    )
