"""TV = sup |P(B) - Q(B)| is half of the L1 distance of the densities.

d = |p - q|, and s is 1 on the event B, 0 off it. P(B) - Q(B) is half of the total of
(2 s - 1) (p - q), which is at most d; on the event where p > q it is d. So where p q = 0
everywhere, TV = 1 and the L1 distance is 2, however far apart the two laws lie. (The bound, times
any g >= 0, and the equality at the best event b, times any k, are stated as one inequality.)
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed, together

LAWS = ("total(p_i) == 1", "total(q_i) == 1")
SIZE = ("d_i >= 0", "d_i ** 2 == (p_i - q_i) ** 2")
EVENT = ("s_i >= 0", "1 - s_i >= 0", "d_i - (p_i - q_i) >= 0", "d_i + (p_i - q_i) >= 0")
BEST = "(2 * b_i - 1) * (p_i - q_i) == d_i"
DISJOINT = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0", "p_i * q_i == 0")
GAP = "total(s_i * p_i) - total(s_i * q_i)"
UNEVEN: Place = {
    "p_i": ("3/4", "1/4"),
    "q_i": ("1/4", "3/4"),
    "d_i": ("1/2", "1/2"),
    "s_i": ("1", "0"),
    "b_i": ("1", "0"),
    "g": "0",
    "k": "1",
}


def says(half: str = "1 / 2", far: str = "2") -> tuple[Statement, ...]:
    """No event s has more than half of L1, and b = {p > q} has just that; disjoint laws: 2."""
    l1, best = f"{half} * total(d_i)", GAP.replace("s_i", "b_i")
    return (
        always(f"g * ({l1} - ({GAP})) + k * ({best} - {l1}) >= 0", *LAWS, *EVENT, BEST, "g >= 0"),
        always(f"total(d_i) == {far}", *LAWS, *SIZE, *DISJOINT),
    )


@claim(
    statement="sup over events B of |P(B) - Q(B)| = 1/2 of the integral of |p - q|, attained at "
    "B = {p > q}; for disjoint laws the integral is 2",
    source="003-137, 003-139",
    scope="all pairs of laws with densities, all events, also randomised; for |P(B) - Q(B)| take B "
    "or its complement",
    says=says,
    examples=[
        UNEVEN,
        {"p_i": ("1", "0"), "q_i": ("0", "1"), "d_i": ("1", "1")},
    ],
    controls=[
        Control(
            "TV is the integral of |p - q|, without the half",
            {"half": "1"},
            UNEVEN,
        ),
        Control(
            "disjoint laws are 1 apart in L1",
            {"far": "1"},
            {"p_i": ("1", "0"), "q_i": ("0", "1"), "d_i": ("1", "1")},
        ),
    ],
)
def tv_is_half_of_l1() -> list[Step]:
    """Compare (2 s - 1) (p - q) with |p - q| at each place."""
    sup, disjoint = says()
    bound = follows(
        always("d_i - 2 * (s_i * p_i) + 2 * (s_i * q_i) + p_i - q_i >= 0", *EVENT),
        ("1 - s_i", EVENT[3]),
        ("s_i", EVENT[2]),
    )
    equal = follows(
        always("2 * (b_i * p_i) - 2 * (b_i * q_i) - p_i + q_i - d_i == 0", BEST), ("1", BEST)
    )
    both = follows(
        always("d_i - p_i - q_i == 0", *SIZE, *DISJOINT),
        ("1 / (d_i + (p_i + q_i))", SIZE[1]),
        ("-4 / (d_i + (p_i + q_i))", DISJOINT[3]),
    )
    weights = (
        ("g / 2", summed(bound)),
        ("k / 2", summed(equal)),
        ("(k - g) / 2", LAWS[0]),
        ("(g - k) / 2", LAWS[1]),
    )
    return unfold(
        together(
            follows(sup, *weights),
            follows(disjoint, ("1", summed(both)), *(("1", law) for law in LAWS)),
        )
    )
