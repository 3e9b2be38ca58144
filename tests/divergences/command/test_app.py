"""The command: a table or JSON, of the rows that were asked for."""

import json
import math
import re

import pytest
from typer.testing import CliRunner

from divergences._command.app import app


def run(*arguments):
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


def test_prints_every_row_with_its_bounds_its_null_and_a_verdict(pair):
    result = run(*pair)
    assert result.exit_code == 0
    rows = "W1,W2,sliced W1,energy,MMD,MMD^2,Gaussian W2,TV >=,JS >="
    for name in rows.split(","):
        assert f"\n {name} " in result.stdout
    assert "W1 lies in [" in result.stdout
    assert "12 points" in result.stdout
    assert "9 points" in result.stdout
    assert "no common atoms" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("The two samples differ: p = 0.01")
    table = [line for line in result.stdout.splitlines() if line.startswith(" ")]
    assert max(map(len, table)) <= 100


def test_prints_plain_lines_of_progress_where_there_is_no_terminal(pair):
    lines = run(*pair, "--only", "energy,mmd").stderr.splitlines()
    assert lines == ["pooled distances (0 of 1)", "energy (0 of 2)", "mmd (1 of 2)"]


def test_prints_json_with_documented_keys(pair):
    printed = run(*pair, "--json", "--seed", "4").stdout
    report = json.loads(printed)
    assert printed.startswith('{\n  "version": 1,\n')
    assert list(report) == [
        *("version", "command", "seed", "settings", "a", "b", "dimension", "columns", "spread"),
        *("rows", "verdict", "notes"),
    ]
    assert report["version"] == 1
    assert report["command"] == "compare"
    assert report["seed"] == 4
    assert report["settings"] == {
        "relabellings": 99,
        "max_points": None,
        "bins": None,
        "standardize": False,
        "only": [],
    }
    assert report["a"] == {"source": str(pair[0]), "points": 12, "of": 12}
    assert report["dimension"] == 3
    assert report["columns"] is None
    assert len(report["spread"]) == 3
    rows = {row["name"]: row for row in report["rows"]}
    for row in rows.values():
        assert row["kind"] in ("distance", "estimate", "lower bound", "nothing")
        assert row["interval"] in ("proved", "95 %", None)
        assert 0 <= row["seconds"] < 60
    assert rows["W1"]["null"]["draws"] == 99
    assert set(rows["W1"]["null"]) == {"draws", "median", "high", "p"}
    assert set(report["verdict"]) == {"p", "rows", "differ", "sentence"}


def test_gives_the_same_numbers_for_the_same_seed(pair):
    def numbers(seed):
        report = json.loads(run(*pair, "--json", "--seed", seed).stdout)
        return [{**row, "seconds": 0} for row in report["rows"]]

    assert numbers(1) == numbers(1)
    assert numbers(1) != numbers(2)


def test_says_what_was_drawn_and_calls_it_an_estimate(pair):
    result = run(*pair, "--max-points", 8, "--only", "w1", "--relabellings", 9)
    assert "a.npy: 8 points (drawn from 12)" in " ".join(result.stdout.split())
    assert "8 of 12 points drawn by --seed 0" in " ".join(result.stdout.split())
    assert "estimate" in result.stdout
    report = json.loads(run(*pair, "--max-points", 9, "--only", "w1", "--json").stdout)
    assert report["a"]["points"] == report["b"]["points"] == 9
    assert report["rows"][0]["kind"] == "estimate"
    assert sum("drawn by --seed" in note for note in report["notes"]) == 1


def test_compares_points_of_the_line_and_their_common_atoms(line):
    report = json.loads(run(*line, "--json").stdout)
    rows = {row["name"]: row for row in report["rows"]}
    assert rows["W1"]["value"] == pytest.approx(4 / 3, rel=1e-15)
    assert rows["TV"]["value"] == pytest.approx(5 / 12, rel=1e-15)
    assert rows["KL(A,B)"]["value"] == rows["KL(A,B)"]["lower"] == "inf"
    assert rows["KL(A,B)"]["null"]["p"] > 0.1
    assert rows["sliced W1"]["kind"] == "nothing"
    assert report["columns"] == ["height"]
    assert "No evidence that the two samples differ" in report["verdict"]["sentence"]


