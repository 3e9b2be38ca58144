"""exp(-g |x - y|^2) is a kernel; exp(+g |x - y|^2) is none.

For two points at distance d a kernel k has u^2 + 2 u v k + v^2 >= 0 for all weights u, v. With the
minus, 0 < k <= 1, and the form is k (u + v)^2 + (1 - k) (u^2 + v^2). With the plus, k > 1, and at
u = 1, v = -1 it is 2 - 2 k < 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, together

from ._tangents import log_lies_below_its_tangent

APART_AT_ALL = "g * d ** 2 > 0"
K = "exp(-(g * d ** 2))"
APART = {"g": "1", "d": "1", "u": "1", "v": "-1"}


def says(kernel: str = K, largest: str = "1") -> tuple[Statement, ...]:
    """The form of two points is not negative; the kernel is at most 1; with the plus it is none."""
    return (
        always(f"u ** 2 + 2 * u * v * {kernel} + v ** 2 >= 0", "g > 0"),
        always(f"{largest} >= {K}", "g > 0"),
        always("0 > 1 ** 2 + 2 * 1 * -1 * exp(g * d ** 2) + (-1) ** 2", APART_AT_ALL),
    )


def growth(*given: str) -> Step:
    """Derive exp(z) >= 1 + z for z = g d^2."""
    return instance(log_lies_below_its_tangent(), given, {"u": "exp(g * d ** 2)"})


@claim(
    statement="For two points exp(-g |x - y|^2), g > 0, is positive semidefinite and at most 1; "
    "exp(g |x - y|^2) is not, for any two distinct points",
    source="against 000-045 (the minus is missing)",
    scope="every g > 0, every two points of a Euclidean space, at distance d",
    says=says,
    examples=[APART],
    controls=[
        Control(
            "000-045: K(x, y) = exp(g |x - y|^2) is a kernel", {"kernel": "exp(g * d ** 2)"}, APART
        ),
        Control("it is at most 1/3", {"largest": "1 / 3"}, APART),
    ],
)
def an_rbf_kernel_needs_its_minus() -> list[Step]:
    """Use exp(z) >= 1 + z."""
    form, bound, none = says()
    most = follows(bound, (K, growth("g > 0")), rest=f"{K} * (g * d ** 2)")
    return unfold(
        together(
            follows(form, ("u ** 2 + v ** 2", most), rest=f"{K} * (u + v) ** 2"),
            most,
            follows(none, ("2", growth(APART_AT_ALL)), ("2", APART_AT_ALL)),
        )
    )
