"""The arguments and options of `compare`, each with the words of its help."""

from pathlib import Path
from typing import Annotated

import typer

from .rows import CHOICES_IN_WORDS


def whole(text: str) -> int:
    """Read a whole number, or refuse the words given in place of one."""
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no whole number; give one, such as 10") from None


def number(text: str) -> float:
    """Read a number, or refuse the words given in place of one."""
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no number; give one, such as 3") from None


def place(text: str) -> Path:
    """Read a path, or refuse an empty one, which would be the current folder."""
    if not text:
        raise typer.BadParameter("'' is no path; give a file, or a folder of images")
    return Path(text)


# Hidden: typer would list them by their types; the help says in words what they are.
First = Annotated[Path | None, typer.Argument(parser=place, metavar="A", hidden=True)]
Second = Annotated[Path | None, typer.Argument(parser=place, metavar="B", hidden=True)]
Labels = Annotated[
    Path | None,
    typer.Option(
        parser=place,
        metavar="FILE",
        help="Compare two classes of A in place of A and B: a number for each sample of A.",
    ),
]
LabelA = Annotated[
    float | None,
    typer.Option(parser=number, metavar="LABEL", help="Of --labels: the class on one side."),
]
LabelB = Annotated[
    float | None,
    typer.Option(parser=number, metavar="LABEL", help="Of --labels: the class on the other."),
]
Demo = Annotated[
    bool, typer.Option("--demo", help="Compare scikit-learn's handwritten 3s with its 8s.")
]
Standardize = Annotated[
    bool,
    typer.Option(
        "--standardize",
        help="Divide each column by its standard deviation over A and B together, so that none "
        "counts for more because of its units.",
    ),
]
Bins = Annotated[
    int | None,
    typer.Option(
        parser=whole,
        metavar="K",
        help="Cut the range of each column into K equal bins and let KL, JS and TV compare the "
        "bins. Without it they compare points that occur in both samples.",
    ),
]
Only = Annotated[
    str | None,
    typer.Option(
        metavar="ROWS",
        help=f"Make these rows only, separated by commas: {CHOICES_IN_WORDS}. The classifier "
        "bounds TV and JS from below; atoms are kl, js and tv.",
    ),
]
MaxPoints = Annotated[
    int | None,
    typer.Option(
        parser=whole,
        metavar="N",
        help="Draw N points of each sample by lot where there are more: faster, and the rows then "
        "say that they are estimates.",
    ),
]
Relabellings = Annotated[
    int,
    typer.Option(
        parser=whole,
        metavar="N",
        help="Shuffle which points are A's and which B's N times, to see what distances chance "
        "alone gives. The least p-value is 1 / (N + 1); 0 leaves p-values out.",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        parser=whole,
        metavar="N",
        help="Decides every random choice: the same seed gives the same numbers.",
    ),
]
Json = Annotated[
    bool,
    typer.Option("--json", help="Print JSON in place of the table; docs/compare.md has its keys."),
]
Plot = Annotated[
    Path | None,
    typer.Option(
        parser=place,
        metavar="FILE",
        help="Draw both samples, and where the optimal plan moves most, into FILE (.png, .pdf, "
        ".svg).",
    ),
]
