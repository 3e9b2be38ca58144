"""KL is the cross-entropy less the entropy of the data, which no model changes.

So both rank the models alike, but their least values differ by the entropy, which has to be finite.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, summed, together

MODELS = ("p_i >= 0", "q_i > 0", "r_i > 0")
FIRST, SECOND = "total(xlog(p_i, q_i))", "total(xlog(p_i, r_i))"
BASE = "total(xlog(p_i, p_i))"


def says(entropy: str = f"{BASE} ", first: str = FIRST) -> tuple[Statement, ...]:
    """KL is cross-entropy less entropy; the difference of two KLs is that of cross-entropies."""
    kl = "total(xlog(p_i, p_i / q_i))"
    return (
        always(f"{entropy} - {first} == {kl}", "p_i >= 0", "q_i > 0"),
        always(f"{kl} - total(xlog(p_i, p_i / r_i)) == {SECOND} - {first}", *MODELS),
    )


def at_a_place(q: str) -> Step:
    """Derive p log p - p log q = p log(p / q), also where p = 0."""
    then = f"xlog(p_i, p_i) - xlog(p_i, {q}) - xlog(p_i, p_i / {q}) == 0"
    zero = follows(always(then.replace("p_i", "0"), f"{q} > 0"))
    positive = follows(always(then, "p_i > 0", f"{q} > 0"))
    return summed(by_cases(always(then, "p_i >= 0", f"{q} > 0"), "p_i", positive, zero))


@claim(
    statement="KL(P, P_theta) = H(P, P_theta) - H(P): where the entropy H(P) is finite, KL and "
    "cross-entropy rank all models alike",
    source="002-007, 002-008",
    scope="all laws and models with densities and a finite entropy; q > 0, or the place left out",
    says=says,
    examples=[{"p_i": ("1", "0"), "q_i": ("1/2", "1/2"), "r_i": ("1/3", "2/3")}],
    controls=[
        Control(
            "002-007: minimising one is the same as minimising the other, values included",
            {"entropy": "0"},
            {"p_i": ("1/2", "1/2"), "q_i": ("1/2", "1/2")},
        ),
        Control(
            "the cross-entropy is E_Q log P",
            {"first": "total(xlog(q_i, p_i))"},
            {"p_i": ("1/2", "1/2"), "q_i": ("1/4", "3/4")},
        ),
    ],
)
def kl_and_cross_entropy_rank_models_alike() -> list[Step]:
    """Split the logarithm at each place."""
    split, difference = says()
    one, other = at_a_place("q_i"), at_a_place("r_i")
    return unfold(
        together(follows(split, ("1", one)), follows(difference, ("-1", one), ("1", other)))
    )
