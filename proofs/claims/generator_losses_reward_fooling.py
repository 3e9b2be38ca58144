"""What the losses of a GAN's players reward, and their gradients.

D is the logistic function s(a) = exp(a) / (1 + exp(a)) of a logit a; 1 - s(a) is
1 / (1 + exp(a)). A convex function has slope g at a where it lies above its line with slope g
through a, as here.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, lowest, summed, together

from ._tangents import log_lies_below_its_tangent

CHANCES = ("c > 0", "1 - c > 0", "d > 0", "1 - d > 0")
SLOPE = "g == z * exp(w * z) / (1 + exp(w * z)) - x / (1 + exp(w * x))"


def logistic(a: str) -> tuple[str, str]:
    """Write the logistic function, and 1 minus it."""
    return f"(exp({a}) / (1 + exp({a})))", f"(1 / (1 + exp({a})))"


def cost(w: str) -> str:
    """Write -log D(x) - log(1 - D(z)) for D(x) = s(w x)."""
    return f"(log(1 + exp(-(({w}) * x))) + log(1 + exp(({w}) * z)))"


def says(fall: str = "1 - d", way: str = "+", slope: str = "-1 / 2") -> tuple[Statement, ...]:
    """A lower loss means a larger D, twice; J is about being mistaken; three gradients."""
    (new, new_rest), (old, old_rest) = logistic("b"), logistic("a")
    return (
        always(f"d - c >= ({fall}) * (log(1 - c) - log(1 - d))", *CHANCES),
        always("d - c >= 2 * c * (-1 / 2 * log(c) - -1 / 2 * log(d))", "c > 0", "d > 0"),
        always(
            "-1 / 2 * total(w_i * log(e_i)) - -1 / 2 * total(w_i * log(f_i))"
            " == 1 / 2 * (total(w_i * log(1 - (1 - f_i))) - total(w_i * log(1 - (1 - e_i))))",
            "e_i > 0",
            "f_i > 0",
        ),
        always(f"log({old_rest}) - log({new_rest}) >= {old} * (b - a)"),
        always(f"-1 / 2 * log({new}) + 1 / 2 * log({old}) >= {slope} * {old_rest} * (b - a)"),
        always(f"{cost(f'w {way} h * g')} - {cost('w')} >= h * g ** 2", SLOPE),
    )


def convex() -> Step:
    """Derive log(1 + u) - log(1 + v) >= v / (1 + v) (log u - log v)."""
    given = ("u > 0", "v > 0")
    slope = "(u - v) ** 2 / (u * (1 + u) * (1 + v))"
    rising = follows(always(f"{slope} >= 0", *given), rest=slope)
    then = "log(1 + u) - log(1 + v) - v / (1 + v) * (log(u) - log(v)) >= 0"
    return lowest(always(then, *given), "u", "v", rising)


AT = {"x": "1", "z": "-1", "w": "0", "g": "-1", "h": "1"}


@claim(
    statement="Lowering log(1 - D(G(z))), or -1/2 log D(G(z)), raises D(G(z)); the second is -1/2 "
    "times the log chance that D is mistaken; in the logit their gradients are -s and "
    "-(1 - s) / 2; a step along the gradient of the cost J_d raises it",
    source="003-022, 003-028, 003-029; against 003-021",
    scope="each generated point, D in (0, 1) fixed; logistic D(x) = s(w x) for the last statement",
    says=says,
    examples=[{"c": "1/3", "d": "1/2", "w_i": ("1",), "e_i": ("1/2",), "f_i": ("1/3",)}, AT],
    controls=[
        Control("by the fall itself", {"fall": "1"}, {"c": "9/10", "d": "99/100"}),
        Control("003-021: the cost rises on a step against its gradient", {"way": "-"}, AT),
        Control("the gradient without its half", {"slope": "-1"}, {"a": "0", "b": "-1"}),
    ],
)
def generator_losses_reward_fooling() -> list[Step]:
    """Use that log lies below its tangents, and log(1 + exp) above them."""
    lower, heuristic, mistaken, minimax, other, ascent = says()
    log = log_lies_below_its_tangent()
    right = instance(log, CHANCES, {"u": "(1 - c) / (1 - d)"})
    wrong = instance(log, ("c > 0", "d > 0"), {"u": "d / c"})
    sames = [
        summed(follows(always(f"w_i * log({x}) - w_i * log(1 - (1 - {x})) == 0", f"{x} > 0")))
        for x in ("e_i", "f_i")
    ]
    for_minimax = instance(convex(), (), {"u": "exp(b)", "v": "exp(a)"})
    for_other = instance(convex(), (), {"u": "exp(-b)", "v": "exp(-a)"})
    ways = [
        instance(convex(), (), {"u": f"exp({new})", "v": f"exp({old})"})
        for new, old in (
            ("-((w + h * g) * x)", "-(w * x)"),
            ("(w + h * g) * z", "w * z"),
        )
    ]
    return unfold(
        together(
            follows(lower, ("1 - d", right)),
            follows(heuristic, ("c", wrong)),
            follows(mistaken, ("-1 / 2", sames[0]), ("1 / 2", sames[1])),
            follows(minimax, ("1", for_minimax)),
            follows(other, ("1 / 2", for_other)),
            follows(ascent, *(("1", way) for way in ways), ("-h * g", SLOPE)),
        )
    )
