"""Kantorovich duality: no 1-Lipschitz function beats a coupling, and where they meet both are best.

Places are the pairs (x, y) of a coupling: w is its weight, c the distance of x and y, a = f(x) and
b = f(y). The marginals need not be known: E f(x) and E f(y) are those of the two laws. The cost of
the coupling exceeds E f(x) - E f(y) by the mean of the slack c - (a - b), so they are equal exactly
where f falls by the whole distance along every pair that the coupling uses.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed, together

PAIRS = ("w_i >= 0", "c_i - (a_i - b_i) >= 0")
SLACK = "c_i - (a_i - b_i)"
TIGHT = f"w_i * ({SLACK}) == 0"
MET = "total(w_i * c_i) == total(w_i * a_i) - total(w_i * b_i)"
LAWS = ("total(p_i) == 1", "total(q_i) == 1")
DROP = ("V0 - l0 >= 0", "l1 + e - V1 >= 0", "l0 - l1 - e >= 0")
PLAN = ("x00 + x01 == p", "x00 + x10 == q", "x10 >= 0")


def says(f: str = "a_i", g: str = "b_i", least: str = "p - q") -> tuple[Statement, ...]:
    """Weak duality; its gap; slackness, both ways; constants; a smaller loss; two points."""
    means = f"total(w_i * {f}) - total(w_i * {g})"
    gap = f"total(w_i * c_i) - (total(w_i * a_i) - total(w_i * b_i)) == total(w_i * ({SLACK}))"
    return (
        always(f"total(w_i * c_i) >= {means}", *PAIRS),
        always(gap),
        always(MET, TIGHT),
        always(f"0 >= total(w_i * ({SLACK}))", MET),
        always(
            "total(p_i * (f_i + k)) - total(q_i * (f_i + k))"
            " == total(p_i * f_i) - total(q_i * f_i)",
            *LAWS,
        ),
        always("V0 >= V1", *DROP),
        always(f"x01 + x10 >= {least}", *PLAN),
    )


def gap() -> Step:
    """Derive that the cost exceeds the difference of the means by the mean slack."""
    split = "w_i * c_i - w_i * a_i + w_i * b_i"
    term = summed(follows(always(f"{split} - w_i * ({SLACK}) == 0")))
    return follows(says()[1], ("1", term))


def same_for_constants() -> Step:
    """Derive that a constant added to f changes nothing."""
    p, q = (
        summed(follows(always(f"{law} * (f_i + k) - {law} * f_i - k * {law} == 0")))
        for law in ("p_i", "q_i")
    )
    weights = (("k", LAWS[0]), ("-k", LAWS[1]))
    return follows(says()[4], ("1", p), ("-1", q), *weights)


@claim(
    statement="E c(x, y) >= E f(x) - E f(y) for every coupling and every 1-Lipschitz f, with "
    "equality exactly where f(x) - f(y) = c(x, y) along the coupling; a constant added to f "
    "changes nothing; V falls where a lower bound of it falls by more than it misses",
    source="Kantorovich and Rubinstein (1958); against 002-068, 002-070, 002-074; 002-072, "
    "002-073, 003-152",
    scope="all laws, all couplings whose mean cost exists, all f whose means exist; a loss l is "
    "within e of the distance V; two points: laws (p, 1 - p), (q, 1 - q), distance 1",
    says=says,
    examples=[
        {"w_i": ("1/2", "1/2"), "c_i": ("1", "2"), "a_i": ("1", "3"), "b_i": ("0", "1")},
        {"p_i": ("1/2", "1/2"), "q_i": ("1/4", "3/4"), "f_i": ("0", "1"), "k": "5"},
        {"V0": "3", "l0": "3", "V1": "2", "l1": "1", "e": "1"},
        {"x00": "1/2", "x01": "1/2", "x10": "0", "p": "1", "q": "1/2"},
    ],
    controls=[
        Control(
            "002-070: the supremum over f of E D(x) - E D(y)",
            {"f": "d_i", "g": "0"},
            {"w_i": ("1",), "c_i": ("1",), "a_i": ("1",), "b_i": ("0",), "d_i": ("2",)},
        ),
        Control(
            "the cost is at least p + q",
            {"least": "p + q"},
            {"x00": "1/2", "x01": "1/2", "x10": "0", "p": "1", "q": "1/2"},
        ),
    ],
)
def no_lipschitz_function_beats_a_coupling() -> list[Step]:
    """Multiply the slack by the weight; add up."""
    weak, _, tight, slack, _, drop, plan = says()
    surplus = follows(always("w_i * c_i - w_i * a_i + w_i * b_i >= 0", *PAIRS), ("w_i", PAIRS[1]))
    all_tight = always("w_i * c_i - w_i * a_i + w_i * b_i == 0", TIGHT)
    return unfold(
        together(
            follows(weak, ("1", summed(surplus))),
            gap(),
            follows(tight, ("1", summed(follows(all_tight, ("1", TIGHT))))),
            follows(slack, ("1", gap()), ("-1", MET)),
            same_for_constants(),
            follows(drop, *(("1", text) for text in DROP)),
            follows(plan, ("1", PLAN[0]), ("-1", PLAN[1]), ("2", PLAN[2])),
        )
    )
