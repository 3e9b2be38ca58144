"""Without a bound on its slope a critic gains any M: where f gains g > 0, (M / g) f gains M."""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed

GAIN = ("g > 0", "total(p_i * f_i) - total(q_i * f_i) == g")
AT: Place = {"p_i": ("1", "0"), "q_i": ("0", "1"), "f_i": ("2", "0"), "g": "2", "M": "7"}


def says(gained: str = "M") -> tuple[Statement, ...]:
    """A scaled critic gains M."""
    return (always(f"total(p_i * (M / g * f_i)) - total(q_i * (M / g * f_i)) == {gained}", *GAIN),)


@claim(
    statement="If any function has E f(X) > E f(Y), then E f(X) - E f(Y) takes every value M: the "
    "maximum over critics is finite only where their slopes are bounded",
    source="003-153",
    scope="all pairs of laws and critics whose means exist",
    says=says,
    examples=[AT],
    controls=[Control("no multiple of a critic gains more than it does", {"gained": "g"}, AT)],
)
def a_critic_must_be_held_back() -> list[Step]:
    """Scale the critic."""
    (goal,) = says()
    p, q = (
        summed(follows(always(f"{law} * (M / g * f_i) - M / g * ({law} * f_i) == 0", "g > 0")))
        for law in ("p_i", "q_i")
    )
    return unfold(follows(goal, ("1", p), ("-1", q), ("M / g", GAIN[1])))
