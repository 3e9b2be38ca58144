"""Does `fit_critic` find W1 and the optimal potential, from samples alone?

    OMP_NUM_THREADS=1 python -m benchmarks.fit_pairs [--pairs DIR] [--only GROUP ...] [--table]

Three groups of laws whose W1 is known: the pairs of "Kantorovich Strikes Back!" (NeurIPS 2022) in
DIR, a .npz and a .json file each; four laws that are no minima of funnels and were kept from those
who tuned `fit_critic`; translation, dilation, cones and parallel lines. One setting for all: the
default. The critic sees two samplers and nothing else, and is judged on 200,000 fresh points a
side. Finished runs go to build/fit_pairs.jsonl: Ctrl-C, and the next start goes on from there.
`--table` runs nothing. Writes docs/results/fit_pairs.json.
"""

import argparse
import itertools
import json
import math
import os
import platform
import time
from pathlib import Path

import numpy as np
import torch

from benchmarks import _studies
from benchmarks._runs import Runs
from benchmarks._truths import TRUTHS, UNSEEN
from gan import fit_critic
from gan.truths import Rays, scores

SEEDS = 3
FRESH, SCORED = 200_000, 50_000
SIMPLE = (
    *(f"{name} {dim}" for name in ("translation", "dilation") for dim in (2, 16, 64)),
    "cones 2",
    "parallel lines 2",
)
# What is asked: |value / W1 - 1| at most, cosine at least, standard errors above at most, seconds.
WITHIN = {"funnels": 0.025, "unseen": 0.03, "simple": 0.015}
COSINE, ABOVE, SECONDS = 0.97, 3.0, 180.0
MEASURES = (
    f"fit_critic as it comes, on two samplers; value on {FRESH} fresh points a side; cosine and l2 "
    f"of its gradients against the true ones at {SCORED} points of P (of Q where none is unique at "
    "P, null where none is); above: (value - W1) over the standard errors of both; seconds: wall "
    "time of fitting, on a machine that does other work too; cpu_seconds: of all threads. "
    "published: the figures of the paper's solvers."
)


class Samplers:
    """All that a critic is told of two laws."""

    def __init__(self, truth):
        self.sample_p = truth.sample_p
        self.sample_q = truth.sample_q


def laws(folder):
    """By group and name, what makes a pair of laws from a seed."""
    files = sorted(folder.glob("*.npz")) if folder else []
    funnels = {path.stem: lambda seed, path=path: Rays.from_file(path, seed=seed) for path in files}
    return {"funnels": funnels, "unseen": UNSEEN, "simple": {name: TRUTHS[name] for name in SIMPLE}}


def judged(critic, truth):
    x, y = truth.sample_p(FRESH), truth.sample_q(FRESH)
    with torch.no_grad():
        fx, fy = critic(x), critic(y)
    value = float(fx.mean() - fy.mean())
    error = math.sqrt(float(fx.var()) / FRESH + float(fy.var()) / FRESH)
    near = scores(critic, truth, x[:SCORED])
    if not near.points:
        near = scores(critic, truth, y[:SCORED])
    both = math.hypot(error, truth.w1_standard_error)
    return {
        "w1": truth.w1,
        "w1_standard_error": truth.w1_standard_error,
        "value": value,
        "standard_error": error,
        "value_over_w1": value / truth.w1,
        "above": (value - truth.w1) / both if both else 0.0,
        "lipschitz": critic.lipschitz_bound(),
        "cosine": near.cosine if near.points else None,
        "l2": near.l2 if near.points else None,
        "kind": type(critic).__name__,
        "numbers": sum(one.numel() for one in critic.parameters()),
    }


def run(makers, group, law, seed):
    truth = makers[group][law](seed)
    seen = Samplers(truth)
    start, busy = time.perf_counter(), time.process_time()
    critic = fit_critic(seen.sample_p, seen.sample_q, seed=seed)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    return {**judged(critic, truth), "seconds": seconds, "cpu_seconds": busy}


