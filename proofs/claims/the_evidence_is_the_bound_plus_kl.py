"""The evidence is the variational bound plus KL to the posterior.

j = p(x, z) at the observed x, e = p(x) its total, j / e the posterior: log e = log(j / q) +
log(q / (j / e)) at each z. KL is 0 or more, and 0 at q = j / e only: it is at least the total of
(q - r)^2 / (2 (q + r)), with r = j / e.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._strict_tangents import entropy_term_lies_strictly_above_its_tangent

ONE = "total(q_i) == 1"
Q, J = ("q_i >= 0", ONE), ("j_i > 0", "e > 0")
EVIDENCE = "total(j_i) == e"
KL, LESS = "total(xlog(q_i, q_i / (j_i / e)))", "total(xlog(q_i, q_i / j_i))"
OTHER = {"q_i": "r_i"}
APART = "(q_i - j_i / e) ** 2 / (2 * (q_i + j_i / e))"


def says(kl: str = KL) -> tuple[Statement, ...]:
    """The posterior is a law; the identity, by j and by j = c e; the bound; two laws, only zero.

    From the bound on, q may be 0, and L(q) is written as -(total of q log(q / j)). The last
    statement has two parts: an equality with any weight g, and an inequality with any k >= 0.
    """
    by_conditional = "total(xlog(q_i, c_i * e / q_i)) + total(xlog(q_i, q_i / c_i))"
    gain = f"-{LESS} - -{fill(LESS, OTHER)} - ({fill(KL, OTHER)} - {KL})"
    both = f"g * ({gain}) + k * ({KL} - total({APART})) >= 0"
    return (
        always("total(j_i / e) == 1", "e > 0", EVIDENCE),
        always(f"log(e) == total(xlog(q_i, j_i / q_i)) + {kl}", "q_i > 0", ONE, *J),
        always(f"log(e) == {by_conditional}", "q_i > 0", ONE, "c_i > 0", "e > 0"),
        always(f"log(e) >= -{LESS}", *Q, *J, EVIDENCE),
        always(both, *Q, *J, EVIDENCE, "r_i >= 0", "total(r_i) == 1", "k >= 0"),
    )


def cases(then: str, rest: str, *weighed: tuple[str, Step]) -> Step:
    """Derive a statement at one place for q > 0 and for q = 0, and add it up."""
    some = follows(always(then, "q_i > 0", *J), *weighed)
    none = follows(always(then.replace("q_i", "0"), *J), rest=rest)
    return summed(by_cases(always(then, "q_i >= 0", *J), "q_i", some, none))


@claim(
    statement="log p(x) = L(q) + KL(q || p(. | x)) for every q: L is a lower bound, maximising it "
    "is minimising KL, and it is attained by the posterior only",
    source="Bishop (2006), (10.2) to (10.4); 003-085 to 003-090",
    scope="all laws q of z with densities, p(x, z) > 0 (places where it is 0 have q = 0, and are "
    "left out)",
    says=says,
    examples=[
        {
            "q_i": ("1/3", "2/3"),
            "r_i": ("1/2", "1/2"),
            "j_i": ("1/8", "3/8"),
            "e": "1/2",
            "c_i": ("1/4", "3/4"),
            "g": "-1",
            "k": "2",
        }
    ],
    controls=[
        Control(
            "log p(x) = L(q) + KL(q || p(x, .))",
            {"kl": "total(xlog(q_i, q_i / j_i))"},
            {"q_i": ("1/3", "2/3"), "j_i": ("1/8", "3/8"), "e": "1/2"},
        ),
        Control(
            "log p(x) = L(q) - KL(q || p(. | x))",
            {"kl": f"-1 * {KL}"},
            {"q_i": ("1/3", "2/3"), "j_i": ("1/8", "3/8"), "e": "1/2"},
        ),
    ],
)
def the_evidence_is_the_bound_plus_kl() -> list[Step]:
    """Split a logarithm; add up the strict tangents at the posterior."""
    law, identity, conditional, bound, both = says()
    scaled = summed(follows(always("j_i / e - 1 / e * j_i == 0", "e > 0")))
    one = follows(law, ("1", scaled), ("1 / e", EVIDENCE))
    splits = [
        summed(follows(always(f"log(e) * q_i - {first} - {second} == 0", "q_i > 0", *given)))
        for first, second, *given in (
            ("xlog(q_i, j_i / q_i)", "xlog(q_i, q_i / (j_i / e))", *J),
            ("xlog(q_i, c_i * e / q_i)", "xlog(q_i, q_i / c_i)", "c_i > 0", "e > 0"),
        )
    ]
    log = ("-log(e)", ONE)
    whole = cases(
        "log(e) * q_i + xlog(q_i, q_i / j_i) - xlog(q_i, q_i / (j_i / e)) == 0",
        "0",
    )
    given = ("q_i > 0", *J)
    tangent = instance(
        entropy_term_lies_strictly_above_its_tangent(), given, {"p": "q_i", "r": "j_i / e"}
    )
    far = cases(
        f"xlog(q_i, q_i / (j_i / e)) - q_i + j_i / e - {APART} >= 0",
        "j_i / e / 2",
        ("1", tangent),
    )
    only = always(f"{KL} - total({APART}) >= 0", *Q, *J, EVIDENCE)
    strict = follows(only, ("1", far), ("1", ONE), ("-1", one))
    other = instance(whole, ("r_i >= 0", *J), OTHER)
    same = (("-g * log(e)", "total(r_i) == 1"), ("g * log(e)", ONE))
    return unfold(
        together(
            one,
            follows(identity, ("1", splits[0]), log),
            follows(conditional, ("1", splits[1]), log),
            follows(bound, ("1", whole), ("1", strict), log, rest=f"total({APART})"),
            follows(both, ("g", other), ("-g", whole), ("k", strict), *same),
        )
    )
