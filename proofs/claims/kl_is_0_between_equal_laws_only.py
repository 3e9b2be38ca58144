"""Gibbs' inequality: KL >= 0, with equality between equal laws only.

Of laws with square roots a and b of their densities, KL is at least the total of (a - b)^2. Against
a density r that need not be one of a law, KL is at least -log of the total of r.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import entropy_term_lies_above_its_tangent, log_lies_below_its_tangent

ROOTS = ("a_i >= 0", "b_i > 0", "total(a_i ** 2) == 1", "total(b_i ** 2) == 1")
WEIGHTS = ("p_i >= 0", "r_i > 0", "total(p_i) == 1")
Z = "total(r_i)"


def says(square: str = "(a_i - b_i) ** 2", given: str = f"{Z} > 0") -> tuple[Statement, ...]:
    """KL is at least the total of squares, and -log of the mass of r: 0, if r is of a law."""
    kl = "total(xlog(p_i, p_i / r_i))"
    return (
        always(f"total(a_i * xlog(a_i, a_i ** 2 / b_i ** 2)) >= total({square})", *ROOTS),
        always(f"{kl} >= -log({Z})", *WEIGHTS, given),
        always(f"{kl} >= 0", *WEIGHTS, f"{Z} == 1"),
    )


def between_roots() -> Step:
    """Derive a^2 log(a^2 / b^2) >= 2 a (a - b) at one place."""
    then = "a_i * xlog(a_i, a_i ** 2 / b_i ** 2) - 2 * a_i ** 2 + 2 * (a_i * b_i) >= 0"
    inner = ["a_i > 0", "b_i > 0"]
    log = instance(log_lies_below_its_tangent(), inner, {"u": "b_i / a_i"})
    positive = follows(always(then, *inner), ("2 * a_i ** 2", log))
    zero = follows(always(then.replace("a_i", "0"), "b_i > 0"))
    return by_cases(always(then, "a_i >= 0", "b_i > 0"), "a_i", positive, zero)


def against_any_density() -> Step:
    """Derive p log(p / r) + p log z >= p - r / z, added up over all places."""
    tangent = entropy_term_lies_above_its_tangent()
    tilted = {"p": "p_i", "r": "r_i / z"}
    given = ["r_i > 0", "z > 0"]
    then = "xlog(p_i, p_i / r_i) + log(z) * p_i - p_i + 1 / z * r_i >= 0"
    at_p = instance(tangent, ["p_i > 0", *given], tilted)
    positive = follows(always(then, "p_i > 0", *given), ("1", at_p))
    zero = follows(always(then.replace("p_i", "0"), *given), rest="1 / z * r_i")
    return summed(by_cases(always(then, "p_i >= 0", *given), "p_i", positive, zero))


@claim(
    statement="KL(P || Q) >= 0, and = 0 only if P = Q",
    source="Gibbs' inequality: 003-012, 003-048, 003-052",
    scope="all pairs of laws with densities and q > 0 (else KL = inf, or the place is left out)",
    says=says,
    examples=[
        {"a_i": ("3/5", "4/5"), "b_i": ("4/5", "3/5")},
        {"p_i": ("1", "0"), "r_i": ("1/4", "3/4")},
    ],
    controls=[
        Control(
            "KL >= twice the squares of differences of roots",
            {"square": "2 * (a_i - b_i) ** 2"},
            {"a_i": ("1", "0"), "b_i": ("3/5", "4/5")},
        ),
    ],
)
def kl_is_0_between_equal_laws_only() -> list[Step]:
    """Add up tangents."""
    squares, any_mass, of_laws = says()
    total = follows(
        squares,
        ("1", summed(between_roots())),
        ("1", "total(a_i ** 2) == 1"),
        ("-1", "total(b_i ** 2) == 1"),
        ("1", expanded()),
    )
    density = instance(against_any_density(), any_mass.given, {"z": Z})
    whole = follows(any_mass, ("1", density), (f"1 - log({Z})", "total(p_i) == 1"))
    one = instance(against_any_density(), of_laws.given, {"z": "1"})
    law = follows(of_laws, ("1", one), ("1", "total(p_i) == 1"), ("-1", f"{Z} == 1"))
    return unfold(together(total, whole, law))


def expanded() -> Step:
    """Derive that the total of (a - b)^2 is that of a^2 - 2 a b + b^2."""
    return summed(follows(always("a_i ** 2 - 2 * (a_i * b_i) + b_i ** 2 - (a_i - b_i) ** 2 == 0")))
