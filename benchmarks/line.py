"""How fast on a million points of the line, against SciPy and POT? Validation included.

    OMP_NUM_THREADS=1 python -m benchmarks.line

Peers run side by side, warmed up, alternating; medians of 7. On some processors (AMD Zen 4) NumPy's
AVX-512 sort is several times slower than its AVX2 sort, and a distance on the line is little else
than two sorts. So everything runs twice: with NumPy as it comes, and in a process that has AVX-512
switched off (an environment variable that NumPy reads when it is imported). Each promise is printed
with whether it holds. Writes docs/results/line.json.
"""

import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import scipy
from scipy.stats import wasserstein_distance

from divergences import Measure, threads, wasserstein

N, ROUNDS, SEED = 10**6, 7, 3
ROOT = Path(__file__).resolve().parents[1]
SWITCH, WITHOUT_AVX512 = "NPY_DISABLE_CPU_FEATURES", "X86_V4 AVX512_ICL"
SETTINGS = {"NumPy as it comes": None, "NumPy without AVX-512": WITHOUT_AVX512}
INNER = "--one-setting"
# (promise, numerator, denominator, at least)
PROMISES = [
    ("15 x scipy, equal weights", "scipy", "ours", 15),
    ("8 x ot.wasserstein_1d", "ot", "ours", 8),
    ("two sorts take 2/3 of ours, or more", "two sorts", "ours", 2 / 3),
    ("weighted: not slower than scipy", "scipy weighted", "ours weighted", 1),
]


def on_two_threads(function):
    def run():
        with threads(2):
            return function()

    return run


def functions():
    os.environ.update({f"POT_BACKEND_DISABLE_{x}": "1" for x in ("PYTORCH", "JAX", "TENSORFLOW")})
    import ot

    generator = np.random.default_rng(SEED)
    x, y = generator.normal(size=N), generator.normal(size=N) + 0.1
    a, b = generator.random(N), generator.random(N)
    a, b = a / a.sum(), b / b.sum()

    def weighted():
        return wasserstein(Measure(x, a), Measure(y, b))

    def equal():
        return wasserstein(x, y)

    return {
        "two sorts": lambda: (np.sort(x), np.sort(y)),
        "ours": equal,
        "ours, threads(2)": on_two_threads(equal),
        "scipy": lambda: wasserstein_distance(x, y),
        "ot": lambda: ot.wasserstein_1d(x, y),
        "ours weighted": weighted,
        "ours weighted, threads(2)": on_two_threads(weighted),
        "scipy weighted": lambda: wasserstein_distance(x, y, a, b),
    }


def medians():
    """Median seconds of each function, alternating."""
    run = functions()
    times = {name: [] for name in run}
    for function in run.values():
        function()
    for _ in range(ROUNDS):
        for name, function in run.items():
            start = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def measured(disabled):
    """The medians of a fresh process, with the given processor features disabled."""
    environment = {k: v for k, v in os.environ.items() if k != SWITCH}
    if disabled:
        environment[SWITCH] = disabled
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.line", INNER]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def judged(seconds):
    """Each promise: its ratio, and that with two threads; which hold."""
    for promise, above, below, least in PROMISES:
        ratio = seconds[above] / seconds[below]
        threaded = seconds[above] / seconds[f"{below}, threads(2)"]
        yield {
            "promise": promise,
            "asked": least,
            "one_thread": ratio,
            "two_threads": threaded,
            "holds_on_one_thread": ratio >= least,
            "holds_on_two_threads": threaded >= least,
        }


def main():
    rows = []
    for setting, disabled in SETTINGS.items():
        seconds = measured(disabled)
        promises = list(judged(seconds))
        rows.append({"setting": setting, "seconds": seconds, "promises": promises})
        print(f"\n{setting}")
        for name, value in seconds.items():
            print(f"  {name:<28} {1e3 * value:8.1f} ms")
        for row in promises:
            holds = [
                "holds" if row[f"holds_on_{k}"] else "DOES NOT HOLD"
                for k in ("one_thread", "two_threads")
            ]
            print(
                f"  {row['promise']:<36} 1 thread {row['one_thread']:6.2f} {holds[0]:<14}"
                f" 2 threads {row['two_threads']:6.2f} {holds[1]}"
            )
    result = {
        "command": "OMP_NUM_THREADS=1 python -m benchmarks.line",
        "measures": f"median seconds of {ROUNDS}, n = m = {N}, validation included",
        "machine": f"{platform.machine()}, {platform.processor() or 'unknown processor'}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "seed": SEED,
        "date": datetime.date.today().isoformat(),
        "rows": rows,
    }
    (ROOT / "docs/results/line.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    if INNER in sys.argv:
        print(json.dumps(medians()))
    else:
        main()
