"""The marginals minimise KL(p || q1 q2) over all products, for every p.

The cost of q1 is -E log q1 under the marginal F1 of p. With lambda = 1 the Lagrangian is least at
q1 = F1 without any constraint. For a product, log(f / a) >= 1 - a / f, and the mean of a / f under
p is the total of a, which is 1, because f is the marginal of p.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.formulas import fill
from proofs.kernel.steps import Place, always, by_cases, follows, instance, summed, together

from ._strict_tangents import log_lies_strictly_below_its_tangent
from ._tangents import entropy_term_lies_above_its_tangent

PRODUCT = ("p_i >= 0", "a_i > 0", "b_i > 0")
JOINT = ("p_i >= 0", "s_i >= 0", "a_i > 0")
ONE, SLOPE = "total(p_i) + total(s_i) == 1", "-(f_i / a_i) + lam == 0"
SUMMED = "total(p_i) == f"
LAWS = (*PRODUCT, "f_i > 0", "g_i > 0", "total(p_i) == 1")
MARGINAL = ("total(p_i * (a_i / f_i)) == 1", "total(p_i * (b_i / g_i)) == 1")
APART = "p_i * ((1 - {0} / {1}) ** 2 / (2 * (1 + {0} / {1})))"
PAIRS = (("a_i", "f_i"), ("b_i", "g_i"))
KL = "total(xlog(p_i, p_i / (a_i * b_i)))"


def says(
    best: str = "p_i + s_i", value: str = "1", integrand: str = "-xlog(f, a)"
) -> tuple[Statement, ...]:
    """KL; its Lagrangian, and its least; the multiplier; the best factor; the best product.

    In the Lagrangian the places are the values of x2, at one x1: so its integrand there. For its
    least and for the best factor x2 has two values: p_i and s_i are the law of (x1, first value)
    and of (x1, second value).
    """
    cost = "-total(xlog(p_i, a_i)) - total(xlog(s_i, a_i))"
    least = f"-total(xlog(p_i + s_i, {best}))"
    apart = " - ".join(f"total({APART.format(*pair)})" for pair in PAIRS)
    return (
        always(f"{KL} == -total(p_i * (log(a_i) + log(b_i))) + total(xlog(p_i, p_i))", *PRODUCT),
        always(f"-total(xlog(p_i, a)) + lam * a == {integrand} + lam * a", "a > 0", SUMMED),
        always(f"{cost} + 1 * (total(a_i) - 1) >= {least}", *JOINT, ONE),
        always(f"lam == {value}", SLOPE, "a_i > 0", "total(f_i) == 1", "total(a_i) == 1"),
        always(f"{cost} >= {least}", *JOINT, ONE, "total(a_i) == 1"),
        always(f"{KL} - total(xlog(p_i, p_i / (f_i * g_i))) - {apart} >= 0", *LAWS, *MARGINAL),
    )


def zero_or_more(then: str, given: tuple[str, ...], some: Step) -> Step:
    """Add the places where p is 0, at which all terms are 0."""
    rest = [text for text in given if text != "p_i >= 0"]
    none = follows(always(fill(then, {"p_i": "0"}), *rest))
    return by_cases(always(then, *given), "p_i", some, none)


def splits() -> Step:
    """Derive that KL is the cost of log q1 + log q2, up to a constant."""
    then = "xlog(p_i, p_i / (a_i * b_i)) + p_i * (log(a_i) + log(b_i)) - xlog(p_i, p_i) == 0"
    some = follows(always(then, "p_i > 0", *PRODUCT[1:]))
    return summed(zero_or_more(then, PRODUCT, some))


def lagrangian() -> Step:
    """Derive the tangent of the Lagrangian at the marginal, added up."""
    then = "xlog(f_i, f_i) - xlog(f_i, a_i) - f_i + a_i >= 0"
    inner = ("f_i > 0", "a_i > 0")
    tangent = instance(entropy_term_lies_above_its_tangent(), inner, {"p": "f_i", "r": "a_i"})
    some = follows(always(then, *inner), ("1", tangent))
    none = follows(always(fill(then, {"f_i": "0"}), "a_i > 0"), rest="a_i")
    place = by_cases(always(then, "f_i >= 0", "a_i > 0"), "f_i", some, none)
    return summed(instance(place, JOINT, {"f_i": "p_i + s_i"}))


def nearest() -> Step:
    """Derive the bound for a product at one place, and add it up."""
    apart = " - ".join(APART.format(*pair) for pair in PAIRS)
    then = (
        f"xlog(p_i, p_i / (a_i * b_i)) - xlog(p_i, p_i / (f_i * g_i)) - {apart}"
        " + p_i * (a_i / f_i) + p_i * (b_i / g_i) - 2 * p_i >= 0"
    )
    given = (*PRODUCT, "f_i > 0", "g_i > 0")
    tangents = [
        instance(log_lies_strictly_below_its_tangent(), given[1:], {"u": f"{one} / {best}"})
        for one, best in PAIRS
    ]
    some = follows(always(then, "p_i > 0", *given[1:]), *(("p_i", one) for one in tangents))
    return summed(zero_or_more(then, given, some))


X1: Place = {"p_i": ("3/8", "1/8"), "f": "1/2", "a": "1/3", "lam": "1"}


@claim(
    statement="The marginals f, g of any law p minimise KL(p || a b) over all products a b, and no "
    "other product does; the multiplier of the constraint is 1",
    source="Bishop (2006), (10.17); 003-068 to 003-072",
    scope="all laws p with densities, all products of positive densities; the least Lagrangian "
    "and the factor alone: x2 with two values, more are added up alike",
    says=says,
    examples=[
        {"p_i": ("3/8", "1/8"), "s_i": ("1/8", "3/8"), "a_i": ("1/4", "3/4"), "b_i": ("1", "1")},
        {"f_i": ("1/4", "3/4"), "a_i": ("1/4", "3/4"), "lam": "1"},
        X1,
        {
            "p_i": ("3/8", "1/8", "1/8", "3/8"),
            "a_i": ("1/4", "1/4", "3/4", "3/4"),
            "b_i": ("1/3", "2/3", "1/3", "2/3"),
            "f_i": ("1/2", "1/2", "1/2", "1/2"),
            "g_i": ("1/2", "1/2", "1/2", "1/2"),
        },
    ],
    controls=[
        Control(
            "the best factor is the law of x1 given the first value of x2",
            {"best": "2 * p_i"},
            {"p_i": ("3/8", "1/8"), "s_i": ("1/8", "3/8"), "a_i": ("1/2", "1/2")},
        ),
        Control("x2 is not integrated out", {"integrand": "-total(p_i) * xlog(f, a)"}, X1),
        Control(
            "the multiplier is -1",
            {"value": "-1"},
            {"f_i": ("1/4", "3/4"), "a_i": ("1/4", "3/4"), "lam": "1"},
        ),
    ],
)
def the_marginals_minimise_kl_to_a_product() -> list[Step]:
    """Add up tangents; the totals of f, a and of p a / f are known."""
    kl, marginal, free, multiplier, factor, product = says()
    parted = summed(
        follows(always("xlog(p_i + s_i, a_i) - xlog(p_i, a_i) - xlog(s_i, a_i) == 0", *JOINT))
    )
    at_x1 = summed(follows(always("xlog(p_i, a) - log(a) * p_i == 0", "a > 0")))
    least = follows(free, ("1", lagrangian()), ("1", parted), ("1", ONE))
    slope = summed(follows(always("lam * a_i - f_i == 0", "a_i > 0", SLOPE), ("a_i", SLOPE)))
    ones = (("1", "total(f_i) == 1"), ("-lam", "total(a_i) == 1"))
    constrained = follows(factor, ("1", least), ("-1", "total(a_i) == 1"))
    best = follows(
        product, ("1", nearest()), ("2", "total(p_i) == 1"), *(("-1", one) for one in MARGINAL)
    )
    return unfold(
        together(
            follows(kl, ("1", splits())),
            follows(marginal, ("-1", at_x1), ("-log(a)", SUMMED)),
            least,
            follows(multiplier, ("1", slope), *ones),
            constrained,
            best,
        )
    )
