"""compare: train methods and architectures on the same images, and judge them by one judge."""

import json
from pathlib import Path
from typing import Annotated, Any

import torch
import typer

from .. import ARCHITECTURES, METHODS, Classifier, DataSet, load_classifier
from .._comparison import pictures, report
from .._comparison.cell import Cell, Plan, cells
from .._comparison.judging import judge_cell, weak_reference
from .._comparison.training import train_cell
from .._features import KINDS, STEPS
from .._judging.judge import Judge
from . import options
from .data import read_data
from .endings import endings
from .features import train_and_keep
from .progress import Step, progress

ALL_METHODS, ALL_ARCHITECTURES = ",".join(METHODS), ",".join(ARCHITECTURES)
ENDING = ".classifier"

Data = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        show_default=False,
        help="IDX files as those of MNIST, or a folder of images, for each class or without any; "
        "without it, scikit-learn's digits.",
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        metavar="DIR",
        help="Everything is kept there; a comparison that was stopped goes on where it was.",
    ),
]
Iterations = Annotated[int, typer.Option(metavar="N", help="Steps of each generator.")]
Seeds = Annotated[int, typer.Option(metavar="K", help="Seeds 0 to K - 1 of each.")]
Every = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        show_default="an eighth",
        help="Iterations between generators that are kept and judged.",
    ),
]
Batch = Annotated[int, typer.Option(metavar="N", help="Images a step.")]
Filters = Annotated[int, typer.Option(metavar="N", help="Channels of the layers at half size.")]
Methods = Annotated[str, typer.Option(metavar="NAMES", help="With commas.")]
Architectures = Annotated[str, typer.Option(metavar="NAMES", help="With commas.")]
Labels = Annotated[
    str, typer.Option(metavar="NUMBERS", help="Two classes to show; T-shirt and dress: 0,3.")
]
Classifiers = Annotated[
    str | None,
    typer.Option(
        metavar="FILES",
        show_default="trained",
        help="Two, with a comma, of `python -m gan features`: distances are in the features of "
        "the first.",
    ),
]


def compare_command(
    out: Out,
    data: Data = None,
    iterations: Iterations = 4000,
    seeds: Seeds = 2,
    every: Every = None,
    batch: Batch = 64,
    filters: Filters = 32,
    methods: Methods = ALL_METHODS,
    architectures: Architectures = ALL_ARCHITECTURES,
    labels: Labels = "0,3",
    classifiers: Classifiers = None,
    as_json: options.Json = False,
) -> None:
    """Train DCGAN, WGAN-CP and WGAN-GP on two architectures, and judge what they generate.

    Losses say nothing across methods, so samples are held against images that no training saw:
    exact W1 and W2 in the features of a classifier, and more, beside the same distances between
    held-out images. DIR/results.json has all numbers, DIR/table.txt the distances; there are
    pictures of the losses, of one noise through the training, of two labels, and of the distances
    against iterations, critic updates and images seen. A run whose loss is no number, or whose
    generator collapses, ends there and is reported as failed.

    \b
    Examples:
      python -m gan compare --out digits --iterations 200 --seeds 1
      python -m gan compare --data fashion-mnist --out fashion
      python -m gan compare --data fashion-mnist --out fashion --methods WGAN-GP  # these alone

    Results go to standard output, progress to standard error. Exit code 0: all cells were run. 2:
    refused, in one sentence that says what to change. 130: stopped by Ctrl-C; run it again.
    """  # noqa: D301 - \b keeps click from filling the lines of the examples
    with endings():
        plan = _plan(iterations, every, batch, filters)
        chosen = cells(
            _names(methods, METHODS, "--methods"),
            _names(architectures, ARCHITECTURES, "--architectures"),
            _positive(seeds, "--seeds"),
            out,
        )
        images = read_data(data)
        shown = _labels(labels, images)
        if batch > len(images.train):
            raise ValueError(
                f"--batch is {batch}, and there are {len(images.train)} training images; give at "
                "most that"
            )
        out.mkdir(parents=True, exist_ok=True)
        _refuse_other_plan(out, plan, images)
        with progress() as step:
            found = _run(chosen, images, plan, out, classifiers, step)
        _draw(chosen, images, plan, shown, found, out)
        words = report.table(found)
        (out / "results.json").write_text(json.dumps(found))
        (out / "table.txt").write_text(words + "\n")
    print(json.dumps(found) if as_json else words)


