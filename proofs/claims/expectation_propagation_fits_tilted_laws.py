"""Expectation propagation fits tilted laws, and not the posterior.

Two factors f(x, y) f(x, y) of two binary variables, and q = t(x) t(x) u(y) u(y): with independent
coordinates, expectation propagation is loopy belief propagation. At a fixed point q minimises
KL(tilted || q), where tilted is f t u: one factor is kept, the other replaced by its site. For f =
(2, 2; 2, 5) it gives x = 1 the probability 1/5; KL(p || q) is least at that under p, 8/37.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, instance, together

from ._tangents import entropy_term_lies_above_its_tangent

FIRST, SECOND = "(f11 * u1 + f12 * u2)", "(f21 * u1 + f22 * u2)"
SITES = (f"c * t1 == {FIRST}", f"c * t2 == {SECOND}")
SQUARES = "(t1 ** 2 + t2 ** 2)"
FITTED = f"a * {SQUARES} == t1 ** 2"
TILTED = f"w * (t1 * {FIRST} + t2 * {SECOND}) == t1 * {FIRST}"
POSTERIOR = "w * (f11 ** 2 + f12 ** 2 + f21 ** 2 + f22 ** 2) == f11 ** 2 + f12 ** 2"
COINS = ("a > 0", "1 - a > 0", "r > 0", "1 - r > 0")
COST = "-(w * log({0}) + (1 - w) * log(1 - {0}))"
FACTOR: Place = {"f11": "2", "f12": "2", "f21": "2", "f22": "5"}
AT: Place = {**FACTOR, "t1": "1", "t2": "2", "u1": "1", "u2": "2", "c": "6", "a": "1/5"}


def says(law: str = TILTED) -> tuple[Statement, ...]:
    """Among all coins r, the fixed point a has the least cross-entropy to w, the law's x = 1."""
    fixed = ("c > 0", "t1 > 0", *SITES, FITTED)
    return (always(f"{COST.format('r')} >= {COST.format('a')}", *COINS, *fixed, law),)


@claim(
    statement="A fixed point of expectation propagation minimises KL(tilted || q) for each factor, "
    "and need not minimise KL(p || q)",
    source="Minka (2001), arXiv:1301.2294; against 003-092",
    scope="two equal factors of two binary variables, q with independent coordinates; the other "
    "coordinate of q alike",
    says=says,
    examples=[{**AT, "w": "1/5", "r": "1/2"}],
    controls=[
        Control(
            "003-092: expectation propagation minimises KL(p || q)",
            {"law": POSTERIOR},
            {**AT, "w": "8/37", "r": "8/37"},
        )
    ],
)
def expectation_propagation_fits_tilted_laws() -> list[Step]:
    """Show that w = a; the cross-entropy of a coin is least at itself."""
    (goal,) = says()
    scale = f"1 / (c * {SQUARES})"
    same = follows(
        always("w - a == 0", "c > 0", "t1 > 0", *SITES, FITTED, TILTED),
        (scale, TILTED),
        (f"{scale} * (w - 1) * t1", SITES[0]),
        (f"{scale} * w * t2", SITES[1]),
        (f"-1 / {SQUARES}", FITTED),
    )
    tangent = entropy_term_lies_above_its_tangent()
    heads = instance(tangent, COINS, {"p": "a", "r": "r"})
    tails = instance(tangent, COINS, {"p": "1 - a", "r": "1 - r"})
    odds = ("log(a / r) - log((1 - a) / (1 - r))", same)
    return unfold(together(follows(goal, ("1", heads), ("1", tails), odds)))
