"""Entropic transport between many points: time and memory, against POT, GeomLoss and OTT-JAX.

    OMP_NUM_THREADS=1 python -m benchmarks.sinkhorn [--sizes N ...] [--only NAME ...]

Two Gaussian clouds in the plane, the cost |x - y|^2, eps = 1 % of its mean. Every run is a process
of its own: it makes the points, solves a small problem (JAX: compiles) and then solves, the matrix
of costs included where there is one. All are to reach the same error: the mass that the plan of
their potentials, its rows made right, has in the wrong columns. Each is asked for it in its own
words, so that it stops no later than it has to; what it reached is found here, by one and the same
loop, and stands beside. GeomLoss counts no error: it is run at three of its scalings. A peer whose
process takes longer than TOO_LONG seconds is stopped, and said to be. The exact solver of this
package stands beside.

Peers are run where they are installed, up to the size that they can. Finished runs go to
build/sinkhorn.jsonl, and are not repeated. Writes docs/results/sinkhorn.json.
"""

import argparse
import importlib.util
import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks import _memory, _studies
from benchmarks._runs import Runs
from divergences import costs, sinkhorn, threads, transport

ROOT = Path(__file__).resolve().parents[1]
INNER = "--one-run"
SEED, SHARE, TOO_LONG, DENSE_TO = 0, 0.01, 240, 5_000
SIZES, ERRORS = (1_000, 5_000, 50_000), (1e-4, 1e-8)
LOGS = {"sinkhorn_log": "log_v", "sinkhorn_stabilized": "logv"}
MEASURES = (
    "Seconds by the clock and of the processor, and megabytes above what there was before the "
    "call, of one entropic problem between n and n points at eps = 1 % of the mean cost. asked and "
    "reached: the mass in the wrong place. dual: the value of the dual problem at the potentials."
)


def problem(n):
    random = np.random.default_rng(SEED)
    x, y = random.normal(size=(n, 2)), random.normal(size=(n, 2)) + 0.5
    return x, y, SHARE * float(costs.squared_euclidean(x[:2000], y[:2000]).mean())


def ours(x, y, eps, error):
    return sinkhorn(x, y, costs.squared_euclidean, eps=eps, tolerance=error, method="blocks").g


def ours_on_two_threads(x, y, eps, error):
    with threads(2):
        return ours(x, y, eps, error)


def exact(x, y, eps, error):
    return transport(x, y, costs.squared_euclidean).g


def _pot(method):
    def solved(x, y, eps, error):
        import ot

        weights = np.full(len(x), 1 / len(x))
        settings = {"numItermax": 10**6, "stopThr": error / math.sqrt(len(y))}  # of the 2-norm
        matrix = ot.dist(x, y)
        _, log = ot.sinkhorn(weights, weights, matrix, eps, method=method, log=True, **settings)
        return eps * np.log(log["v"]) if method == "sinkhorn" else eps * log[LOGS[method]]

    return solved


def pot_lazy(x, y, eps, error):
    import ot

    settings = {"numIterMax": 10**6, "stopThr": error, "isLazy": True, "batchSize": 500}
    _, g = ot.bregman.empirical_sinkhorn(x, y, eps, **settings)
    return eps * g


def _geomloss(scaling):
    def solved(x, y, eps, error):
        import torch
        from geomloss import SamplesLoss

        loss = SamplesLoss(
            "sinkhorn", p=2, blur=math.sqrt(eps / 2), scaling=scaling, debias=False,
            potentials=True, backend="tensorized",
        )  # fmt: skip
        _, g = loss(torch.from_numpy(x), torch.from_numpy(y))  # of |x - y|^2 / 2
        return 2 * g.numpy().ravel()

    return solved


def _ott_problem(x, y, eps):
    import jax

    jax.config.update("jax_enable_x64", True)
    from ott.geometry.pointcloud import PointCloud
    from ott.problems.linear.linear_problem import LinearProblem

    return LinearProblem(PointCloud(x, y, epsilon=eps))


def compiled_ott(x, y, eps, error):
    """Compile for points of this shape, and run nothing."""
    import jax
    from ott.solvers.linear.sinkhorn import Sinkhorn

    problem = _ott_problem(x, y, eps)
    solver = Sinkhorn(threshold=error, max_iterations=10**6)
    _compiled[error] = jax.jit(solver).lower(problem).compile()