def _run(
    chosen: list[Cell], data: DataSet, plan: Plan, out: Path, files: str | None, step: Step
) -> dict[str, Any]:
    known, about = _classifiers(files, data, out, step)  # first: files may be refused
    for cell in chosen:
        train_cell(cell, data.train, plan, step)
    judge = Judge(
        data.held_out,
        features=known[0].features if known else _pixels,
        classifiers=known,
        training=data.train.x,
    )
    for cell in chosen:
        judge_cell(cell, judge, data.held_out, plan, step)
    weak = weak_reference(data.train, data.held_out, judge)
    return report.results(
        chosen,
        plan,
        weak,
        {
            "data": data.name,
            "labels": list(data.labels),
            "training_images": len(data.train),
            "held_out_images": len(data.held_out),
            "classifiers": about,
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
        },
    )


def _classifiers(
    files: str | None, data: DataSet, out: Path, step: Step
) -> tuple[list[Classifier], list[dict[str, Any]]]:
    """Return classifiers of the files, or of two architectures, trained once and kept in `out`."""
    if not data.train.classes:
        return [], []
    if files is not None:
        found = [load_classifier(name.strip()) for name in files.split(",")]
    else:
        paths = {kind: out / f"{kind}{ENDING}" for kind in KINDS}
        found = [
            load_classifier(path)
            if path.exists()
            else train_and_keep(data, path, kind, STEPS, 0, step)
            for kind, path in paths.items()
        ]
    return [classifier for classifier, _ in found], [about for _, about in found]


def _pixels(x: torch.Tensor) -> torch.Tensor:
    return x.flatten(1)


def _draw(
    chosen: list[Cell],
    data: DataSet,
    plan: Plan,
    shown: list[int],
    found: dict[str, Any],
    out: Path,
) -> None:
    """Draw all pictures."""
    for architecture in dict.fromkeys(cell.architecture for cell in chosen):
        pictures.draw_losses(chosen, architecture, out / f"losses-{architecture}.png")
    for cell in chosen:
        pictures.draw_grids(cell, data.held_out, plan, out / f"grid-{cell.name}.png")
    first = [cell for cell in chosen if cell.seed == 0]
    for method in dict.fromkeys(cell.method for cell in first):
        of_method = [cell for cell in first if cell.method == method]
        pictures.draw_strip(of_method, data.held_out, plan, out / f"strip-{method}.png")
    if shown:
        pictures.draw_labels(first, data.held_out, plan, shown, out / "labels.png")
    for measure in ("w2", "sliced_w2"):
        pictures.draw_distances(found, measure, out / f"distances-{measure}.png")


def _plan(iterations: int, every: int | None, batch: int, filters: int) -> Plan:
    every = max(iterations // 8, 1) if every is None else every
    return Plan(
        _positive(iterations, "--iterations"),
        _positive(every, "--every"),
        _positive(batch, "--batch"),
        _positive(filters, "--filters"),
    )


def _positive(value: int, name: str) -> int:
    if value < 1:
        raise ValueError(f"{name} is {value}; give at least 1")
    return value


def _names(given: str, known: Any, option: str) -> list[str]:
    names = [name.strip() for name in given.split(",")]
    for name in names:
        if name not in known:
            raise ValueError(f"{option} has {name!r}; give some of {', '.join(known)}")
    return names


def _labels(given: str, data: DataSet) -> list[int]:
    if not data.train.classes:
        return []
    try:
        labels = [int(word) for word in given.split(",")]
    except ValueError:
        raise ValueError(f"--labels is {given!r}; give two numbers, as 0,3") from None
    outside = [label for label in labels if not 0 <= label < data.train.classes]
    if outside:
        raise ValueError(
            f"--labels has {outside[0]}, and classes are 0 to {data.train.classes - 1}; give those"
        )
    return labels


def _refuse_other_plan(out: Path, plan: Plan, data: DataSet) -> None:
    """Raise where the folder has cells of another plan or of other data."""
    path, now = out / "plan.json", {**vars(plan), "data": repr(data.train)}
    if not path.exists():
        path.write_text(json.dumps(now))
    before = json.loads(path.read_text())
    if before != now:
        key = next(name for name in now if before.get(name) != now[name])
        raise ValueError(
            f"--out {out} has a comparison with {key} {before.get(key)}, and this has {now[key]}; "
            "name another folder"
        )
