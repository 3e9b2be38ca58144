"""By how much the logarithm stays below its tangent: enough to see where there is equality."""

from proofs.kernel.steps import Step, always, by_cases, follows, instance, lowest


def log_lies_strictly_below_its_tangent() -> Step:
    """Derive u - 1 - log u >= (1 - u)^2 / (2 (1 + u)): both sides are 0 at u = 1."""
    given = "u > 0"
    slope = "(u - 1) ** 2 * (u ** 2 + u + 2) / (2 * u * (1 + u) ** 2)"
    rising = follows(always(f"{slope} >= 0", given), rest=slope)
    gap = always("u - 1 - log(u) - (1 - u) ** 2 / (2 * (1 + u)) >= 0", given)
    return lowest(gap, "u", "1", rising)


def entropy_term_lies_strictly_above_its_tangent() -> Step:
    """Derive p log(p / r) - p + r >= (p - r)^2 / (2 (p + r)), for p >= 0 and r > 0."""
    then = "xlog(p, p / r) - p + r - (p - r) ** 2 / (2 * (p + r)) >= 0"
    ratio = instance(log_lies_strictly_below_its_tangent(), ["p > 0", "r > 0"], {"u": "r / p"})
    positive = follows(always(then, "p > 0", "r > 0"), ("p", ratio))
    zero = "xlog(0, 0 / r) - 0 + r - (0 - r) ** 2 / (2 * (0 + r)) >= 0"
    goal = always(then, "p >= 0", "r > 0")
    return by_cases(goal, "p", positive, follows(always(zero, "r > 0"), rest="r / 2"))