def ott(x, y, eps, error):
    return np.asarray(_compiled[error](_ott_problem(x, y, eps)).g)


_compiled = {}

CONTENDERS = {
    "ours": ours,
    "ours, two threads": ours_on_two_threads,
    "exact": exact,
    "POT sinkhorn": _pot("sinkhorn"),
    "POT stabilized": _pot("sinkhorn_stabilized"),
    "POT log": _pot("sinkhorn_log"),
    "POT lazy": pot_lazy,
    "GeomLoss .9": _geomloss(0.9),
    "GeomLoss .99": _geomloss(0.99),
    "GeomLoss .999": _geomloss(0.999),
    "OTT-JAX": ott,
}
NEEDS = {"POT": "ot", "GeomLoss": "geomloss", "OTT-JAX": "ott"}


def judged(x, y, eps, g):
    """The mass in the wrong columns where rows are right, and the dual value; rows in blocks."""
    columns, level, step = np.zeros(len(y)), 0.0, 200
    for k in range(0, len(x), step):
        terms = (g - costs.squared_euclidean(x[k : k + step], y)) / eps
        highest = terms.max(axis=1, keepdims=True)
        plan = np.exp(terms - highest)
        whole = plan.sum(axis=1, keepdims=True)
        level -= eps * float((highest + np.log(whole / len(y))).sum())
        columns += (plan / whole).sum(axis=0) / len(x)
    return float(np.abs(columns - 1 / len(y)).sum()), level / len(x) + float(g.mean())


def wanted(given):
    for n in given.sizes:
        for error in given.errors:
            for name in given.only:
                peer = next(
                    (module for start, module in NEEDS.items() if name.startswith(start)), ""
                )
                there = not peer or importlib.util.find_spec(peer) is not None
                if there and (not peer or n <= DENSE_TO) and not (name == "exact" and error < 1e-4):
                    yield {"n": n, "asked": error, "contender": name}


def run(**one):
    """Run one in a process of its own, a peer only as long as it may take."""
    peer = any(one["contender"].startswith(name) for name in NEEDS)
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.sinkhorn", INNER]
    try:
        done = subprocess.run(
            [*command, json.dumps(one)],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
            timeout=TOO_LONG if peer else None,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"seconds": None}
    return json.loads(done.stdout.splitlines()[-1])


def measured(one):
    """Solve, and say what it took."""
    solve, error = CONTENDERS[one["contender"]], one["asked"]
    x, y, eps = problem(one["n"])
    if solve is ott:
        compiled_ott(x, y, eps, error)
    else:
        solve(*problem(60), error)
    before = _memory.forget_peak()
    start, clock = time.process_time(), time.perf_counter()
    g = solve(x, y, eps, error)
    seconds, wall = time.process_time() - start, time.perf_counter() - clock
    row = {
        "seconds": round(wall, 3),
        "cpu": round(seconds, 3),
        "megabytes": round((_memory.peak() - before) / 1e6, 1),
    }
    row["reached"], row["dual"] = judged(x, y, eps, g)
    return row


def told(row):
    name = f"n {row['n']:>6}, error {row['asked']:.0e}, {row['contender']:<17}"
    if row["seconds"] is None:
        return f"{name} stopped after {TOO_LONG} s"
    return (
        f"{name} {row['seconds']:8.2f} s ({row['cpu']:.2f} of CPU), {row['megabytes']:8.1f} MB, "
        f"reached {row['reached']:.1e}"
    )


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sinkhorn")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--errors", type=float, nargs="+", default=ERRORS)
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    given = parser.parse_args()
    runs = Runs("sinkhorn", {"seed": SEED, "threads": os.environ.get("OMP_NUM_THREADS", "all")})
    runs.finish(list(wanted(given)), run, told)
    seconds = sum(row["seconds"] or TOO_LONG for row in runs.rows)
    settings = {"eps": SHARE, "too_long": TOO_LONG}
    _studies.write("sinkhorn", MEASURES, seconds, seeds=(SEED,), **settings, rows=runs.rows)


if __name__ == "__main__":
    if INNER in sys.argv:
        print(json.dumps(measured(json.loads(sys.argv[-1]))))
    else:
        main()
