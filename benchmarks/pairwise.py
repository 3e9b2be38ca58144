"""What does `pairwise` cost beside a bare loop, and what do two workers gain?

    OMP_NUM_THREADS=1 python -m benchmarks.pairwise [--measures N] [--rounds N]

200 measures of 200 points in the plane, exact distances W1. Overhead: two nested loops and
`pairwise` take turns on 25 of the measures after another, as a processor that others share may be
half as fast for minutes; the median of the ratios. Gain: all 20,100 distances by `pairwise` on one
process and on two, which were started before. Two workers are only faster where two cores are free.
Then a run of 60 that is stopped in the middle is taken up again: nothing that was finished is
computed twice. Writes docs/results/pairwise.json.
"""

import argparse
import contextlib
import statistics
import tempfile
import time
from pathlib import Path

import joblib
import numpy as np

from benchmarks import _studies
from divergences import Measure, pairwise, wasserstein

POINTS, SEED, PART, TURNS = 200, 0, 25, 3
MEASURES = (
    "Seconds by the clock for distances W1. Overhead: of pairwise on one process over a bare loop, "
    "the median of the ratios, both in turn on 25 measures after another; gain: of two processes "
    "over one, medians, all measures; restart: how many distances were missing after a stop, and "
    "were computed."
)


def bare(measures):
    found = np.zeros((len(measures), len(measures)))
    for i, mu in enumerate(measures):
        for j in range(i, len(measures)):
            found[i, j] = found[j, i] = wasserstein(mu, measures[j])
    return found


def alone(measures):
    return pairwise(measures)


def two(measures):
    with joblib.parallel_config(n_jobs=2):
        return pairwise(measures)


def timed(way, measures):
    """Return what it finds, and the seconds."""
    start = time.perf_counter()
    found = way(measures)
    return found, time.perf_counter() - start


def beside_a_loop(measures, rounds):
    """Return seconds of the bare loop and of `pairwise`, in turn, on parts of the measures."""
    pairs = []
    for number in range(TURNS * rounds):
        for first in range(0, len(measures), PART):
            part = measures[first : first + PART]
            ways = (bare, alone) if (number + first // PART) % 2 == 0 else (alone, bare)
            found = {way: timed(way, part) for way in ways}
            assert (found[bare][0] == found[alone][0]).all()
            pairs.append((found[bare][1], found[alone][1]))
    return pairs


def on_two(measures, rounds):
    """Return seconds of `pairwise` on one process and on two, in turn."""
    pairs = []
    for _ in range(rounds):
        one, of_one = timed(alone, measures)
        both, of_two = timed(two, measures)
        assert (one == both).all()
        pairs.append((of_one, of_two))
    return pairs


class Counted:
    """A distance that notes its calls, and is stopped after so many."""

    def __init__(self, most):
        self.calls, self.most = 0, most

    def __call__(self, mu, nu):
        """Return W1, or stop."""
        if self.calls == self.most:
            raise KeyboardInterrupt
        self.calls += 1
        return wasserstein(mu, nu)

    def __getstate__(self):
        """What a restart knows it by: the same, however many it has counted."""
        return ()


def restarted(measures):
    """Stop in the middle, go on, and say how many distances were missing, and were computed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "distances.npy"
        total = len(measures) * (len(measures) + 1) // 2
        with contextlib.suppress(KeyboardInterrupt):
            pairwise(measures, Counted(total // 2), out=out)
        done = np.isfinite(np.load(out))
        missing, again = total - int(np.triu(done).sum()), Counted(total)
        pairwise(measures, again, out=out)
    return {"missing": missing, "computed": again.calls}


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pairwise")
    parser.add_argument("--measures", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    random = np.random.default_rng(SEED)
    measures = [
        Measure(random.normal(size=(POINTS, 2)) + random.normal(size=2))
        for _ in range(given.measures)
    ]
    two(measures[:20])  # starts the processes
    loops = beside_a_loop(measures, given.rounds)
    ratios = sorted(mine / theirs for theirs, mine in loops)
    overhead, middle = statistics.median(ratios) - 1, ratios[len(ratios) // 4 : -len(ratios) // 4]
    print(
        f"overhead {100 * overhead:.1f} %, the middle half of {len(ratios)} from "
        f"{100 * (middle[0] - 1):.1f} to {100 * (middle[-1] - 1):.1f} %",
        flush=True,
    )
    processes = on_two(measures, given.rounds)
    one, both = (statistics.median(times) for times in zip(*processes, strict=True))
    print(f"two processes {one / both:.2f} times as fast: {both:.1f} and {one:.1f} s", flush=True)
    again = restarted(measures[:60])
    print(again)
    _studies.write(
        "pairwise",
        MEASURES,
        sum(map(sum, loops)) + sum(map(sum, processes)),
        seeds=(SEED,),
        measures_of=[given.measures, POINTS],
        loop_and_pairwise=loops,
        overhead=overhead,
        one_and_two_processes=processes,
        gain=one / both,
        restart=again,
    )


if __name__ == "__main__":
    main()
