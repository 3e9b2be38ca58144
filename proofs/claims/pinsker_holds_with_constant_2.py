"""Pinsker's inequality, KL >= 2 TV^2.

For two coins by calculus: fix p and let q move; KL - 2 (p - q)^2 is 0 at q = p, and its slope is
(q - p) (1 - 2q)^2 / (q (1 - q)). For all laws by data processing: KL is at least that of the two
coins "the event A happened", because p log(p / q) lies above its tangents. TV is the supremum
over events A with 0 < P(A) <= 1: where P(A) = 0, take the complement.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, lowest, summed, together

from ._kl_against_a_rare_event import kl_against_a_rare_event
from ._tangents import entropy_term_lies_above_its_tangent

KL, A, B = "total(xlog(p_i, p_i / q_i))", "total(s_i * p_i)", "total(s_i * q_i)"
LAWS = ("p_i >= 0", "q_i > 0", "s_i >= 0", "total(p_i) == 1")
EVENT = (*LAWS, "1 - s_i >= 0", "total(q_i) == 1", f"{A} > 0", f"1 - {A} > 0")
CERTAIN = (*LAWS, "p_i * (1 - s_i) == 0", f"{B} > 0")
COINS = ("p > 0", "1 - p > 0", "q > 0", "1 - q > 0")


def says(c: str = "2") -> tuple[Statement, ...]:
    """KL >= c (P(A) - Q(A))^2 for events A with 0 < P(A) < 1, and for those with P(A) = 1."""
    return (
        always(f"{KL} - {c} * ({A} - {B}) ** 2 >= 0", *EVENT, f"{B} > 0", f"1 - {B} > 0"),
        always(f"{KL} - {c} * (1 - {B}) ** 2 >= 0", *CERTAIN, f"1 - {B} >= 0"),
    )


def for_two_coins() -> Step:
    """Derive KL(Ber p || Ber q) >= 2 (p - q)^2."""
    gap = "p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)) - 2 * (p - q) ** 2 >= 0"
    rising = always("(q - p) ** 2 * (1 - 2 * q) ** 2 / (q * (1 - q)) >= 0", *COINS)
    square = "(q - p) ** 2 * (1 - 2 * q) ** 2 / (q * (1 - q))"
    return lowest(always(gap, *COINS), "q", "p", follows(rising, rest=square))


def for_a_sure_coin() -> Step:
    """Derive -log b >= 2 (1 - b)^2 for 0 < b <= 1."""
    given = ("b > 0", "1 - b >= 0")
    square = "(1 - b) * (1 - 2 * b) ** 2 / b"
    rising = follows(always(f"{square} >= 0", *given), rest=square)
    return lowest(always("-log(b) - 2 * (1 - b) ** 2 >= 0", *given), "b", "1", rising)


def data_processing() -> Step:
    """Derive KL >= that of the coins a = P(A), b = Q(A), before totals of p, q are put to 1."""
    coins = ("a > 0", "1 - a > 0", "b > 0", "1 - b > 0", "q_i > 0", "s_i >= 0", "1 - s_i >= 0")
    term = (
        "xlog(p_i, p_i / q_i) - log(a / b) * (s_i * p_i)"
        " - log((1 - a) / (1 - b)) * (p_i - s_i * p_i) - p_i"
        " + a / b * (s_i * q_i) + (1 - a) / (1 - b) * (q_i - s_i * q_i) >= 0"
    )
    rest = "a / b * (s_i * q_i) + (1 - a) / (1 - b) * ((1 - s_i) * q_i)"
    tilts = [
        instance(
            entropy_term_lies_above_its_tangent(),
            [*coins, "p_i > 0"],
            {"p": "p_i", "r": f"q_i * ({tilt})"},
        )
        for tilt in ("a / b", "(1 - a) / (1 - b)")
    ]
    positive = follows(always(term, *coins, "p_i > 0"), ("s_i", tilts[0]), ("1 - s_i", tilts[1]))
    zero = follows(always(term.replace("p_i", "0"), *coins), rest=rest)
    return summed(by_cases(always(term, *coins, "p_i >= 0"), "p_i", positive, zero))


@claim(
    statement="KL(P || Q) >= 2 TV(P, Q)^2; with 201/100 in the place of 2 this fails",
    source="Pinsker's inequality: 003-147",
    scope="all pairs of laws with densities and q > 0 (else KL = inf, or the place is left out), "
    "KL finite; all events, also randomised (s between 0 and 1)",
    says=says,
    examples=[
        {"p_i": ("1/2", "1/2"), "q_i": ("1/4", "3/4"), "s_i": ("1", "0")},
        {"p_i": ("1", "0"), "q_i": ("1/4", "3/4"), "s_i": ("1", "0")},
    ],
    controls=[
        Control(
            "KL >= (201/100) TV^2",
            {"c": "201 / 100"},
            {"p_i": ("201/400", "199/400"), "q_i": ("1/2", "1/2"), "s_i": ("1", "0")},
        )
    ],
)
def pinsker_holds_with_constant_2() -> list[Step]:
    """Process the data to two coins; compare those by calculus."""
    event, certain = says()
    given = [*event.given]
    coins = instance(data_processing(), given, {"a": A, "b": B})
    calculus = instance(for_two_coins(), given, {"p": A, "q": B})
    ratio = f"(1 - {A}) / (1 - {B})"
    split = follows(
        event,
        ("1", coins),
        ("1", calculus),
        (f"log({ratio}) + 1", "total(p_i) == 1"),
        (f"-({ratio})", "total(q_i) == 1"),
    )
    rare = instance(kl_against_a_rare_event(), certain.given, {"m": f"1 / {B}"})
    sure = instance(for_a_sure_coin(), certain.given, {"b": B})
    whole = follows(
        certain,
        ("1", rare),
        ("1", sure),
        (f"log(1 / {B}) + 1", "total(p_i) == 1"),
    )
    return unfold(together(split, whole))
