"""The command line: arguments in, a table or JSON out, refusals in one sentence."""

import json
import sys
from pathlib import Path

import typer

from . import inputs, options
from .compare import Settings, compare, refuse
from .inputs import Side
from .progress import Where, progress
from .rows import split

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Statistical distances you can trust: every number can be asked for its proof.",
)

REFUSED, STOPPED = 2, 130


@app.callback()
def _commands() -> None:
    """Keep `compare` a sub-command, though it is the only one."""


@app.command(name="compare", short_help="Compare two data sets.")
def compare_command(
    a: options.First = None,
    b: options.Second = None,
    labels: options.Labels = None,
    label_a: options.LabelA = None,
    label_b: options.LabelB = None,
    demo: options.Demo = False,
    standardize: options.Standardize = False,
    bins: options.Bins = None,
    only: options.Only = None,
    max_points: options.MaxPoints = None,
    relabellings: options.Relabellings = 99,
    seed: options.Seed = 0,
    as_json: options.Json = False,
    plot: options.Plot = None,
) -> None:
    """Compare two data sets: every distance, with its proof or its interval, and how often chance
    alone gives one as large.

    A and B are files (.npy .npz .csv .tsv or IDX, each also .gz; .parquet), one sample a row, or
    folders of images of one size. With --labels there is only A.

    \b
    Examples:
      python -m divergences compare --demo
      python -m divergences compare A.csv B.csv --standardize
      python -m divergences compare before/ after/ --max-points 500 --plot p.png
      python -m divergences compare A.npy --labels L.npy --label-a 0 --label-b 3

    Results go to standard output, progress to standard error. Exit code 0: compared, whatever was
    found. 2: refused, in one sentence that says what to change. 130: stopped by Ctrl-C.
    """  # noqa: D301 - \b keeps click from filling the lines of the examples
    rows = () if only is None else split(only)
    settings = Settings(seed, relabellings, max_points, bins, standardize, rows)
    where = Where()
    try:
        refuse(settings)
        _run(_sides(a, b, labels, (label_a, label_b), demo), settings, as_json, plot, where)
    except (ValueError, ModuleNotFoundError, ArithmeticError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(REFUSED) from None
    except MemoryError as error:
        print(f"error: {error}; --max-points or fewer --relabellings take less", file=sys.stderr)
        raise typer.Exit(REFUSED) from None
    except KeyboardInterrupt:
        print(f"stopped {where}; nothing was written.", file=sys.stderr)
        raise typer.Exit(STOPPED) from None


def _run(
    sides: tuple[Side, Side], settings: Settings, as_json: bool, plot: Path | None, where: Where
) -> None:
    from rich.console import Console

    from .plot import refuse_no_place, save_plot
    from .table import print_report

    if plot is not None:
        refuse_no_place(plot)
    with progress() as show:
        report, problem = compare(*sides, settings, where.telling(show))
        if plot is not None:
            save_plot(problem, plot)
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        print_report(report, Console(highlight=False))


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
