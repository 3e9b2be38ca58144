"""A perfect discriminator leaves the minimax loss at 0 and its slope at 0, but not that of -log D.

D = 1 where p lies and 0 where q lies is possible only where p q = 0, and then D = p / (p + q). Both
terms of the loss are 0 at each place. In scores, D = 1 / (1 + exp(-a)): raising the score of a
generated point by h changes log(1 - D) by at most exp(a) (exp(h) - 1), which is nothing where D is
near 0, and -log D by h but for that. A sigmoid of the score s falls short of 1 by
exp(-s) / (1 + exp(-s)): by less and less, and always by something.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

PERFECT = ("p_i * (1 - d_i) == 0", "q_i * d_i == 0")
APART = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0", "p_i * q_i == 0")
REAL, FAKE = "xlog(p_i, p_i / (p_i + q_i))", "xlog(q_i, q_i / (p_i + q_i))"
SMALL = "exp(a) * (exp(h) - 1)"
MINIMAX = "(log(1 / (1 + exp(a))) - log(1 / (1 + exp(a + h))))"
OTHER = "(log(1 / (1 + exp(-a - h))) - log(1 / (1 + exp(-a))))"


def says(other: str = f"h - {SMALL}", value: str = "0", at_p: str = "a") -> tuple[Statement, ...]:
    """Laws apart; D*; both terms, and the loss, are 0; slopes; D by distances; D by scores."""
    return (
        always("p_i * q_i == 0", *PERFECT),
        always("d_i * (p_i + q_i) == p_i", *PERFECT),
        always(f"j * {REAL} + k * {FAKE} == 0", *APART),
        always(f"total({REAL}) + total({FAKE}) == {value}", *APART),
        always(f"{SMALL} >= {MINIMAX}", "h >= 0"),
        always(f"{OTHER} >= {other}", "h >= 0"),
        always("b / (a + b) == 1", "a + b > 0", f"{at_p} == 0"),
        always("1 - 1 / (1 + exp(-s)) == exp(-s) / (1 + exp(-s))"),
    )


def no_loss(term: str) -> Step:
    """Derive that a sum of the two terms is 0 at a place where p q = 0."""
    both = ("p_i > 0", "q_i > 0", "p_i + q_i > 0", "p_i * q_i == 0")
    only_p = ("p_i > 0", "p_i + 0 > 0")
    only_q = ("q_i >= 0", "0 + q_i > 0")
    some_p = by_cases(
        always(f"{term} == 0", "p_i > 0", *APART[1:]),
        "q_i",
        follows(always(f"{term} == 0", *both), (f"({term}) / (p_i * q_i)", "p_i * q_i == 0")),
        follows(always(f"{term.replace('q_i', '0')} == 0", *only_p)),
    )
    no_p = follows(always(f"{term.replace('p_i', '0')} == 0", *only_q))
    return by_cases(always(f"{term} == 0", *APART), "p_i", some_p, no_p)


@claim(
    statement="A perfect discriminator is p / (p + q), exists only where p q = 0, and leaves the "
    "minimax loss 0; the slope of log(1 - D) in the score vanishes with D, that of -log D does "
    "not; a sigmoid tends to 1 with its score, and is never 1",
    source="002-024, 002-026 to 002-028, 002-031, 002-032; Arjovsky and Bottou (2017), "
    "arXiv:1701.04862",
    scope="all pairs of laws, p, q densities with respect to P + Q; every score a and every raise "
    "h; b / (a + b) for the distances a, b to two closed sets",
    says=says,
    examples=[
        {"p_i": ("1", "0"), "q_i": ("0", "1"), "d_i": ("1", "0")},
        {"a": "0", "b": "1", "h": "1"},
    ],
    controls=[
        Control("the loss is -log 4", {"value": "-log(4)"}, {"p_i": ("1", "0"), "q_i": ("0", "1")}),
        Control("-log D falls by h", {"other": "h"}, {"a": "0", "h": "1"}),
        Control("D is 1 at the generated points", {"at_p": "b"}, {"a": "1", "b": "0"}),
    ],
)
def a_perfect_discriminator_stops_one_of_two_generators() -> list[Step]:
    """Use p (1 - d) = q d = 0, and log u <= u - 1 at u = (1 + exp(a + h)) / (1 + exp(a))."""
    apart, best, _, _, minimax, other, distances, scores = says()
    disjoint = follows(apart, ("q_i", PERFECT[0]), ("p_i", PERFECT[1]))
    same = follows(best, ("-1", PERFECT[0]), ("1", PERFECT[1]))
    zero = summed(no_loss(f"{REAL} + {FAKE}"))
    log = log_lies_below_its_tangent()
    ratio = instance(log, ["h >= 0"], {"u": "(1 + exp(a + h)) / (1 + exp(a))"})
    rise = follows(
        always("exp(h) - 1 >= 0", "h >= 0"),
        ("1", instance(log, [], {"u": "exp(h)"})),
        ("1", "h >= 0"),
    )
    flat = follows(minimax, ("1", ratio), ("exp(a) * exp(a) / (1 + exp(a))", rise))
    return unfold(
        together(
            disjoint,
            same,
            no_loss(f"j * {REAL} + k * {FAKE}"),
            zero,
            flat,
            follows(other, ("1", flat)),
            follows(distances, ("-1 / (a + b)", "a == 0")),
            follows(scores),
        )
    )
