"""The arguments and options of `audit`, each with the words of its help."""

from pathlib import Path
from typing import Annotated

import typer

First = Annotated[Path, typer.Argument(metavar="X", show_default=False, help="A data set.")]
Second = Annotated[
    Path | None, typer.Argument(metavar="Y", show_default=False, help="Another one.")
]
Labels = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Audit two classes of X in place of X and Y: a number for each sample of X.",
    ),
]
LabelX = Annotated[
    float | None, typer.Option(metavar="LABEL", help="Of --labels: the class on one side.")
]
LabelY = Annotated[
    float | None, typer.Option(metavar="LABEL", help="Of --labels: the class on the other.")
]
Diameter = Annotated[
    float | None,
    typer.Option(
        metavar="D",
        help="The diameter of a set on which both laws live, known beforehand: with it there are "
        "statements on the laws that hold at any sample size. 28 x 28 pixels from 0 to 255: 7140.",
    ),
]
Level = Annotated[
    float, typer.Option(metavar="C", help="Confidence of each statement on the laws.")
]
MaxPoints = Annotated[
    int,
    typer.Option(
        metavar="N",
        help="Take the exact W1, and the bounds on it, of at most N points a side.",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        metavar="N",
        help="Decides every random choice: the same seed gives the same numbers.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON in place of the table.")]
Plot = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Draw the critic's level lines, both samples and the optimal plan into FILE (.png, "
        ".pdf, .svg), for points of the plane.",
    ),
]
