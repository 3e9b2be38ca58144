"""What is a critic's value worth? Every critic on every truth, five seeds.

    OMP_NUM_THREADS=1 python -m benchmarks.critics [--only NAME ...] [--seeds N] [--table]

The published ways to train a critic (500 steps of 128 points a side: short, so that it fits into an
hour on one core; the command `python -m gan critics` takes 2,000 of 256) and `fit_critic` as it
comes, which stops by itself. Each is judged on 50,000 fresh points a side and audited on 400.
Finished runs go to build/critics.jsonl, one a line: Ctrl-C, and the next start goes on from there,
or says what differs. Seeds come one after the other, so that a part is a study of fewer seeds.
`--table` prints and writes what is there, and runs nothing. Writes docs/results/critics.json.
"""

import argparse
import itertools
import math
import os
import platform
import time

import numpy as np
import torch

from benchmarks import _studies, _truths
from benchmarks._runs import Runs
from gan import PUBLISHED, audit, fit_critic
from gan.truths import scores

STEPS, BATCH = 500, 128
FRESH, AUDITED, SCORED = 50_000, 400, 5_000
DEFAULT = "fit_critic"
NAMES = (*PUBLISHED, DEFAULT)
MEASURES = (
    f"Each critic on each truth: {STEPS} steps of {BATCH} points a side for the published ones, "
    f"fit_critic as it comes; value on {FRESH} fresh points a side, gradients at {SCORED} points "
    f"of P (of Q where none is unique at P; null where none is), audit on {AUDITED} a side. "
    "value_over_lipschitz, laws: over W1 of the laws; samples, zero, centre: proved lower bounds "
    "over W1 of the samples, by the critic's values, by the potential 0 and by |x - mean|; laws: "
    "asymptotic lower side at 97.5 %; lipschitz: upper bound of the Lipschitz constant; seconds: "
    "of fitting."
)
PRINTED = {
    "value_over_w1": "value/W1",
    "lipschitz": "L",
    "value_over_lipschitz": "/L/W1",
    "samples": "samples",
    "zero": "zero",
    "laws": "laws",
    "cosine": "cosine",
    "l2": "l2",
}
KEPT = (*PRINTED, "value", "standard_error", "error", "centre", "seconds")


def fitted(name, truth, seed):
    if name == DEFAULT:
        return fit_critic(truth.sample_p, truth.sample_q, seed=seed)
    recipe = PUBLISHED[name]
    return recipe.fit(truth.sample_p, truth.sample_q, seed=seed, steps=STEPS, batch=BATCH)


def judged(critic, truth):
    """The numbers of one critic, ratios to the truth where they are distances."""
    x, y = truth.sample_p(FRESH), truth.sample_q(FRESH)
    few = truth.sample_p(AUDITED), truth.sample_q(AUDITED)
    found = audit(critic, *few, fresh=(x, y)).as_dict()
    samples, laws = found["samples"], found["laws"]
    near = scores(critic, truth, x[:SCORED])
    if not near.points:
        near = scores(critic, truth, y[:SCORED])
    lipschitz = critic.lipschitz_bound()
    return {
        "value": laws["value"],
        "standard_error": laws["standard_error"],
        "value_over_w1": laws["value"] / truth.w1,
        "error": laws["value"] / truth.w1 - 1,
        "lipschitz": lipschitz,
        "value_over_lipschitz": laws["value"] / lipschitz / truth.w1,
        "samples": samples["lower"] / samples["w1"]["upper"],
        "zero": samples["lower_from_zero"] / samples["w1"]["upper"],
        "centre": samples["lower_from_centre"] / samples["w1"]["upper"],
        "laws": laws["asymptotic"][0] / truth.w1,
        "cosine": near.cosine,
        "l2": near.l2,
    }


def run(critic, truth, seed):
    laws = _truths.TRUTHS[truth](seed)
    start = time.perf_counter()
    found = fitted(critic, laws, seed)
    seconds = time.perf_counter() - start
    known = {"dim": laws.dim, "w1": laws.w1, "w1_standard_error": laws.w1_standard_error}
    return {**known, **judged(found, laws), "seconds": seconds}


def setting():
    """What must not differ between the parts of one study."""
    return {
        "steps": STEPS,
        "batch": BATCH,
        "fresh": FRESH,
        "audited": AUDITED,
        "threads": torch.get_num_threads(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__.partition("+")[0],
    }


def told(row):
    return (
        f"{row['truth']:<16} {row['critic']:<14} seed {row['seed']} "
        f"value {row['value_over_w1']:7.3f} of W1, L {row['lipschitz']:8.3g}, "
        f"{row['seconds']:6.1f} s"
    )


def rounded_spread(values):
    """The spread over seeds to six digits, or None where there is no number."""
    if any(math.isnan(value) for value in values):
        return None
    return {key: float(f"{value:.6g}") for key, value in _studies.spread(values).items()}


def summary(rows):
    """Spreads over the seeds: by critic and truth, and by critic over all truths' medians."""
    cells = {}
    for row in rows:
        cells.setdefault((row["critic"], row["truth"]), []).append(row)
    by_truth = []
    for (name, truth), of_seeds in cells.items():
        numbers = {key: rounded_spread([row[key] for row in of_seeds]) for key in KEPT}
        known = {key: of_seeds[0][key] for key in ("dim", "w1", "w1_standard_error")}
        by_truth.append(
            {"critic": name, "truth": truth, **known, "seeds": len(of_seeds), **numbers}
        )
    places = {truth: place for place, truth in enumerate(_truths.TRUTHS)}
    by_truth.sort(key=lambda row: (places[row["truth"]], NAMES.index(row["critic"])))
    worth = []
    for name in NAMES:
        own = [row for row in by_truth if row["critic"] == name]
        if own:
            keys = "value_over_w1", "lipschitz", "value_over_lipschitz", "samples", "laws"
            numbers = {key: rounded_spread([row[key]["median"] for row in own]) for key in keys}
            worth.append({"critic": name, "truths": len(own), **numbers})
    return by_truth, worth


def printed(by_truth, worth):
    print(f"\n{'truth':<16} {'critic':<14}" + "".join(f"{word:>10}" for word in PRINTED.values()))
    for row in by_truth:
        numbers = "".join(
            f"{row[key]['median']:10.3g}" if row[key] else f"{'-':>10}" for key in PRINTED
        )
        print(f"{row['truth']:<16} {row['critic']:<14}{numbers}")
    print("\nover the truths: median [least, largest] of the medians over seeds")
    for row in worth:
        words = ", ".join(
            f"{PRINTED[key]} {_studies.shown(row[key], 3)}"
            for key in ("value_over_w1", "value_over_lipschitz", "samples")
        )
        print(f"  {row['critic']:<14} {words}")


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.critics")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--seeds", type=int, default=len(_studies.SEEDS))
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    runs = Runs("critics", setting())
    wanted = [
        {"critic": name, "truth": truth, "seed": seed}
        for seed, truth, name in itertools.product(
            _studies.SEEDS[: given.seeds], _truths.TRUTHS, given.only
        )
    ]
    try:
        if not given.table:
            runs.finish(wanted, run, told)
    except KeyboardInterrupt:
        print(f"stopped; {len(runs.rows)} runs are kept")
    rows = runs.rows
    by_truth, worth = summary(rows)
    printed(by_truth, worth)
    seconds = sum(row["seconds"] for row in rows)
    kept = {"setting": runs.setting, "rows": by_truth, "worth": worth}
    _studies.write("critics", MEASURES, seconds, **kept)


if __name__ == "__main__":
    main()
