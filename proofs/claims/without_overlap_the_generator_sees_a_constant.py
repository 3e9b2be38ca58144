"""Where real and fake do not overlap the best discriminator is perfect and its value is 0.

Then JS = log 2 and 2 JS - log 4 = 0, wherever the fakes are: the generator's gradient vanishes
because its loss is constant, and not because its loss is 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, summed, together

from .js_is_at_most_log_2 import equality

DISJOINT = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0", "p_i * q_i == 0")
LAWS = (*DISJOINT, "total(p_i) == 1", "total(q_i) == 1")
JS = (
    "(1 / 2 * total(xlog(p_i, 2 * p_i / (p_i + q_i)))"
    " + 1 / 2 * total(xlog(q_i, 2 * q_i / (p_i + q_i))))"
)
MOVED = ("h > 0", "js0 == log(2)", "js1 == log(2)")


def says(constant: str = "log(4)", value: str = "0") -> tuple[Statement, ...]:
    """V at the best D; JS; the loss; its difference quotient, whatever constant k is added."""
    best = "total(xlog(p_i, p_i / (p_i + q_i))) + total(xlog(q_i, q_i / (p_i + q_i)))"
    return (
        always(f"{best} == {value}", *DISJOINT),
        always(f"{JS} == log(2)", *LAWS),
        always(f"2 * {JS} - {constant} == 0", *LAWS),
        always("(2 * js1 - log(4) + k - (2 * js0 - log(4) + k)) / h == 0", *MOVED),
    )


def certain(p: str, q: str) -> Step:
    """Derive p log(p / (p + q)) = 0 at one place, where p or q is 0."""
    then = f"xlog({p}, {p} / (p_i + q_i)) == 0"
    product, sure = DISJOINT[3], f"{p} > 0"
    both = follows(
        always(then, sure, f"{q} > 0", product),
        (f"xlog({p}, {p} / (p_i + q_i)) / (p_i * q_i)", product),
    )
    alone = follows(always(then.replace(q, "0"), sure))
    positive = by_cases(always(then, sure, f"{q} >= 0", product), q, both, alone)
    other = "p_i + q_i > 0".replace(p, "0")
    zero = follows(always(then.replace(p, "0"), f"{q} >= 0", other))
    return by_cases(always(then, *DISJOINT), p, positive, zero)


@claim(
    statement="For disjoint laws the best discriminator has value 0, JS = log 2 and "
    "L_G = 2 JS - log 4 = 0; the gradient of L_G vanishes because L_G is constant",
    source="002-063, 002-064; against 002-065 (L_G = 0, thus no gradient)",
    scope="all pairs of disjoint laws, p, q densities with respect to P + Q; js0, js1: JS before "
    "and after the fakes moved by h, disjoint from the real ones both times",
    says=says,
    examples=[
        {"p_i": ("1", "0"), "q_i": ("0", "1")},
        {"h": "1", "k": "0", "js0": "log(2)", "js1": "log(2)"},
    ],
    controls=[
        Control(
            "the loss is 2 JS - log 2",
            {"constant": "log(2)"},
            {"p_i": ("1", "0"), "q_i": ("0", "1")},
        ),
        Control(
            "the value of the perfect discriminator is -log 4, as of the one that knows nothing",
            {"value": "-log(4)"},
            {"p_i": ("1", "0"), "q_i": ("0", "1")},
        ),
    ],
)
def without_overlap_the_generator_sees_a_constant() -> list[Step]:
    """Evaluate where p lies and where q lies; add up."""
    best, js, loss, quotient = says()
    halves = [("1 / 2 * log(2)", law) for law in LAWS[4:]]
    log_2 = follows(js, ("1", summed(equality())), *halves)
    sides = [("1", summed(certain(p, q))) for p, q in (("p_i", "q_i"), ("q_i", "p_i"))]
    return unfold(
        together(
            follows(best, *sides),
            log_2,
            follows(loss, ("2", log_2)),
            follows(quotient, ("2 / h", MOVED[2]), ("-(2 / h)", MOVED[1])),
        )
    )
