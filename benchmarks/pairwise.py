"""What does `pairwise` cost beside a bare loop, and what do two workers gain?

    OMP_NUM_THREADS=1 python -m benchmarks.pairwise [--measures N] [--rounds N]

200 measures of 200 points in the plane, exact distances W1. Two nested loops and `pairwise` take
turns on 25 of the measures after another, and `pairwise` on one process and on two, which were
started before, on 50, as a processor that others share may be half as fast for minutes: medians of
the ratios. Two workers are only faster where two cores are free. Then a run of 60 that is stopped
in the middle is taken up again: nothing that was finished is computed twice. Writes
docs/results/pairwise.json.
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

POINTS, SEED, TURNS = 200, 0, 3
MEASURES = (
    "Seconds by the clock for distances W1, in turn on 25 or 50 of the measures after another. "
    "Overhead: of pairwise on one process over a bare loop; gain: of two processes over one; "
    "medians of the ratios. Restart: how many distances were missing after a stop, and computed."
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


def in_turn(first, second, measures, side, rounds):
    """Return seconds of two ways, in turn, on so many of the measures after another."""
    pairs = []
    for number in range(TURNS * rounds):
        for start in range(0, len(measures), side):
            part = measures[start : start + side]
            ways = (first, second) if (number + start // side) % 2 == 0 else (second, first)
            found = {way: timed(way, part) for way in ways}
            assert (found[first][0] == found[second][0]).all()
            pairs.append((found[first][1], found[second][1]))
    return pairs


def ratio(pairs, what):
    """Return the median of first over second, and say where the middle half lies."""
    found = sorted(one / other for one, other in pairs)
    half = found[len(found) // 4 : -(len(found) // 4) or None]
    print(
        f"{what}: {statistics.median(found):.3f}, the middle half of {len(found)} from "
        f"{half[0]:.3f} to {half[-1]:.3f}",
        flush=True,
    )
    return statistics.median(found)


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
    loops = in_turn(alone, bare, measures, 25, given.rounds)
    overhead = ratio(loops, "pairwise over a bare loop") - 1
    processes = in_turn(alone, two, measures, 50, given.rounds)
    gain = ratio(processes, "one process over two")
    again = restarted(measures[:60])
    print(again)
    _studies.write(
        "pairwise",
        MEASURES,
        sum(map(sum, loops)) + sum(map(sum, processes)),
        seeds=(SEED,),
        measures_of=[given.measures, POINTS],
        pairwise_and_loop=loops,
        overhead=overhead,
        one_and_two_processes=processes,
        gain=gain,
        restart=again,
    )


if __name__ == "__main__":
    main()
