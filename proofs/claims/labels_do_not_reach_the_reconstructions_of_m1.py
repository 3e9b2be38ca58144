"""The autoencoder of M1 is trained without labels: how many there are changes no reconstruction.

A training step moves a weight w by eta times a total of slopes: g of the images' own objective,
and h of a label's, for the images that l (in another run k) marks as labelled, weighed by b. In M1
b is 0, so that runs from one start stay equal, step by step; where b is not 0 (M2) they part.
"""

from proofs import Control, Statement, Step, claim, unfold
from proofs.kernel.steps import Place, always, follows, together

RUNS = tuple(
    f"{run} == w + eta * (total(g_i) + b * total({mark} * h_i))"
    for run, mark in (("u", "l_i"), ("v", "k_i"))
)
M1 = ("b == 0",)
MARKED: Place = {
    "g_i": ("1", "2"),
    "h_i": ("1", "1"),
    "l_i": ("1", "1"),
    "k_i": ("1", "0"),
    "x_i": ("1", "1"),
}
AT: Place = {**MARKED, "w": "0", "eta": "1", "b": "0", "u": "3", "v": "3"}
M2: Place = {**AT, "b": "1", "u": "5", "v": "4"}


def says(trained: tuple[str, ...] = M1, weight: str = "b") -> tuple[Statement, ...]:
    """Equal weights; equal reconstructions; by how much labels part the runs, if b is not 0."""
    return (
        always("u == v", *RUNS, *trained),
        always("u * x_i == v * x_i", *RUNS, *trained),
        always(f"u - v == eta * {weight} * (total(l_i * h_i) - total(k_i * h_i))", *RUNS),
    )


@claim(
    statement="In M1 two runs with different numbers of labels, from one start, have equal "
    "weights and equal reconstructions; labels part the runs by their weight in the objective",
    source="against 000-052, 000-054 (captures show the impact of the number of labels)",
    scope="gradient steps of any size eta on any objective, one weight at a time, and by induction "
    "all steps; images u x_i linear in the weight (equal weights make equal images in any network)",
    says=says,
    examples=[AT],
    controls=[
        Control("also where labels enter the objective", {"trained": ()}, M2),
        Control("labels part the runs of M1, too", {"weight": "1"}, AT),
    ],
)
def labels_do_not_reach_the_reconstructions_of_m1() -> list[Step]:
    """Subtract the two steps."""
    weights, images, parted = says()
    apart = follows(parted, ("1", RUNS[0]), ("-1", RUNS[1]))
    gap = "eta * (total(l_i * h_i) - total(k_i * h_i))"
    equal = follows(weights, ("1", apart), (gap, *M1))
    return unfold(together(equal, follows(images, ("x_i", equal)), apart))
