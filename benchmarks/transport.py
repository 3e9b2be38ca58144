"""Exact transport between many points: time and memory, against POT, SciPy and lapx.

    OMP_NUM_THREADS=1 python -m benchmarks.transport [--data DIR] [--most N] [--only NAME ...]
                                                     [--cases NAME ...] [--orders P ...] [--table]

Every run is a process of its own: it makes the points, solves a small problem to warm up, and then
solves and is measured, the matrix of costs included where there is one. The contenders take turns,
three times up to 8,000 points, once beyond. Memory is the largest resident set during the call less
what there was before it. Ours is also asked for its proof. Peers run up to the size that they can:
POT's `emd2` wants 16 GB for 20,000 points. DIR has MNIST's IDX files; without it, the cases of
digits are left out. lapx is left out where it is not installed.

Finished runs go to build/transport.jsonl, and are not repeated; `--table` runs nothing. Writes
docs/results/transport.json.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks import _memory, _studies
from benchmarks._runs import Runs
from divergences import Measure, costs, load, transport

ROOT = Path(__file__).resolve().parents[1]
SEED, REPEATED_TO, MOST = 0, 8_000, 100_000
INNER = "--one-run"
SIZES = (1_000, 2_000, 4_000, 8_000, 20_000, 50_000, 100_000)
DENSE_TO = 20_000  # 16 GB in POT
DIGITS = (3, 8)
MEASURES = (
    "Seconds by the clock and of the processor, and megabytes above what there was before the "
    "call, of one exact problem between n and m points: the cost |x - y|^order, its optimal value. "
    "proof_seconds and proof_gap: of the proved bounds, relative. exponents: of seconds and "
    "megabytes in n, by least squares in logarithms over all sizes of at least 4,000."
)


def gaussians(d):
    def made(n, random):
        return random.normal(size=(n, d)), None, random.normal(size=(n, d)) + 0.5, None

    return made


def cube(n, random):
    return random.random((n, 3)), None, random.random((n, 3)), None


def ring(n, random):
    angle = 2 * np.pi * random.random(n)
    x = 2 * np.column_stack([np.cos(angle), np.sin(angle)]) + 0.05 * random.normal(size=(n, 2))
    side = np.where(random.random((n, 1)) < 0.5, -1.0, 1.0) * np.array([1.0, 0.0])
    return x, None, side + 0.1 * random.normal(size=(n, 2)), None


def weighted(n, random):
    x, a, y, _ = *gaussians(2)(n, random)[:1], random.random(n), random.normal(size=(n, 2)), None
    m = 3 * n // 4
    return x, a, y[:m] + 0.5, random.random(m)


def repeated(n, random):
    x, _, y, _ = gaussians(2)(n, random)
    for points in (x, y):
        copies = random.random(n) < 0.3
        points[copies] = points[random.integers(0, n, copies.sum())]
    return x, None, y, None


def one_heavy(n, random):
    x, _, y, _ = gaussians(2)(n, random)
    x[random.random(n) < 0.3] = x[0]
    return x, None, y, None


def digits(d):
    def made(n, random):
        from sklearn.decomposition import PCA

        folder = Path(os.environ["TRANSPORT_DIGITS"])
        images = load(next(folder.glob("train-images*"))).reshape(60_000, -1) / 255.0
        labels = load(next(folder.glob("train-labels*"))).ravel()
        x, y = (images[np.flatnonzero(labels == digit)[:n]] for digit in DIGITS)
        plane = PCA(d, random_state=0).fit(np.concatenate([x, y]))
        return plane.transform(x), None, plane.transform(y), None

    return made


# case: how it is made, which orders, which sizes
CASES = {
    "gaussians": (gaussians(2), (1, 2), SIZES),
    "gaussians in R^3": (gaussians(3), (2,), SIZES[:5]),
    "gaussians in R^10": (gaussians(10), (2,), SIZES[:4]),
    "cube": (cube, (2,), (4_000, 20_000)),
    "ring and two blobs": (ring, (2,), (4_000, 20_000)),
    "random weights, n != m": (weighted, (2,), (4_000, 20_000)),
    "30 % repeated": (repeated, (2,), (4_000, 20_000)),
    "30 % at one point": (one_heavy, (2,), (4_000, 20_000)),
    "digits in R^10": (digits(10), (2,), (1_000, 2_000, 4_000, 5_800)),
    "digits in R^50": (digits(50), (2,), (1_000, 2_000, 4_000, 5_800)),
}


def ours(x, a, y, b, order):
    rounds = []
    result = transport(
        Measure(x, a, normalize=True),
        Measure(y, b, normalize=True),
        costs.power(costs.euclidean, order),
        method="sparse",
        progress=rounds.append,
    )
    more = {"rounds": len(rounds), "arcs": rounds[-1].arcs, "pivots": result.iterations}
    return result.value, more, result


def pot(x, a, y, b, order):
    import ot

    matrix = ot.dist(x, y, metric=_metric(order))
    return float(ot.emd2(*_laws(x, a, y, b), matrix, numItermax=10**9)), {}, None


def pot_lazy(x, a, y, b, order):
    import ot

    a, b = _laws(x, a, y, b)
    metric, most = _metric(order), 10**9
    value = ot.lp.emd2_lazy(x, y, a, b, metric=metric, numItermax=most, return_matrix=False)
    return float(value), {}, None


def scipy(x, a, y, b, order):
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    matrix = cdist(x, y, _metric(order))
    return float(matrix[linear_sum_assignment(matrix)].mean()), {}, None


def lapx(x, a, y, b, order):
    import lap
    from scipy.spatial.distance import cdist

    return lap.lapjv(cdist(x, y, _metric(order)))[0] / len(x), {}, None


CONTENDERS = {"ours": ours, "POT": pot, "POT lazy": pot_lazy, "SciPy": scipy, "lapx": lapx}


def _metric(order):
    return {1: "euclidean", 2: "sqeuclidean"}[order]


def _laws(x, a, y, b):
    return (
        np.full(len(points), 1 / len(points)) if w is None else w / w.sum()
        for points, w in ((x, a), (y, b))
    )


def wanted(given):
    """All runs, the contenders of a problem one after the other."""
    known = {"lapx": importlib.util.find_spec("lap") is not None}
    for case, (_, orders, sizes) in CASES.items():
        if case not in given.cases or ("digits" in case and given.data is None):
            continue
        for n in (n for n in sizes if n <= given.most):
            for order in sorted(set(orders) & set(given.orders)):
                for turn in range(3 if n <= REPEATED_TO else 1):
                    for name in given.only:
                        assigned = name in ("SciPy", "lapx")
                        if (name != "ours" and n > DENSE_TO) or not known.get(name, True):
                            continue
                        if assigned and case == "random weights, n != m":
                            continue
                        yield {
                            "case": case, "order": order, "n": n, "contender": name, "turn": turn
                        }  # fmt: skip


def run(**one):
    """Run one in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.transport", INNER]
    done = subprocess.run(
        [*command, json.dumps(one)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def measured(one):
    """Solve, and say what it took."""
    made = CASES[one["case"]][0]
    solve, order = CONTENDERS[one["contender"]], one["order"]
    solve(*gaussians(2)(60, np.random.default_rng(1)), order)
    problem = made(one["n"], np.random.default_rng(SEED))
    before = _memory.forget_peak()
    start, clock = time.process_time(), time.perf_counter()
    value, more, result = solve(*problem, order)
    seconds, wall = time.process_time() - start, time.perf_counter() - clock
    row = {
        "seconds": round(wall, 3),
        "cpu": round(seconds, 3),
        "megabytes": round((_memory.peak() - before) / 1e6, 1),
        "value": value,
        **more,
    }
    if result is not None:
        start = time.process_time()
        bounds = result.bounds()
        row["proof_seconds"] = round(time.process_time() - start, 3)
        row["proof_gap"] = (bounds.upper - bounds.lower) / bounds.upper
        row["proof_megabytes"] = round((_memory.peak() - before) / 1e6, 1)
    return row


def told(row):
    return (
        f"{row['case']}, order {row['order']}, n {row['n']:>6}, {row['contender']:<8} "
        f"{row['seconds']:8.2f} s ({row['cpu']:.2f} of CPU), {row['megabytes']:8.1f} MB"
    )


def summary(rows):
    """Medians of the turns, and what ours are of the others'."""
    found = {}
    for row in rows:
        key = (row["case"], row["order"], row["n"])
        found.setdefault(key, {}).setdefault(row["contender"], []).append(row)
    for (case, order, n), by_name in found.items():
        medians = {
            name: {
                what: statistics.median(one[what] for one in turns)
                for what in ("seconds", "cpu", "megabytes", "value")
            }
            for name, turns in by_name.items()
        }
        line = {"case": case, "order": order, "n": n, "medians": medians}
        mine = medians.get("ours")
        if mine is not None:
            line["times_as_fast_as"] = {
                name: other["seconds"] / mine["seconds"] for name, other in medians.items()
            }
            line["apart"] = max(abs(m["value"] / mine["value"] - 1) for m in medians.values())
            line["proof_gap"] = max(one["proof_gap"] for one in by_name["ours"])
            line["proof_seconds"] = statistics.median(
                one["proof_seconds"] for one in by_name["ours"]
            )
        yield line


def exponents(lines, order):
    """How seconds and megabytes of ours grow with n."""
    mine = [
        (line["n"], line["medians"]["ours"])
        for line in lines
        if line["case"] == "gaussians" and line["order"] == order and "ours" in line["medians"]
    ]
    mine = [(n, one) for n, one in mine if n >= 4_000]
    if len(mine) < 3:
        return {}
    sizes = np.log([n for n, _ in mine])
    return {
        what: float(np.polyfit(sizes, np.log([one[what] for _, one in mine]), 1)[0])
        for what in ("seconds", "megabytes")
    }


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.transport")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--most", type=int, default=MOST)
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--orders", type=int, nargs="+", choices=(1, 2), default=(1, 2))
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    if given.data is not None:
        os.environ["TRANSPORT_DIGITS"] = str(given.data.resolve())
    runs = Runs("transport", {"seed": SEED, "threads": os.environ.get("OMP_NUM_THREADS", "all")})
    if not given.table:
        runs.finish(list(wanted(given)), run, told)
    lines = list(summary(runs.rows))
    for line in lines:
        others = ", ".join(
            f"{ratio:.2f} x {name}"
            for name, ratio in line.get("times_as_fast_as", {}).items()
            if name != "ours"
        )
        mine = line["medians"].get("ours")
        if mine is not None:
            print(
                f"{line['case']}, order {line['order']}, n {line['n']}: {mine['seconds']:.2f} s, "
                f"{mine['megabytes']:.0f} MB, gap {line['proof_gap']:.1e}; {others}"
            )
    fits = {order: exponents(lines, order) for order in (1, 2)}
    print("exponents:", fits)
    seconds = sum(row["seconds"] for row in runs.rows)
    _studies.write(
        "transport", MEASURES, seconds, seeds=(SEED,), exponents=fits, lines=lines, rows=runs.rows
    )


if __name__ == "__main__":
    if INNER in sys.argv:
        print(json.dumps(measured(json.loads(sys.argv[-1]))))
    else:
        main()
