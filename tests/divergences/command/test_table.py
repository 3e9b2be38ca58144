"""The table as printed: each cell says what is known, and how."""

import io
import math

import numpy as np
import pytest
from rich.console import Console

from divergences._command.report import Report, Row
from divergences._command.table import print_report
from divergences._relabelling import Null


def printed(*rows, notes=(), terminal=False, width=120, **about):
    side = {"source": "a.csv", "points": 4, "of": 4}
    known = {"a": side, "b": side | {"source": "b.csv"}, "dimension": 2, "seed": 7} | about
    out = io.StringIO()
    print_report(Report(known, rows, notes), console(out, terminal, width))
    return out.getvalue()


def console(out, terminal, width):
    return Console(
        file=out, width=width, force_terminal=terminal, color_system=None, highlight=False
    )


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (Row("w1", "distance", 2.0, 2.0, 2.0, "proved"), "proved exactly"),
        (Row("w1", "distance", 2.0, 2.0, 2.5, "proved"), "proved, gap 2.5e-01"),
        (Row("w1", "distance", 1.0, 0.5, 1.0, "proved"), "proved, gap 1.0e+00"),
        (Row("w1", "distance", 0.5, 0.0, 0.5, "proved"), "proved, at most 0.5"),
        (Row("tv", "lower bound", 0.3, 0.25, 1.0, "95 %"), "at least 0.25 (95 %)"),
        (Row("gw", "lower bound", 2.0, 2.0, 2.5, "proved"), "proved, gap 2.5e-01"),
        (Row("mmd", "estimate", 0.3, 0.25, 0.375, "95 %"), "0.25 to 0.375 (95 %)"),
        (Row("kl", "distance", 0.3), "computed"),
        (Row("kl", "distance", 0.3, 0.25), "computed"),
        (Row("kl", "distance", 0.3, None, 0.25), "computed"),
    ],
)
def test_the_range_says_what_is_known(row, cell):
    assert cell in printed(row)


TWO = [
    Row("w1", "distance", 2.0, 2.0, 2.0, "proved", seconds=1.0),
    Row("a long name", "distance", 12.5, seconds=10.0),
]
TABLE = """
 distance     what it is  value  bounds or interval  median  95 %  p     s
 RULE
 w1           distance        2  proved exactly                        1.0
 a long name  distance     12.5  computed                             10.0
"""


def test_the_table_is_as_narrow_as_its_cells_allow():
    lines = [line.rstrip() for line in printed(*TWO).splitlines()]
    text = "\n".join("RULE".rjust(5) if set(line) == {" ", "─"} else line for line in lines)
    assert f"\n{TABLE}\n" in text


def test_a_terminal_of_the_width_of_the_table_shows_it_and_a_narrower_one_does_not():
    widest = max(len(line) for line in printed(*TWO).splitlines() if "──" in line)
    for width, shown in ((widest, True), (widest - 1, False)):
        text = printed(*TWO, terminal=True, width=width)
        assert ("what it is" in text) == shown
        assert ("w1 (distance): 2; proved exactly; 1.0 s" in " ".join(text.split())) != shown


def test_off_a_terminal_a_line_may_have_a_million_characters():
    wide = console(io.StringIO(), False, 80)
    side = {"source": "a.csv", "points": 4, "of": 4}
    print_report(Report({"a": side, "b": side, "dimension": 1, "seed": 0}, (), ()), wide)
    assert wide.width == 2**20


def test_proved_bounds_are_printed_in_full_and_others_are_not():
    text = printed(
        Row("w1", "distance", 0.1, 0.1, 0.30000000000000004, "proved"),
        Row("mmd", "estimate", 0.3, 0.25, 0.375, "95 %"),
    )
    assert "w1 lies in [0.1, 0.30000000000000004] (proved)" in text
    assert text.count("lies in") == 1


def test_a_row_shows_its_null_and_its_time():
    null = Null(3.0, np.array([1.0, 2.0, 4.0]))
    line = next(x for x in printed(Row("w1", "d", math.pi, null=null, seconds=1.26)).splitlines()
                if x.startswith((" w1", "w1")))  # fmt: skip
    assert "3.14159" in line
    assert line.split()[-4:] == ["2", f"{null.high:.4g}", "0.5", "1.3"]


def test_what_says_nothing_is_a_remark_and_no_row():
    text = printed(
        Row("kl", "nothing", note="no common atoms"), Row("js", "nothing", note="no common atoms"),
        notes=("columns differ in scale",),
    )  # fmt: skip
    assert "kl, js: no common atoms." in text
    assert "columns differ in scale" in text


def test_a_value_is_never_cut_whatever_its_digits():
    null = Null(1.0, np.array([9.8768e-301]))
    ends = (-1.23456e-300, 1.2341e-300, 2.3456e-300)
    row = Row("W1", "distance", *ends, "95 %", null, "a note of many words " * 9, 123456.7)
    for width in (20, 80, 300):
        text = printed(row, terminal=True, width=width)
        assert max(map(len, text.splitlines())) <= width
        words = " ".join(text.split())
        for cell in ("-1.23456e-300", "1.234e-300", "2.346e-300", "9.877e-301", "123456.7"):
            assert cell in words
        assert words.count("a note of many words") == 9
    assert "\u2026" not in text


def test_a_narrow_terminal_gets_a_sentence_a_row():
    null = Null(3.0, np.array([1.0, 2.0, 4.0]))
    rows = Row("W1", "distance", 3.0, 3.0, 3.0, "proved", null), Row("W2", "distance", 4.0)
    text = printed(*rows, terminal=True, width=70)
    assert "W1 (distance): 3; proved exactly; median 2, 95 % 4, p 0.5; 0.0 s" in text
    assert "W2 (distance): 4; computed; 0.0 s" in text
    assert "what it is" not in text


def test_a_terminal_wide_enough_gets_the_table():
    text = printed(Row("W1", "distance", 3.0), terminal=True, width=80)
    assert "what it is" in text
    assert "W1 (distance)" not in text


def test_off_a_terminal_each_sentence_is_one_line_and_the_table_whole():
    note = "many words " * 40
    text = printed(Row("W1", "distance", 3.0, note=note), notes=("x" * 500,), width=30)
    assert f"W1: {note}." in text.splitlines()
    assert "x" * 500 in text.splitlines()
    assert "bounds or interval" in text


def test_names_with_brackets_are_printed_as_they_are():
    side = {"source": "[bold]a[/bold].csv", "points": 4, "of": 4}
    text = printed(Row("[red]W1", "distance", 3.0), notes=("column '[x]'",), a=side)
    for name in ("[bold]a[/bold].csv", "[red]W1", "column '[x]'"):
        assert name in text


def test_no_table_is_printed_of_no_rows():
    assert "what it is" not in printed(Row("TV", "nothing", note="why"))


def test_the_sides_say_how_many_points_were_drawn():
    text = printed(a={"source": "a.csv", "points": 4, "of": 4000})
    assert "A: a.csv: 4 points (drawn from 4,000)" in text
    assert "B: b.csv: 4 points\n" in text
    assert "in R^2, seed 7" in text
