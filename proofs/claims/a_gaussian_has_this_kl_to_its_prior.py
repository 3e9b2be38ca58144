"""KL from a Gaussian to a centred Gaussian prior, and the one prior for which it is the usual one.

In the plane: q has mean (m, n) and covariance (a, b; b, c), the prior N(0, S) has S = (s, t; t, r).
The log of the ratio of their densities (2 pi cancels) is a polynomial of degree 2, so its mean
needs q's moments only. In k dimensions turn the axes so that Sigma is diagonal: with standard
deviations d_i and mean m_i along them, the divergence to N(0, I) is a sum over the axes.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import swap
from proofs.kernel.steps import always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

VALUES = {
    "q_i": "1",
    "q_i * (x_i - m)": "0",
    "q_i * (y_i - n)": "0",
    "q_i * (x_i - m) ** 2": "a",
    "q_i * ((x_i - m) * (y_i - n))": "b",
    "q_i * (y_i - n) ** 2": "c",
}
MOMENTS = [f"total({part}) == {value}" for part, value in VALUES.items()]
SHAPE = ("a * c - b ** 2 > 0",)
PRIOR = ("s * r - t ** 2 > 0",)
OWN = (
    "(1 / 2 * (log(a * c - b ** 2) + (c * (x_i - m) ** 2 - 2 * b * (x_i - m) * (y_i - n)"
    " + a * (y_i - n) ** 2) / (a * c - b ** 2)))"
)
STANDARD = "(1 / 2 * (x_i ** 2 + y_i ** 2))"
GENERAL = (
    "(1 / 2 * (log(s * r - t ** 2)"
    " + (r * x_i ** 2 - 2 * t * x_i * y_i + s * y_i ** 2) / (s * r - t ** 2)))"
)
TRACE = "(r * a - 2 * t * b + s * c) / (s * r - t ** 2)"
SQUARE = "(r * m ** 2 - 2 * t * m * n + s * n ** 2) / (s * r - t ** 2)"
IDENTITY = {"s * r - t ** 2": "1", "s": "1", "t": "0", "r": "1"}
AXES = ("d_i > 0", "total(1) == k")


def says(
    prior: str = STANDARD, trace: str = TRACE, gap: str = "total((d_i - 1) ** 2) + total(m_i ** 2)"
) -> tuple[Statement, ...]:
    """KL to N(0, I); to N(0, S); the bound with that KL; the sum over axes; when it is 0."""
    usual = "1 / 2 * (a + c + (m ** 2 + n ** 2) - 2 - log(a * c - b ** 2))"
    general = f"1 / 2 * ({trace} + {SQUARE} - 2 - log(a * c - b ** 2) + log(s * r - t ** 2))"
    axes = "total(d_i ** 2) + total(m_i ** 2) - k - total(log(d_i ** 2))"
    return (
        always(f"total(q_i * ({prior} - {OWN})) == {usual}", *MOMENTS, *SHAPE),
        always(f"total(q_i * ({GENERAL} - {OWN})) == {general}", *MOMENTS, *SHAPE, *PRIOR),
        always(
            f"total(q_i * (l_i - {STANDARD} + {OWN})) == total(q_i * l_i) - {usual}",
            *MOMENTS,
            *SHAPE,
        ),
        always(f"{axes} >= {gap}", *AXES),
    )


def mean_of_log_ratio(prior: str, shape: dict[str, str], *given: str) -> Step:
    """Derive the mean of log q - log prior, expanded about q's mean, before moments are put in."""
    parts = {
        "q_i": f"1 / 2 * (log(s * r - t ** 2) - log(a * c - b ** 2) + {SQUARE})",
        "q_i * (x_i - m)": "(r * m - t * n) / (s * r - t ** 2)",
        "q_i * (y_i - n)": "(s * n - t * m) / (s * r - t ** 2)",
        "q_i * (x_i - m) ** 2": "1 / 2 * (r / (s * r - t ** 2) - c / (a * c - b ** 2))",
        "q_i * ((x_i - m) * (y_i - n))": "b / (a * c - b ** 2) - t / (s * r - t ** 2)",
        "q_i * (y_i - n) ** 2": "1 / 2 * (s / (s * r - t ** 2) - a / (a * c - b ** 2))",
    }
    factors = {part: swap(factor, shape) for part, factor in parts.items()}
    rest = " - ".join(f"({factor}) * ({part})" for part, factor in factors.items())
    mean = summed(follows(always(f"q_i * ({prior} - {OWN}) - {rest} == 0", *given)))
    value = " - ".join(f"({factor}) * {VALUES[part]}" for part, factor in factors.items())
    moments = [(factor, f"total({part}) == {VALUES[part]}") for part, factor in factors.items()]
    goal = always(f"total(q_i * ({prior} - {OWN})) - {value} == 0", *MOMENTS, *given)
    return follows(goal, ("1", mean), *moments)


