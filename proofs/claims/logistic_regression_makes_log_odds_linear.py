"""The logistic model: log odds are linear, and separable data have no best coefficients.

With chance s(a) = exp(a) / (1 + exp(a)) for label 1, the other label has 1 - s(a) = s(-a). The
margin m of an observation is a for label 1 and -a for label 0, and its cost is log(1 + exp(-m)).
Margins are linear in the coefficients. Where some have only margins n > 0 (a hyperplane separates
the labels), adding them to any coefficients, of margins m, lowers the cost.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, summed, together

from .generator_losses_reward_fooling import convex, logistic

LINEAR = "b0 + total(b_i * x_i)"
ONE, ZERO = logistic(LINEAR)


def says(zero: str = ZERO, slope: str = "-(m_i + n_i)") -> tuple[Statement, ...]:
    """Log odds; two chances; what the cost loses when margins n are added to margins m."""
    costs = "total(log(1 + exp(-m_i))) - total(log(1 + exp(-(m_i + n_i))))"
    return (
        always(f"log({ONE}) - log({zero}) == {LINEAR}"),
        always(f"{ONE} + {zero} == 1"),
        always(f"{costs} >= total(n_i * {logistic(slope)[0]})"),
    )


@claim(
    statement="P(Y = 1 | x) = s(b0 + b.x) has log odds b0 + b.x; coefficients with margins "
    "n > 0, added to any others, lower the cost, so that no finite ones are best",
    source="003-010; against 003-017",
    scope="every x, any dimension; every sample; the cost falls by the total of n s(-(m + n)) at "
    "least, which is positive where n > 0",
    says=says,
    controls=[
        Control(
            "both labels have the same chance",
            {"zero": ONE},
            {"b0": "1", "b_i": ("1",), "x_i": ("1",)},
        ),
        Control(
            "the cost goes on falling as steeply as before",
            {"slope": "-m_i"},
            {"m_i": ("0",), "n_i": ("1",)},
        ),
    ],
)
def logistic_regression_makes_log_odds_linear() -> list[Step]:
    """Use that log(1 + exp) lies above its tangents."""
    odds, chances, gain = says()
    above = instance(convex(), (), {"u": "exp(-m_i)", "v": "exp(-(m_i + n_i))"})
    costs = "log(1 + exp(-m_i)) - log(1 + exp(-(m_i + n_i)))"
    after, _ = logistic("-(m_i + n_i)")
    place = follows(always(f"{costs} - n_i * {after} >= 0"), ("1", above))
    return unfold(together(follows(odds), follows(chances), follows(gain, ("1", summed(place)))))
