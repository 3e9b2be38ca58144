"""For disjoint laws the mixture M is p / 2 where p lies: KL(P || M) = KL(Q || M) = JS = log 2.

So it is for every pair of disjoint laws. P, Q at one theta and U, V at another have the same JS,
and the same KL to a mixture that has a share e of the first law; as e goes to 0 that passes every
bound. The sizes g are those of the measure that has the densities: length on the lines, not area.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, by_cases, follows, summed, together

SHARE = ("e > 0", "1 - e > 0")


def pair(p: str, q: str) -> tuple[str, ...]:
    """State that two laws are disjoint, one of them at every place."""
    return (f"{p} >= 0", f"{q} >= 0", f"{p} + {q} > 0", f"{p} * {q} == 0")


def mass(law: str) -> str:
    """State that a density integrates to 1."""
    return f"total(g_i * {law}) == 1"


def half(p: str, q: str) -> str:
    """Write the mixture of two laws."""
    return f"(({p} + {q}) / 2)"


def shared(p: str, q: str) -> str:
    """Write the second law with a share e of the first."""
    return f"(e * {p} + (1 - e) * {q})"


def kl(p: str, mixture: str) -> str:
    """Write KL to a mixture."""
    return f"total(g_i * xlog({p}, {p} / {mixture}))"


def js(p: str, q: str) -> str:
    """Write JS."""
    return f"1 / 2 * ({kl(p, half(p, q))} + {kl(q, half(p, q))})"


PQ, UV = pair("p_i", "q_i"), pair("u_i", "v_i")
FOUR = (*PQ, *UV, *map(mass, ("p_i", "q_i", "u_i", "v_i")))


def says(part: str = "1 / 2", value: str = "log(2)", change: str = "== 0") -> tuple[Statement, ...]:
    """M where p lies; KL to M, twice; JS; its change with theta; that of both, k any number."""
    changed = f"({js('u_i', 'v_i')}) - ({js('p_i', 'q_i')})"
    more = f"{kl('u_i', shared('u_i', 'v_i'))} - {kl('p_i', shared('p_i', 'q_i'))}"
    return (
        always(f"{half('p_i', 'q_i')} == {part} * p_i", "p_i > 0", "p_i * q_i == 0"),
        always(f"{kl('p_i', half('p_i', 'q_i'))} == {value}", *PQ, mass("p_i")),
        always(f"{kl('q_i', half('p_i', 'q_i'))} == {value}", *PQ, mass("q_i")),
        always(f"{js('p_i', 'q_i')} == {value}", *PQ, mass("p_i"), mass("q_i")),
        always(f"{changed} {change}", *FOUR),
        always(f"{changed} + k * ({more}) {change}", *FOUR, *SHARE),
    )


def at_a_place(first: str, laws: tuple[str, str], mixture: str, *more: str) -> Step:
    """Derive that p log(p / mixture) is p times a constant, where p or q is 0; add it up."""
    (other,) = {*laws} - {first}
    value = "log(1 / e)" if more else "log(2)"
    left = f"g_i * xlog({first}, {first} / {mixture}) - {value} * (g_i * {first})"
    then, some, product = (
        f"{left} == 0",
        f"{laws[0]} + {laws[1]} > 0",
        f"{laws[0]} * {laws[1]} == 0",
    )
    sure, given = f"{first} > 0", (some, product, *more)
    both = always(then, sure, f"{other} > 0", *given)
    alone = always(then.replace(other, "0"), sure, *more)
    positive = by_cases(
        always(then, sure, f"{other} >= 0", *given),
        other,
        follows(both, (f"({left}) / ({first} * {other})", product)),
        follows(alone),
    )
    zero = follows(always(then.replace(first, "0"), some.replace(first, "0"), *more))
    return summed(by_cases(always(then, *pair(*laws), *more), first, positive, zero))


EXAMPLE: dict[str, str | tuple[str, ...]] = {
    "g_i": ("1/2", "1/2"),
    "p_i": ("2", "0"),
    "q_i": ("0", "2"),
    "u_i": ("2", "0"),
    "v_i": ("0", "2"),
    "e": "1/3",
    "k": "1",
}


@claim(
    statement="For disjoint laws M = (P + Q) / 2 is p / 2 where p lies, KL(P || M) = KL(Q || M) = "
    "JS = log 2; neither JS nor KL changes with the distance of the parallel lines",
    source="001-017 to 001-020, 001-030; against 001-031 (less sensitive)",
    scope="all pairs of disjoint laws, densities with respect to any measure that has them; KL by "
    "the mixtures e P + (1 - e) Q, e in (0, 1), as KL is their limit",
    says=says,
    examples=[EXAMPLE, {"p_i": "2", "q_i": "0"}],
    controls=[
        Control("M is p where p lies", {"part": "1"}, {"p_i": "2", "q_i": "0"}),
        Control("000-011: JS is infinite, or 1 at least", {"value": "1"}, EXAMPLE),
        Control("001-031: it changes, if little", {"change": "> 0"}, EXAMPLE),
    ],
)
def the_mixture_is_half_of_p_where_p_lies() -> list[Step]:
    """Evaluate where p lies and where q lies; add up."""
    middle, *logs, change, both = says()
    first, second = ("p_i", "q_i"), ("u_i", "v_i")
    parts = [
        follows(goal, ("1", at_a_place(law, first, half(*first))), ("log(2)", mass(law)))
        for goal, law in zip(logs[:2], first, strict=True)
    ]
    others = [
        (weight, part)
        for law in second
        for weight, part in (
            ("1 / 2", at_a_place(law, second, half(*second))),
            ("1 / 2 * log(2)", mass(law)),
        )
    ]
    changed = follows(change, *others, *(("-(1 / 2)", part) for part in parts))
    more = [
        (f"{sign} {weight}", part)
        for sign, laws in (("k *", second), ("-k *", first))
        for weight, part in (
            ("1", at_a_place(laws[0], laws, shared(*laws), *SHARE)),
            ("log(1 / e)", mass(laws[0])),
        )
    ]
    return unfold(
        together(
            follows(middle, ("1 / (2 * p_i)", "p_i * q_i == 0")),
            *parts,
            follows(logs[2], *(("1 / 2", part) for part in parts)),
            changed,
            follows(both, ("1", changed), *more),
        )
    )
