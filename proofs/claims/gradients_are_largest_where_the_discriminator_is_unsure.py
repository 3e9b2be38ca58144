"""The slope of D = s(a) in its logit a is D (1 - D): largest, 1/4, at D = 1/2.

So over a step of the logit from a to b, D rises by a quarter of the step at most. In the logit
the generator's gradient is D for the minimax loss log(1 - D), and 1 - D for -log D: where D is
sure that samples are fake (D <= eps) the first is at most eps and the second at least 1 - eps.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, lowest, together, witnessed

from ._tangents import log_lies_below_its_tangent

D, REST = "exp(a) / (1 + exp(a))", "1 / (1 + exp(a))"
SURE = f"eps - {D} >= 0"
WHITE = {"a": "0"}


def says(
    steepest: str = "1 / 4", loss: tuple[str, ...] = ("m == 1",), gradient: str = REST
) -> tuple[Statement, ...]:
    """The slope, its bound attained; the rise of D; green regions; what a sure D does; -log D."""
    bound = always(f"{steepest} >= exp(a) / (1 + exp(a)) ** 2")
    return (
        bound,
        Statement(bound.then, bound.given, "tight", tuple(WHITE.items())),
        always(f"(b - a) / 4 - (exp(b) / (1 + exp(b)) - {D}) >= 0", "b - a >= 0"),
        always(f"m * ({D}) + (1 - m) * ({REST}) > 1 / 2", "a > 0", *loss),
        always(f"{gradient} >= 1 - eps", SURE),
        always("log(1 + exp(-a)) >= -a"),
    )


@claim(
    statement="D (1 - D) <= 1/4, with equality at D = 1/2, and D rises by a quarter of a step of a "
    "at most; where a > 0 the minimax gradient D is above 1/2; where D <= eps the gradient 1 - D "
    "of -log D is at least 1 - eps; and -log D >= -a",
    source="000-034; against 000-035 (none at D = 1/2), 000-060 (the gradient vanishes)",
    scope="every logit a; gradients are in the logit: m = 1 is the minimax loss, m = 0 is -log D",
    says=says,
    examples=[{"a": "1", "b": "2", "m": "1", "eps": "9/10"}],
    controls=[
        Control("the slope is at most 1/5", {"steepest": "1 / 5"}, WHITE),
        Control("000-034: whichever the loss", {"loss": ()}, {"a": "1", "m": "0"}),
        Control(
            "the gradient of the minimax loss does not vanish, either",
            {"gradient": D},
            {"a": "-5", "eps": "1/10"},
        ),
    ],
)
def gradients_are_largest_where_the_discriminator_is_unsure() -> list[Step]:
    """Complete the square; use the mean value theorem, and exp(a) >= 1 + a."""
    slope, _, change, green, sure, loss = says()
    gap = "(exp(b) - 1) ** 2 / (4 * (1 + exp(b)) ** 2)"
    rising = follows(always(f"(b - a) * ({gap}) >= 0", "b - a >= 0"), (gap, "b - a >= 0"))
    log = log_lies_below_its_tangent()
    growth = instance(log, green.given, {"u": "exp(a)"})
    over = "1 / (2 * (1 + exp(a)))"
    below = instance(log, (), {"u": REST})
    return unfold(
        together(
            follows(slope, rest="(exp(a) - 1) ** 2 / (4 * (1 + exp(a)) ** 2)"),
            witnessed(slope, "tight", WHITE),
            lowest(change, "b", "a", rising),
            follows(
                green,
                (over, growth),
                (over, "a > 0"),
                (f"{D} - {REST}", "m == 1"),
            ),
            follows(sure, ("1", SURE)),
            follows(loss, ("1", below), rest=D),
        )
    )