def told(row):
    cosine = "   -  " if row["cosine"] is None else f"{row['cosine']:.4f}"
    return (
        f"{row['law']:<24} seed {row['seed']} {row['kind']:<9} cosine {cosine} "
        f"value {row['value_over_w1']:.4f} of W1 ({row['above']:+.1f} se), {row['seconds']:.0f} s"
    )


def published(folder, law, w1):
    """The paper's figures of a pair, by solver; none for laws that are not its."""
    path = folder / f"{law}.json" if folder else None
    if path is None or not path.is_file():
        return {}
    found = json.loads(path.read_text())["published"]
    return {
        solver: {**numbers, "value_over_w1": numbers["w1"] / w1}
        for solver, numbers in found.items()
        if solver != "true"
    }


def summary(rows, folder):
    """A row for each pair of laws: spreads over the seeds, what is asked, what others reached."""
    found = []
    for (group, law), of_law in itertools.groupby(rows, lambda row: (row["group"], row["law"])):
        own = list(of_law)
        others = published(folder, law, own[0]["w1"])
        best = max((one["cosine"] for one in others.values()), default=None)
        keys = "value_over_w1", "above", "cosine", "l2", "seconds", "cpu_seconds"
        spreads = {
            key: None if own[0][key] is None else _studies.spread([row[key] for row in own])
            for key in keys
        }
        asked = {
            f"within {WITHIN[group]:.1%} of W1": all(
                abs(row["value_over_w1"] - 1) <= WITHIN[group] for row in own
            ),
            f"at most {ABOVE:g} standard errors above": all(row["above"] <= ABOVE for row in own),
        }
        if group == "funnels":
            least = max(COSINE, best) if best else COSINE
            asked[f"cosine above {least:.4f}"] = spreads["cosine"]["least"] >= least
            asked[f"under {SECONDS:g} s of CPU"] = spreads["cpu_seconds"]["largest"] < SECONDS
        found.append(
            {
                "group": group,
                "law": law,
                "kinds": sorted({row["kind"] for row in own}),
                "seeds": [row["seed"] for row in own],
                **spreads,
                "asked": asked,
                "published": others,
            }
        )
    return found


def printed(found):
    for row in found:
        missed = [words for words, held in row["asked"].items() if not held]
        cosine = _studies.shown(row["cosine"]) if row["cosine"] else "-"
        print(
            f"{row['law']:<24} {'/'.join(row['kinds']):<18} value/W1 "
            f"{_studies.shown(row['value_over_w1'])}, cosine {cosine}, "
            f"{_studies.shown(row['cpu_seconds'], 3)} s: {'holds' if not missed else ''}"
            f"{'NOT ' + ', not '.join(missed) if missed else ''}"
        )


def setting():
    """What must not differ between the parts of one study."""
    return {
        "fresh": FRESH,
        "scored": SCORED,
        "threads": torch.get_num_threads(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__.partition("+")[0],
    }


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_pairs")
    parser.add_argument("--pairs", type=Path, metavar="DIR", help="of .npz and .json files")
    parser.add_argument("--only", nargs="+", choices=WITHIN, default=list(WITHIN))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    makers = laws(given.pairs)
    places = {
        (group, law): place
        for place, (group, law) in enumerate(
            (group, law) for group, of_group in makers.items() for law in of_group
        )
    }
    runs = Runs("fit_pairs", setting())
    wanted = [
        {"group": group, "law": law, "seed": seed}
        for seed, (group, law) in itertools.product(range(given.seeds), places)
        if group in given.only
    ]
    try:
        if not given.table:
            runs.finish(wanted, lambda **one: run(makers, **one), told)
    except KeyboardInterrupt:
        print(f"stopped; {len(runs.rows)} runs are kept")
    rows = [row for row in runs.rows if (row["group"], row["law"]) in places]
    rows.sort(key=lambda row: (places[row["group"], row["law"]], row["seed"]))
    found = summary(rows, given.pairs)
    printed(found)
    seconds = sum(row["seconds"] for row in rows)
    seeds = sorted({row["seed"] for row in rows})
    kept = {"setting": runs.setting, "laws": found, "runs": rows}
    _studies.write("fit_pairs", MEASURES, seconds, seeds=seeds, **kept)


if __name__ == "__main__":
    main()
