"""JS by its two KLs to the mixture is the entropy that mixing adds; it is 0 between equal laws.

p / ((p + q) / 2) is 2 p / (p + q). KL to the mixture is at most log 2, since p is at most twice
the mixture: so JS is finite where KL is not. j and k stand for any numbers: what they multiply is
0. A set enters by b, 1 in it and 0 outside.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, instance, summed, together

from ._tangents import entropy_term_lies_above_its_tangent, log_lies_below_its_tangent

PLACES = ("p_i >= 0", "q_i >= 0", "p_i + q_i > 0")
MASSES = ("total(p_i) == 1", "total(q_i) == 1")
M = "((p_i + q_i) / 2)"
APART = {"p_i": ("1", "0"), "q_i": ("0", "1")}
OTHER = {"p_i": ("1/2", "1/2"), "q_i": ("1/4", "3/4")}


def says(
    half: str = "1 / 2", weight: str = "q_i", largest: str = "log(2)", part: str = "1 / 2"
) -> tuple[Statement, ...]:
    """M is a law, half p and half q on every set; JS by entropy, by ratios; sign, half, zero."""
    on_sets = f"total(b_i * {M}) - 1 / 2 * total(b_i * p_i) - {part} * total(b_i * q_i)"
    to_m = f"{half} * total(xlog(p_i, p_i / {M})) + {half} * total(xlog(q_i, q_i / {M}))"
    apart = "1 / 2 * total(xlog(p_i, p_i)) + 1 / 2 * total(xlog(q_i, q_i))"
    first = "total(xlog(p_i, 2 * p_i / (p_i + q_i)))"
    js = f"1 / 2 * {first} + 1 / 2 * total(xlog({weight}, 2 * q_i / (q_i + p_i)))"
    one = "total(g_i * xlog(1, 2 * 1 / (1 + 1)))"
    return (
        always(f"{M} + j * (total({M}) - 1) + k * ({on_sets}) >= 0", *PLACES[:2], *MASSES),
        always(f"{to_m} == {apart} - total({M} * log({M}))", *PLACES),
        always(f"{to_m} == {js}", *PLACES),
        always(f"{js} >= 0", *PLACES, *MASSES),
        always(f"{largest} >= {first}", *PLACES, MASSES[0]),
        always("total(g_i * xlog(1, 1 / 1)) == 0"),
        always(f"1 / 2 * {one} + 1 / 2 * {one} == 0"),
    )


def everywhere(then: str, first: str) -> Step:
    """Derive what plainly holds at one place, also where p (or q, the `first`) is 0; add it up."""
    others = [text for text in PLACES if text != f"{first} >= 0"]
    zero = always(*(text.replace(first, "0") for text in (then, *others)))
    positive = follows(always(then, *others, f"{first} > 0"))
    return summed(by_cases(always(then, *PLACES), first, positive, follows(zero)))


def added(first: str) -> Step:
    """Derive p log(p / m) = p log p - p log m."""
    inner = f"xlog({first}, {first}) + {first} * log({M})"
    return everywhere(f"xlog({first}, {first} / {M}) - {inner} == 0", first)


def by_ratio(first: str, ratio: str) -> Step:
    """Derive p log(p / m) = p log(2 p / (p + q))."""
    return everywhere(f"xlog({first}, {first} / {M}) - xlog({first}, {ratio}) == 0", first)


def below_log_2() -> Step:
    """Derive p log(2 p / (p + q)) <= p log 2 at one place: p q / (p + q) is to spare."""
    then = "log(2) * p_i - xlog(p_i, 2 * p_i / (p_i + q_i)) >= 0"
    given = ("p_i > 0", "q_i >= 0", "p_i + q_i > 0")
    share = instance(log_lies_below_its_tangent(), given, {"u": "p_i / (p_i + q_i)"})
    positive = follows(always(then, *given), ("p_i", share), rest="p_i * q_i / (p_i + q_i)")
    zero = follows(always(then.replace("p_i", "0"), "0 + q_i > 0"))
    return by_cases(always(then, *PLACES), "p_i", positive, zero)


@claim(
    statement="JS = KL(P || M) / 2 + KL(Q || M) / 2 with the law M = (P + Q) / 2 is H(M) - H(P) / "
    "2 - H(Q) / 2; it is not negative, and 0 between equal laws; KL(P || M) <= log 2",
    source="Lin (1991), doi:10.1109/18.61115; 000-009, 001-016, 000-012, 000-018, 000-019, "
    "000-021; against 000-007 (the integral of p log(2 p / (p + q)) is infinite), 000-020",
    scope="all pairs of laws, p, q densities with respect to P + Q; at theta = 0 p = q = 1",
    says=says,
    examples=[APART],
    controls=[
        Control(
            "M takes a third of q",
            {"part": "1 / 3"},
            {**OTHER, "b_i": ("1", "1"), "j": "0", "k": "-9"},
        ),
        Control("003-041: JS without its halves", {"half": "1"}, OTHER),
        Control("000-020: p in the second integral, where q belongs", {"weight": "p_i"}, OTHER),
        Control(
            "000-007: the integral is above every bound m", {"largest": "m"}, {**APART, "m": "0"}
        ),
    ],
)
def js_is_what_mixing_adds_to_entropy() -> list[Step]:
    """Take logs of ratios apart; use tangents for the sign and the bound."""
    law, entropy, ratio, sign, bound, _, js = says()
    parts = [added(first) for first in ("p_i", "q_i")]
    ratios = (("p_i", "2 * p_i / (p_i + q_i)"), ("q_i", "2 * q_i / (q_i + p_i)"))
    same = [by_ratio(*pair) for pair in ratios]
    entropy_term = entropy_term_lies_above_its_tangent()
    above = [summed(instance(entropy_term, PLACES, {"p": x, "r": M})) for x in ("p_i", "q_i")]
    plain = summed(follows(always(f"{M} - 1 / 2 * p_i - 1 / 2 * q_i == 0")))
    logs = " - ".join([f"{M} * log({M})", *(f"1 / 2 * ({x} * log({M}))" for x in ("p_i", "q_i"))])
    split = summed(follows(always(f"{logs} == 0", PLACES[2])))
    halves = "1 / 2 * (b_i * p_i) - 1 / 2 * (b_i * q_i)"
    on_sets = summed(follows(always(f"b_i * {M} - {halves} == 0")))
    one = always(f"total({M}) == 1", *MASSES)
    mixture = follows(one, ("1", plain), *(("1 / 2", mass) for mass in MASSES))
    equal = follows(ratio, *(("1 / 2", part) for part in same))
    return unfold(
        together(
            follows(law, ("j", mixture), ("k", on_sets), rest=M),
            follows(entropy, *(("1 / 2", part) for part in parts), ("1", split)),
            equal,
            follows(
                sign,
                *(("1 / 2", tangent) for tangent in above),
                *(("1 / 2", mass) for mass in MASSES),
                ("-1", mixture),
                ("-1", equal),
            ),
            follows(bound, ("1", summed(below_log_2())), ("-log(2)", MASSES[0])),
            summed(follows(always("g_i * xlog(1, 1 / 1) == 0"))),
            follows(js, ("1", summed(follows(always("g_i * xlog(1, 2 * 1 / (1 + 1)) == 0"))))),
        )
    )
