"""The mean-field equation gives the best factor.

With q2 fixed, KL(q1 q2 || p) is, up to a constant, the mean of log q1 - e under q1, where
e(x1) is the mean of log p(x1, x2) under q2. The law r with log r = e + c is the best q1, and the
only one: any other q costs more by the total of (q - r)^2 / (2 (q + r)) at least.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._strict_tangents import entropy_term_lies_strictly_above_its_tangent

PLACES = ("q_i >= 0", "r_i > 0")
LAWS = (*PLACES, "total(q_i) == 1", "total(r_i) == 1")
TWO = ("a > 0", "1 - a > 0", "p_i > 0", "s_i > 0")
FREE = "total(xlog(q_i, q_i)) - total(q_i * e_i)"
JOINT = "a * total(xlog(q_i, q_i * a / p_i)) + (1 - a) * total(xlog(q_i, q_i * (1 - a) / s_i))"
MEAN = "a * log(p_i) + (1 - a) * log(s_i)"


def gap(cost: str) -> str:
    """Write what q costs more than r, less what separates them."""
    return f"{cost} - ({fill(cost, {'q_i': 'r_i'})}) - total((q_i - r_i) ** 2 / (2 * (q_i + r_i)))"


def says(mean: str = MEAN) -> tuple[Statement, ...]:
    """For any x2, with e the mean of log p under q2; and KL, for x2 with two values."""
    return (
        always(f"{gap(FREE)} >= 0", *LAWS, "log(r_i) == e_i + c"),
        always(f"{gap(JOINT)} >= 0", *LAWS, *TWO, f"log(r_i) == {mean} + c"),
    )


def at_a_place(cost: str, equation: str, factor: str, *given: str) -> Step:
    """Derive the gap at one place, before the totals of q and r are put to 1."""
    then = f"{gap(cost)} - ({factor}) * q_i + ({factor}) * r_i >= 0".replace("total(", "(")
    tangent = instance(
        entropy_term_lies_strictly_above_its_tangent(),
        ["q_i > 0", "r_i > 0"],
        {"p": "q_i", "r": "r_i"},
    )
    positive = follows(
        always(then, "q_i > 0", "r_i > 0", *given, equation),
        ("1", tangent),
        ("q_i - r_i", equation),
    )
    zero = always(fill(then, {"q_i": "0"}), "r_i > 0", *given, equation)
    none = follows(zero, ("-r_i", equation), rest="r_i / 2")
    return by_cases(always(then, *PLACES, *given, equation), "q_i", positive, none)


def added_up(goal: Statement, place: Step, factor: str, *more: tuple[str, str]) -> Step:
    """Add up over the places; q and r have the same total."""
    ones = ((factor, "total(q_i) == 1"), (f"-({factor})", "total(r_i) == 1"))
    return follows(goal, ("1", summed(place)), *ones, *more)


@claim(
    statement="With q2 fixed, KL(q1 q2 || p) is least for log q1 = E_q2 log p + constant, and "
    "for no other q1",
    source="Bishop (2006), (10.9); 003-052 to 003-054",
    scope="all laws q1 with densities, every q2 for which e = E_q2 log p exists",
    says=says,
    examples=[
        {"q_i": ("1", "0"), "r_i": ("1/3", "2/3"), "e_i": ("0", "log(2)"), "c": "-log(3)"},
        {
            "q_i": ("1", "0"),
            "r_i": ("1/5", "4/5"),
            "a": "1/2",
            "p_i": ("1/10", "4/10"),
            "s_i": ("1/10", "4/10"),
            "c": "log(2)",
        },
    ],
    controls=[
        Control(
            "log q1 = log E_q2 p + constant",
            {"mean": "log(a * p_i + (1 - a) * s_i)"},
            {
                "q_i": ("3/4", "1/4"),
                "r_i": ("1/2", "1/2"),
                "a": "1/2",
                "p_i": ("1/4", "1/100"),
                "s_i": ("1/4", "49/100"),
                "c": "log(2)",
            },
        )
    ],
)
def the_mean_field_equation_gives_the_best_factor() -> list[Step]:
    """Put the equation into the strict tangent of q log q at r, and add up."""
    general, with_two = says()
    one = at_a_place(FREE, "log(r_i) == e_i + c", "c + 1")
    factor = "c + 1 + a * log(a) + (1 - a) * log(1 - a)"
    two = at_a_place(JOINT, f"log(r_i) == {MEAN} + c", factor, *TWO)
    return unfold(together(added_up(general, one, "c + 1"), added_up(with_two, two, factor)))
