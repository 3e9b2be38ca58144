"""Among all laws and all discriminators, p_g = p_r and D = 1/2 are a saddle, of value -log 4.

D = 1/2 gives every generator the value -log 4, and against p_g = p_r no discriminator gets more. So
there min max is max min, and a pair that achieves it is an equilibrium.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, instance, summed, together

from ._tangents import log_lies_below_its_tangent

LAWS = ("total(p_i) == 1", "total(q_i) == 1")
D = ("p_i >= 0", "d_i > 0", "1 - d_i > 0")
HALF = "log(1 / 2) * total(p_i) + log(1 / 2) * total(q_i)"


def says(fake: str = "p_i", value: str = "-log(4)") -> tuple[Statement, ...]:
    """The value of D = 1/2 against any q; no D gets more against p_g = p_r."""
    return (
        always(f"{HALF} == {value}", *LAWS),
        always(f"{HALF} >= total(p_i * log(d_i)) + total({fake} * log(1 - d_i))", *LAWS, *D),
    )


@claim(
    statement="For all laws q and all D, V(q, 1/2) = -log 4 >= V(p, D): in function space the game "
    "has a saddle at p_g = p_r, D = 1/2",
    source="002-016; Goodfellow et al. (2014), arXiv:1406.2661, theorem 1",
    scope="all laws with densities, every D with values in (0, 1) whose two means exist",
    says=says,
    examples=[{"p_i": ("1/2", "1/2"), "q_i": ("1", "0"), "d_i": ("1/3", "1/2")}],
    controls=[
        Control(
            "no D gets more than -log 4 against any law",
            {"fake": "q_i"},
            {"p_i": ("1", "0"), "q_i": ("0", "1"), "d_i": ("3/4", "1/4")},
        ),
        Control("the value is -log 2", {"value": "-log(2)"}, {"p_i": ("1",), "q_i": ("1",)}),
    ],
)
def the_game_of_the_gan_has_a_saddle_at_one_half() -> list[Step]:
    """Use log u <= u - 1 at u = 2 d and at u = 2 (1 - d)."""
    half, best = says()
    log = log_lies_below_its_tangent()
    tangents = [instance(log, D, {"u": u}) for u in ("2 * d_i", "2 * (1 - d_i)")]
    term = "2 * log(1 / 2) * p_i - p_i * log(d_i) - p_i * log(1 - d_i) >= 0"
    place = follows(always(term, *D), *(("p_i", tangent) for tangent in tangents))
    value = follows(half, ("log(1 / 2)", LAWS[0]), ("log(1 / 2)", LAWS[1]))
    most = follows(best, ("1", summed(place)), ("-log(1 / 2)", LAWS[0]), ("log(1 / 2)", LAWS[1]))
    return unfold(together(value, most))
