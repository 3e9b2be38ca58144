"""The table as printed: in full off a terminal; on one, no wider than it is."""

import math
from typing import TYPE_CHECKING, Literal

from .report import Report, Row

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_HEADERS = ("distance", "what it is", "value", "bounds or interval", "median", "95 %", "p", "s")
_WORDS = ("distance", "what it is", "bounds or interval")  # columns that read from the left
_UNBOUNDED = 1 << 20  # characters: wider than any line


def print_report(report: Report, console: "Console") -> None:
    """Print the sizes, the table, the proved bounds, the notes and the verdict.

    Nothing is ever cut. Off a terminal every sentence is one line and the table as wide as it
    wants; a terminal too narrow for the table gets one paragraph a row.
    """
    if not console.is_terminal:
        console.width = _UNBOUNDED
    about = report.about
    for name in ("a", "b"):
        side = about[name]
        left_out = "" if side["points"] == side["of"] else f" (drawn from {side['of']:,})"
        _say(console, f"{name.upper()}: {side['source']}: {side['points']:,} points{left_out}")
    _say(console, f"in R^{about['dimension']}, seed {about['seed']}")
    _print_rows([row for row in report.rows if row.kind != "nothing"], console)
    _say(
        console,
        "median, 95 %: under relabelling of the pooled points, sizes kept; p: as large that often.",
    )
    for line in _proved(report.rows) + _remarks(report):
        _say(console, line)
    _say(console, report.verdict.sentence, style="bold")


def _say(console: "Console", line: str, style: str | None = None) -> None:
    console.print(line, style=style, markup=False)  # a name may have [brackets]


def _print_rows(rows: list[Row], console: "Console") -> None:
    from rich.measure import Measurement

    if not rows:
        return
    table = _table(rows)
    wanted = Measurement.get(console, console.options.update(max_width=_UNBOUNDED), table).maximum
    if wanted <= console.width:
        console.print(table)
        return
    for row in rows:
        name, kind, value, known, median, high, p, seconds = _cells(row)
        relabelled = f"; median {median}, 95 % {high}, p {p}" if row.null else ""
        _say(console, f"{name} ({kind}): {value}; {known}{relabelled}; {seconds} s")


def _table(rows: list[Row]) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for header in _HEADERS:
        justify: Literal["left", "right"] = "left" if header in _WORDS else "right"
        table.add_column(header, justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell) for cell in _cells(row)))
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
    if row.kind == "lower bound" and row.interval != "proved":
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
