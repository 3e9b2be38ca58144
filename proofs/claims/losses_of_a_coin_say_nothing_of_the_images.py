"""What a discriminator that ignores its input costs both players, whatever is generated.

At D = 1/2 its cost is log 4 and the generator's -log D is log 2. At D = c < 1/2, which calls
everything fake, the generator's loss is higher, and so is the discriminator's own.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

LAWS = ("total(p_i) == 1", "total(q_i) == 1")
LOW = ("c > 0", "1 - c > 0")


def cost(c: str, rest: str) -> str:
    """Write the cost of the discriminator that says c."""
    return f"-(total(p_i * log({c})) + total(q_i * log({rest})))"


def says(coin: str = "log(4)", low: str = "1 / 2 - c") -> tuple[Statement, ...]:
    """The two losses at 1/2; those at c < 1/2."""
    return (
        always(f"{cost('1 / 2', '1 / 2')} == {coin}", *LAWS),
        always("-total(q_i * log(1 / 2)) == log(2)", LAWS[1]),
        always("-total(q_i * log(c)) == -log(c)", LOW[0], LAWS[1]),
        always(f"{cost('c', '1 - c')} > log(4)", *LOW, f"{low} > 0", *LAWS),
    )


AT: dict[str, str | tuple[str, ...]] = {"p_i": ("1", "0"), "q_i": ("0", "1"), "c": "1/4"}


@claim(
    statement="At D = 1/2 the discriminator's cost is log 4 and the generator's loss -log D is "
    "log 2, whatever the laws; D = c < 1/2 raises both, the generator's loss to -log c",
    source="against 001-057 (losses of a trained GAN), 001-060 (high loss, robust D)",
    scope="all laws p, q, also equal or disjoint ones; constant discriminators",
    says=says,
    examples=[AT],
    controls=[
        Control("003-041: the cost is log 2, as JS is at most", {"coin": "log(2)"}, AT),
        Control(
            "so does every c but 1/2 itself: c = 1/2", {"low": "1 / 2 + c"}, {**AT, "c": "1/2"}
        ),
    ],
)
def losses_of_a_coin_say_nothing_of_the_images() -> list[Step]:
    """Take logs of constants out; use log u <= u - 1 at u = 4 c (1 - c)."""
    coin, fooled, constant, worse = says()

    def out(weight: str, inner: str, *given: str) -> Step:
        return summed(
            follows(always(f"{weight} * log({inner}) - log({inner}) * {weight} == 0", *given))
        )

    halves = [out(law, "1 / 2") for law in ("p_i", "q_i")]
    real, fake = out("p_i", "c", LOW[0]), out("q_i", "1 - c", LOW[1])
    tangent = instance(log_lies_below_its_tangent(), LOW, {"u": "4 * c * (1 - c)"})
    return unfold(
        together(
            follows(
                coin,
                *(("-1", part) for part in halves),
                *(("log(2)", law) for law in LAWS),
            ),
            follows(fooled, ("-1", halves[1]), ("log(2)", LAWS[1])),
            follows(constant, ("-1", out("q_i", "c", LOW[0])), ("-log(c)", LAWS[1])),
            follows(
                worse,
                ("-1", real),
                ("-1", fake),
                ("-log(c)", LAWS[0]),
                ("-log(1 - c)", LAWS[1]),
                ("1", tangent),
                rest="4 * (1 / 2 - c) ** 2",
            ),
        )
    )
