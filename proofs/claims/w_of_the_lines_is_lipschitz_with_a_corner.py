"""W of the parallel lines, |theta|, is 1-Lipschitz in theta, and has a corner at theta = 0.

The best critic of W, the coordinate x, is 0 on one line and theta on the other: it separates them
as well as any discriminator. What differs is what the generator is told: W has slope 1 in theta.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, together

ABSOLUTE = ("s - theta >= 0", "s + theta >= 0", "(s - theta) * (s + theta) == 0")
OTHER = ("t - eta >= 0", "t + eta >= 0", "(t - eta) * (t + eta) == 0")
RIGHT = ("h > 0", "a > 0", "a ** 2 == h ** 2")
LEFT = ("h > 0", "b > 0", "b ** 2 == (-h) ** 2")
BETWEEN = ("m > 0", "theta - m > 0")


def says(
    farther: str = "(theta - eta) ** 2", left: str = "-1", other: str = "theta"
) -> tuple[Statement, ...]:
    """|s - t| <= |theta - eta|; the slopes right and left of 0; x separates the lines."""
    return (
        always(f"{farther} >= (s - t) ** 2", *ABSOLUTE, *OTHER),
        always("a / h == 1", *RIGHT),
        always(f"-b / h == {left}", *LEFT),
        always(f"0 > (0 - m) * ({other} - m)", *BETWEEN),
    )


@claim(
    statement="W(theta) = |theta| obeys |W(theta) - W(eta)| <= |theta - eta|, and has slope 1 to "
    "the right of 0 and -1 to the left; its best critic separates the lines",
    source="002-048, 002-049",
    scope="all theta and eta, with s = |theta|, t = |eta|; every threshold m between 0 and theta",
    says=says,
    examples=[
        {"s": "2", "theta": "-2", "t": "1", "eta": "1"},
        {"h": "1", "a": "1", "b": "1", "m": "1/2", "theta": "1"},
    ],
    controls=[
        Control(
            "W is constant, as JS is",
            {"farther": "0"},
            {"s": "2", "theta": "-2", "t": "1", "eta": "1"},
        ),
        Control("the slope is 1 on both sides", {"left": "1"}, {"h": "1", "b": "1"}),
        Control("x is 0 on both lines", {"other": "0"}, {"m": "1/2", "theta": "1"}),
    ],
)
def w_of_the_lines_is_lipschitz_with_a_corner() -> list[Step]:
    """Write s t - theta eta as products of s +- theta and t +- eta."""
    lipschitz, right, left, apart = says()
    products = "(s - theta) * (t + eta) + (s + theta) * (t - eta)"
    return unfold(
        together(
            follows(lipschitz, ("-1", ABSOLUTE[2]), ("-1", OTHER[2]), rest=products),
            follows(right, ("1 / (h * (a + h))", RIGHT[2])),
            follows(left, ("-1 / (h * (b + h))", LEFT[2])),
            follows(apart, rest="m * (theta - m)"),
        )
    )
