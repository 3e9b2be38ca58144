"""What KL is at least, where all of P lies in an event that Q finds rare."""

from proofs.kernel.steps import Step, always, by_cases, follows, instance, summed

from ._tangents import entropy_term_lies_above_its_tangent

TERM = "xlog(p_i, p_i / q_i) - log(m) * p_i - p_i + m * (s_i * q_i) >= 0"
PLACES = ("q_i > 0", "s_i >= 0", "p_i * (1 - s_i) == 0")


def kl_against_a_rare_event() -> Step:
    """Derive KL >= log m + 1 - m Q(A), before totals of p are put to 1; s is 1 where p lies."""
    tangent = instance(
        entropy_term_lies_above_its_tangent(),
        ["p_i >= 0", "q_i > 0", "m > 0"],
        {"p": "p_i", "r": "q_i * m"},
    )
    at_p = instance(tangent, ["p_i > 0", "q_i > 0", "m > 0"], {})
    positive = follows(
        always(TERM, *PLACES, "m > 0", "p_i > 0"),
        ("1", at_p),
        ("-(m * q_i / p_i)", "p_i * (1 - s_i) == 0"),
    )
    zero = follows(
        always(
            "xlog(0, 0 / q_i) - log(m) * 0 - 0 + m * (s_i * q_i) >= 0",
            "q_i > 0",
            "s_i >= 0",
            "m > 0",
        ),
        rest="m * (s_i * q_i)",
    )
    return summed(by_cases(always(TERM, *PLACES, "m > 0", "p_i >= 0"), "p_i", positive, zero))