@claim(
    statement="KL(N(mu, Sigma) || N(0, I)) = (tr Sigma + |mu|^2 - k - log det Sigma) / 2 >= 0; for "
    "a prior N(0, S): (tr(S^-1 Sigma) + mu' S^-1 mu - k - log det Sigma + log det S) / 2",
    source="003-112, 003-114, 003-115",
    scope="the formulas in the plane, every mean and covariance: any q with the moments of the "
    "Gaussian has this mean of the log ratio; the sign in k dimensions, by turning the axes",
    says=says,
    examples=[
        {
            "q_i": ("1/4", "1/4", "1/4", "1/4"),
            "x_i": ("2", "0", "2", "0"),
            "y_i": ("0", "0", "-2", "-2"),
            "l_i": ("1", "2", "3", "4"),
            "m": "1",
            "n": "-1",
            "a": "1",
            "b": "0",
            "c": "1",
            "s": "2",
            "t": "1",
            "r": "1",
        },
        {"d_i": ("2", "1/2"), "m_i": ("1", "-1"), "k": "2"},
    ],
    controls=[
        Control(
            "003-112: the formula holds for a prior N(0, Sigma)",
            {"prior": GENERAL},
            {
                "q_i": ("1/4", "1/4", "1/4", "1/4"),
                "x_i": ("2", "0", "2", "0"),
                "y_i": ("0", "0", "-2", "-2"),
                "m": "1",
                "n": "-1",
                "a": "1",
                "b": "0",
                "c": "1",
                "s": "2",
                "t": "0",
                "r": "2",
            },
        ),
        Control(
            "the prior's covariance enters by its trace only: tr Sigma",
            {"trace": "(a + c)"},
            {
                "q_i": ("1/4", "1/4", "1/4", "1/4"),
                "x_i": ("2", "0", "2", "0"),
                "y_i": ("0", "0", "-2", "-2"),
                "m": "1",
                "n": "-1",
                "a": "1",
                "b": "0",
                "c": "1",
                "s": "2",
                "t": "0",
                "r": "2",
            },
        ),
        Control(
            "the divergence is at least |mu|^2 + 1, never 0",
            {"gap": "total(m_i ** 2) + 1"},
            {"d_i": ("1",), "m_i": ("0",), "k": "1"},
        ),
    ],
)
def a_gaussian_has_this_kl_to_its_prior() -> list[Step]:
    """Expand about the mean and put the moments in."""
    usual, general, bound, axes = says()
    to_standard = mean_of_log_ratio(STANDARD, IDENTITY, *SHAPE)
    to_general = mean_of_log_ratio(GENERAL, {}, *SHAPE, *PRIOR)
    plain = follows(usual, ("1", to_standard))
    split = follows(
        always(
            f"q_i * (l_i - {STANDARD} + {OWN}) - q_i * l_i + q_i * ({STANDARD} - {OWN}) == 0",
            *SHAPE,
        )
    )
    tangent = instance(log_lies_below_its_tangent(), ["d_i > 0"], {"u": "d_i"})
    one_axis = follows(
        always(
            "d_i ** 2 + m_i ** 2 - 1 - log(d_i ** 2) - (d_i - 1) ** 2 - m_i ** 2 >= 0", "d_i > 0"
        ),
        ("2", tangent),
    )
    return unfold(
        together(
            plain,
            follows(general, ("1", to_general)),
            follows(bound, ("1", summed(split)), ("-1", plain)),
            follows(axes, ("1", summed(one_axis)), ("1", "total(1) == k")),
        )
    )
