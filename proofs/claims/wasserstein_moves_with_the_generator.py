"""W(P, law of G_t(Z)) moves with t no faster than G_t(Z) does, if the prior has a mean.

Take any plan between P and the law of G_s(Z); its places are pairs (x, z), G_s(z) is d away from x,
G_t(z) is e away, z is the size of the noise. A feed-forward network with Lipschitz units moves at z
by at most k (1 + z) h, where h is the size of a small step from s to t and k depends on the network
near s. So the plan for t costs at most k (1 + M) h more, with M the mean size of the noise. A
Cauchy prior has no mean, and for G_t(z) = t z, P at 0, W is infinite at every t but 0.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, summed

ONE = "total(w_i) == 1"
NETWORK = ("k >= 0", "h >= 0", "d_i + k * (1 + z_i) * h - e_i >= 0")
MEAN = "M - total(w_i * z_i) >= 0"
AT: Place = {
    "w_i": ("1/2", "1/2"),
    "z_i": ("0", "2"),
    "d_i": ("1", "2"),
    "e_i": ("2", "5"),
    "h": "1",
    "k": "1",
    "M": "1",
}


def says(pace: str = "k * (1 + M)") -> tuple[Statement, ...]:
    """From any plan for s, a plan for t that costs at most k (1 + M) h more."""
    goal = f"{pace} * h >= total(w_i * e_i) - total(w_i * d_i)"
    return (always(goal, "w_i >= 0", ONE, *NETWORK, MEAN),)


@claim(
    statement="W(P, law of G_t(Z)) - W(P, law of G_s(Z)) <= k (1 + M) |t - s| if G_t(z) moves by "
    "at most k (1 + |z|) |t - s| at z, and M is at least the mean of |Z| under the prior",
    source="003-155; Arjovsky, Chintala and Bottou (2017), theorem 1 and corollary 1",
    scope="all laws P, all priors with a mean, all generators with such a k; s and t may change "
    "places",
    says=says,
    examples=[AT],
    controls=[
        Control("003-155: the network alone sets the pace, not the prior", {"pace": "k"}, AT),
    ],
)
def wasserstein_moves_with_the_generator() -> list[Step]:
    """Weigh the triangle inequality by the plan."""
    (goal,) = says()
    term = follows(
        always(
            "w_i * d_i + k * h * w_i + k * h * (w_i * z_i) - w_i * e_i >= 0", "w_i >= 0", *NETWORK
        ),
        ("w_i", NETWORK[2]),
    )
    return unfold(follows(goal, ("1", summed(term)), ("-(k * h)", ONE), ("k * h", MEAN)))
