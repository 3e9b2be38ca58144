"""How many pictures and curves the exercise asks for, and how many weights its network has."""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

SMALL = "u == 784 * h + h * (2 * 50)"
LARGE = "v == 784 * 600 + 600 * 600 + 600 * (2 * 50)"


def says(images: str = "6", figures: str = "4", hidden: str = "h == 500") -> tuple[Statement, ...]:
    """Two of each of three; two for each of two; weights of two encoders."""
    return (
        always(f"total(n_i) == {images}", "n_i == 2", "total(1) == 3"),
        always(f"total(n_i) == {figures}", "n_i == 2", "total(1) == 2"),
        always("v - 2 * u > 0", SMALL, LARGE, hidden),
    )


H = {"u": "442000", "v": "890400", "h": "500"}


@claim(
    statement="Two images from each of three methods are six; losses of D and G for each of two "
    "architectures are four figures; an encoder 784-600-600-50 has more than twice the weights of "
    "784-500-50",
    source="001-048, 001-055, 001-058; Kingma et al. (2014), arXiv:1406.5298, section 4",
    scope="one label; weights without biases, means and log variances of 50 latent variables",
    says=says,
    examples=[{"n_i": ("2", "2", "2")}, {"n_i": ("2", "2")}, H],
    controls=[
        Control("six with the two real ones", {"images": "6 + 2"}, {"n_i": ("2", "2", "2")}),
        Control("001-055: two figures", {"figures": "2"}, {"n_i": ("2", "2")}),
        Control("any hidden layer", {"hidden": "h > 0"}, {**H, "h": "1000", "u": "884000"}),
    ],
)
def two_of_each_of_three_make_six() -> list[Step]:
    """Add up; put in h."""
    six, four, twice = says()
    each = summed(follows(always("n_i - 2 * 1 == 0", "n_i == 2"), ("1", "n_i == 2")))
    return unfold(
        together(
            follows(six, ("1", each), ("2", "total(1) == 3")),
            follows(four, ("1", each), ("2", "total(1) == 2")),
            follows(
                twice,
                ("1", LARGE),
                ("-2", SMALL),
                ("-2 * 884", "h == 500"),
                rest="6400",
            ),
        )
    )
