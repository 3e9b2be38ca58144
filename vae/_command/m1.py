"""m1: how many labels does M1 take, beside an SVM on pixels and what others reported."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from .. import VAEFeatures
from .. import semi_supervised as ss
from . import options
from .place import refuse_no_folder, refuse_no_pictures
from .study import Labellings, Study, run_study

REFUSED, STOPPED = 2, 130
VERSION = 1  # of the JSON


def m1_command(
    data: options.Data = None,
    labels: options.Labels = None,
    draws: options.Draws = 10,
    epochs: options.Epochs = None,
    seed: options.Seed = 0,
    as_json: options.Json = False,
    figures: options.Figures = None,
    checkpoints: options.Checkpoints = None,
) -> None:
    """Print test errors of M1 by the number of labels: Table 1 of Kingma et al. (2014).

    M1's VAE is trained once, on all training images and no label. Then, for each number and draw of
    labels: an SVM on pixels, the same SVM on the VAE's latents, and the latter with labels spread
    to unlabelled images. Test images serve the errors in the table, and nothing else.

    \b
    Examples:
      python -m vae m1
      python -m vae m1 --data mnist --labels 100 600 1000 3000 --checkpoints kept
      python -m vae m1 --labels 100 1000 --draws 5 --json --figures pictures

    Results go to standard output, progress to standard error. Exit code 0: done. 2: refused, in one
    sentence that says what to change. 130: stopped by Ctrl-C.
    """  # noqa: D301 - \b keeps click from filling the lines of the examples
    try:
        _refuse(draws, epochs, seed)
        if figures is not None:
            refuse_no_pictures(figures)
        if checkpoints is not None:
            refuse_no_folder("--checkpoints", checkpoints)
        sizes = ss.SMALL if data is None else ss.OF_THE_PAPER
        if epochs is not None:
            sizes = replace(sizes, epochs=epochs)
        sets = [ss.digits()] if data is None else [*map(ss.read_images, ss.find_images(data))]
        studies = _studied(sets, sizes, labels, (draws, seed), checkpoints)
        if figures is not None:
            _draw(studies, figures, seed)
    except (ValueError, ModuleNotFoundError, ArithmeticError, MemoryError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(REFUSED) from None
    except KeyboardInterrupt:
        left = "; nothing was written" if checkpoints is None else f"; {checkpoints} takes it up"
        print(f"stopped{left}.", file=sys.stderr)
        raise typer.Exit(STOPPED) from None
    _show(studies, seed, draws, as_json)


def _refuse(draws: int, epochs: int | None, seed: int) -> None:
    for option, value, least in (
        ("--draws", draws, 1),
        ("--epochs", epochs, 1),
        ("--seed", seed, 0),
    ):
        if value is not None and value < least:
            raise ValueError(f"{option} is {value}; give at least {least}")


def _studied(
    sets: list[ss.DataSet],
    sizes: ss.Sizes,
    labels: list[int] | None,
    random: tuple[int, int],
    checkpoints: Path | None,
) -> list[Study]:
    """Study each data set; labels that cannot be shown are refused before the first training."""
    draws, seed = random
    tasks: list[tuple[ss.DataSet, Labellings, VAEFeatures]] = []
    for data in sets:
        numbers = tuple(sorted(set(labels))) if labels else ss.usual_labels(data.train.y)
        kept = None if checkpoints is None else checkpoints / f"{data.name}-m1.safetensors"
        features = ss.m1_features(sizes, seed=seed, checkpoint=kept, verbose=True)
        shown = ss.labellings(data.train.y, numbers, draws=draws, seed=seed)
        tasks.append((data, shown, features))
    return [run_study(data, features, shown, seed=seed) for data, shown, features in tasks]


def _draw(studies: list[Study], folder: Path, seed: int) -> None:
    from .figures import draw

    for study in studies:
        draw(study, folder, seed)


def _show(studies: list[Study], seed: int, draws: int, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report(studies, seed, draws), indent=2))
        return
    from .table import print_table

    for study in studies:
        print_table(study, seed)


def report(studies: list[Study], seed: int, draws: int) -> dict[str, Any]:
    """Return what --json prints."""
    found = [study.as_dict() for study in studies]
    return {"version": VERSION, "command": "m1", "seed": seed, "draws": draws, "sets": found}
