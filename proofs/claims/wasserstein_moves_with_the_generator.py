"""W(P, law of G_t(Z)) moves with t no faster than G_t(Z) does, if that has a mean.

Take any plan between P and the law of G_s(Z); its places are pairs (x, z), G_s(z) is d away from x,
G_t(z) is e away, and G_s(z), G_t(z) are at most a h apart, where h is the size of the step from s
to t, and a the local Lipschitz constant of G at z. The plan for t costs at most K h more, K >= E a.
For G_t(z) = t z, a is |z|: K is a mean that the prior must have. A Cauchy prior has none.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import always, follows, summed

PLAN = ("w_i >= 0", "h >= 0", "d_i + a_i * h - e_i >= 0")
MEAN = "K - total(w_i * a_i) >= 0"


def says(pace: str = "K") -> tuple[Statement, ...]:
    """From any plan for s, a plan for t that costs at most K h more."""
    return (always(f"{pace} * h >= total(w_i * e_i) - total(w_i * d_i)", *PLAN, MEAN),)


@claim(
    statement="|W(P, law of G_t(Z)) - W(P, law of G_s(Z))| <= E |G_t(Z) - G_s(Z)| <= K |t - s| "
    "where K = E a(Z) is finite, a(z) the local Lipschitz constant of G in its parameters",
    source="003-155; Arjovsky, Chintala and Bottou (2017), theorem 1",
    scope="all laws P, all priors and generators with such a; s and t may change places",
    says=says,
    examples=[
        {
            "w_i": ("1/2", "1/2"),
            "a_i": ("1", "3"),
            "d_i": ("1", "2"),
            "e_i": ("2", "5"),
            "h": "1",
            "K": "2",
        },
    ],
    controls=[
        Control(
            "the generator's pace is halved",
            {"pace": "K / 2"},
            {
                "w_i": ("1/2", "1/2"),
                "a_i": ("1", "3"),
                "d_i": ("1", "2"),
                "e_i": ("2", "5"),
                "h": "1",
                "K": "2",
            },
        )
    ],
)
def wasserstein_moves_with_the_generator() -> list[Step]:
    """Weigh the triangle inequality by the plan."""
    (goal,) = says()
    term = follows(
        always("w_i * d_i + h * (w_i * a_i) - w_i * e_i >= 0", *PLAN),
        ("w_i", "d_i + a_i * h - e_i >= 0"),
    )
    return unfold(follows(goal, ("1", summed(term)), ("h", MEAN)))
