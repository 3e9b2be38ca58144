"""How close to the exact value? The worst error of each divergence over its allowance.

    python -m benchmarks.accuracy [--quick]

Prints |value - D| / (1e-14 D + 2^-1074), at most 1 where the contract of `divergences` is kept (for
Renyi orders above 1 the allowance has its factor), and writes docs/results/accuracy.json. The
references are the definitions, in exact rationals and mpmath; for n = 10^6, in balls of flint.
"""

import collections
import datetime
import json
import math
import platform
import sys
import time
from fractions import Fraction
from pathlib import Path

import flint
import mpmath
import numpy as np
import scipy

import divergences
from benchmarks.accuracy_cases import ORDERS, cases
from benchmarks.definitions import DEFINITIONS, overshoot

SEED = 20240607
ROOT = Path(__file__).resolve().parents[1]


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
    value = called(name, p, q, order, normalize=normalize)
    ratio = overshoot(value, name, p, q, order)
    if ratio == math.inf and value == math.inf:  # overflowed: right where the truth is too large
        from benchmarks.definitions import exact

        return 0.0 if exact(name, p, q, order) > sys.float_info.max else math.inf
    return ratio


def large_references(p, q, bits):
    """The exact values for long vectors, in balls: one loop for all of them."""
    flint.ctx.prec = bits
    sums = [sum(map(Fraction, v.tolist())) for v in (p, q)]
    total_p, total_q = (flint.arb(flint.fmpq(s.numerator, s.denominator)) for s in sums)
    kl, js, tv, hellinger, chi2 = (flint.arb(0) for _ in range(5))
    two, infinite = flint.arb(2), False
    for x, y in zip(p.tolist(), q.tolist(), strict=True):
        u, v = flint.arb(x) / total_p, flint.arb(y) / total_q
        m = (u + v) / 2
        log_m = m.log() if x or y else flint.arb(0)
        log_u = u.log() if x else None
        log_v = v.log() if y else None
        infinite |= x > 0 and y == 0
        if x and y:
            kl += u * (log_u - log_v)
            chi2 += (u - v) ** 2 / v
        elif y:
            chi2 += v
        js += (u * (log_u - log_m) if x else 0) + (v * (log_v - log_m) if y else 0)
        tv += abs(u - v)
        hellinger += (u.sqrt() - v.sqrt()) ** 2
    halves = {"js": js / two, "tv": tv / two, "hellinger_squared": hellinger / two}
    roots = {"js_distance": halves["js"].sqrt(), "hellinger": halves["hellinger_squared"].sqrt()}
    lonely = {"kl": kl, "chi2": chi2} if not infinite else {}
    return {**halves, **roots, **lonely}


def large_scores(p, q, normalize, bits):
    """Yield name, overshoot for one pair of long vectors."""
    for name, ball in large_references(p, q, bits).items():
        value = called(name, p, q, normalize=normalize)
        error = abs(flint.arb(value) - ball)
        allowed = flint.arb("1e-14") * ball + flint.arb(2) ** -1074
        ratio = float((error / allowed).upper()) if allowed > 0 else math.inf
        yield name, ratio


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

    grids = [((2, 3, 10), (0, 30, 300, 600)), ((1000,), (0,) if quick else (0, 30, 300, 600))]
    for sizes, spreads in grids:
        for where, name, p, q, order, normalize in small_cases(sizes, spreads):
            note(name, score(name, p, q, order, normalize), where)
    generator = np.random.default_rng(SEED)
    wanted = (
        "unrelated",
        "all tilted by 2^-30",
        "proportional up to rounding, 3.0",
        "zeros of p",
        "sums off by the whole tolerance",
        "one entry tilted by 2^-52",
    )
    for decades, bits in () if quick else ((0, 256), (300, 1400)):
        for kind, p, q, normalize in cases(generator, 10**6, decades):
            if kind in wanted and (decades == 0 or kind in wanted[:2]):
                for name, ratio in large_scores(p, q, normalize, bits):
                    note(name, ratio, f"{kind}; n = 10^6, {decades} decades")
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
