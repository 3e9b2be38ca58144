"""KL between disjoint laws is infinite, in both directions.

Give Q a share e of P, so that KL(P || e P + (1 - e) Q) is finite: it is log(1 / e) exactly, and
passes every bound as e goes to 0. KL is convex in Q, so KL(P || Q) is at least that over 1 - e.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, summed, together

PLACES = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0", "p_i * q_i == 0")
SHARE = ("e > 0", "1 - e > 0")


def says(value: str = "log(1 / e)") -> tuple[Statement, ...]:
    """KL(P || e P + (1 - e) Q), and KL(Q || e Q + (1 - e) P)."""
    return tuple(
        always(
            f"total(xlog({p}, {p} / (e * {p} + (1 - e) * {q}))) == {value}",
            *PLACES,
            *SHARE,
            f"total({p}) == 1",
        )
        for p, q in (("p_i", "q_i"), ("q_i", "p_i"))
    )


def share(p: str, q: str) -> Step:
    """Derive p log(p / (e p + (1 - e) q)) = p log(1 / e) at one place, where p or q is 0."""
    then = f"xlog({p}, {p} / (e * {p} + (1 - e) * {q})) - log(1 / e) * {p} == 0"
    left = then.removesuffix(" == 0")
    product = "p_i * q_i == 0"
    both = always(then, f"{p} > 0", f"{q} > 0", "p_i + q_i > 0", product, *SHARE)
    alone = always(then.replace(q, "0"), f"{p} > 0", *SHARE)
    positive = by_cases(
        always(then, f"{p} > 0", f"{q} >= 0", "p_i + q_i > 0", product, *SHARE),
        q,
        follows(both, (f"({left}) / (p_i * q_i)", product)),
        follows(alone),
    )
    other = "p_i + q_i > 0".replace(p, "0")
    zero = follows(always(then.replace(p, "0"), f"{q} >= 0", other, *SHARE))
    return by_cases(always(then, *PLACES, *SHARE), p, positive, zero)


@claim(
    statement="For disjoint P and Q, KL(P || Q) = KL(Q || P) = inf: with a share e of the first "
    "law mixed into the second it is log(1 / e), whatever the laws",
    source="002-055, 002-060; 000-008, 001-014",
    scope="all pairs of disjoint laws, p, q densities with respect to P + Q, every e in (0, 1); "
    "KL(P || Q) >= KL(P || e P + (1 - e) Q) / (1 - e), which is convexity, is not derived",
    says=says,
    examples=[{"p_i": ("1", "0"), "q_i": ("0", "1"), "e": "1/3"}],
    controls=[
        Control(
            "it stays bounded: log 2, as against the mixture with e = 1/2",
            {"value": "log(2)"},
            {"p_i": ("1", "0"), "q_i": ("0", "1"), "e": "1/3"},
        ),
    ],
)
def disjoint_laws_have_infinite_kl() -> list[Step]:
    """Evaluate where p lies and where q lies; add up."""
    return unfold(
        together(
            *(
                follows(goal, ("1", summed(share(p, q))), ("log(1 / e)", f"total({p}) == 1"))
                for goal, (p, q) in zip(says(), (("p_i", "q_i"), ("q_i", "p_i")), strict=True)
            )
        )
    )
