"""What does `import divergences` cost, against `import numpy, scipy.special`? What does it load?

    OMP_NUM_THREADS=1 python -m benchmarks.imports

Fresh interpreters, warmed up, alternating; medians of 11. Writes docs/results/imports.json.
"""

import datetime
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import scipy

OURS, THEIRS = "divergences", "numpy, scipy.special"
ROUNDS, AT_MOST = 11, 2.5
ABSENT = ("torch", "ot", "sympy", "matplotlib", "sklearn", "pandas", "proofs.claims", "typer")
ROOT = Path(__file__).resolve().parents[1]


def in_a_fresh_python(code):
    """What a new interpreter prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return done.stdout


def loaded_by(modules):
    """The names of all modules in memory after an import."""
    code = f"import json, sys, {modules}; print(json.dumps(sorted(sys.modules)))"
    return set(json.loads(in_a_fresh_python(code)))


def seconds_to_import(modules):
    code = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    return float(in_a_fresh_python(code))


def pair():
    """Seconds of ours and theirs, one after the other: a busy machine slows both."""
    return seconds_to_import(OURS), seconds_to_import(THEIRS)


def main():
    pair()  # compiles, and warms the disk's cache
    pairs = [pair() for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(first / second for first, second in pairs)
    print(f"import {OURS:<24} {1e3 * ours:6.0f} ms")
    print(f"import {THEIRS:<24} {1e3 * theirs:6.0f} ms")
    holds = "holds" if ratio <= AT_MOST else "DOES NOT HOLD"
    print(f"median ratio of {ROUNDS} pairs        {ratio:6.2f}     at most {AT_MOST}: {holds}\n")
    loaded = loaded_by(OURS)
    modules = [
        {
            "module": name,
            "installed": importlib.util.find_spec(name) is not None,
            "loaded": name in loaded,
        }
        for name in ABSENT
    ]
    for row in modules:
        there = "" if row["installed"] else "  (not installed here)"
        print(f"{row['module']:<14} {'LOADED' if row['loaded'] else 'not loaded'}{there}")
    result = {
        "command": "OMP_NUM_THREADS=1 python -m benchmarks.imports",
        "measures": f"median seconds of {ROUNDS}, fresh interpreters, alternating",
        "machine": f"{platform.machine()}, {platform.processor() or 'unknown processor'}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "seed": None,
        "date": datetime.date.today().isoformat(),
        "ours": {"import": OURS, "seconds": ours},
        "theirs": {"import": THEIRS, "seconds": theirs},
        "median_ratio": ratio,
        "at_most": AT_MOST,
        "holds": ratio <= AT_MOST,
        "must_not_be_loaded": modules,
    }
    (ROOT / "docs/results/imports.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
