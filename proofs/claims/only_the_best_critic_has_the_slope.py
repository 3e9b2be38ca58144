"""The gradient through a critic is that of W only if the critic is optimal where one stands.

P lies on the line x = 0, Q on x = t > 0, and W = t. A critic -a x with |a| <= 1 gains a t; moved to
t + h it gains a h more. W grows by h. Both agree exactly if the critic attains W at t.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows

FAMILY = ("t > 0",)
OPTIMAL = "a * t == t"


def says(optimal: str = OPTIMAL) -> tuple[Statement, ...]:
    """A critic that attains W at t moves as W does."""
    return (always("a * (t + h) - a * t == (t + h) - t", *FAMILY, optimal),)


@claim(
    statement="For the parallel lines the slope in theta of what a fixed critic gains is that of W "
    "where the critic is optimal (envelope theorem), and another slope where it is not",
    source="003-156; Arjovsky, Chintala and Bottou (2017), theorem 3",
    scope="the parallel lines, theta > 0, all linear critics",
    says=says,
    examples=[{"a": "1", "t": "1/2", "h": "1/4"}],
    controls=[
        Control(
            "003-156: any critic's gradient will do",
            {"optimal": "1 > 0"},
            {"a": "1/2", "t": "1/2", "h": "1/4"},
        )
    ],
)
def only_the_best_critic_has_the_slope() -> list[Step]:
    """Divide by t."""
    (goal,) = says()
    return unfold(follows(goal, ("h / t", OPTIMAL)))
