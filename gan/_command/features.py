"""features: train the classifier whose features distances are taken in, and keep it in a file."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import torch
import typer

from .. import Classifier, DataSet, accuracy, save_classifier, train_classifier
from .._features import KINDS, STEPS
from . import options
from .data import read_data
from .endings import endings
from .progress import Step, progress

VERSION = 1
SEEDS = 1 << 63
NAMES = ", ".join(KINDS)

Data = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        show_default=False,
        help="IDX files as those of MNIST, or a folder of images for each class; without it, "
        "scikit-learn's digits.",
    ),
]
Out = Annotated[Path, typer.Option(metavar="FILE", help="Where to keep the classifier.")]
Kind = Annotated[str, typer.Option("--architecture", metavar="NAME", help=f"One of {NAMES}.")]
Steps = Annotated[
    int, typer.Option(metavar="N", help="How often the weights are changed, by 128 images each.")
]


def features_command(
    out: Out,
    data: Data = None,
    architecture: Kind = "convolutional",
    steps: Steps = STEPS,
    seed: options.Seed = 0,
    as_json: options.Json = False,
) -> None:
    """Train a small classifier, whose features make a space to measure distances in.

    It is trained on the training images alone, for a number of steps fixed beforehand; those held
    out tell its accuracy at the end. FILE has the weights (safetensors) and, as JSON in its header,
    what they are; no pickle is written or read.

    \b
    Examples:
      python -m gan features --out digits.features
      python -m gan features --data fashion-mnist --out fashion.features
      python -m gan features --data fashion-mnist --architecture perceptron --out second --json

    Results go to standard output, progress to standard error. Exit code 0: trained and kept. 2:
    refused, in one sentence that says what to change. 130: stopped by Ctrl-C.
    """  # noqa: D301 - \b keeps click from filling the lines of the examples
    with endings():
        _refuse(out, architecture, steps, seed)
        report = _train(read_data(data), out, architecture, steps, seed)
    if as_json:
        print(json.dumps(report, indent=2))
        return
    print(
        f"{out}: a {architecture} classifier of {report['classes']} classes of {report['data']}, "
        f"trained on {report['training_images']:,} images in {report['seconds']:.3g} s\n"
        f"accuracy on {report['held_out_images']:,} held-out images: "
        f"{report['held_out_accuracy']:.4f}"
    )


def _refuse(out: Path, architecture: str, steps: int, seed: int) -> None:
    if architecture not in KINDS:
        raise ValueError(f"--architecture is {architecture!r}; give one of {NAMES}")
    if steps < 1:
        raise ValueError(f"--steps is {steps}; give at least 1")
    if not 0 <= seed < SEEDS:
        raise ValueError(f"--seed is {seed}; give one from 0 to 2^63 - 1")
    if out.is_dir() or not out.parent.is_dir():
        raise ValueError(
            f"--out {out} is a folder, or in none that there is; name a file, in a folder made "
            "before"
        )


def _train(data: DataSet, out: Path, kind: str, steps: int, seed: int) -> dict[str, Any]:
    start = time.perf_counter()
    with progress() as step:
        classifier, about = train_and_keep(data, out, kind, steps, seed, step)
    return {
        "version": VERSION,
        "command": "features",
        "out": str(out),
        "classes": classifier.classes,
        **about,
        "seconds": time.perf_counter() - start,
    }


def train_and_keep(
    data: DataSet, out: Path, kind: str, steps: int, seed: int, step: Step
) -> tuple[Classifier, dict[str, Any]]:
    """Train a classifier and keep it in a file; return it, and what is said about it."""
    classifier = train_classifier(data.train, KINDS[kind], steps=steps, seed=seed, progress=step)
    about = {
        "architecture": kind,
        "data": data.name,
        "labels": list(data.labels),
        "training_images": len(data.train),
        "held_out_images": len(data.held_out),
        "steps": steps,
        "seed": seed,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "held_out_accuracy": accuracy(classifier, data.held_out),
    }
    save_classifier(classifier, out, about)
    return classifier, about
