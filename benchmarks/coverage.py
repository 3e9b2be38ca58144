"""How often do the statements of `gan.audit` on two laws hold their W1, and how wide are they?

    OMP_NUM_THREADS=1 python -m benchmarks.coverage [--repetitions N] [--processes K]

Three pairs of laws in the plane whose W1 is known: a normal law and its translate; a normal law and
its dilate; three points and the circles around them, on a set of diameter 6. Each repetition fits
a small critic to 2,000 points a side, draws 2,000 fresh ones, and audits on these, at 95 %. Counts
in how many the asymptotic statement (and, on the bounded set, the certain one) holds W1.

Stopped by Ctrl-C and started again, it goes on from docs/results/coverage.json.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from gan import audit
from gan.critics import GroupSort, McShane
from gan.truths import Cones, Dilation, Translation

N, LEVEL, SEED = 2000, 0.95, 11
STEPS, BATCH = 300, 256
PROMISED_COVERAGE, PROMISED_WIDTH = 183 / 200, 0.15
PLACE = Path(__file__).resolve().parents[1] / "docs/results/coverage.json"


def sorting(x, generator):
    return GroupSort(x.shape[1], (16, 16), generator=generator)


def cones(x, generator):
    """A McShane critic of 12 cones, that start at points of P."""
    centres = x[torch.randint(len(x), (12,), generator=generator)]
    return McShane(centres, torch.zeros(len(centres)), temperature=0.3)


@dataclass(frozen=True)
class Pair:
    """Two laws, a critic for them, and the diameter of a set that both live on."""

    laws: Callable[..., object]
    critic: Callable[..., torch.nn.Module]
    diameter: float | None = None


PAIRS = {
    "translation": Pair(lambda seed: Translation(2, seed=seed), sorting),
    "dilation": Pair(lambda seed: Dilation(2, seed=seed), sorting),
    "cones": Pair(lambda seed: Cones(seed=seed), cones, 6.0),
}


def fitted(pair, x, y, seed):
    generator = torch.Generator().manual_seed(seed)
    critic = pair.critic(x, generator)
    optimizer = torch.optim.Adam(critic.parameters(), lr=0.03)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for step in range(STEPS):
        if isinstance(critic, McShane):
            critic.temperature.fill_(0.3 * 0.01 ** (step / STEPS))
        u, v = (side[torch.randint(len(side), (BATCH,), generator=generator)] for side in (x, y))
        loss = critic(v).mean() - critic(u).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        fall.step()
    if isinstance(critic, McShane):
        critic.temperature.fill_(0.0)
    return critic


def repetition(name, number):
    """Fit, draw afresh, audit: the row of one repetition."""
    torch.set_num_threads(1)
    pair, start = PAIRS[name], time.perf_counter()
    seed = int(np.random.SeedSequence([SEED, list(PAIRS).index(name), number]).generate_state(1)[0])
    laws = pair.laws(seed)
    critic = fitted(pair, laws.sample_p(N), laws.sample_q(N), seed)
    spent = time.perf_counter() - start
    x, y = laws.sample_p(N), laws.sample_q(N)
    found = audit(critic, x, y, fresh=(x, y), level=LEVEL, diameter=pair.diameter)
    return {
        "number": number,
        "value": found.laws.value,
        "w1_of_samples": float(found.samples.w1),
        "bound_from_f": found.samples.lower,
        "asymptotic": list(found.laws.asymptotic),
        "certain": found.laws.certain and list(found.laws.certain),
        "seconds_to_fit": round(spent, 2),
    }


def judged(name, rows):
    """How often each statement holds W1, how wide it is, and whether that is as promised."""
    w1 = PAIRS[name].laws(0).w1
    verdict = {"laws": name, "w1": w1, "repetitions": len(rows)}
    for kind in ("asymptotic", "certain"):
        made = [row[kind] for row in rows if row[kind]]
        if made:
            verdict[kind] = {
                "covers": sum(low <= w1 <= high for low, high in made),
                "misses_below": sum(w1 < low for low, _ in made),
                "misses_above": sum(w1 > high for _, high in made),
                "median_width_over_w1": statistics.median(b - a for a, b in made) / w1,
            }
    asymptotic = verdict["asymptotic"]
    verdict["median_value_over_w1"] = statistics.median(row["value"] for row in rows) / w1
    verdict["median_seconds_to_fit"] = statistics.median(row["seconds_to_fit"] for row in rows)
    verdict["coverage_holds"] = asymptotic["covers"] >= PROMISED_COVERAGE * len(rows)
    verdict["width_holds"] = asymptotic["median_width_over_w1"] <= PROMISED_WIDTH
    return verdict


def settings():
    return {"n": N, "level": LEVEL, "seed": SEED, "steps": STEPS, "batch": BATCH}


def kept():
    """The rows of a run before, if it had the same settings."""
    nothing = {name: [] for name in PAIRS}
    if not PLACE.exists():
        return nothing
    before = json.loads(PLACE.read_text())
    return before["rows"] if before["settings"] == settings() else nothing


def write(rows):
    verdicts = [judged(name, made) for name, made in rows.items() if made]
    result = {
        "command": "OMP_NUM_THREADS=1 python -m benchmarks.coverage",
        "measures": f"two-sided statements at {LEVEL:.0%} on W1 of known laws, n = m = {N}, d = 2",
        "machine": f"{platform.machine()}, {platform.processor() or 'unknown processor'}, "
        f"{os.cpu_count()} cores",
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "settings": settings(),
        "date": datetime.date.today().isoformat(),
        "verdicts": verdicts,
        "rows": rows,
    }
    text = json.dumps(result)
    PLACE.write_text(text.replace('{"number"', '\n{"number"') + "\n")
    return verdicts


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--repetitions", type=int, default=200)
    arguments.add_argument("--processes", type=int, default=1)
    given = arguments.parse_args()
    rows = kept()
    wanted = ((name, k) for k in range(given.repetitions) for name in PAIRS)
    missing = [(name, k) for name, k in wanted if k >= len(rows[name])]
    print(f"{len(missing)} repetitions to do")
    with ProcessPoolExecutor(given.processes) as pool:
        left = iter(missing)
        while batch := list(islice(left, 6 * given.processes)):
            names, numbers = zip(*batch, strict=True)
            for name, row in zip(names, pool.map(repetition, names, numbers), strict=True):
                rows[name].append(row)
            verdicts = write(rows)
            print(f"{sum(map(len, rows.values()))} of {len(PAIRS) * given.repetitions} done")
    for verdict in verdicts if missing else write(rows):
        print(json.dumps(verdict, indent=1))


if __name__ == "__main__":
    main()
