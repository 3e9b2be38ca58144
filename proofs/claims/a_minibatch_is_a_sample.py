"""Points drawn from a sample without repetition are a sample of the law itself.

Of n independent points, each in an event with chance p, two different ones are drawn. The number k
of points in the event is binomial, and both are in it with chance k (k - 1) / (n (n - 1)).
"""

from math import comb

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

N = 5


def says(less: str = "1", others: str = "4") -> tuple[Statement, ...]:
    """Two of the points are both in the event with chance p^2."""
    counts = (f"{comb(N, k)} * p ** {k} * (1 - p) ** {N - k}" for k in range(N + 1))
    pairs = (f"({k} * ({k} - {less}) / ({N} * {others}))" for k in range(N + 1))
    chance = " + ".join(f"{a} * {b}" for a, b in zip(counts, pairs, strict=True))
    return (always(f"{chance} == p ** 2"),)


@claim(
    statement="Two points of a minibatch are independent draws from the law of the data",
    source="003-023",
    scope="two different points drawn from 5 independent ones, any event; within one minibatch: "
    "two minibatches of one data set are not independent",
    says=says,
    controls=[
        Control(
            "also where a point may be drawn twice", {"less": "0", "others": "5"}, {"p": "1/2"}
        ),
    ],
)
def a_minibatch_is_a_sample() -> list[Step]:
    """Add up the binomial law."""
    return unfold(together(*map(follows, says())))
