"""Points drawn from a sample without repetition are a sample of the law itself.

Of n independent points, each in an event with chance p, two different ones are drawn. The number k
of points in the event is binomial, of mean n p and variance n p (1 - p), and both points drawn are
in it with chance k (k - 1) / (n (n - 1)).
"""

from math import comb

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

N = 5
COUNTS = (
    "n - 1 > 0",
    "n > 0",
    "total(w_i * k_i) == n * p",
    "total(w_i * k_i ** 2) == n * p * (1 - p) + (n * p) ** 2",
)


def says(less: str = "1", others: str = "4") -> tuple[Statement, ...]:
    """Two of n points are both in the event with chance p^2; two of 5, by the binomial law."""
    both = f"total(w_i * (k_i * (k_i - {less}) / (n * (n - 1)))) == p ** 2"
    counts = (f"{comb(N, k)} * p ** {k} * (1 - p) ** {N - k}" for k in range(N + 1))
    pairs = (f"({k} * ({k} - {less}) / ({N} * {others}))" for k in range(N + 1))
    chance = " + ".join(f"{a} * {b}" for a, b in zip(counts, pairs, strict=True))
    return (always(both, *COUNTS), always(f"{chance} == p ** 2"))


@claim(
    statement="Two different points drawn from n independent ones are both in an event of chance p "
    "with chance p^2, as two draws from the law itself are",
    source="003-023",
    scope="n > 1, any event, weights w of the counts k by their mean and variance; for n = 5 these "
    "are written out; within one minibatch: two minibatches of one data set are not independent",
    says=says,
    examples=[{"n": "2", "p": "1/2", "w_i": ("1/4", "1/2", "1/4"), "k_i": ("0", "1", "2")}],
    controls=[
        Control(
            "also where a point may be drawn twice", {"less": "0", "others": "5"}, {"p": "1/2"}
        ),
    ],
)
def a_minibatch_is_a_sample() -> list[Step]:
    """Use the two moments; add up the binomial law."""
    any_number, five = says()
    pairs = "w_i * (k_i * (k_i - 1) / (n * (n - 1)))"
    scale = "1 / (n * (n - 1))"
    moments = f"{scale} * (w_i * k_i ** 2) - {scale} * (w_i * k_i)"
    place = follows(always(f"{pairs} - ({moments}) == 0", *COUNTS[:2]))
    mean, square = COUNTS[2:]
    both = follows(any_number, ("1", summed(place)), (scale, square), (f"-({scale})", mean))
    return unfold(together(both, follows(five)))
