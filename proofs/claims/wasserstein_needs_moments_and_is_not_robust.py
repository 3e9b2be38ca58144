"""W1 is finite where first moments are, and one distant point moves it as far as one likes.

Move mass e of a point mass at 0 to distance R: the only plan costs e R, whatever the bound. TV is
e, and JS at most e log 2, wherever the mass went. Moments bound W1: by the triangle inequality no
plan costs more than the mean distances of both laws from 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

PLAN = ("stay + moved == 1", "stay == 1 - e")
SHARE = ("e >= 0", "1 - e > 0")
WAYS = ("w_i >= 0", "a_i + b_i - c_i >= 0")
MOMENTS = "M - total(w_i * a_i) - total(w_i * b_i) >= 0"
FAR = {"e": "1/2", "stay": "1/2", "moved": "1/2", "R": "9"}
BOTH = "(1 + (1 - e))"  # what P and Q together have at 0
JS = f"(log(2 / {BOTH}) / 2 + (1 - e) * log(2 * (1 - e) / {BOTH}) / 2 + e * log(2) / 2)"


def says(
    way: str = "R", moments: tuple[str, ...] = (MOMENTS,), js: str = "e * log(2)"
) -> tuple[Statement, ...]:
    """W is e R; TV is e, for every event that has a of 0 and b of R; JS; moments bound W."""
    events = ("1 - a >= 0", "b >= 0", "e >= 0")
    return (
        always(f"moved * R == e * {way}", *PLAN),
        always("e >= a * 1 - (a * (1 - e) + b * e)", *events),
        always(f"{js} >= {JS}", *SHARE),
        always("M >= total(w_i * c_i)", *WAYS, *moments),
    )


@claim(
    statement="Moving mass e of a point mass to distance R costs e R, while TV <= e and JS <= e "
    "log 2; no plan between two laws costs more than the sum of their mean distances from 0",
    source="000-025 (finite), 000-028 (more robust)",
    scope="a point mass at 0 against (1 - e) at 0 and e at R, 0 <= e < 1; for the last statement "
    "all couplings w of all laws, a, b, c the distances |x|, |y|, |x - y|",
    says=says,
    examples=[
        {**FAR, "a": "1", "b": "0"},
        {"w_i": ("1",), "a_i": ("1",), "b_i": ("2",), "c_i": ("3",), "M": "3"},
    ],
    controls=[
        Control(
            "robust: W changes by e times a bound K, however far the mass",
            {"way": "K"},
            FAR | {"K": "1"},
        ),
        Control(
            "W is bounded without moments",
            {"moments": ()},
            {"w_i": ("1",), "a_i": ("1",), "b_i": ("2",), "c_i": ("3",), "M": "2"},
        ),
        Control("JS is at most e / 3", {"js": "e / 3"}, {"e": "1/2"}),
    ],
)
def wasserstein_needs_moments_and_is_not_robust() -> list[Step]:
    """Solve for the plan; use two tangents for JS; weigh the triangle inequality."""
    cost, tv, js, moments = says()
    log = log_lies_below_its_tangent()
    middle = instance(log, SHARE, {"u": f"4 * (1 - e) / {BOTH} ** 2"})
    low = instance(log, SHARE, {"u": f"1 / {BOTH}"})
    rest = f"(1 - e) * e ** 2 / (2 * {BOTH} ** 2) + e * (1 - e) / (2 * {BOTH})"
    ways = follows(always("w_i * a_i + w_i * b_i - w_i * c_i >= 0", *WAYS), ("w_i", WAYS[1]))
    return unfold(
        together(
            follows(cost, ("R", PLAN[0]), ("-R", PLAN[1])),
            follows(tv, ("e", "1 - a >= 0"), ("e", "b >= 0")),
            follows(js, ("(1 - e) / 2", middle), ("e / 2", low), rest=rest),
            follows(moments, ("1", summed(ways)), ("1", MOMENTS)),
        )
    )
