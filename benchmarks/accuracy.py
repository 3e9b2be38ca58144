"""How close to the exact value? The worst error of each divergence over its allowance.

    python -m benchmarks.accuracy [--quick]

Prints |value - D| / (1e-14 D + 2^-1074), at most 1 where the contract of `divergences` is kept (for
Renyi orders above 1 the allowance has its factor), and writes docs/results/accuracy.json. The
references are the definitions, in exact rationals and mpmath; about 10^6 entries are 976 pairs,
each 1024 times, which are as far apart as the pairs alone.
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

SEED = 20240607
ROOT = Path(__file__).resolve().parents[1]
DISTINCT, REPEATS = 976, 1024
LARGE_ORDERS = (0.5, 2.0, 10.0)
WANTED = (
    "unrelated",
    "all tilted by 2^-30",
    "proportional up to rounding, 3.0",
    "zeros of p",
    "sums off by the whole tolerance",
    "one entry tilted by 2^-52",
)


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


def repeated(generator, p, q, normalize):
    """Every pair of entries 1024 times, shuffled: the laws are as far apart as before."""
    where = generator.permutation(np.repeat(np.arange(len(p)), REPEATS))
    scale = 1 if normalize else 1 / REPEATS  # a power of 2, so nothing is rounded
    return p[where] * scale, q[where] * scale


def large_scores(generator, decades):
    """Yield name, overshoot, description for vectors of 999 424 entries."""
    for kind, p, q, normalize in cases(generator, DISTINCT, decades):
        if kind not in (WANTED if decades == 0 else WANTED[:2]):
            continue
        long_p, long_q = repeated(generator, p, q, normalize)
        orders = [(name, None) for name in DEFINITIONS] + [("renyi", a) for a in LARGE_ORDERS]
        for name, order in orders:
            value = called(name, long_p, long_q, order, normalize=normalize)
            where = f"{kind}; n = {len(long_p)}, {decades} decades"
            yield name, judged(value, name, p, q, order), where


def main():
    """Run the grid, print the table, and write it down."""
    quick = "--quick" in sys.argv
    worst = collections.defaultdict(lambda: (0.0, ""))
    counts = collections.Counter()
    start = time.perf_counter()

    def note(name, ratio, where):
        counts[name] += 1
        if ratio >= worst[name][0]:
            worst[name] = (ratio, where)

    grids = [((2, 3, 10), (0, 30, 300, 600)), ((100,), () if quick else (0, 300)), ((1000,), (0,))]
    for sizes, spreads in grids:
        for where, name, p, q, order, normalize in small_cases(sizes, spreads):
            note(name, score(name, p, q, order, normalize), where)
    generator = np.random.default_rng(SEED)
    for decades in () if quick else (0, 30, 300, 600):
        for name, ratio, where in large_scores(generator, decades):
            note(name, ratio, where)
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
