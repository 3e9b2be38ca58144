"""Does WGAN-GP reach each shape of the playground, in under a minute on one core?

    OMP_NUM_THREADS=1 python -m benchmarks.playground [--seeds N ...] [--table]

Ring, two Gaussians, line, three blobs and examples/drawn.csv, in the one setting of
`gan.playground.WGAN_GP`, which was sought on seeds from 10 on. What is asked for: sliced W1 of
10,000 points against 10,000, along 512 fixed directions, at most 6 % of the distance from the shape
to its fitted Gaussian. A first trial, seeds 0 to 2, asked for 5 %, which 11 of 15 runs reached, and
four missed by less than 0.5; the number was then fixed at 6 %, before seeds 3 to 5, which decide.
Independent points cannot show it: of the ring two real samples are that far apart by chance alone,
of the line twice as far. So points are spread evenly on both sides, and those of independent points
stand beside, with their null. Finished runs go to build/playground.jsonl; `--table` runs nothing
more. Writes docs/results/playground.json.
"""

import argparse
import inspect
import json
import os
import time
from pathlib import Path

import torch

from benchmarks import _studies
from benchmarks._runs import Runs
from gan.playground import SHAPES, WGAN_GP, closeness, drawn, play

TRIAL, DECIDING = (0, 1, 2), (3, 4, 5)
ASKED, SECONDS = 0.06, 60
DRAWN = Path(__file__).resolve().parents[1] / "examples" / "drawn.csv"
ALL = {**SHAPES, "drawn": drawn(DRAWN)}
MEASURES = (
    "Each shape by WGAN-GP in the setting of gan.playground. Shares of gaussian, which is sliced "
    "W1 from the shape to its fitted Gaussian: laws, sliced W1 of 10,000 generated points and "
    "10,000 real ones, both spread evenly, 512 directions; laws_null: of real ones spread in two "
    "ways; samples, samples_null: of independent points, means of five draws. asked: at most that "
    "laws. seconds: of one core, for the training and its looks; wall: of the clock, while others "
    "used the machine."
)


def run(shape, seed):
    start, clock = time.process_time(), time.perf_counter()
    *_, last = play(ALL[shape], looks=1, seed=seed)
    seconds, wall = time.process_time() - start, time.perf_counter() - clock
    found = closeness(last.generate, last.shape, seed=seed).as_dict()
    end, usual = last.found[-1][1], last.truth.usual()
    return {
        **{name: round(value, 5) for name, value in found.items()},
        "w1": round(end.w1, 5),
        "w1_null": round(usual.w1, 5),
        "js": round(end.js, 5),
        "js_null": round(usual.js, 5),
        "failure": last.events[-1].failure,
        "seconds": round(seconds, 1),
        "wall": round(wall, 1),
    }


def setting():
    """What must not differ between the parts of the study."""
    defaults = {name: one.default for name, one in inspect.signature(play).parameters.items()}
    found = {
        **{name: defaults[name] for name in ("iterations", "batch", "average")},
        "weight": WGAN_GP.weight,
        "critic_steps": WGAN_GP.critic_steps,
        "critic_adam": {**WGAN_GP.critic_optimizer.keywords},
        "generator_adam": {**WGAN_GP.generator_optimizer.keywords},
        "threads": torch.get_num_threads(),
    }
    return json.loads(json.dumps(found))  # as the file of the runs has it


def told(row):
    return (
        f"{row['shape']:<10} seed {row['seed']}: {100 * row['laws']:6.2f} % "
        f"(null {100 * row['laws_null']:.2f} %), independent points {100 * row['samples']:6.2f} % "
        f"(null {100 * row['samples_null']:.2f} %), {row['seconds']:.0f} s"
    )


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    parser = argparse.ArgumentParser(prog="python -m benchmarks.playground")
    parser.add_argument(
        "--seeds", type=int, nargs="+", choices=TRIAL + DECIDING, default=TRIAL + DECIDING
    )
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    runs = Runs("playground", setting())
    if not given.table:
        wanted = [{"shape": shape, "seed": seed} for seed in given.seeds for shape in ALL]
        runs.finish(wanted, run, told)
    rows = sorted(runs.rows, key=lambda row: (list(ALL).index(row["shape"]), row["seed"]))
    for row in rows:
        print(told(row))
    deciding = [row["laws"] <= ASKED for row in rows if row["seed"] in DECIDING]
    print(f"at most {ASKED:.0%}: {sum(deciding)} of {len(deciding)} of the seeds that decide")
    seconds = sum(row["seconds"] for row in rows)
    kept = {"setting": runs.setting, "asked": ASKED, "at_most_seconds": SECONDS, "rows": rows}
    _studies.write("playground", MEASURES, seconds, seeds=DECIDING, trial=TRIAL, **kept)


if __name__ == "__main__":
    main()
