"""The options of `m1`, each with the words of its help."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

LABELS = "--labels"


class SeveralLabels(TyperCommand):
    """A command that reads `--labels 100 600` as `--labels 100 --labels 600`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Repeat the option before each value that follows its first."""
        return super().parse_args(ctx, repeated(args))


def repeated(words: list[str]) -> list[str]:
    """Put the option before each value but the first, which has it already."""
    found: list[str] = []
    following = False  # whether the next value would be the second one, or a later one
    wanting = False  # whether it would be the first one
    for word in words:
        if word.startswith("-"):
            wanting = word == LABELS
            following = word.startswith(f"{LABELS}=")
        elif following:
            found.append(LABELS)
        elif wanting:
            wanting, following = False, True
        found.append(word)
    return found


Data = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="The folder of a data set, with the four IDX files of MNIST or in their format; or a "
        "folder of such folders. Published figures stand beside those called mnist and "
        "fashion-mnist. Without it: scikit-learn's digits.",
    ),
]
Labels = Annotated[
    list[int] | None,
    typer.Option(
        LABELS,
        metavar="N...",
        help="How many labels are kept, as many of each class; one or several numbers. If not "
        "given: those of 100, 600, 1000 and 3000 that there are enough rows for.",
    ),
]
Draws = Annotated[int, typer.Option(metavar="N", help="Draws of the labels.")]
Epochs = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Of the VAE's training, at most; if not given, 60, and 100 for the digits.",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        metavar="N",
        help="Decides every random choice: the same seed gives the same numbers. Draw k of the "
        "labels has the seed N + k.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON in place of the table.")]
Figures = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Draw into this folder: NAME-accuracy.svg, NAME-reconstructions.svg and "
        "NAME-latents.svg of each data set.",
    ),
]
Checkpoints = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Keep the training there, in NAME-m1.safetensors, after each epoch: the same command "
        "takes it up where it was stopped.",
    ),
]
