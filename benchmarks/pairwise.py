"""What does `pairwise` cost beside a bare loop, and what do two workers gain?

    OMP_NUM_THREADS=1 python -m benchmarks.pairwise [--measures N] [--rounds N]

200 measures of 200 points in the plane, 20,100 exact distances W1: by two nested loops, by
`pairwise` alone, and by `pairwise` on two processes, which were started before. They take turns;
medians. Two workers are only faster where two cores are free. Then a run of 60 that is stopped in
the middle is taken up again: nothing that was finished is computed twice. Writes
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

POINTS, SEED = 200, 0
MEASURES = (
    "Seconds by the clock for all distances W1 among the measures, medians; overhead: of pairwise "
    "on one process over a bare loop; gain: of two processes over one; restart: how many distances "
    "were missing after a stop, and were computed."
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


WAYS = {"bare loop": bare, "pairwise": alone, "pairwise, two processes": two}


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
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    random = np.random.default_rng(SEED)
    measures = [
        Measure(random.normal(size=(POINTS, 2)) + random.normal(size=2))
        for _ in range(given.measures)
    ]
    two(measures[:20])  # starts the processes
    seconds = {name: [] for name in WAYS}
    values = {}
    for _ in range(given.rounds):
        for name, way in WAYS.items():
            start = time.perf_counter()
            values[name] = way(measures)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    overhead = medians["pairwise"] / medians["bare loop"] - 1
    gain = medians["pairwise"] / medians["pairwise, two processes"]
    same = all((found == values["bare loop"]).all() for found in values.values())
    again = restarted(measures[:60])
    for name, times in seconds.items():
        print(f"{name:<24} {medians[name]:7.2f} s  {[round(one, 2) for one in times]}")
    print(f"overhead {100 * overhead:.1f} %, two processes {gain:.2f} times as fast, same: {same}")
    print(again)
    _studies.write(
        "pairwise",
        MEASURES,
        sum(map(sum, seconds.values())),
        seeds=(SEED,),
        measures_of=[given.measures, POINTS],
        rounds=seconds,
        medians=medians,
        overhead=overhead,
        gain=gain,
        same_bits=same,
        restart=again,
    )


if __name__ == "__main__":
    main()
