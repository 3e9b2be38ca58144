"""W of every order p > 0 between the parallel lines is |theta|, and so is W of order infinity.

A coupling moves by theta across and by d along, at cost c >= |theta|; then c^p >= |theta|^p, by the
tangents of log and exp. In order 1 the cost of a coupling is |theta| and, besides, the mean of
d^2 / (c + |theta|): only moving straight across is best. Without that excess any plan w at
theta + h costs h more than any plan v at theta > 0, as the plans straight across do.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import Place, always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

SIZE = ("t > 0", "t ** 2 == theta ** 2")
MOVE = ("c_i > 0", "c_i ** 2 == theta ** 2 + d_i ** 2", "w_i >= 0")
LEAST = "exp(p * log(t))"
AHEAD = {"t": "theta + h"}
BEFORE = {"t": "theta", "w_i": "v_i", "c_i": "e_i", "d_i": "f_i"}
PLAN = "total(w_i * c_i) - total(w_i * d_i ** 2 / (c_i + t))"
MOVES = ("t > 0", "c_i > 0", "c_i ** 2 == t ** 2 + d_i ** 2", "total(w_i) == 1")
TWO = tuple(fill(text, values) for values in (AHEAD, BEFORE) for text in MOVES)


def says(
    cost: str = "exp(p * log(c_i))", excess: str = "(c_i + t)", rise: str = "h"
) -> tuple[Statement, ...]:
    """Order p; attained; order 1; order infinity; from theta > 0 to theta + h > 0 in order 1."""
    return (
        always(f"total(w_i * {cost}) - {LEAST} * total(w_i) >= 0", *SIZE, *MOVE, "p > 0"),
        always(f"{LEAST} * total(w_i) == {LEAST}", "t > 0", "total(w_i) == 1"),
        always(
            f"total(w_i * c_i) == t + total(w_i * d_i ** 2 / {excess})",
            *SIZE,
            *MOVE[:2],
            "total(w_i) == 1",
        ),
        always("M >= t", *SIZE, *MOVE, "M - c_i >= 0", "total(w_i) == 1"),
        always(f"{fill(PLAN, AHEAD)} - ({fill(PLAN, BEFORE)}) == {rise}", *TWO),
    )


def power() -> Step:
    """Derive c^p >= |theta|^p, weighed: log c - log t is at least half of 1 - t^2 / c^2."""
    given = says()[0].given
    log = log_lies_below_its_tangent()
    growth = instance(log, given, {"u": "exp(p * log(c_i)) / exp(p * log(t))"})
    ratio = instance(log, given, {"u": "t ** 2 / c_i ** 2"})
    share = f"w_i * {LEAST} * p / (2 * c_i ** 2)"
    return follows(
        always(f"w_i * exp(p * log(c_i)) - {LEAST} * w_i >= 0", *given),
        (f"w_i * {LEAST}", growth),
        (f"w_i * {LEAST} * p / 2", ratio),
        (share, MOVE[1]),
        (f"-({share})", SIZE[1]),
        rest=f"{share} * d_i ** 2",
    )


def excess_of_order_1() -> Step:
    """Derive what a move costs more than |theta|."""
    return follows(
        always("w_i * c_i - t * w_i - w_i * d_i ** 2 / (c_i + t) == 0", *SIZE, *MOVE[:2]),
        ("w_i / (c_i + t)", MOVE[1]),
        ("-(w_i / (c_i + t))", SIZE[1]),
    )


MOVED: Place = {
    "theta": "3",
    "h": "2",
    "w_i": ("1",),
    "c_i": ("13",),
    "d_i": ("12",),
    "v_i": ("1",),
    "e_i": ("5",),
    "f_i": ("4",),
}


@claim(
    statement="For theta != 0 and every order p in (0, inf], W_p(P, Q_theta) = |theta|; in order 1 "
    "only the coupling that moves straight across is best; W1 rises by h from theta to theta + h",
    source="002-057; 000-015, 001-021, 001-029",
    scope="all couplings: w is any weight on moves, total w = 1; order infinity: M is any bound of "
    "all moves; W_p is the p-th root of the least mean of c^p (for p < 1 that mean itself)",
    says=says,
    examples=[
        {
            "theta": "-3",
            "t": "3",
            "w_i": ("1/3", "2/3"),
            "d_i": ("4", "0"),
            "c_i": ("5", "3"),
            "p": "1/2",
            "M": "5",
        },
        MOVED,
    ],
    controls=[
        Control(
            "000-013: W = inf of the mean of |x - y|^2, held against |theta|^p with p = 1",
            {"cost": "c_i ** 2"},
            {"theta": "1/2", "t": "1/2", "w_i": ("1",), "d_i": ("0",), "c_i": ("1/2",), "p": "1"},
        ),
        Control(
            "moves along cost nothing more: c = |theta| + d^2 / c",
            {"excess": "c_i"},
            {"theta": "3", "t": "3", "w_i": ("1",), "d_i": ("4",), "c_i": ("5",)},
        ),
        Control("the slope of W is 2", {"rise": "2 * h"}, MOVED),
    ],
)
def parallel_lines_are_theta_apart_in_every_order() -> list[Step]:
    """Weigh the costs of moves; add up over the coupling."""
    _, attained, order_1, highest, later = says()
    bounded = follows(
        always("M * w_i - t * w_i >= 0", *SIZE, *MOVE, "M - c_i >= 0"),
        ("w_i", "M - c_i >= 0"),
        ("1", excess_of_order_1()),
        rest="w_i * d_i ** 2 / (c_i + t)",
    )
    excess = follows(
        always("w_i * c_i - t * w_i - w_i * d_i ** 2 / (c_i + t) == 0", *MOVES[:3]),
        ("w_i / (c_i + t)", MOVES[2]),
    )
    cost = follows(always(f"{PLAN} == t", *MOVES), ("1", summed(excess)), ("t", MOVES[3]))
    return unfold(
        together(
            summed(power()),
            follows(attained, (LEAST, "total(w_i) == 1")),
            follows(order_1, ("1", summed(excess_of_order_1())), ("t", "total(w_i) == 1")),
            follows(highest, ("1", summed(bounded)), ("t - M", "total(w_i) == 1")),
            follows(
                later,
                ("1", instance(cost, later.given, AHEAD)),
                ("-1", instance(cost, later.given, BEFORE)),
            ),
        )
    )
