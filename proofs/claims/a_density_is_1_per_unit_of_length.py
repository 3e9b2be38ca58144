"""On the parallel lines the densities are 1 per unit of length, and not per unit of area.

A density that is d everywhere on a set of size a has d a = 1. Along a line of length 1 it is 1. On
a strip of width h around the line, of area h, it is 1 / h, which passes every bound as h shrinks:
with respect to dx dy the laws of the exercise have no density.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed, together

UNIFORM = ("p_i == d", "total(g_i * p_i) == 1")
LENGTH = "total(g_i) == 1"
SAME = "q_i == p_i"
STRIP: Place = {"p_i": ("2",), "q_i": ("2",), "d": "2", "g_i": ("1/2",)}
LINE: Place = {**STRIP, "p_i": ("1",), "q_i": ("1",), "d": "1", "g_i": ("1",), "h": "1/9", "m": "8"}


def says(unit: tuple[str, ...] = (LENGTH,), area: str = "h") -> tuple[Statement, ...]:
    """Per length p = 1; so is q, if theta = 0; per area p passes every bound."""
    strip = (*UNIFORM, f"total(g_i) == {area}", "h > 0", "1 - m * h > 0")
    return (
        always("p_i == 1", *UNIFORM, *unit),
        always("(p_i - 1) ** 2 + (q_i - 1) ** 2 == 0", *UNIFORM, SAME, *unit),
        always("d > m", *strip),
    )


def mass() -> Step:
    """Derive that a uniform density is its mass by the size."""
    step = follows(always("g_i * p_i - d * g_i == 0", "p_i == d"), ("g_i", "p_i == d"))
    return summed(step)


@claim(
    statement="y uniform on [0, 1] has density 1 on its line with respect to length, under P and, "
    "if theta = 0, under Q; with respect to area it is above m on every strip narrower than 1 / m",
    source="000-006, 000-017 (p(0, y) = 1)",
    scope="the laws of the exercise: p uniform on a set of total size 1 (length), or h (area)",
    says=says,
    examples=[LINE, {**LINE, "p_i": ("9",), "d": "9", "g_i": ("1/9",)}],
    controls=[
        Control("000-006: p = 1, whatever it is a density of", {"unit": ()}, STRIP),
        Control("per area it is bounded, too", {"area": "1"}, LINE),
    ],
)
def a_density_is_1_per_unit_of_length() -> list[Step]:
    """Divide the mass by the size."""
    one, both, wide = says()
    total = "total(g_i * p_i) == 1"
    given = [*UNIFORM, LENGTH]
    level = follows(always("d == 1", *given), ("-1", mass()), ("1", total), ("-d", LENGTH))
    p = follows(one, ("1", "p_i == d"), ("1", level))
    squares = follows(both, ("p_i - 1 + q_i - 1", p), ("q_i - 1", SAME))
    strip = follows(
        wide,
        ("-(1 / h)", mass()),
        ("1 / h", total),
        ("-(d / h)", "total(g_i) == h"),
        ("1 / h", "1 - m * h > 0"),
    )
    return unfold(together(p, squares, strip))
