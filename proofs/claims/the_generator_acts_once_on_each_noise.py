"""The mean over generated points is the mean over noise: G acts on the noise, once.

Two cells of outputs, at which D is d and e. Places are noise, w its law, s is 1 where G leads to
the first cell; a is then the mass of that cell under p_g. More cells work in the same way.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed

LOSS = "w_i * (s_i * log(1 - d) + (1 - s_i) * log(1 - e))"
GIVEN = ("1 - d > 0", "1 - e > 0", "total(w_i) == 1", "total(w_i * s_i) == a")
SWAP: Place = {"w_i": ("1/4", "3/4"), "s_i": ("0", "1"), "a": "3/4", "d": "1/2", "e": "1/4"}


def says(first: str = "log(1 - d)", second: str = "log(1 - e)") -> tuple[Statement, ...]:
    """E log(1 - D(G(z))) over noise is E log(1 - D(x)) over generated points."""
    return (always(f"total({LOSS}) == a * {first} + (1 - a) * {second}", *GIVEN),)


@claim(
    statement="E log(1 - D(G(z))) over the noise z is E log(1 - D(x)) over x from p_g",
    source="002-015",
    scope="every noise, every G into two cells, every D < 1",
    says=says,
    examples=[SWAP],
    controls=[
        Control(
            "002-015: G is applied to x from p_g again (here it swaps the cells)",
            {"first": "log(1 - e)", "second": "log(1 - d)"},
            SWAP,
        )
    ],
)
def the_generator_acts_once_on_each_noise() -> list[Step]:
    """Add up over the noise."""
    (goal,) = says()
    place = f"{LOSS} - (log(1 - d) - log(1 - e)) * (w_i * s_i) - log(1 - e) * w_i == 0"
    split = summed(follows(always(place, *GIVEN[:2])))
    masses = (("log(1 - d) - log(1 - e)", GIVEN[3]), ("log(1 - e)", GIVEN[2]))
    return unfold(follows(goal, ("1", split), *masses))