def test_cuts_columns_into_bins(line):
    report = json.loads(run(*line, "--bins", 2, "--only", "atoms", "--json").stdout)
    assert [row["name"] for row in report["rows"]] == ["KL(A,B)", "KL(B,A)", "JS", "TV"]
    assert {row["note"] for row in report["rows"]} == {"of 2 bins a column"}
    assert report["rows"][3]["value"] == pytest.approx(3 / 4 - 1 / 3, rel=1e-15)
    there = 3 / 4 * math.log(9 / 4) + 1 / 4 * math.log(3 / 8)
    back = 1 / 3 * math.log(4 / 9) + 2 / 3 * math.log(8 / 3)
    assert [row["value"] for row in report["rows"][:2]] == pytest.approx([there, back], rel=1e-13)


def test_names_a_column_that_dominates_until_standardized(tmp_path):
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    a.write_text("age,income\n30,40000\n50,20000\n")
    b.write_text("age,income\n35,30000\n60,90000\n")
    dominates = "Column 'income' holds 100 % of the pooled variance and dominates"
    assert dominates in " ".join(run(a, b, "--only", "w1").stdout.split())
    assert "dominates" not in run(a, b, "--only", "w1", "--standardize").stdout
    report = json.loads(run(a, b, "--only", "w1", "--standardize", "--json").stdout)
    assert 0 < report["rows"][0]["value"] < 5


def test_columns_that_never_change_dominate_nothing(tmp_path):
    path = tmp_path / "constant.csv"
    path.write_text("x,y\n7,1\n7,1\n")
    found = run(path, path, "--only", "w1", "--relabellings", 0)
    assert found.exit_code == 0
    assert "largest 0." in found.stdout
    assert "dominates" not in found.stdout


def test_compares_two_classes_of_one_data_set(tmp_path, pair):
    labels = tmp_path / "labels.csv"
    labels.write_text("0\n3\n0\n" * 4)
    chosen = ("--labels", labels, "--label-a", 0, "--label-b", 3, "--only", "w1", "--json")
    report = json.loads(run(pair[0], *chosen).stdout)
    assert (report["a"]["points"], report["b"]["points"]) == (8, 4)


def test_leaves_verdict_and_null_out_without_relabellings(pair):
    report = json.loads(run(*pair, "--relabellings", 0, "--json").stdout)
    assert all(row["null"] is None for row in report["rows"])
    assert report["verdict"]["p"] is None


def test_shows_the_demo():
    pytest.importorskip("sklearn")
    result = run("--demo", "--only", "energy,gaussian,classifier")
    assert result.exit_code == 0
    assert "The two samples differ" in result.stdout


def test_draws_a_picture(pair, line, tmp_path):
    pytest.importorskip("matplotlib")
    for data in (pair, line):
        path = tmp_path / f"{data[0].suffix}.png"
        assert run(*data, "--only", "w1", "--relabellings", 0, "--plot", path).exit_code == 0
        assert path.read_bytes()[:4] == b"\x89PNG"


def test_makes_the_rows_asked_for_and_no_other(line):
    def rows(only):
        report = json.loads(run(*line, "--only", only, "--relabellings", 9, "--json").stdout)
        assert set(report["verdict"]["rows"]) <= {row["name"] for row in report["rows"]}
        return [row["name"] for row in report["rows"]]

    assert rows("tv,kl") == ["KL(A,B)", "KL(B,A)", "TV"]
    assert rows("KL(B,A), w1") == ["W1", "KL(B,A)"]
    assert rows("JS >=") == ["JS >="]


def test_its_help_speaks_to_a_newcomer_and_shows_no_types():
    text = run("--help").stdout
    assert not re.search(r"<\w+>|INTEGER|TEXT|PATH\b|…", text)
    assert max(map(len, text.splitlines())) <= 80
    for words in (
        "python -m divergences compare --demo",
        "Exit code 0",
        "--only ROWS",
        "kl, js, tv",
        "'Gaussian W2'",
        "--max-points N",
        "docs/compare.md",
    ):
        assert words in " ".join(text.split())


def test_reads_a_label_that_is_no_whole_number(tmp_path, pair):
    labels = tmp_path / "labels.csv"
    labels.write_text("0.5\n3\n" * 6)
    chosen = ("--labels", labels, "--label-a", "0.5", "--label-b", "3", "--only", "w1")
    assert run(pair[0], *chosen).exit_code == 0
