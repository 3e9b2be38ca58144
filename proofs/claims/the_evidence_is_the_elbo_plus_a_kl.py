"""log p(x) = ELBO + KL(q || p(. | x)), and what maximising the ELBO is good for.

j is p(x, z) at the x seen, so its total is p(x), and the posterior is r = j / total j. The bound
is -total q log(q / j). Maximising it over models need not raise p(x): the gap moves too. It does
where the bound touches, as in EM: q is the posterior of the model that one leaves, p(x, z) = e q.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import entropy_term_lies_above_its_tangent

EVIDENCE = "total(j_i)"
ELBO = "-total(xlog(q_i, q_i / j_i))"
GAP = f"total(xlog(q_i, q_i / (1 / {EVIDENCE} * j_i)))"
Q = ("q_i >= 0", "total(q_i) == 1")
MODEL = (*Q, "j_i > 0", f"{EVIDENCE} > 0")
POSTERIOR = ("q_i > 0", "total(q_i) == 1", "h_i > 0", "total(h_i) > 0", "e > 0")
BETTER = "-total(xlog(q_i, q_i / h_i)) - (-total(xlog(q_i, q_i / (e * q_i)))) >= 0"


def says(
    gap: str = GAP, larger: str = f"log({EVIDENCE})", smaller: str = ELBO, rise: str = "log(e)"
) -> tuple[Statement, ...]:
    """The identity; the bound; Bayes; the bound in two parts; a step of EM; the first two at once.

    At once: the equality with any weight, and the inequality with any that is not negative.
    """
    parts = "total(xlog(q_i, l_i)) - total(xlog(q_i, q_i / r_i))"
    return (
        always(f"log({EVIDENCE}) == {ELBO} + {gap}", *MODEL),
        always(f"{larger} - ({smaller}) >= 0", *MODEL),
        always(f"{EVIDENCE} == j_i / r_i", "r_i > 0", f"r_i * {EVIDENCE} == j_i"),
        always(
            f"-total(xlog(q_i, q_i / (r_i * l_i))) == {parts}", "q_i >= 0", "r_i > 0", "l_i > 0"
        ),
        always(f"log(total(h_i)) - {rise} >= 0", *POSTERIOR, BETTER),
        always(
            f"g * ({larger} - ({smaller} + {gap})) + b * ({larger} - ({smaller})) >= 0",
            *MODEL,
            "b >= 0",
        ),
    )


def identity() -> Step:
    """Derive the identity at one place, e in the place of p(x)."""
    then = "log(e) * q_i + xlog(q_i, q_i / j_i) - xlog(q_i, q_i / (1 / e * j_i)) == 0"
    given = ("j_i > 0", "e > 0")
    zero = "log(e) * 0 + xlog(0, 0 / j_i) - xlog(0, 0 / (1 / e * j_i)) == 0"
    some = follows(always(then, *given, "q_i > 0"))
    return by_cases(always(then, *given, "q_i >= 0"), "q_i", some, follows(always(zero, *given)))


def two_parts() -> Step:
    """Derive that the log of a product is a sum of logs, at one place."""
    then = "xlog(q_i, q_i / (r_i * l_i)) + xlog(q_i, l_i) - xlog(q_i, q_i / r_i) == 0"
    given = ("r_i > 0", "l_i > 0")
    zero = "xlog(0, 0 / (r_i * l_i)) + xlog(0, l_i) - xlog(0, 0 / r_i) == 0"
    some = follows(always(then, *given, "q_i > 0"))
    return by_cases(always(then, *given, "q_i >= 0"), "q_i", some, follows(always(zero, *given)))


@claim(
    statement="log p(x) = L(q) + KL(q || p(. | x)) >= L(q), with L(q) = E_q log p(x | z) - "
    "KL(q || p(z)); a model of larger L has a larger p(x) if q was the posterior of the "
    "model before",
    source="003-107, 003-108, 003-109, 003-110; against 003-117",
    scope="all q, and all models with p(x, z) > 0, densities or masses; x is fixed, so q may "
    "depend on it",
    says=says,
    examples=[
        {
            "q_i": ("1/2", "1/2"),
            "j_i": ("1/4", "1/4"),
            "h_i": ("1/4", "1/4"),
            "r_i": ("1/2", "1/2"),
            "l_i": ("1/3", "1/5"),
            "e": "1/9",
            "g": "-1",
            "b": "2",
        },
    ],
    controls=[
        Control(
            "the bound is tight for every q: log p(x) = L(q)",
            {"gap": "0"},
            {"q_i": ("3/4", "1/4"), "j_i": ("1/4", "1/4")},
        ),
        Control(
            "003-117: L(q) bounds log p(x) from above, so minimise it",
            {"larger": ELBO, "smaller": f"log({EVIDENCE})"},
            {"q_i": ("3/4", "1/4"), "j_i": ("1/4", "1/4")},
        ),
        Control(
            "a better bound means that p(x) is e^2 or more",
            {"rise": "2 * log(e)"},
            {"q_i": ("1/2", "1/2"), "h_i": ("4", "4"), "e": "4"},
        ),
    ],
)
def the_evidence_is_the_elbo_plus_a_kl() -> list[Step]:
    """Add up the logs at each place; KL >= 0 by the tangent of the entropy."""
    whole, bound, bayes, split, em, both = says()
    sums = instance(summed(identity()), MODEL, {"e": EVIDENCE})
    same = follows(whole, ("1", sums), (f"-log({EVIDENCE})", "total(q_i) == 1"))
    tangent = instance(
        entropy_term_lies_above_its_tangent(),
        ["q_i >= 0", "j_i > 0", "e > 0"],
        {"p": "q_i", "r": "1 / e * j_i"},
    )
    kl = instance(summed(tangent), MODEL, {"e": EVIDENCE})
    gap = follows(always(f"{GAP} >= 0", *MODEL), ("1", kl), ("1", "total(q_i) == 1"))
    below = follows(bound, ("1", gap), ("1", same))
    other = instance(below, POSTERIOR, {"j_i": "h_i"})
    left = follows(always("xlog(q_i, q_i / (e * q_i)) + log(e) * q_i == 0", "q_i > 0", "e > 0"))
    return unfold(
        together(
            same,
            below,
            follows(bayes, ("1 / r_i", f"r_i * {EVIDENCE} == j_i")),
            follows(split, ("-1", summed(two_parts()))),
            follows(
                em,
                ("1", other),
                ("1", BETTER),
                ("-1", summed(left)),
                ("log(e)", "total(q_i) == 1"),
            ),
            follows(both, ("g", same), ("b", below)),
        )
    )
