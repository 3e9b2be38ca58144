"""The table as printed, at most 100 columns wide."""

import math
from typing import TYPE_CHECKING

from .report import Report, Row

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH = 100


def print_report(report: Report, console: "Console") -> None:
    """Print the sizes, the table, the proved bounds, the notes and the verdict."""
    about = report.about
    for name in ("a", "b"):
        side = about[name]
        left_out = "" if side["points"] == side["of"] else f" (drawn from {side['of']:,})"
        console.print(f"{name.upper()}: {side['source']}: {side['points']:,} points{left_out}")
    console.print(f"in R^{about['dimension']}, seed {about['seed']}")
    console.print(_table(report))
    console.print(
        "median, 95 %: under relabelling of the pooled points, sizes kept; p: as large that often."
    )
    for line in _proved(report.rows):
        console.print(line)
    for line in _remarks(report):
        console.print(line)
    console.print(f"[bold]{report.verdict.sentence}[/bold]")


def _table(report: Report) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), width=_WIDTH)
    for header, justify, width in (
        ("distance", "left", 11),
        ("what it is", "left", 11),
        ("value", "right", 9),
        ("bounds or interval", "left", 23),
        ("median", "right", 8),
        ("95 %", "right", 8),
        ("p", "right", 5),
        ("s", "right", 6),
    ):
        table.add_column(header, justify=justify, width=width, no_wrap=True)  # type: ignore[arg-type]
    for row in report.rows:
        if row.kind != "nothing":
            table.add_row(*_cells(row))
    return table


def _cells(row: Row) -> list[str]:
    null = row.null
    if null is None:
        relabelled = ["", "", ""]
    else:
        p = f"{null.p_value:.3g}"
        relabelled = [f"{null.median:.4g}", f"{null.high:.4g}", p]
    return [row.name, row.kind, _short(row.value), _range(row), *relabelled, f"{row.seconds:.1f}"]


def _range(row: Row) -> str:
    if row.lower is None or row.upper is None:
        return "computed"
    if row.kind == "lower bound":
        return f"at least {row.lower:.4g} (95 %)"
    if row.interval != "proved":
        return f"{row.lower:.4g} to {row.upper:.4g} (95 %)"
    if row.lower == row.upper:
        return "proved exactly"
    gap = (row.upper - row.lower) / row.lower if row.lower > 0 else math.inf
    return f"proved, gap {gap:.1e}" if gap < math.inf else f"proved, at most {row.upper:.4g}"


def _proved(rows: tuple[Row, ...]) -> list[str]:
    return [
        f"{row.name} lies in [{row.lower!r}, {row.upper!r}] (proved)"
        for row in rows
        if row.interval == "proved"
    ]


def _remarks(report: Report) -> list[str]:
    seen: dict[str, list[str]] = {}
    for row in report.rows:
        if row.note:
            seen.setdefault(row.note, []).append(row.name)
    return [f"{', '.join(names)}: {note}." for note, names in seen.items()] + list(report.notes)


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.6g}"
