"""How close to the exact value? The worst error of each divergence over its allowance.

    python -m benchmarks.accuracy [--quick]

Prints |value - D| / (1e-14 D + 2^-1074), at most 1 where the contract of `divergences` is kept (for
Renyi orders above 1 the allowance has its factor), and writes docs/results/accuracy.json. The
references are the definitions: in exact rationals and mpmath up to 10 entries, in balls beyond.
10^6 entries are all different in 13 pairs; in the others they are 1000 entries, each 1000 times,
which are as far apart as the 1000 alone.
"""

import collections
import datetime
import json
import math
import platform
import sys
import time
from pathlib import Path

import flint
import mpmath
import numpy as np
import scipy

import divergences
from benchmarks.accuracy_cases import ORDERS, cases
from benchmarks.definitions import DEFINITIONS, exact, overshoot
from benchmarks.enclosures import enclosures
from benchmarks.enclosures import overshoot as ball_overshoot

SEED = 20240607
ROOT = Path(__file__).resolve().parents[1]
SMALL, SPREADS = (2, 3, 10), (0, 30, 300, 600)
REPEATS = 1000
LONG = (
    "unrelated",
    "one entry tilted by 2^-52",
    "all tilted by 2^-30",
    "proportional up to rounding, 3.0",
    "zeros of p",
    "sums off by the whole tolerance",
    "zeros of q",
)  # of 10^6 different entries, at 0 and 600 decades


def called(name, p, q, order=None, *, normalize=False):
    """The value that `divergences` gives; what overflows is reported as inf."""
    function = getattr(divergences, name)
    arguments = (p, q) if order is None else (p, q, order)
    try:
        return function(*arguments, normalize=normalize)
    except OverflowError:
        return math.inf


def small_cases(sizes, spreads, seed=SEED):
    """Yield description, name, p, q, order, normalize."""
    generator = np.random.default_rng(seed)
    for n in sizes:
        for decades in spreads:
            for kind, p, q, normalize in cases(generator, n, decades):
                where = f"{kind}; n = {n}, {decades} decades"
                for name in DEFINITIONS:
                    yield where, name, p, q, None, normalize
                for order in generator.choice(ORDERS, 3, replace=False):
                    yield where, "renyi", p, q, float(order), normalize


def score(name, p, q, order, normalize):
    """The overshoot of one case."""
    return judged(called(name, p, q, order, normalize=normalize), name, p, q, order)


def judged(value, name, p, q, order):
    """The overshoot of a value; inf is right where the truth is above the largest double."""
    ratio = overshoot(value, name, p, q, order)
    if ratio == math.inf and value == math.inf:
        return 0.0 if exact(name, p, q, order) > sys.float_info.max else math.inf
    return ratio


def long_scores(generator, n, decades, *, repeats=1, kinds=None):
    """Yield name, overshoot, description of vectors of n * repeats entries, against balls."""
    for kind, p, q, normalize in cases(generator, n, decades):
        if kinds is not None and kind not in kinds:
            continue
        orders = [float(order) for order in generator.choice(ORDERS, 3, replace=False)]
        if repeats > 1 and not normalize:
            p, q = p / repeats, q / repeats
        balls, widest = enclosures(p, q, orders)
        order = generator.permutation(np.repeat(np.arange(n), repeats))
        given = p[order], q[order]
        where = f"{kind}; n = {len(given[0])}, {decades} decades"
        for key, ball in balls.items():
            name, order = key if isinstance(key, tuple) else (key, None)
            value = called(name, *given, order, normalize=normalize)
            large = order is not None and order > 1
            factor = max(1.0, (order - 1) * widest / 16) if large else 1.0
            yield name, ball_overshoot(value, ball, factor), where


def main():
    """Run the grid, print the table, and write it down."""
    quick = "--quick" in sys.argv
    worst = collections.defaultdict(lambda: (0.0, ""))
    counts = collections.Counter()
    start, place = time.perf_counter(), [""]

    def note(name, ratio, where):
        if where.partition(";")[2] != place[-1]:  # a plain line a size or spread
            place.append(where.partition(";")[2])
            print(f"{time.perf_counter() - start:6.0f} s {place[-1]}", file=sys.stderr, flush=True)
        counts[name] += 1
        if ratio >= worst[name][0]:
            worst[name] = (ratio, where)

    for where, name, p, q, order, normalize in small_cases(SMALL, SPREADS):
        note(name, score(name, p, q, order, normalize), where)
    generator = np.random.default_rng(SEED)
    for decades in SPREADS:
        for row in long_scores(generator, 1000, decades):
            note(*row)
        for row in () if quick else long_scores(generator, 1000, decades, repeats=REPEATS):
            note(*row)
    for decades in () if quick else (0, 600):
        for row in long_scores(generator, 10**6, decades, kinds=LONG):
            note(*row)
    for path in (ROOT.parent / "shared" / "values").glob("divergences.json"):
        for case in json.loads(path.read_text()):
            p, q = (np.array([float.fromhex(x) for x in case[side]]) for side in "pq")
            for name in DEFINITIONS:
                note(name, score(name, p, q, None, True), f"shared values: {case['name']}")
    print(f"{'function':<18} {'cases':>6} {'worst':>8}  where")
    for name, (ratio, where) in worst.items():
        print(f"{name:<18} {counts[name]:>6} {ratio:>8.4f}  {where}")
    result = {
        "command": "python -m benchmarks.accuracy" + (" --quick" if quick else ""),
        "measures": "worst |value - D| / (1e-14 D + 2^-1074); at most 1 keeps the contract",
        "machine": f"{platform.machine()}, {platform.processor() or 'unknown processor'}",
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "mpmath": mpmath.__version__,
            "python-flint": flint.__version__,
        },
        "seed": SEED,
        "date": datetime.date.today().isoformat(),
        "seconds": round(time.perf_counter() - start, 1),
        "functions": {
            name: {"cases": counts[name], "worst": ratio, "where": where}
            for name, (ratio, where) in worst.items()
        },
    }
    target = ROOT / "docs" / "results" / "accuracy.json"
    target.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
