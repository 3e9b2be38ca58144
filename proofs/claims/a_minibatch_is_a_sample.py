"""Points drawn from a sample without repetition are a sample of the law itself.

Of n independent points, each in an event with chance p, two different ones are drawn. The number k
of points in the event is binomial, and both are in it with chance k (k - 1) / (n (n - 1)).
"""

from math import comb

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together


def says(left: int = 1) -> tuple[Statement, ...]:
    """Two of 3, 4 and 5 points are both in the event with chance p^2."""
    return tuple(both(n, left) for n in (3, 4, 5))


def both(n: int, left: int) -> Statement:
    """State that both points are in the event with chance p^2."""
    counts = (f"{comb(n, k)} * p ** {k} * (1 - p) ** {n - k}" for k in range(n + 1))
    pairs = (f"{k * (k - left)} / {n * (n - left)}" for k in range(n + 1))
    return always(
        f"{' + '.join(f'{a} * ({b})' for a, b in zip(counts, pairs, strict=True))} == p ** 2"
    )


@claim(
    statement="Two points of a minibatch are independent draws from the law of the data",
    source="003-023",
    scope="two different points drawn from 3, 4 or 5 independent ones, any event; within one "
    "minibatch: two minibatches of one data set are not independent",
    says=says,
    controls=[
        Control("also where a point may be drawn twice", {"left": 0}, {"p": "1/2"}),
    ],
)
def a_minibatch_is_a_sample() -> list[Step]:
    """Add up the binomial law."""
    return unfold(together(*(follows(part) for part in says())))
