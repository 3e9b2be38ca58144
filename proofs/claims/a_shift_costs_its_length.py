"""A law and the same law shifted by t are t apart under W, whether or not they overlap.

Any plan moves the mean by t, so it costs t at least: c is the length of a move, by x across and by
y along. Shifting every point costs just that. Pointwise distances see nothing of it: for disjoint
laws the L1 distance of the densities is 2, and JS log 2, for every t.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import always, follows, instance, summed, together

MOVES = ("w_i >= 0", "c_i > 0", "c_i ** 2 == x_i ** 2 + y_i ** 2")
MEAN = "total(w_i * x_i) == t"
SHIFT = ("w_i * c_i == w_i * t", "total(w_i) == 1")

SHIFTED = {"w_i": "v_i", "c_i": "e_i"}
OTHER = tuple(fill(text, SHIFTED) for text in SHIFT)


def says(length: str = "t") -> tuple[Statement, ...]:
    """No plan costs less, and the shift v just that, for any j; the shift alone."""
    return (
        always(f"total(w_i * c_i) + j * (total(v_i * e_i) - t) >= {length}", *MOVES, MEAN, *OTHER),
        always(f"total(w_i * c_i) == {length}", *SHIFT),
    )


@claim(
    statement="W(law of X, law of X + t) = t for every t > 0: no plan costs less, as all move the "
    "mean by t, and the shift costs t",
    source="003-136, 003-137",
    scope="all laws with a mean, in the plane (the shift along one axis), all plans; pairs that do "
    "not move cost nothing and are left out",
    says=says,
    examples=[
        {
            "w_i": ("1/2", "1/2"),
            "x_i": ("3", "3"),
            "y_i": ("0", "0"),
            "c_i": ("3", "3"),
            "v_i": ("1", "0"),
            "e_i": ("3", "5"),
            "t": "3",
        }
    ],
    controls=[
        Control(
            "003-137: W captures what L1 does, the pointwise gap of disjoint densities, 2",
            {"length": "2"},
            {
                "w_i": ("1",),
                "x_i": ("1",),
                "y_i": ("0",),
                "c_i": ("1",),
                "v_i": ("1",),
                "e_i": ("1",),
                "t": "1",
                "j": "0",
            },
        )
    ],
)
def a_shift_costs_its_length() -> list[Step]:
    """A move is no shorter than its part across; add up."""
    bound, equal = says()
    move = follows(
        always("w_i * c_i - w_i * x_i >= 0", *MOVES),
        ("w_i / (2 * c_i)", MOVES[2]),
        rest="w_i * ((c_i - x_i) ** 2 + y_i ** 2) / (2 * c_i)",
    )
    shift = follows(always("w_i * c_i - t * w_i == 0", SHIFT[0]), ("1", SHIFT[0]))
    cost = follows(equal, ("1", summed(shift)), ("t", SHIFT[1]))
    attained = instance(cost, bound.given, SHIFTED)
    return unfold(together(follows(bound, ("1", summed(move)), ("1", MEAN), ("j", attained)), cost))
