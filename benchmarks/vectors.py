"""How fast on 10^7 outcomes, against SciPy and NumPy? Validation included.

    OMP_NUM_THREADS=1 python -m benchmarks.vectors

Peers run side by side, warmed up, alternating; medians of 7. Writes docs/results/vectors.json.
"""

import datetime
import json
import platform
import statistics
import time
import tracemalloc
from pathlib import Path

import numpy as np
import scipy
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy

from divergences import js, js_distance, kl, threads, tv

N, ROUNDS, SEED = 10**7, 7, 1
ROOT = Path(__file__).resolve().parents[1]


def half_the_absolute_differences(p, q):
    return 0.5 * np.abs(p - q).sum()


PEERS = {
    "kl": (kl, entropy, "scipy.stats.entropy"),
    "js": (js, jensenshannon, "scipy.spatial.distance.jensenshannon"),
    "js_distance": (js_distance, jensenshannon, "scipy.spatial.distance.jensenshannon"),
    "tv": (tv, half_the_absolute_differences, "0.5 * np.abs(p - q).sum()"),
}


def inputs():
    """Generic laws, nearly equal ones, and laws with half their outcomes missing."""
    generator = np.random.default_rng(SEED)
    p, q, tilt = (generator.random(N) for _ in range(3))
    kept = generator.random(N) < 0.5
    pairs = {
        "generic": (p, q),
        "nearly equal (1e-9)": (p, p * (1 + 1e-9 * (2 * tilt - 1))),
        "half zeros": (p * kept, q * kept),
    }
    return {name: tuple(v / v.sum() for v in pair) for name, pair in pairs.items()}


def with_two_threads(function):
    def run(p, q):
        with threads(2):
            return function(p, q)

    return run


def medians(functions, p, q):
    """Median seconds of each function, alternating."""
    times = {name: [] for name in functions}
    for function in functions.values():
        function(p, q)
    for _ in range(ROUNDS):
        for name, function in functions.items():
            start = time.perf_counter()
            function(p, q)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def extra_megabytes(function, p, q):
    tracemalloc.start()
    function(p, q)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main():
    rows = []
    print(f"{'':<12} {'input':<20} {'1 thread':>9} {'2 threads':>9} {'peer':>8}  ratio  extra MB")
    for kind, (p, q) in inputs().items():
        for name, (ours, peer, called) in PEERS.items():
            found = medians({"one": ours, "two": with_two_threads(ours), "peer": peer}, p, q)
            ratio = found["peer"] / min(found["one"], found["two"])
            extra = extra_megabytes(ours, p, q)
            rows.append(
                {
                    "function": name,
                    "input": kind,
                    "peer": called,
                    **found,
                    "ratio_of_the_better": ratio,
                    "extra_megabytes": extra,
                }
            )
            print(
                f"{name:<12} {kind:<20} {found['one']:>8.4f}s {found['two']:>8.4f}s "
                f"{found['peer']:>7.4f}s {ratio:>6.2f} {extra:>8.1f}"
            )
    result = {
        "command": "OMP_NUM_THREADS=1 python -m benchmarks.vectors",
        "measures": f"median seconds of {ROUNDS}, n = {N}, validation included",
        "machine": f"{platform.machine()}, {platform.processor() or 'unknown processor'}",
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "seed": SEED,
        "date": datetime.date.today().isoformat(),
        "rows": rows,
    }
    (ROOT / "docs/results/vectors.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
