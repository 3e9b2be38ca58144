"""What makes KL large is mass of P where Q has little, not a point.

g is the size of a place (0 for a point), p and q are densities: masses are totals of g p and g q.
An event s of mass a under P and at most 1/m under Q makes KL at least a log m - 1, for every m. And
a law P on a thin set makes KL large even where the density of Q is positive everywhere: where it is
at most c, and the set has size d, KL is at least -log(c d), which grows as the set gets thinner.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._kl_against_a_rare_event import kl_against_a_rare_event
from ._tangents import entropy_term_lies_above_its_tangent

SIZES = ("g_i >= 0", "p_i >= 0", "q_i > 0", "s_i >= 0", "1 - s_i >= 0", "m > 0")
LAWS = ("total(g_i * p_i) == 1", "total(g_i * q_i) == 1")
KL = "total(g_i * xlog(p_i, p_i / q_i))"
THIN = ("g_i > 0", "q_i > 0", "c - q_i >= 0", "c > 0", "d > 0", "total(s_i * g_i) == d")
ON_IT = ("p_i >= 0", "total(p_i) == 1", "s_i >= 0", "p_i * (1 - s_i) == 0")


def says(size: str = "g_i * ", ratio: str = "c * d") -> tuple[Statement, ...]:
    """An event that Q finds rare; a thin set."""
    rare = f"1 - m * total({size}(s_i * q_i)) >= 0"
    mass = f"total({size}(s_i * p_i))"
    return (
        always(f"{KL} - log(m) * {mass} + 1 >= 0", *SIZES, *LAWS, rare),
        always(f"total(xlog(p_i, p_i / (g_i * q_i))) >= -log({ratio})", *THIN, *ON_IT),
    )


def event() -> Step:
    """Derive p log(p / q) >= s (p log m + p - m q) + (1 - s) (p - q), times sizes, added up."""
    others = ("g_i >= 0", "q_i > 0", "s_i >= 0", "1 - s_i >= 0", "m > 0")
    rest = "m * (g_i * (s_i * q_i)) + g_i * q_i - g_i * (s_i * q_i)"
    mass = "log(m) * (g_i * (s_i * p_i))"
    term = f"g_i * xlog(p_i, p_i / q_i) - {mass} - g_i * p_i + {rest} >= 0"
    inner = [*others, "p_i > 0"]
    tangent = entropy_term_lies_above_its_tangent()
    tilted = instance(tangent, inner, {"p": "p_i", "r": "q_i * m"})
    plain = instance(tangent, inner, {"p": "p_i", "r": "q_i"})
    shares = (("g_i * s_i", tilted), ("g_i * (1 - s_i)", plain))
    zero = follows(
        always(term.replace("p_i", "0"), *others),
        rest="m * (g_i * (s_i * q_i)) + g_i * ((1 - s_i) * q_i)",
    )
    positive = follows(always(term, *inner), *shares)
    return by_cases(always(term, *SIZES), "p_i", positive, zero)


@claim(
    statement="An event of mass a under P and at most 1/m under Q makes KL at least a log m - 1; a "
    "law P on a set of size d, against a density at most c, has KL at least -log(c d)",
    source="002-009, 002-010",
    scope="all pairs of laws with densities p, q > 0 with respect to sizes g; where q = 0 < p on a "
    "set of positive size the value is inf by definition, the limit of these",
    says=says,
    examples=[
        {
            "g_i": ("1/2", "1/2"),
            "p_i": ("2", "0"),
            "q_i": ("1/50", "99/50"),
            "s_i": ("1", "0"),
            "m": "100",
        },
        {
            "g_i": ("1/4", "3/4"),
            "p_i": ("1", "0"),
            "q_i": ("1", "1"),
            "s_i": ("1", "0"),
            "c": "1",
            "d": "1/4",
        },
    ],
    controls=[
        Control(
            "002-009: one point is enough",
            {"size": ""},
            {
                "g_i": ("0", "1"),
                "p_i": ("1", "1"),
                "q_i": ("1/100", "1"),
                "s_i": ("1", "0"),
                "m": "100",
            },
        ),
        Control(
            "KL is at least -log d, whatever the density",
            {"ratio": "d"},
            {
                "g_i": ("1/4", "3/4"),
                "p_i": ("1", "0"),
                "q_i": ("4", "1"),
                "s_i": ("1", "0"),
                "c": "4",
                "d": "1/4",
            },
        ),
    ],
)
def kl_is_infinite_by_mass_not_by_points() -> list[Step]:
    """Add up tilted tangents; on the thin set, with m = 1 / (c d)."""
    rare, thin = says()
    much = follows(
        rare,
        ("1", summed(event())),
        ("1", LAWS[0]),
        ("-1", LAWS[1]),
        ("1", rare.given[0]),
        rest="total(g_i * (s_i * q_i))",
    )
    tilted = {"q_i": "g_i * q_i", "m": "1 / (c * d)"}
    near = instance(kl_against_a_rare_event(), thin.given, tilted)
    room = summed(
        follows(
            always("c * (s_i * g_i) - s_i * (g_i * q_i) >= 0", *thin.given),
            ("s_i * g_i", "c - q_i >= 0"),
        )
    )
    logs = ("log(1 / (c * d)) + 1", "total(p_i) == 1")
    small = follows(thin, ("1", near), logs, ("1 / (c * d)", room), ("-(1 / d)", THIN[-1]))
    return unfold(together(much, small))
