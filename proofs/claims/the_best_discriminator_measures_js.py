"""The best discriminator is p / (p + q), and its value is 2 JS - log 4.

p log d + q log(1 - d) is concave in d. Its tangents say it all at once: p log(p / r) >= p - r with
r = d (p + q), and the same for q with r = (1 - d) (p + q), add up to the maximum.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import entropy_term_lies_above_its_tangent

D = ("d_i > 0", "1 - d_i > 0")
PLACES = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0")
LAWS = (*PLACES, "total(p_i) == 1", "total(q_i) == 1")
REAL, FAKE = "p_i / (p_i + q_i)", "q_i / (p_i + q_i)"
TERM = (
    "xlog(p_i, p_i / (p_i + q_i)) + xlog(q_i, q_i / (p_i + q_i))"
    " - xlog(p_i, d_i) - xlog(q_i, 1 - d_i) >= 0"
)
JS = (
    "(1 / 2 * total(xlog(p_i, 2 * p_i / (p_i + q_i)))"
    " + 1 / 2 * total(xlog(q_i, 2 * q_i / (p_i + q_i))))"
)


def says(real: str = REAL, fake: str = FAKE, times: str = "2") -> tuple[Statement, ...]:
    """V(D*) >= V(D) for all D; V(D*) = 2 JS - log 4."""
    best = f"total(xlog(p_i, {real})) + total(xlog(q_i, {fake}))"
    value = "total(xlog(p_i, d_i)) + total(xlog(q_i, 1 - d_i))"
    return (
        always(f"{best} >= {value}", *PLACES, *D),
        always(f"{best} == {times} * {JS} - log(4)", *LAWS),
    )


def maximum() -> Step:
    """Derive the maximum at one place."""
    tangent = entropy_term_lies_above_its_tangent()
    inner = ("p_i > 0", "q_i > 0", "p_i + q_i > 0", *D)
    real = instance(tangent, inner, {"p": "p_i", "r": "d_i * (p_i + q_i)"})
    fake = instance(tangent, inner, {"p": "q_i", "r": "(1 - d_i) * (p_i + q_i)"})
    both = follows(always(TERM, *inner), ("1", real), ("1", fake))
    only_real = ("p_i > 0", "p_i + 0 > 0", *D)
    at_real = instance(tangent, only_real, {"p": "p_i", "r": "d_i * p_i"})
    no_fake = follows(
        always(TERM.replace("q_i", "0"), *only_real),
        ("1", at_real),
        rest="(1 - d_i) * p_i",
    )
    only_fake = ("q_i >= 0", "0 + q_i > 0", *D)
    at_fake = instance(tangent, only_fake, {"p": "q_i", "r": "(1 - d_i) * q_i"})
    no_real = follows(
        always(TERM.replace("p_i", "0"), *only_fake), ("1", at_fake), rest="d_i * q_i"
    )
    some_real = by_cases(
        always(TERM, "p_i > 0", "q_i >= 0", "p_i + q_i > 0", *D), "q_i", both, no_fake
    )
    return by_cases(always(TERM, *PLACES, *D), "p_i", some_real, no_real)


def value_at_best(first: str) -> Step:
    """Derive first log(2 first / (p + q)) = first log(first / (p + q)) + first log 2."""
    share = f"{first} / (p_i + q_i)"
    doubled = f"2 * {first} / (p_i + q_i)"
    then = f"xlog({first}, {share}) - xlog({first}, {doubled}) + log(2) * {first} == 0"
    others = [text for text in PLACES if text != f"{first} >= 0"]
    zero = always(*(text.replace(first, "0") for text in (then, *others)))
    positive = always(then, *others, f"{first} > 0")
    return by_cases(always(then, *PLACES), first, follows(positive), follows(zero))


@claim(
    statement="max over D of E_P log D + E_Q log(1 - D) is at D = p / (p + q), and is "
    "2 JS(P, Q) - log 4",
    source="Goodfellow et al. (2014), arXiv:1406.2661, proposition 1 and "
    "theorem 1; 002-025, 003-036, 003-040; against 003-126",
    scope="all pairs of laws, p, q densities with respect to P + Q; every D with values in (0, 1) "
    "whose two means exist; D = 0 or 1 where it costs nothing is the limit",
    says=says,
    examples=[{"p_i": ("3/4", "1/4"), "q_i": ("1/4", "3/4"), "d_i": ("1/2", "1/2")}],
    controls=[
        Control(
            "003-042: the value is JS - log 4 (with the halves of the usual JS)",
            {"times": "1"},
            {"p_i": ("1", "0"), "q_i": ("0", "1")},
        ),
        Control(
            "D* = q / (p + q)",
            {"real": FAKE, "fake": REAL},
            {"p_i": ("3/4", "1/4"), "q_i": ("1/4", "3/4"), "d_i": ("3/4", "1/4")},
        ),
    ],
)
def the_best_discriminator_measures_js() -> list[Step]:
    """Add up two tangents at each place."""
    best, value = says()
    highest = follows(best, ("1", summed(maximum())))
    sides = [summed(value_at_best(first)) for first in ("p_i", "q_i")]
    equal = follows(
        value,
        *(("1", side) for side in sides),
        ("-log(2)", "total(p_i) == 1"),
        ("-log(2)", "total(q_i) == 1"),
    )
    return unfold(together(highest, equal))
