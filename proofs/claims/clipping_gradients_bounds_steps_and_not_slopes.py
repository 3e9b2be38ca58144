"""Clipping the gradient of the weights bounds each step, and no slope of the critic.

A critic w x starts at w = 0; its loss pulls w one way, by clipped gradients c. After n steps of
size eta it is n eta c, which passes every K. The gradient penalty is another thing: it is large
where the slope in x is.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

AFTER = "w == n * eta * c"
FAR = ("x - y > 0", "n * eta * c - K > 0")


def says(moved: str = "w + eta * c", bound: str = "K") -> tuple[Statement, ...]:
    """One more step; the rise of the critic from y to x; the penalty of a steeper one."""
    return (
        always("v == (n + 1) * eta * c", AFTER, f"v == {moved}"),
        always(f"w * x - w * y > {bound} * (x - y)", AFTER, *FAR),
        always("lam * (w - 1) ** 2 > lam * (K - 1) ** 2", "lam > 0", "K - 1 > 0", "w - K > 0"),
    )


FIRST = {"n": "3", "eta": "1", "c": "1", "w": "3", "v": "4", "x": "1", "y": "0", "K": "2"}


@claim(
    statement="With gradients clipped at c a critic w x reaches the slope n eta c after n steps, "
    "above every K; the gradient penalty lam (w - 1)^2 grows with the slope",
    source="against 001-050 (WGAN-GP: gradient clipping); Gulrajani et al. (2017), "
    "arXiv:1704.00028",
    scope="critics w x on the line, gradients that are clipped in every step, from w = 0; every "
    "step size, by induction",
    says=says,
    examples=[{**FIRST, "lam": "10"}],
    controls=[
        Control("a clipped step stays within c", {"moved": "c"}, {**FIRST, "v": "1"}),
        Control("001-050: slopes stay below c + K", {"bound": "(c + K)"}, {**FIRST, "K": "5/2"}),
    ],
)
def clipping_gradients_bounds_steps_and_not_slopes() -> list[Step]:
    """Add one step; compare slopes; factor a difference of squares."""
    step, slope, penalty = says()
    return unfold(
        together(
            follows(step, ("1", "v == w + eta * c"), ("1", AFTER)),
            follows(slope, ("x - y", AFTER), ("x - y", FAR[1])),
            follows(
                penalty,
                ("2 * lam * (K - 1)", "w - K > 0"),
                rest="lam * (w - K) ** 2",
            ),
        )
    )
