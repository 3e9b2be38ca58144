"""W between the parallel lines is |theta| for every theta, also where they overlap, at theta = 0.

t = |theta| enters by t >= 0 and t^2 = theta^2. The cost is a difference of values of x; the values
of y do not differ. Cost squared would make it theta^2. j stands for any number: what it multiplies
is 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import Place, always, by_cases, follows, instance, summed, together

NONE = "theta == 0"
SIZE = ("t >= 0", "t ** 2 == theta ** 2")
MOVE = "c_i ** 2 == theta ** 2 + d_i ** 2"
STRAIGHT = ("c_i >= 0", MOVE, "d_i == 0")
LAW = "total(w_i) == 1"
EVERY = ("c_i >= 0", MOVE, "w_i >= 0")
OTHER = {"c_i": "e_i", "d_i": "f_i"}
AT: Place = {"theta": "-1/2", "t": "1/2", "c_i": ("1/2",), "d_i": ("0",), "w_i": ("1",)}


def says(
    price: str = "t",
    of: str = "theta ** 2",
    least: str = "t",
    flat: tuple[str, ...] = ("f_i == 0",),
) -> tuple[Statement, ...]:
    """Straight moves cost |theta|, 0 at 0, and no plan costs less; their squares cost theta^2."""
    across = "e_i >= 0", fill(MOVE, OTHER), *flat
    return (
        always(f"total(w_i * c_i) == {price}", *SIZE, *STRAIGHT, LAW),
        always(
            "total(v_i * c_i) + j * total(w_i * e_i) >= 0", "c_i >= 0", "v_i >= 0", *across, NONE
        ),
        always(f"total(w_i * c_i ** 2) == {of} + total(w_i * d_i ** 2)", MOVE, LAW),
        always(
            f"total(w_i * c_i) + j * (total(w_i * e_i) - t) >= {least}",
            *SIZE,
            *EVERY,
            *across,
            LAW,
        ),
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


def dearer() -> Step:
    """Derive that every move costs |theta| at least, also where that is 0."""
    then, size = "w_i * c_i - t * w_i >= 0", SIZE[1]
    over = "w_i / (c_i + t)"
    some = follows(
        always(then, "t > 0", size, *EVERY),
        (over, MOVE),
        (f"-({over})", size),
        rest=f"{over} * d_i ** 2",
    )
    free = follows(always(then.replace("t", "0"), "c_i >= 0", "w_i >= 0"), rest="w_i * c_i")
    return by_cases(always(then, *SIZE, *EVERY), "t", some, free)


@claim(
    statement="For every theta, overlap (theta = 0) or not, moving straight across costs |theta| "
    "and no plan costs less; with |x - y|^2 for the cost the least is theta^2",
    source="000-023, 000-024, 000-027, 001-028, 002-059; against 000-013 (|x - y|^2), "
    "000-023 (values of y)",
    scope="every theta; all couplings w of the lines, d the way along y, 0 for the straight one",
    says=says,
    examples=[
        {**AT, "e_i": ("1/2",), "f_i": ("0",), "j": "1"},
        {"theta": "0", "c_i": ("2",), "v_i": ("1",), "e_i": ("0",), "f_i": ("0",)},
    ],
    controls=[
        Control("000-013: with |x - y|^2 for the cost W is |theta|", {"of": "t"}, AT),
        Control("000-023: W is the difference of values of y", {"price": "total(w_i * d_i)"}, AT),
        Control(
            "no plan costs less than twice |theta|",
            {"least": "2 * t"},
            {**AT, "e_i": ("1/2",), "f_i": ("0",), "j": "1"},
        ),
        Control(
            "plans that move along y cost |theta|, too",
            {"flat": ()},
            {**AT, "theta": "3", "t": "3", "c_i": ("3",), "e_i": ("5",), "f_i": ("4",), "j": "-1"},
        ),
    ],
)
def the_straight_plan_costs_theta_with_or_without_overlap() -> list[Step]:
    """Factor differences of squares; add up over the coupling."""
    price, at_0, squares, least = says()
    share = (
        ("w_i / c_i", MOVE),
        ("w_i * theta / c_i", NONE),
        ("w_i * d_i / c_i", "d_i == 0"),
    )
    still = by_cases(
        always("w_i * c_i == 0", *STRAIGHT, NONE),
        "c_i",
        follows(always("w_i * c_i == 0", "c_i > 0", *STRAIGHT[1:], NONE), *share),
        follows(always("w_i * 0 == 0")),
    )
    each = follows(
        always("w_i * c_i ** 2 - theta ** 2 * w_i - w_i * d_i ** 2 == 0", MOVE), ("w_i", MOVE)
    )
    cost = follows(price, ("1", summed(straight())), ("t", LAW))
    across = instance(cost, least.given, OTHER)
    dear = follows(always("v_i * c_i >= 0", "c_i >= 0", "v_i >= 0"), rest="v_i * c_i")
    free = instance(summed(still), at_0.given, OTHER)
    return unfold(
        together(
            cost,
            follows(at_0, ("1", summed(dear)), ("j", free)),
            follows(squares, ("1", summed(each)), ("theta ** 2", LAW)),
            follows(least, ("1", summed(dearer())), ("t", LAW), ("j", across)),
        )
    )
