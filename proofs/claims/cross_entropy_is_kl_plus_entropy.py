"""The cost of logistic regression: a cross-entropy, which is no KL less an entropy.

Places are the n observations, of weight 1 / n; y is the label, s the modelled chance of label 1.
The chance of the label that was seen, s^y (1 - s)^(1 - y), is exp(y log s + (1 - y) log(1 - s)).
Chances of n labels add up to anything: only against the joint law, weight times chance, is there a
KL; it is the cross-entropy itself.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

S = ("s_i > 0", "1 - s_i > 0")
LOG = "(y_i * log(s_i) + (1 - y_i) * log(1 - s_i))"
CHANCE = f"exp{LOG}"
REAL = "total(y_i * log(s_i))"
FAKE = "total((1 - y_i) * log(1 - s_i))"
MEAN = f"-(1 / n) * total(log({CHANCE}))"
LIKELIHOOD = "-total(p_i * log(r_i))"
JOINT = "p_i * log(p_i / (p_i * r_i))"


def says(
    joint: str = JOINT, entropy: str = "-total(xlog(1 / n, 1 / n))", scale: str = "-(1 / n)"
) -> tuple[Statement, ...]:
    """Likelihood is KL to the joint law, at least 0; KL + entropy; two terms; a sum to minimise."""
    quantity = f"total(xlog(1 / n, 1 / n / {CHANCE}))"
    terms = f"-(1 / n) * {REAL} - 1 / n * {FAKE}"
    return (
        always(f"{LIKELIHOOD} == total({joint})", "p_i > 0", "r_i > 0"),
        always(f"total({JOINT}) >= 0", "p_i > 0", "r_i > 0", "1 - r_i >= 0"),
        always(f"{quantity} + {entropy} == {MEAN}", "n > 0", *S),
        always(f"{MEAN} == {terms}", "n > 0", *S),
        always(f"{MEAN} == {scale} * ({REAL} + {FAKE})", "n > 0", *S),
    )


@claim(
    statement="The mean of -log chance is KL to the joint law w chance, which is not negative, and "
    "the total of w log(w / chance) plus the entropy of the weights w = 1 / n; it is -1/n times "
    "the sum over label 1 of log s and over label 0 of log(1 - s)",
    source="003-011 to 003-016",
    scope="every sample with labels 0 and 1, every model with chances in (0, 1)",
    says=says,
    examples=[
        {"p_i": ("1/2", "1/2"), "r_i": ("1", "1/3")},
        {"n": "2", "y_i": ("1", "0"), "s_i": ("1/2", "1/3")},
    ],
    controls=[
        Control(
            "003-012: KL of weights against the chances, which are no law",
            {"joint": "p_i * log(p_i / r_i)"},
            {"p_i": ("1/2", "1/2"), "r_i": ("1", "1")},
        ),
        Control(
            "without the entropy",
            {"entropy": "0"},
            {"n": "2", "y_i": ("1", "0"), "s_i": ("1/2", "1/3")},
        ),
        Control(
            "003-016: the two sums as they are listed",
            {"scale": "1"},
            {"n": "2", "y_i": ("1", "0"), "s_i": ("1/2", "1/3")},
        ),
    ],
)
def cross_entropy_is_kl_plus_entropy() -> list[Step]:
    """Split logarithms at each place, and add up."""
    joint, _, whole, terms, scaled = says()
    given = ["p_i > 0", "r_i > 0"]
    place = summed(follows(always(f"{JOINT} + p_i * log(r_i) == 0", *given)))
    log = instance(log_lies_below_its_tangent(), given, {"u": "r_i"})
    positive = follows(
        always(f"{JOINT} >= 0", *given, "1 - r_i >= 0"), ("p_i", log), ("p_i", "1 - r_i >= 0")
    )
    quantity = f"xlog(1 / n, 1 / n / {CHANCE}) - xlog(1 / n, 1 / n) + 1 / n * log({CHANCE})"
    chances = follows(always(f"{quantity} == 0", "n > 0", *S))
    logs = f"y_i * log(s_i) + (1 - y_i) * log(1 - s_i) - log({CHANCE})"
    labels = summed(follows(always(f"{logs} == 0", *S)))
    return unfold(
        together(
            follows(joint, ("-1", place)),
            summed(positive),
            follows(whole, ("1", summed(chances))),
            follows(terms, ("1 / n", labels)),
            follows(scaled, ("1 / n", labels)),
        )
    )
