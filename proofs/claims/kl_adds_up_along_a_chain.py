"""The chain rule: KL of pairs is KL of the first plus the mean KL of the second given the first.

A place is a value of the first, with p under one law and q under the other; the second is one of
two outcomes, with chances a, 1 - a and b, 1 - b.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, summed, together

COINS = ("a_i > 0", "1 - a_i > 0", "b_i > 0", "1 - b_i > 0")
SECOND = "a_i * log(a_i / b_i) + (1 - a_i) * log((1 - a_i) / (1 - b_i))"
FIRST = "xlog(p_i, p_i / q_i)"
HEADS = "a_i * xlog(p_i, p_i * a_i / (q_i * b_i))"
TAILS = "(1 - a_i) * xlog(p_i, p_i * (1 - a_i) / (q_i * (1 - b_i)))"


def says(weight: str = "p_i") -> tuple[Statement, ...]:
    """KL of the pairs, heads and tails, is KL of the first plus that of the coins."""
    then = f"total({HEADS}) + total({TAILS}) == total({FIRST}) + total({weight} * ({SECOND}))"
    return (always(then, "p_i >= 0", "q_i > 0", *COINS),)


@claim(
    statement="KL(P(x, y) || Q(x, y)) = KL(P(x) || Q(x)) + E_P KL(P(y | x) || Q(y | x))",
    source="the chain rule; Cover and Thomas, section 2.5; 003-011",
    scope="all pairs of laws of x with densities and q > 0; y has two outcomes (more are pairs of "
    "pairs)",
    says=says,
    examples=[
        {"p_i": ("1", "0"), "q_i": ("1/4", "3/4"), "a_i": ("1/2", "1/3"), "b_i": ("1/4", "1/5")}
    ],
    controls=[
        Control(
            "the mean is taken under Q",
            {"weight": "q_i"},
            {
                "p_i": ("1", "0"),
                "q_i": ("1/4", "3/4"),
                "a_i": ("1/2", "1/3"),
                "b_i": ("1/4", "1/5"),
            },
        )
    ],
)
def kl_adds_up_along_a_chain() -> list[Step]:
    """Split the logarithm of a product at each place."""
    (goal,) = says()
    then = f"{HEADS} + {TAILS} - {FIRST} - p_i * ({SECOND}) == 0"
    positive = follows(always(then, "p_i > 0", "q_i > 0", *COINS))
    zero = follows(always(then.replace("p_i", "0"), "q_i > 0", *COINS))
    place = by_cases(always(then, "p_i >= 0", "q_i > 0", *COINS), "p_i", positive, zero)
    return unfold(together(follows(goal, ("1", summed(place)))))
