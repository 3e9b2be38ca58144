"""A discriminator is the chance that a point is real only as far as it is the best one.

With as many real as generated points, that chance is p / (p + q) by Bayes' rule. What another
discriminator d falls short of the best value is at least a weighted square of its error.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._strict_tangents import entropy_term_lies_strictly_above_its_tangent
from ._tangents import entropy_term_lies_above_its_tangent

D = ("d_i > 0", "1 - d_i > 0")
PLACES = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0")
POSTERIOR = "1 / 2 * {0} / (1 / 2 * (p_i + q_i))"
BEST = " + ".join(f"total(xlog({x}, {POSTERIOR.format(x)}))" for x in ("p_i", "q_i"))
VALUE = "total(xlog(p_i, d_i)) + total(xlog(q_i, 1 - d_i))"
ERROR = "(p_i - d_i * (p_i + q_i)) ** 2 / (2 * (p_i + d_i * (p_i + q_i)))"


def says(error: str = ERROR, prior: str = "1 / 2") -> tuple[Statement, ...]:
    """Bayes' rule with as many of both; what any d falls short by."""
    return (
        always(f"{prior} * p / ({prior} * p + 1 / 2 * q) == p / (p + q)", "p > 0", "q > 0"),
        always(f"{BEST} - ({VALUE}) >= total({error})", *PLACES, *D),
    )


def split(first: str, share: str) -> Step:
    """Derive p log(p / (d (p + q))) = p log(posterior) - p log d, also where p = 0."""
    given = [text for text in (*PLACES, *D) if text != f"{first} >= 0"]
    whole, best = f"{first} / (({share}) * (p_i + q_i))", POSTERIOR.format(first)
    then = f"xlog({first}, {best}) - xlog({first}, {share}) - xlog({first}, {whole}) == 0"
    at_zero = always(*(text.replace(first, "0") for text in (then, *given)))
    positive = follows(always(then, *given, f"{first} > 0"))
    return by_cases(always(then, *given, f"{first} >= 0"), first, positive, follows(at_zero))


@claim(
    statement="V(D*) - V(D) is at least the total of (p - D (p + q))^2 / (2 (p + D (p + q))): only "
    "D* = p / (p + q), the chance of being real, is best",
    source="002-012; Goodfellow et al. (2014), arXiv:1406.2661, proposition 1",
    scope="all pairs of laws, p, q densities with respect to P + Q; D with values in (0, 1)",
    says=says,
    examples=[
        {"p_i": ("1/2", "1/2"), "q_i": ("1", "0"), "d_i": ("1/3", "2/3"), "p": "1", "q": "1"}
    ],
    controls=[
        Control(
            "it falls short by ten times that",
            {"error": f"10 * {ERROR}"},
            {"p_i": ("1/2", "1/2"), "q_i": ("1/2", "1/2"), "d_i": ("1/4", "1/4")},
        ),
        Control("whatever the share of real points", {"prior": "1 / 3"}, {"p": "1", "q": "1"}),
    ],
)
def only_the_best_discriminator_is_the_posterior() -> list[Step]:
    """Use the tangent with its gap for p, and the plain one for q."""
    bayes, short = says()
    strict = entropy_term_lies_strictly_above_its_tangent()
    tangent = entropy_term_lies_above_its_tangent()
    given = (*PLACES, *D)
    real = instance(strict, given, {"p": "p_i", "r": "d_i * (p_i + q_i)"})
    fake = instance(tangent, given, {"p": "q_i", "r": "(1 - d_i) * (p_i + q_i)"})
    masses = "d_i * (p_i + q_i) + (1 - d_i) * (p_i + q_i) - p_i - q_i == 0"
    parts = (real, fake, split("p_i", "d_i"), split("q_i", "1 - d_i"))
    totals = [summed(part) for part in parts]
    same = summed(follows(always(masses)))
    gap = follows(short, *(("1", total) for total in totals), ("-1", same))
    return unfold(together(follows(bayes), gap))
