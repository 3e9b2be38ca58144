"""What does `pairwise` cost beside its distances, and what do two workers gain?

    OMP_NUM_THREADS=1 python -m benchmarks.pairwise [--measures N] [--rounds N]

200 measures of 200 points in the plane, exact distances W1. A processor that others share may be
half as fast for minutes, so nothing is compared with what ran at another time: of one run of all
20,100 distances, the seconds within the distance are taken from all; and `pairwise` on one process
and on two, which were started before, take turns on 50 of the measures after another. Two workers
are only faster where two cores are free. Then a run of 60 that is stopped in the middle is taken up
again: no tile that was finished is computed twice. Writes docs/results/pairwise.json.
"""

import argparse
import contextlib
import tempfile
import time
from pathlib import Path

import joblib
import numpy as np

from benchmarks import _studies
from divergences import Measure, pairwise, wasserstein

POINTS, SEED, TURNS, RESAMPLES = 200, 0, 3, 10_000
MEASURES = (
    "Seconds by the clock for distances W1. overhead: of one run of all on one process, what is "
    "not within the distance over what is. gain: of two processes over one, in turn on 50 of the "
    "measures after another, the median of the ratios and a bootstrap interval (95 %) of it. "
    "restart: how many distances were missing after a stop, and computed."
)


class Timed:
    """W1, and the seconds that it took, all calls together."""

    def __init__(self):
        self.calls, self.seconds = 0, 0.0

    def __call__(self, mu, nu):
        """Return W1."""
        start = time.perf_counter()
        found = wasserstein(mu, nu)
        self.seconds += time.perf_counter() - start
        self.calls += 1
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


def in_turn(measures, side, rounds):
    """Return seconds on one process and on two, in turn on so many measures after another."""
    pairs = []
    for number in range(TURNS * rounds):
        for start in range(0, len(measures), side):
            part = measures[start : start + side]
            ways = (alone, two) if (number + start // side) % 2 == 0 else (two, alone)
            found = {way: timed(way, part) for way in ways}
            assert (found[alone][0] == found[two][0]).all()
            pairs.append((found[alone][1], found[two][1]))
    return pairs


def median_ratio(pairs):
    """Return the median of one over the other, and an interval of it by the bootstrap."""
    ratios = np.array([one / other for one, other in pairs])
    drawn = np.random.default_rng(SEED).choice(ratios, size=(RESAMPLES, len(ratios)))
    ends = np.quantile(np.median(drawn, axis=1), [0.025, 0.975])
    return float(np.median(ratios)), ends.tolist()


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
    distance = Timed()
    start = time.perf_counter()
    pairwise(measures, distance)
    whole = time.perf_counter() - start
    overhead = whole / distance.seconds - 1
    print(f"{distance.calls} distances: {whole:.1f} s, {100 * overhead:.2f} % of it not in them")
    processes = in_turn(measures, 50, given.rounds)
    gain, interval = median_ratio(processes)
    print(f"two processes: {gain:.2f} times as fast, {interval[0]:.2f} to {interval[1]:.2f}")
    again = restarted(measures[:60])
    print(again)
    _studies.write(
        "pairwise",
        MEASURES,
        whole + sum(map(sum, processes)),
        seeds=(SEED,),
        measures_of=[given.measures, POINTS],
        distances=distance.calls,
        whole=whole,
        within=distance.seconds,
        overhead=overhead,
        one_and_two_processes=processes,
        gain=gain,
        gain_interval=interval,
        restart=again,
    )


if __name__ == "__main__":
    main()
