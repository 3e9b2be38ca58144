"""Entropy on n places is at most log n, the entropy of the uniform law."""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import entropy_term_lies_above_its_tangent

UNIFORM = ("n > 0", "total(1 / n) == 1")


def says(uniform: str = "log(n)", most: str = "log(total(1))") -> tuple[Statement, ...]:
    """Weights 1 / n have entropy log n; no law has more than log of the number of places."""
    return (
        always(f"-total(xlog(1 / n, 1 / n)) == {uniform}", *UNIFORM),
        always(f"{most} >= -total(xlog(p_i, p_i))", "p_i >= 0", "total(p_i) == 1", "total(1) > 0"),
    )


def against_uniform() -> Step:
    """Derive p log p + p log m >= p - 1 / m, added up over all places."""
    then = "xlog(p_i, p_i) + log(m) * p_i - p_i + 1 / m * 1 >= 0"
    tangent = entropy_term_lies_above_its_tangent()
    at_p = instance(tangent, ["p_i > 0", "m > 0"], {"p": "p_i", "r": "1 / m"})
    positive = follows(always(then, "p_i > 0", "m > 0"), ("1", at_p))
    zero = follows(always(then.replace("p_i", "0"), "m > 0"), rest="1 / m")
    return summed(by_cases(always(then, "p_i >= 0", "m > 0"), "p_i", positive, zero))


@claim(
    statement="The uniform law on n places has entropy log n, and no law on them has more",
    source="003-013; Gibbs' inequality against the uniform law",
    scope="finite spaces: total(1) counts the places",
    says=says,
    examples=[{"n": "3", "p_i": ("1/2", "1/4", "1/4")}],
    controls=[
        Control("the uniform law on n places has entropy 1", {"uniform": "1"}, {"n": "1"}),
        Control(
            "entropy is at most log 2", {"most": "log(2)"}, {"p_i": ("1/4", "1/4", "1/4", "1/4")}
        ),
    ],
)
def entropy_is_at_most_log_n() -> list[Step]:
    """Add up the places; hold p log p against its tangent at 1 / n."""
    uniform, most = says()
    place = summed(follows(always("xlog(1 / n, 1 / n) + log(n) * (1 / n) == 0", "n > 0")))
    equal = follows(uniform, ("-1", place), ("log(n)", "total(1 / n) == 1"))
    term = instance(against_uniform(), most.given, {"m": "total(1)"})
    law = ("1 - log(total(1))", "total(p_i) == 1")
    return unfold(together(equal, follows(most, ("1", term), law)))
