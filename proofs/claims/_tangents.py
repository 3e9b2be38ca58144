"""The tangent of the logarithm, on which most sentences here rest."""

from proofs.kernel.steps import Step, always, by_cases, follows, instance, lowest


def log_lies_below_its_tangent() -> Step:
    """Derive u - 1 >= log u: the difference is 0 at u = 1, and falls before it, rises after it."""
    rising = follows(always("(u - 1) * (1 - 1 / u) >= 0", "u > 0"), rest="(u - 1) ** 2 / u")
    return lowest(always("u - 1 - log(u) >= 0", "u > 0"), "u", "1", rising)


def entropy_term_lies_above_its_tangent() -> Step:
    """Derive p log(p / r) >= p - r, for p >= 0 (where p = 0 the left side is 0) and r > 0."""
    then = "xlog(p, p / r) - p + r >= 0"
    ratio = instance(log_lies_below_its_tangent(), ["p > 0", "r > 0"], {"u": "r / p"})
    positive = follows(always(then, "p > 0", "r > 0"), ("p", ratio))
    zero = follows(always("xlog(0, 0 / r) - 0 + r >= 0", "r > 0"), rest="r")
    return by_cases(always(then, "p >= 0", "r > 0"), "p", positive, zero)
