"""What the studies of critics have in common: their seeds, and how they are written down."""

import datetime
import json
import os
import platform
import statistics
from pathlib import Path

import numpy as np
import scipy
import torch

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "results"
SEEDS = (0, 1, 2, 3, 4)


def spread(values):
    """The median and the range of what the seeds gave."""
    return {"median": statistics.median(values), "least": min(values), "largest": max(values)}


def shown(row, digits=4):
    """Print a spread as `median [least, largest]`."""
    numbers = (f"{row[key]:.{digits}g}" for key in ("median", "least", "largest"))
    return "{} [{}, {}]".format(*numbers)


def write(name, measures, seconds, *, seeds=SEEDS, **found):
    """Write docs/results/NAME.json: what was run, where and when, and what was found."""
    result = {
        "command": f"OMP_NUM_THREADS=1 python -m benchmarks.{name}",
        "measures": measures,
        "machine": f"{platform.machine()}, {platform.processor() or 'unknown processor'}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "torch": torch.__version__.partition("+")[0],
        },
        "seeds": list(seeds),
        "date": datetime.date.today().isoformat(),
        "seconds": round(seconds, 1),
        **found,
    }
    RESULTS.joinpath(f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
