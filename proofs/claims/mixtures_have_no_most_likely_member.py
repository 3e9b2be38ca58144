"""Mixtures of N(0, 1) and N(a, 1/r^2), half and half, have unbounded likelihood at every sample.

Let a be one of the points, of weight e in the sample, and x the others, of weights w. As r grows,
the mean of -log density falls below every bound: the point a gains log r, and the others keep what
half of N(0, 1) gives them. Yet N(0, 1), the mixture with a = 0 and r = 1, may be the truth. c is
the root of 2 pi.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, follows, instance, summed

from ._tangents import log_lies_below_its_tangent

WIDE, NARROW = "exp(-x_i ** 2 / 2) / (2 * c)", "r * exp(-((x_i - a) * r) ** 2 / 2) / (2 * c)"
MIXED = f"({WIDE} + {NARROW})"
SAMPLE = ("c > 0", "r > 0", "w_i >= 0", "e >= 0", "e + total(w_i) == 1")


def says(
    bound: str = "log(2 * c) - e * log(r) + total(w_i * x_i ** 2) / 2",
) -> tuple[Statement, ...]:
    """The loss of the mixture is at most a constant less e log r."""
    loss = f"-e * log({fill(MIXED, {'x_i': 'a'})}) - total(w_i * log({MIXED}))"
    return (always(f"{bound} >= {loss}", *SAMPLE),)


@claim(
    statement="For every sample the mean of -log density of the mixtures of N(0, 1) and "
    "N(a, 1/r^2), with a one of the points, falls below every bound as r grows",
    source="002-006; Kiefer and Wolfowitz (1956), Day (1969)",
    scope="every sample, of any size, with a one of its points, of weight e > 0",
    says=says,
    examples=[{"c": "5/2", "r": "9", "e": "1/2", "w_i": ("1/2",), "x_i": ("1",), "a": "0"}],
    controls=[
        Control(
            "the loss falls by log r, whatever the weight of the point",
            {"bound": "log(2 * c) - log(r) + total(w_i * x_i ** 2) / 2"},
            {"c": "5/2", "r": "9", "e": "1/2", "w_i": ("1/2",), "x_i": ("1",), "a": "0"},
        )
    ],
)
def mixtures_have_no_most_likely_member() -> list[Step]:
    """Leave one of the two parts out at each point: the logarithm of a sum is at least its part."""
    (goal,) = says()
    log = log_lies_below_its_tangent()
    others = instance(log, SAMPLE, {"u": f"{WIDE} / {MIXED}"})
    there = {"x_i": "a"}
    wide, narrow, mixed = (fill(text, there) for text in (WIDE, NARROW, MIXED))
    point = instance(log, SAMPLE, {"u": f"({narrow}) / ({mixed})"})
    at_least = f"w_i * log({MIXED}) + 1 / 2 * (w_i * x_i ** 2) + log(2 * c) * w_i >= 0"
    kept = follows(always(at_least, *SAMPLE), ("w_i", others), rest=f"w_i * ({NARROW}) / {MIXED}")
    return unfold(
        follows(
            goal,
            ("1", summed(kept)),
            ("e", point),
            ("-log(2 * c)", SAMPLE[-1]),
            rest=f"e * (({wide}) / ({mixed}))",
        )
    )
