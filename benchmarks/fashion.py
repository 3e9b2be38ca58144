"""What is a critic's value worth between T-shirts and dresses of Fashion-MNIST, in pixel space?

    OMP_NUM_THREADS=1 python -m benchmarks.fashion FOLDER

FOLDER holds the IDX files of Fashion-MNIST. Of each class 2,000 training images are fitted on and
2,000 others audited, pixels from 0 to 1: both laws live on a cube of diameter 28. Four critics:
weights clipped at 0.01, which have a bound; the gradient penalty, whose bound is a product of norms
far above its slopes; orthogonal layers with GroupSort, whose bound is 1; `fit_critic` as it comes.
Prints the audit of each, and writes docs/results/fashion.json.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from benchmarks._studies import write
from divergences import load
from gan import PUBLISHED, audit, fit_critic

CLASSES = {"T-shirt": 0, "dress": 3}
DEFAULT = "fit_critic"
CRITICS = ("mlp-clipped", "mlp-penalty", "groupsort", DEFAULT)
N, STEPS, SEED, LEVEL, DIAMETER = 2000, 1000, 0, 0.95, 28.0
MEASURES = (
    f"audit at {LEVEL:.0%} of critics fitted on {N} images of each class, the published ones by "
    f"{STEPS} steps of 256, on {N} others of each, which are the samples and the fresh ones; "
    "pixels from 0 to 1. The files' split is not the official one."
)


def images(folder):
    """2,000 images of each class to fit on, and 2,000 to audit, by lot."""
    pixels = load(folder / "train-images-idx3-ubyte.gz") / 255
    labels = load(folder / "train-labels-idx1-ubyte.gz")[:, 0]
    rng = np.random.default_rng(SEED)
    for label in CLASSES.values():
        drawn = rng.choice(np.flatnonzero(labels == label), 2 * N, replace=False)
        yield pixels[drawn[:N]], pixels[drawn[N:]]


def sampler(points, seed):
    """Draws n of the points, with replacement."""
    generator, tensor = torch.Generator().manual_seed(seed), torch.tensor(points)
    return lambda n: tensor[torch.randint(len(tensor), (n,), generator=generator)]


def fitted_as(name, x, y):
    if name == DEFAULT:
        return fit_critic(x, y, seed=SEED)
    return PUBLISHED[name].fit(sampler(x, 1), sampler(y, 2), seed=SEED, steps=STEPS)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    torch.set_num_threads(1)
    start = time.perf_counter()
    (fit_x, x), (fit_y, y) = images(folder)
    rows = []
    for name in CRITICS:
        begun = time.perf_counter()
        critic = fitted_as(name, fit_x, fit_y)
        fitted = time.perf_counter() - begun
        found = audit(critic, x, y, fresh=(x, y), diameter=DIAMETER, level=LEVEL)
        print(f"\n=== {name}, fitted in {fitted:.1f} s, audited in ", end="")
        print(f"{time.perf_counter() - begun - fitted:.1f} s\n\n{found}", flush=True)
        rows.append(
            {
                "critic": name,
                "kind": type(critic).__name__,
                "seconds_to_fit": fitted,
                **found.as_dict(),
            }
        )
    kept = {"classes": CLASSES, "audits": rows}
    write("fashion", MEASURES, time.perf_counter() - start, seeds=[SEED], **kept)


if __name__ == "__main__":
    main()
