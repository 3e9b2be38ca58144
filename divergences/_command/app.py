"""The command line: arguments in, a table or JSON out, refusals in one sentence."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from . import inputs
from .compare import Settings, compare
from .inputs import Side

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Statistical distances you can trust: every number can be asked for its proof.",
)

REFUSED, STOPPED = 2, 130


@app.callback()
def _commands() -> None:
    """Keep `compare` a sub-command, though it is the only one."""


@app.command(name="compare")
def compare_command(
    a: Annotated[Path | None, typer.Argument(help="A file or a folder of images.")] = None,
    b: Annotated[Path | None, typer.Argument(help="The other; none with --labels.")] = None,
    labels: Annotated[
        Path | None, typer.Option(help="A label for each sample of A: two of its classes compare.")
    ] = None,
    label_a: Annotated[float | None, typer.Option(help="The first class of --labels.")] = None,
    label_b: Annotated[float | None, typer.Option(help="The second class of --labels.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="scikit-learn's 3s against its 8s.")] = False,
    standardize: Annotated[
        bool, typer.Option("--standardize", help="Divide each column by its pooled spread.")
    ] = False,
    bins: Annotated[
        int | None, typer.Option(help="Cut each column into so many bins for KL, JS and TV.")
    ] = None,
    only: Annotated[
        str,
        typer.Option(help="Rows, from w1,w2,sliced,energy,mmd,gaussian,classifier,atoms."),
    ] = "",
    max_points: Annotated[
        int | None, typer.Option(help="Draw at most so many points of each.")
    ] = None,
    relabellings: Annotated[int, typer.Option(help="Draws of the null.")] = 99,
    seed: Annotated[int, typer.Option(help="Decides every random choice.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, version 1.")] = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the two samples and the plan into this file.")
    ] = None,
) -> None:
    """Compare two data sets: every distance, its proof or its interval, and its null.

    A and B are .npy .npz .csv .tsv or IDX files (each also .gz), .parquet, or folders of images.
    """
    settings = Settings(
        seed, relabellings, max_points, bins, standardize, tuple(filter(None, only.split(",")))
    )
    try:
        _run(_sides(a, b, labels, (label_a, label_b), demo), settings, as_json, plot)
    except (ValueError, ModuleNotFoundError, ArithmeticError, MemoryError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(REFUSED) from None
    except KeyboardInterrupt:
        print("stopped: nothing was written.", file=sys.stderr)
        raise typer.Exit(STOPPED) from None


def _run(sides: tuple[Side, Side], settings: Settings, as_json: bool, plot: Path | None) -> None:
    from rich.console import Console

    from .plot import refuse_no_place, save_plot
    from .progress import progress
    from .table import print_report

    if plot is not None:
        refuse_no_place(plot)
    with progress() as step:
        report, problem = compare(*sides, settings, step)
        if plot is not None:
            save_plot(problem, plot)
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        print_report(report, Console(width=100, highlight=False))


def _sides(
    a: Path | None,
    b: Path | None,
    labels: Path | None,
    picked: tuple[float | None, float | None],
    demo: bool,
) -> tuple[Side, Side]:
    first, second = picked
    if demo:
        if a is not None or labels is not None:
            raise ValueError("--demo brings its own data; leave A, B and --labels out")
        return inputs.digits()
    if a is None:
        raise ValueError("nothing to compare; give A and B, or --demo")
    if labels is None:
        if first is not None or second is not None:
            raise ValueError("--label-a and --label-b pick classes of --labels FILE; give it too")
        if b is None:
            raise ValueError(
                f"only {a} is given; give B too, or --labels FILE for two classes of A"
            )
        return inputs.read_pair(a, b)
    if b is not None:
        raise ValueError(f"--labels picks two classes of one data set; leave out {a} or {b}")
    if first is None or second is None:
        raise ValueError("--labels wants both --label-a and --label-b; give the two classes")
    return inputs.read_classes(a, labels, (first, second))
