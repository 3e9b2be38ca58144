"""KL is an integral over all of P, not only over where P and Q both are.

Mix a share e of P into Q, so that everything is finite. The places that both have (b = 1 there)
give one part of KL; what Q leaves out gives log(1 / e) times its mass, which passes every bound as
e goes to 0. The common part alone is KL only if Q leaves out nothing.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, by_cases, follows, summed, together

SHARE = ("e > 0", "1 - e > 0")
BOTH = "(1 - b_i) * p_i * q_i == 0"
LAWS = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0", *SHARE, BOTH)
RATIO = "p_i / (e * p_i + (1 - e) * q_i)"
LEFT_OUT = "total((1 - b_i) * p_i)"
LINES: Place = {"p_i": ("1/2", "1/2"), "q_i": ("1", "0"), "b_i": ("1", "0"), "e": "1/2"}


def says(
    left_out: str = f" + log(1 / e) * {LEFT_OUT}", nothing: tuple[str, ...] = (f"{LEFT_OUT} == 0",)
) -> tuple[Statement, ...]:
    """KL is the common part and what Q leaves out; it is the common part if that has no mass."""
    kl, common = f"total(xlog(p_i, {RATIO}))", f"total(b_i * xlog(p_i, {RATIO}))"
    return (
        always(f"{kl} == {common}{left_out}", *LAWS),
        always(f"{kl} == {common}", *LAWS, *nothing),
    )


def split() -> Step:
    """Derive p log(p / r) = b p log(p / r) + (1 - b) p log(1 / e) at one place."""
    rest = "log(1 / e) * ((1 - b_i) * p_i)"
    then = f"xlog(p_i, {RATIO}) - b_i * xlog(p_i, {RATIO}) - {rest} == 0"
    inner = ("p_i > 0", "q_i > 0", *SHARE, BOTH)
    both = follows(always(then, *inner), (f"(log({RATIO}) - log(1 / e)) / q_i", BOTH))
    alone = follows(always(then.replace("q_i", "0"), "p_i > 0", *SHARE))
    here = always(then, "p_i > 0", "q_i >= 0", *SHARE, BOTH)
    nowhere = follows(always(then.replace("p_i", "0"), "0 + q_i > 0", *SHARE))
    return by_cases(always(then, *LAWS), "p_i", by_cases(here, "q_i", both, alone), nowhere)


@claim(
    statement="KL(P || e P + (1 - e) Q) is the integral over what P and Q both have, and besides "
    "log(1 / e) times the mass of P that Q leaves out: without bound as e goes to 0",
    source="against 000-001 (the integral over the places that P and Q both have), 000-016",
    scope="all pairs of laws, p, q densities with respect to P + Q; b is 1 where both are "
    "positive; e in (0, 1); KL(P || Q) is the limit for e to 0, as KL is convex and lower "
    "semicontinuous",
    says=says,
    examples=[LINES, {**LINES, "q_i": ("1/2", "1/2"), "b_i": ("1", "1")}],
    controls=[
        Control("000-001: KL is the integral over what both have", {"left_out": ""}, LINES),
        Control("whatever Q leaves out, as if theta were 0", {"nothing": ()}, LINES),
    ],
)
def kl_counts_what_q_leaves_out() -> list[Step]:
    """Split each place by b, and add up."""
    whole, common = says()
    parts = follows(whole, ("1", summed(split())))
    return unfold(
        together(parts, follows(common, ("1", parts), ("log(1 / e)", f"{LEFT_OUT} == 0")))
    )
