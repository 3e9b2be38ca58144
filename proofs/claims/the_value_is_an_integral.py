"""V(G, D) as one integral: the mean of h(G(Z)) is the mean of h under the law of G(Z).

The noise has weights u, of any number of values; s and t tell which image G makes of each. Nothing
is asked of G, which may send many values to one image. Integrals over images are sums over cells of
size w: with two cells where G is concerned, with any number where the integrand is rewritten.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

PUSHED = ("p1 == total(u_i * s_i)", "p2 == total(u_i * t_i)", "p3 == total(u_i * (1 - s_i - t_i))")
CELLS = ("g1 * w1 == total(u_i * s_i)", "g2 * w2 == total(u_i * (1 - s_i))")
SEEN = "s_i * log(1 - d1) + (1 - s_i) * log(1 - d2)"
CHANCES = ("d1 > 0", "1 - d1 > 0", "d2 > 0", "1 - d2 > 0")
D = ("d_i > 0", "1 - d_i > 0")


def says(
    sizes: tuple[str, str] = ("w1", "w2"), third: str = "p3", below: str = "1 - d_i"
) -> tuple[Statement, ...]:
    """The law of G(Z), with three images; V with two cells; one integral of V."""
    images = "s_i * h1 + t_i * h2 + (1 - s_i - t_i) * h3"
    real = f"f1 * log(d1) * {sizes[0]} + f2 * log(d2) * {sizes[1]}"
    generated = "g1 * log(1 - d1) * w1 + g2 * log(1 - d2) * w2"
    real_value = "f1 * log(d1) * w1 + f2 * log(d2) * w2"
    parts = f"total(f_i * log(d_i) * w_i) + total(g_i * log({below}) * w_i)"
    return (
        always(f"total(u_i * ({images})) == p1 * h1 + p2 * h2 + {third} * h3", *PUSHED),
        always(f"{real_value} + total(u_i * ({SEEN})) == {real} + {generated}", *CELLS, *CHANCES),
        always(f"{parts} == total((f_i * log(d_i) + g_i * log(1 - d_i)) * w_i)", *D),
    )


NOISE = {"u_i": ("1/2", "1/4", "1/4"), "s_i": ("1", "0", "0"), "t_i": ("0", "1", "0")}
LAWS = {"p1": "1/2", "p2": "1/4", "p3": "1/4", "h1": "1", "h2": "2", "h3": "3"}
SIZES = {"w1": "1/2", "w2": "1", "g1": "1", "g2": "1/2", "f1": "1", "f2": "1/2"}
PLACE = NOISE | LAWS | SIZES | {"d1": "1/2", "d2": "1/3"}
POINTS = {"f_i": ("1", "2"), "g_i": ("2", "1"), "w_i": ("1/2", "1/4"), "d_i": ("1/2", "1/3")}


@claim(
    statement="E h(G(Z)) is the mean of h under the law of G(Z); so V is the integral of f log D + "
    "f_g log(1 - D)",
    source="003-005, 003-033, 003-034",
    scope="every noise, every G with at most three images (two for V; more are added likewise); "
    "every D with values in (0, 1); one integrand on any space",
    says=says,
    examples=[PLACE, POINTS],
    controls=[
        Control("003-033: without dx", {"sizes": ("1", "1")}, PLACE),
        Control("an image is as likely as another", {"third": "p1"}, PLACE),
        Control("log D for both", {"below": "d_i"}, POINTS),
    ],
)
def the_value_is_an_integral() -> list[Step]:
    """Collect the noise that has the same image."""
    pushed, value, one = says()
    images = "s_i * h1 + t_i * h2 + (1 - s_i - t_i) * h3"
    shares = ("u_i * s_i", "u_i * t_i", "u_i * (1 - s_i - t_i)")
    parts = " - ".join(f"h{k} * ({share})" for k, share in enumerate(shares, start=1))
    collected = summed(follows(always(f"u_i * ({images}) - {parts} == 0")))
    two = "log(1 - d1) * (u_i * s_i) - log(1 - d2) * (u_i * (1 - s_i))"
    seen = summed(follows(always(f"u_i * ({SEEN}) - {two} == 0", *CHANCES)))
    terms = "f_i * log(d_i) * w_i + g_i * log(1 - d_i) * w_i"
    joined = f"{terms} - (f_i * log(d_i) + g_i * log(1 - d_i)) * w_i == 0"
    return unfold(
        together(
            follows(
                pushed,
                ("1", collected),
                *((f"-h{k}", law) for k, law in enumerate(PUSHED, start=1)),
            ),
            follows(
                value,
                ("1", seen),
                *((f"-log(1 - d{k})", cell) for k, cell in enumerate(CELLS, start=1)),
            ),
            follows(one, ("1", summed(follows(always(joined, *D))))),
        )
    )
