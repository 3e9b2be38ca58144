"""What the colour of the best discriminator says: which of two densities is larger there.

D = p / (p + q) is about p / q, and not about p: far from the real samples it is low only where
there are generated ones. With the real term of the loss weighed by a (GAN Lab: a = 19/20) the best
D is a p / (a p + q), and in equilibrium a / (1 + a) = 19/39, a little less than 1/2.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, together

from ._tangents import log_lies_below_its_tangent

FURTHER = ("p > 0", "q > 0", "s >= 0", "t > 0", "p - s > 0")
BEST = ("a / (1 + a)", "1 / (1 + a)")
FAKES = ("t - q >= 0",)
PLACES = {"p": "2", "q": "2", "s": "1", "t": "2"}


def says(
    fakes: tuple[str, ...] = FAKES, half: str = "1 / 2", best: tuple[str, str] = BEST
) -> tuple[Statement, ...]:
    """Fewer real and no fewer fake samples: D is lower; D = 1/2 where p = q; the best D with a."""
    smoothed = f"a * log({best[0]}) + log({best[1]}) >= a * log(u) + log(1 - u)"
    return (
        always("p / (p + q) > s / (s + t)", *FURTHER, *fakes),
        always(f"p / (p + q) == {half}", "p > 0", "q > 0", "q == p"),
        always(smoothed, "a > 0", "u > 0", "1 - u > 0"),
    )


@claim(
    statement="D = p / (p + q) is lower where p is less and q no less, and 1/2 where p = q; with "
    "the real term weighed by a, a / (1 + a) is best there: 19/39 in GAN Lab",
    source="000-033; 000-032 (far from real samples D is low)",
    scope="any two places with densities p, q and s, t; every a > 0 and every D = u in (0, 1)",
    says=says,
    examples=[PLACES, {**PLACES, "a": "19/20", "u": "1/2"}],
    controls=[
        Control(
            "000-032: wherever there are fewer real samples", {"fakes": ()}, {**PLACES, "t": "1/2"}
        ),
        Control(
            "D is 19/39 where p = q, whatever the loss", {"half": "19 / 39"}, {"p": "1", "q": "1"}
        ),
        Control(
            "with GAN Lab's loss the equilibrium is at D = 1/2",
            {"best": ("1 / 2", "1 / 2")},
            {"a": "19/20", "u": "19/39"},
        ),
    ],
)
def heat_maps_compare_two_densities() -> list[Step]:
    """Subtract fractions; add two tangents of the logarithm."""
    lower, half, best = says()
    over = "((p + q) * (s + t))"
    log = log_lies_below_its_tangent()
    real = instance(log, best.given, {"u": "u * (1 + a) / a"})
    fake = instance(log, best.given, {"u": "(1 - u) * (1 + a)"})
    return unfold(
        together(
            follows(lower, (f"t / {over}", "p - s > 0"), (f"s / {over}", *FAKES)),
            follows(half, ("-1 / (2 * (p + q))", "q == p")),
            follows(best, ("a", real), ("1", fake)),
        )
    )
