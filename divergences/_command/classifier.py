"""What a held-out classifier proves, at 95 %, about the laws: lower bounds on TV and JS.

Half of each sample trains a nearest-neighbour rule, which splits the space into B, "like the
first", and the rest; the other half counts how often each law lands in B. As TV is the largest
P(B) - Q(B), and as processing data never increases JS, what is seen of B bounds both from below.
"""

import numpy as np

import divergences

from .problem import Problem
from .report import Row

_TAIL = 0.025  # of each of two intervals, together 5 %
_LEAST = 4  # points of each sample, two for each half


def classifier_rows(problem: Problem) -> list[Row]:
    """Return lower bounds on the TV and JS of the laws, from points the rule never saw."""
    if min(problem.n, problem.m) < _LEAST:
        note = f"a held-out classifier wants {_LEAST} points of each sample"
        return [Row(name, "nothing", note=note) for name in ("TV >=", "JS >=")]
    seen_in_b, seen = held_out(problem)
    q, high = seen_in_b[1] / seen[1], _most(seen_in_b[1], seen[1])
    p, low = max(seen_in_b[0] / seen[0], q), max(_least(seen_in_b[0], seen[0]), high)
    note = f"nearest neighbours, {seen[0]} + {seen[1]} held out"
    return [
        Row("TV >=", "lower bound", p - q, low - high, 1.0, "95 %", note=note),
        Row(
            "JS >=",
            "lower bound",
            divergences.js([p, 1 - p], [q, 1 - q]),
            divergences.js([low, 1 - low], [high, 1 - high]),
            float(np.log(2)),
            "95 %",
            note=note,
        ),
    ]


def held_out(problem: Problem) -> tuple[list[int], list[int]]:
    """Return how many held-out points of each sample fell into B, and of how many."""
    rng = problem.chances(0)
    halves = [np.array_split(part, 2) for part in _shuffled(problem, rng)]
    training = np.concatenate([half[0] for half in halves])
    first = len(halves[0][0])
    neighbours = 2 * round(len(training) ** 0.25 / 2) + 1
    in_b = []
    for _, test in halves:
        near = problem.distances[np.ix_(test, training)].argpartition(neighbours)
        votes = (near[:, :neighbours] < first).sum(axis=1)
        share = votes / first - (neighbours - votes) / (len(training) - first)
        in_b.append(int((share > 0).sum()))
    return in_b, [len(half[1]) for half in halves]


def _shuffled(problem: Problem, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.permutation(problem.n), problem.n + rng.permutation(problem.m)


def _least(hits: int, of: int) -> float:
    """Return the Clopper-Pearson lower end: below it, so many hits have chance under 2.5 %."""
    from scipy.stats import beta

    return float(beta.ppf(_TAIL, hits, of - hits + 1)) if hits else 0.0


def _most(hits: int, of: int) -> float:
    return 1 - _least(of - hits, of)
