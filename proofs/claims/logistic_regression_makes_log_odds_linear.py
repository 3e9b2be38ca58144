"""The logistic model: log odds are linear, and separable data have no best coefficients.

With chance s(a) = exp(a) / (1 + exp(a)) for label 1, the other label has 1 - s(a) = s(-a). The
margin m of an observation is a for label 1 and -a for label 0, and its cost is log(1 + exp(-m)).
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, summed, together

from .generator_losses_reward_fooling import convex, logistic

LINEAR = "b0 + total(b_i * x_i)"
ONE, ZERO = logistic(LINEAR)
AFTER, _ = logistic("-(c * m_i)")


def says(zero: str = ZERO, gain: str = "c - 1") -> tuple[Statement, ...]:
    """Log odds; two chances; what the cost loses when all coefficients are taken c times."""
    costs = "total(log(1 + exp(-m_i))) - total(log(1 + exp(-(c * m_i))))"
    return (
        always(f"log({ONE}) - log({zero}) == {LINEAR}"),
        always(f"{ONE} + {zero} == 1"),
        always(f"{costs} >= ({gain}) * total(m_i * {AFTER})"),
    )


@claim(
    statement="P(Y = 1 | x) = s(b0 + b.x) has log odds b0 + b.x; where all margins are positive, "
    "taking all coefficients c > 1 times lowers the cost: no finite ones are best",
    source="003-010; against 003-017",
    scope="every x, any dimension; every sample for the last statement",
    says=says,
    controls=[
        Control(
            "both labels have the same chance",
            {"zero": ONE},
            {"b0": "1", "b_i": ("1",), "x_i": ("1",)},
        ),
        Control(
            "003-017: the cost does not fall any more",
            {"gain": "1 - c"},
            {"c": "2", "m_i": ("-1",)},
        ),
    ],
)
def logistic_regression_makes_log_odds_linear() -> list[Step]:
    """Use that log(1 + exp) lies above its tangents."""
    odds, chances, gain = says()
    above = instance(convex(), (), {"u": "exp(-m_i)", "v": "exp(-(c * m_i))"})
    costs = "log(1 + exp(-m_i)) - log(1 + exp(-(c * m_i)))"
    place = follows(always(f"{costs} - (c - 1) * (m_i * {AFTER}) >= 0"), ("1", above))
    return unfold(together(follows(odds), follows(chances), follows(gain, ("1", summed(place)))))
