"""KL(q || p) of a product q = q1 q2, as a function of q1.

The places are the values of x1: q1 is a there, and p is p1 and p2 at the two values of x2, which q2
gives b1 and b2. The mean of log p under q2 is the log of r = exp(b1 log p1 + b2 log p2), which is
no law: its total z is not 1, and the best q1 is r / z.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from .kl_is_0_between_equal_laws_only import against_any_density

P = ("p1_i > 0", "p2_i > 0")
B = ("b1 > 0", "b2 > 0")
MEAN = "(b1 * log(p1_i) + b2 * log(p2_i))"
LAW = ("a_i >= 0", "r_i > 0", "total(a_i) == 1")


def says(
    entropy: str = "(b1 * log(b1) + b2 * log(b2))", shift: str = "log(z)", best: str = "r_i / z"
) -> tuple[Statement, ...]:
    """Independence; KL; its three integrals; the inner one; KL to r / z; that r / z is best."""
    kl = "b1 * total(xlog(a_i, a_i * b1 / p1_i)) + b2 * total(xlog(a_i, a_i * b2 / p2_i))"
    own = f"total(xlog(a_i, a_i)) * (b1 + b2) + {entropy} * total(a_i)"
    inner = "b1 * total(a_i * log(p1_i)) + b2 * total(a_i * log(p2_i))"
    return (
        always(
            "total(s_i * (a_i * (t1 * b1 + t2 * b2))) == total(s_i * a_i) * (t1 * b1 + t2 * b2)"
        ),
        always(
            "total(xlog(q_i, q_i / p_i)) == total(xlog(q_i, q_i)) - total(xlog(q_i, p_i))",
            "q_i >= 0",
            "p_i > 0",
        ),
        always(f"{kl} == {own} - total(a_i * {MEAN})", "a_i >= 0", *B, *P),
        always(f"{inner} == total(a_i * log(exp{MEAN}))", *P),
        always(
            "total(xlog(a_i, a_i)) - total(a_i * log(r_i))"
            f" == total(xlog(a_i, a_i / (r_i / z))) - {shift}",
            *LAW,
            "z > 0",
        ),
        always(
            f"total(xlog(a_i, a_i / r_i)) >= total({best} * log({best} / r_i))",
            *LAW,
            "z > 0",
            "z == total(r_i)",
        ),
    )


def or_nothing(then: str, *given: str, x: str = "a_i") -> Step:
    """Derive an equation at places where x > 0, and where x is 0; add up."""
    positive = follows(always(then, f"{x} > 0", *given))
    zero = follows(always(then.replace(x, "0"), *given))
    return summed(by_cases(always(then, f"{x} >= 0", *given), x, positive, zero))


def parts() -> tuple[Step, ...]:
    """Derive the equations at one place, and add up."""
    b1, b2 = "xlog(a_i, a_i * b1 / p1_i)", "xlog(a_i, a_i * b2 / p2_i)"
    own = "(b1 + b2) * xlog(a_i, a_i) - (b1 * log(b1) + b2 * log(b2)) * a_i"
    three = f"b1 * {b1} + b2 * {b2} - {own} + a_i * {MEAN} == 0"
    logs = f"b1 * (a_i * log(p1_i)) + b2 * (a_i * log(p2_i)) - a_i * log(exp{MEAN}) == 0"
    shift = "xlog(a_i, a_i) - a_i * log(r_i) - xlog(a_i, a_i / (r_i / z)) + log(z) * a_i == 0"
    best = "r_i / z * log(r_i / z / r_i) + log(z) / z * r_i == 0"
    mass = "t1 * b1 + t2 * b2"
    return (
        summed(follows(always(f"s_i * (a_i * ({mass})) - ({mass}) * (s_i * a_i) == 0"))),
        or_nothing(
            "xlog(q_i, q_i / p_i) - xlog(q_i, q_i) + xlog(q_i, p_i) == 0", "p_i > 0", x="q_i"
        ),
        or_nothing(three, *B, *P),
        summed(follows(always(logs, *P))),
        or_nothing(shift, "r_i > 0", "z > 0"),
        summed(follows(always(best, "r_i > 0", "z > 0"))),
    )


PLACE: dict[str, str | tuple[str, ...]] = {
    "p1_i": ("1/4", "1/8"),
    "p2_i": ("1/8", "1/2"),
    "b1": "1/2",
    "b2": "1/2",
}
FACTOR: dict[str, str | tuple[str, ...]] = {"a_i": ("1/3", "2/3"), "r_i": ("2", "1"), "z": "3"}


@claim(
    statement="A product makes x1 and x2 independent; KL(q1 q2 || p) is the sum of its three "
    "integrals; as a function of q1 it is KL(q1 || r / z) - log z and a constant, with "
    "log r = E_q2 log p, and least at q1 = r / z",
    source="003-047 to 003-052",
    scope="x1 in any space, q1 >= 0, p > 0; x2 has two values (more are added likewise)",
    says=says,
    examples=[
        PLACE | FACTOR,
        {"q_i": ("1/3", "2/3"), "p_i": ("1/2", "1/2")},
    ],
    controls=[
        Control("without the entropy of q2", {"entropy": "0"}, PLACE | FACTOR),
        Control("003-051: what is left is KL(q1 || r)", {"shift": "0"}, PLACE | FACTOR),
        Control(
            "003-052: the minimum is 0, at q1 = r",
            {"best": "r_i"},
            FACTOR,
        ),
    ],
)
def mean_field_splits_kl() -> list[Step]:
    """Add up over x1; hold q1 against r by Gibbs' inequality."""
    product, kl, whole, inner, shifted, least = says()
    events, ratio, integrals, logs, shift, best = parts()
    gibbs = instance(against_any_density(), least.given, {"p_i": "a_i"})
    return unfold(
        together(
            follows(product, ("1", events)),
            follows(kl, ("1", ratio)),
            follows(whole, ("1", integrals)),
            follows(inner, ("1", logs)),
            follows(shifted, ("1", shift), ("-log(z)", LAW[2])),
            follows(
                least,
                ("1", gibbs),
                ("1 - log(z)", LAW[2]),
                ("-1", best),
                ("(1 - log(z)) / z", "z == total(r_i)"),
            ),
        )
    )
