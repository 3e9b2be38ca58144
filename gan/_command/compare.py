"""compare: train methods and architectures on the same images, and judge them by one judge."""

import json
from pathlib import Path
from typing import Annotated, Any

import torch
import typer

from .. import ARCHITECTURES, METHODS, Classifier, DataSet, load_classifier
from .._comparison import pictures, report
from .._comparison.cell import Cell, Plan, begun, cells
from .._comparison.judging import judge_cell, weak_reference
from .._comparison.training import train_cell
from .._features import KINDS, STEPS
from .._judging.judge import Judge
from .._saved import digest, write_whole
from . import options
from .data import read_data
from .endings import endings
from .features import train_and_keep
from .progress import Step, progress

ALL_METHODS, ALL_ARCHITECTURES = ",".join(METHODS), ",".join(ARCHITECTURES)
ENDING, PLAN = ".classifier", "plan.json"
SHOWN = (0, 3)  # T-shirt and dress

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
        help="Everything is kept there; a comparison that was stopped goes on where it was, and "
        "all that is there is reported.",
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
    str | None,
    typer.Option(
        metavar="NUMBERS",
        show_default="0,3, or the first two",
        help="Classes to show; T-shirt and dress: 0,3.",
    ),
]
Classifiers = Annotated[
    str | None,
    typer.Option(
        metavar="FILES",
        show_default="trained",
        help="Of `python -m gan features`, with commas: distances are in the features of the "
        "first, and all of them say which class a sample is of.",
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
    labels: Labels = None,
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
    with endings("what was finished is in --out, and goes on from there"):
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
        for cell in chosen:
            cell.shaped(images.train, plan)  # which refuses sizes
        about = {**vars(plan), "data": repr(images.train), "images": _digest(images)}
        _refuse_other_plan(out, about)
        out.mkdir(parents=True, exist_ok=True)
        with progress() as step:
            known, kept = _classifiers(classifiers, images, out, step)
            judge = _judge(images, known)  # before anything is trained: it may refuse
            if not (out / PLAN).exists():
                write_whole(out / PLAN, json.dumps(about))
            found = _run(chosen, images, plan, judge, known, step)
        found["classifiers"] = kept
        _draw(begun(out), images, plan, shown, found, out)
        words = report.table(found)
        write_whole(out / "results.json", json.dumps(found))
        write_whole(out / "table.txt", words + "\n")
    print(json.dumps(found) if as_json else words)


def _judge(data: DataSet, known: list[Classifier]) -> Judge:
    for classifier in known:
        if classifier.classes != data.train.classes:
            raise ValueError(
                f"a classifier tells {classifier.classes} classes apart, and the images are of "
                f"{data.train.classes}; give classifiers of these images"
            )
    return Judge(
        data.held_out,
        features=known[0].features if known else _pixels,
        classifiers=known,
        training=data.train.x,
    )


def _run(
    chosen: list[Cell],
    data: DataSet,
    plan: Plan,
    judge: Judge,
    known: list[Classifier],
    step: Step,
) -> dict[str, Any]:
    for cell in chosen:
        train_cell(cell, data.train, plan, step)
    weights = (classifier.state_dict() for classifier in known)
    name = " ".join(map(digest, weights)) or "pixels"
    for cell in chosen:
        judge_cell(cell, judge, name, data.held_out, plan, step)
    weak = weak_reference(data.train, data.held_out, judge)
    about = {
        "data": data.name,
        "labels": list(data.labels),
        "training_images": len(data.train),
        "held_out_images": len(data.held_out),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    return report.results(begun(chosen[0].out), plan, name, weak, about)


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
    names = list(dict.fromkeys(name.strip() for name in given.split(",")))
    for name in names:
        if name not in known:
            raise ValueError(f"{option} has {name!r}; give some of {', '.join(known)}")
    return names


def _labels(given: str | None, data: DataSet) -> list[int]:
    if not data.train.classes:
        return []
    if given is None:
        return list(SHOWN) if data.train.classes > max(SHOWN) else [0, 1][: data.train.classes]
    try:
        labels = [int(word) for word in given.split(",")]
    except ValueError:
        raise ValueError(f"--labels is {given!r}; give numbers, as 0,3") from None
    outside = [label for label in labels if not 0 <= label < data.train.classes]
    if outside:
        raise ValueError(
            f"--labels has {outside[0]}, and classes are 0 to {data.train.classes - 1}; give those"
        )
    return labels


def _digest(data: DataSet) -> str:
    """Return what tells these images from others."""
    parts = {"train": data.train, "held_out": data.held_out}
    tensors = {f"{name} x": images.x for name, images in parts.items()}
    return digest(
        tensors | {f"{name} y": one.y for name, one in parts.items() if one.y is not None}
    )


def _refuse_other_plan(out: Path, now: dict[str, Any]) -> None:
    """Raise where the folder has cells of another plan or of other data."""
    path = out / PLAN
    if not path.exists():
        return
    before = json.loads(path.read_text(encoding="utf-8"))
    if before != now:
        key = next(name for name in now if before.get(name) != now[name])
        other = (
            "other images of the same size"
            if key == "images"
            else f"{key} {before.get(key)}, and this has {now[key]}"
        )
        raise ValueError(f"--out {out} has a comparison with {other}; name another folder")
