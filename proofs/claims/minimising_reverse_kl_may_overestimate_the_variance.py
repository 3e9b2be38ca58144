"""Minimising KL(q || p) may overestimate the variance: uniform laws fitted to exp(-5 x^4 / 4).

For q uniform on [-c, c], KL(q || p) is -log(2 c) + c^4 / 4 and a constant: least at c = 1, where q
has variance 1/3. By parts, 5 E x^(k + 3) = k E x^(k - 1) under p, for k = 1, 3, 5. So the mean of
(x^4 - 4 v x^2 + 1/5)^2 under p is (8 - 80 v^2) / 25, with v the variance of p, and v^2 <= 1/10.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

EIGHTH = "5 * total(w_i * x_i ** 8) == 5 * total(w_i * x_i ** 4)"
SIXTH = "5 * total(w_i * x_i ** 6) == 3 * total(w_i * x_i ** 2)"
FOURTH = "5 * total(w_i * x_i ** 4) == 1"
VARIANCE = "total(w_i * x_i ** 2) == v"
LAW = ("w_i >= 0", "total(w_i) == 1", EIGHTH, SIXTH, FOURTH, VARIANCE)
AT: Place = {
    "w_i": ("211/11250", "26/45", "547/1575", "323/9450", "371/16875"),
    "x_i": ("0", "1/4", "3/4", "1", "5/4"),
    "v": "3/10",
}


def says(best: str = "1", gap: str = "1 ** 2 / 3 - v") -> tuple[Statement, ...]:
    """The best k = c^4; the variance of p at most; that of q is larger."""
    return (
        always(f"-1 / 4 * log(k) + k / 4 >= -1 / 4 * log({best}) + {best} / 4", "k > 0"),
        always("1 / 10 - v ** 2 >= 0", *LAW),
        always(f"{gap} > 0", *LAW, "v > 0"),
    )


@claim(
    statement="Among the uniform laws on [-c, c], the one that minimises KL(q || p), for p "
    "proportional to exp(-5 x^4 / 4), has a larger variance than p",
    source="against 003-078",
    scope="laws p with the three equations that integration by parts gives exp(-5 x^4 / 4), which "
    "is exp(-x^4) in another unit of length; KL(q || p) by k = c^4, up to a constant",
    says=says,
    examples=[AT, {"k": "2"}],
    controls=[
        Control("the best c^4 is 5/4", {"best": "5 / 4"}, {"k": "1"}),
        Control("the variance of the best uniform law is smaller", {"gap": "v - 1 ** 2 / 3"}, AT),
    ],
)
def minimising_reverse_kl_may_overestimate_the_variance() -> list[Step]:
    """Take the mean of a square; compare squares."""
    least, most, larger = says()
    tangent = instance(log_lies_below_its_tangent(), least.given, {"u": "k"})
    square = "w_i * (x_i ** 4 - 4 * v * x_i ** 2 + 1 / 5) ** 2"
    powers = (
        "w_i * x_i ** 8 - 8 * v * (w_i * x_i ** 6) + (16 * v ** 2 + 2 / 5) * (w_i * x_i ** 4)"
        " - 8 / 5 * v * (w_i * x_i ** 2) + 1 / 25 * w_i >= 0"
    )
    mean = summed(follows(always(powers, "w_i >= 0"), rest=square))
    bound = follows(
        most,
        ("5 / 16", mean),
        ("-1 / 16", EIGHTH),
        ("v / 2", SIXTH),
        ("-(v ** 2 + 7 / 80)", FOURTH),
        ("2 * v", VARIANCE),
        ("-1 / 80", "total(w_i) == 1"),
    )
    wider = follows(larger, ("1 / (1 / 3 + v)", bound), rest="1 / 90 / (1 / 3 + v)")
    return unfold(together(follows(least, ("1 / 4", tangent)), bound, wider))
