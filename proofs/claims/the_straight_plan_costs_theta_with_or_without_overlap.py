"""W between the parallel lines is |theta| for every theta, also where they overlap, at theta = 0.

t = |theta| enters by t >= theta, t >= -theta and t^2 = theta^2. The cost is a difference of values
of x; the values of y do not differ. Cost squared would make it theta^2.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, by_cases, follows, summed, together

SIZE = ("t >= 0", "t ** 2 == theta ** 2")
MOVE = "c_i ** 2 == theta ** 2 + d_i ** 2"
STRAIGHT = ("c_i >= 0", MOVE, "d_i == 0")
LAW = "total(w_i) == 1"
LATER = ("t >= 0", "t - theta >= 0", "t ** 2 == theta ** 2", "s >= 0", "h > 0")
MOVED = "s ** 2 == (theta + h) ** 2"
AT: Place = {"theta": "-1/2", "t": "1/2", "c_i": ("1/2",), "d_i": ("0",), "w_i": ("1",)}


def says(price: str = "t", of: str = "theta ** 2", later: str = "h") -> tuple[Statement, ...]:
    """Straight moves cost |theta|, 0 at theta = 0; squares; W grows no faster than theta."""
    return (
        always(f"total(w_i * c_i) == {price}", *SIZE, *STRAIGHT, LAW),
        always("total(w_i * c_i) == 0", *STRAIGHT, "theta == 0"),
        always(f"total(w_i * c_i ** 2) == {of} + total(w_i * d_i ** 2)", MOVE, LAW),
        always(f"{later} >= s - t", *LATER, MOVED),
    )


def straight() -> Step:
    """Derive that a move straight across costs |theta|, also where that is 0."""
    then = "w_i * c_i - t * w_i == 0"

    def by(over: str, theta: str) -> list[tuple[str, str]]:
        share = f"w_i / {over}"
        return [(share, MOVE), (f"-({share})", theta), (f"{share} * d_i", "d_i == 0")]

    size = SIZE[1]
    some = follows(always(then, "t > 0", size, *STRAIGHT), *by("(c_i + t)", size))
    nothing = then.replace("t", "0"), size.replace("t ", "0 ")
    inner = (MOVE, "d_i == 0", nothing[1])
    free = by_cases(
        always(nothing[0], "c_i >= 0", *inner),
        "c_i",
        follows(always(nothing[0], "c_i > 0", *inner), *by("c_i", nothing[1])),
        follows(always("w_i * 0 - 0 * w_i == 0")),
    )
    return by_cases(always(then, *SIZE, *STRAIGHT), "t", some, free)


@claim(
    statement="For every theta, overlap (theta = 0) or not, moving straight across costs |theta|; "
    "moving theta further changes W by theta at most; with |x - y|^2 for the cost the least is "
    "theta^2",
    source="000-023, 000-024, 000-027; against 000-013 (|x - y|^2), 000-023 (values of y)",
    scope="every theta; all couplings w of the lines for the squares, those with d = 0 before",
    says=says,
    examples=[
        {**AT, "s": "1/2", "h": "1"},
        {"theta": "0", "c_i": ("0",), "d_i": ("0",), "w_i": ("1",)},
    ],
    controls=[
        Control("000-013: with |x - y|^2 for the cost W is |theta|", {"of": "t"}, AT),
        Control("000-023: W is the difference of values of y", {"price": "total(w_i * d_i)"}, AT),
        Control(
            "W changes by half the change of theta",
            {"later": "h / 2"},
            {"theta": "1", "t": "1", "h": "1", "s": "2"},
        ),
    ],
)
def the_straight_plan_costs_theta_with_or_without_overlap() -> list[Step]:
    """Factor differences of squares; add up over the coupling."""
    price, _, squares, later = says()
    share = (
        ("w_i / c_i", MOVE),
        ("w_i * theta / c_i", "theta == 0"),
        ("w_i * d_i / c_i", "d_i == 0"),
    )
    still = by_cases(
        always("w_i * c_i == 0", *STRAIGHT, "theta == 0"),
        "c_i",
        follows(always("w_i * c_i == 0", "c_i > 0", *STRAIGHT[1:], "theta == 0"), *share),
        follows(always("w_i * 0 == 0")),
    )
    each = follows(
        always("w_i * c_i ** 2 - theta ** 2 * w_i - w_i * d_i ** 2 == 0", MOVE), ("w_i", MOVE)
    )
    over = "1 / (t + h + s)"
    further = follows(
        later,
        (f"2 * h * ({over})", "t - theta >= 0"),
        (over, "t ** 2 == theta ** 2"),
        (f"-({over})", MOVED),
    )
    return unfold(
        together(
            follows(price, ("1", summed(straight())), ("t", LAW)),
            summed(still),
            follows(squares, ("1", summed(each)), ("theta ** 2", LAW)),
            further,
        )
    )
