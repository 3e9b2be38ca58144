"""The KL divergence of two normal laws, from moments alone.

log p - log q is a square polynomial in x, so that its mean under p needs no more than the mean m
and the variance s of p: any law with these moments has this mean. The KL is 0 or more, since
u - 1 >= log u, and 0 only where means and variances agree.

    python examples/gaussian_kl.py            prints the derivation
    python -m proofs examples/gaussian_kl.py  gives the verdict

Change what you like, for instance the sign of a term of `KL`: the checker says what fails.
"""

from proofs import Control, NotProved, claim, run, unfold, written
from proofs.kernel.steps import always, follows, instance, lowest, summed, together

# p has mean m and variance s, q has mean n and variance t.
LOG_RATIO = "log(t) / 2 - log(s) / 2 - (x_i - m) ** 2 / (2 * s) + (x_i - n) ** 2 / (2 * t)"
KL = "1 / 2 * (log(t / s) + (s + (m - n) ** 2) / t - 1)"
WIDTHS = ("s > 0", "t > 0")
MEAN_1, MEAN_X, MEAN_XX = (
    "total(p_i) == 1",
    "total(p_i * x_i) == m",
    "total(p_i * (x_i - m) ** 2) == s",
)


def says(kl: str = KL):
    """The mean of the log ratio is the formula; the formula is at least its part from the means."""
    return (
        always(f"total(p_i * ({LOG_RATIO})) == {kl}", *WIDTHS, MEAN_1, MEAN_X, MEAN_XX),
        always(f"{kl} >= (m - n) ** 2 / (2 * t)", *WIDTHS),
    )


def log_lies_below_its_tangent():
    """Show u - 1 >= log u: equal at u = 1, and the gap rises away from there."""
    rising = follows(always("(u - 1) * (1 - 1 / u) >= 0", "u > 0"), rest="(u - 1) ** 2 / u")
    return lowest(always("u - 1 - log(u) >= 0", "u > 0"), "u", "1", rising)


@claim(
    statement="KL(N(m, s) || N(n, t)) = 1/2 (log(t / s) + (s + (m - n)^2) / t - 1) >= 0",
    source="any textbook; Kingma and Welling (2014), appendix B, has n = 0, t = 1",
    scope="normal laws on the line, s and t their variances",
    says=says,
    examples=[
        {"p_i": ("1/2", "1/2"), "x_i": ("-1", "1")} | {"m": "0", "s": "1", "n": "1", "t": "2"}
    ],
    controls=[
        Control(
            "the two variances have changed places",
            {"kl": "1 / 2 * (log(s / t) + (t + (m - n) ** 2) / s - 1)"},
            {"p_i": ("1/2", "1/2"), "x_i": ("-1", "1"), "m": "0", "s": "1", "n": "1", "t": "2"},
        )
    ],
)
def gaussian_kl():
    """Expand about the mean at each place, and add up."""
    formula, least = says()
    square, line = "(1 / (2 * t) - 1 / (2 * s))", "(m - n) / t"
    level = f"(log(t) / 2 - log(s) / 2 + (m - n) ** 2 / (2 * t) - {line} * m)"
    place = follows(
        always(
            f"p_i * ({LOG_RATIO}) - {square} * (p_i * (x_i - m) ** 2)"
            f" - {line} * (p_i * x_i) - {level} * p_i == 0",
            *WIDTHS,
        )
    )
    moments = ((square, MEAN_XX), (line, MEAN_X), (level, MEAN_1))
    tangent = instance(log_lies_below_its_tangent(), WIDTHS, {"u": "s / t"})
    return unfold(
        together(
            follows(formula, ("1", summed(place)), *moments),
            follows(least, ("1 / 2", tangent)),
        )
    )


if __name__ == "__main__":
    try:
        for step in run(gaussian_kl).steps[:-1]:
            print(f"{written(step.statements[0].then)}      [{step.rule}]")
    except NotProved as reason:
        print("not proved:", reason)
