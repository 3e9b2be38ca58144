"""Data processing: passing on less of what was seen lowers KL and TV.

A channel reports one of several outcomes; s is the chance of an outcome, place by place. For each
outcome the log-sum inequality holds, and the chances of all outcomes add up to 1.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import entropy_term_lies_above_its_tangent

A, B = "total(s_i * p_i)", "total(s_i * q_i)"
WEIGHTS = ("s_i >= 0", "q_i > 0", "p_i >= 0")
SURE = ("s_i >= 0", "1 - s_i >= 0")
EXCESS = ("h_i >= 0", "h_i - p_i + q_i >= 0")


def says(ratio: str = f"{A} / {B}", share: str = "1") -> tuple[Statement, ...]:
    """The part of KL of one outcome is at least A log(A / B); P(s) - Q(s) is at most TV."""
    part = "total(s_i * xlog(p_i, p_i / q_i))"
    return (
        always(f"{part} >= {A} * log({ratio})", *WEIGHTS, f"{A} > 0", f"{B} > 0"),
        always(f"{share} * total(h_i) >= {A} - {B}", *SURE, *EXCESS),
    )


def log_sum() -> Step:
    """Derive s p log(p / q) >= s p log c + s p - c s q, added up over all places."""
    given = ["s_i >= 0", "q_i > 0", "c > 0"]
    then = "s_i * xlog(p_i, p_i / q_i) - (log(c) + 1) * (s_i * p_i) + c * (s_i * q_i) >= 0"
    tangent = entropy_term_lies_above_its_tangent()
    at_p = instance(tangent, ["p_i > 0", *given], {"p": "p_i", "r": "q_i * c"})
    positive = follows(always(then, "p_i > 0", *given), ("s_i", at_p))
    zero = follows(always(then.replace("p_i", "0"), *given), rest="c * (s_i * q_i)")
    return summed(by_cases(always(then, "p_i >= 0", *given), "p_i", positive, zero))


@claim(
    statement="No channel, deterministic or random, raises KL or TV",
    source="data processing: 003-147 for two outcomes; Cover and Thomas, section 2.7 (log-sum)",
    scope="all pairs of laws with densities and q > 0, all channels: one statement an outcome, "
    "added up over outcomes; TV is the total of (p - q)+, the least h",
    says=says,
    examples=[{"s_i": ("1", "1/2"), "p_i": ("1", "0"), "q_i": ("1/4", "3/4"), "h_i": ("3/4", "0")}],
    controls=[
        Control(
            "log-sum with B / A",
            {"ratio": f"{B} / {A}"},
            {"s_i": ("1", "1"), "p_i": ("1/4", "1/4"), "q_i": ("1/2", "1/2")},
        ),
        Control(
            "P(s) - Q(s) is at most TV / 2",
            {"share": "1 / 2"},
            {"s_i": ("1", "0"), "p_i": ("1", "0"), "q_i": ("1/4", "3/4"), "h_i": ("3/4", "0")},
        ),
    ],
)
def processing_lowers_kl_and_tv() -> list[Step]:
    """Weigh the tangents by s."""
    kl, tv = says()
    outcome = follows(kl, ("1", instance(log_sum(), kl.given, {"c": f"{A} / {B}"})))
    gap = follows(
        always("h_i - s_i * p_i + s_i * q_i >= 0", *SURE, *EXCESS),
        ("s_i", "h_i - p_i + q_i >= 0"),
        ("1 - s_i", "h_i >= 0"),
    )
    return unfold(together(outcome, follows(tv, ("1", summed(gap)))))
