"""What the command refuses, and how it stops: one sentence, and exit code 2 or 130."""

import json
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from divergences._command import app as module
from divergences._command.app import app
from divergences._command.plot import refuse_no_place


def run(*arguments):
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


def refused(*arguments):
    """Return the one sentence that a refusal prints."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = [text for text in result.stderr.splitlines() if text.startswith("error: ")]
    assert result.stderr.splitlines()[-1:] == lines
    return lines[0]


def test_refuses_a_picture_without_matplotlib(pair, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    sentence = refused(*pair, "--plot", tmp_path / "x.png")
    assert sentence == "error: --plot takes matplotlib: pip install 'divergences[docs]'"


def test_refuses_a_demo_without_scikit_learn(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    assert refused("--demo") == (
        "error: the demo takes scikit-learn: pip install 'divergences[demo]'"
    )


@pytest.mark.parametrize(
    ("option", "value", "least"),
    [("--seed", -1, 0), ("--relabellings", -1, 0), ("--max-points", 0, 1), ("--bins", 0, 1)],
)
def test_refuses_settings_out_of_range(pair, option, value, least):
    assert refused(*pair, option, value) == f"error: {option} is {value}; give at least {least}"


def test_refuses_rows_it_does_not_know(pair):
    for only, name in (("w3", "w3"), ("w1,w3", "w3"), ("", ""), ("w1,,w2", ""), (",", "")):
        given = repr(name) if name else "with an empty name"
        assert refused(*pair, "--only", only) == (
            f"error: --only {given} names no row; give some of w1, w2, sliced, energy, mmd, "
            "gaussian, classifier, atoms, kl, js, tv; or names as the table prints them, such as "
            "'Gaussian W2'"
        )


def test_refuses_rows_it_does_not_know_before_it_reads(tmp_path):
    assert "names no row" in refused(tmp_path / "gone.csv", "--only", "w3")


def test_refuses_an_empty_path_which_would_be_this_folder():
    for name, paths in (("A", ("", "")), ("B", ("a.csv", ""))):
        result = run(*paths)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"Invalid value for '{name}': '' is no path; give a file" in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--bins", "1.5", "'1.5' is no whole number; give one, such as 10"),
        ("--seed", "x", "'x' is no whole number; give one, such as 10"),
        ("--label-a", "cat", "'cat' is no number; give one, such as 3"),
        ("--labels", "", "'' is no path; give a file, or a folder of images"),
        ("--plot", "", "'' is no path; give a file, or a folder of images"),
    ],
)
def test_refuses_words_in_place_of_numbers(pair, option, value, sentence):
    result = run(*pair, option, value)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Invalid value for '{option}': {sentence}" in result.stderr


def test_refuses_arguments_that_do_not_fit_together(pair):
    a, b = pair
    assert "give A and B, or --demo" in refused()
    assert "give B too" in refused(a)
    assert "leave A, B and --labels out" in refused(a, "--demo")
    assert "leave A, B and --labels out" in refused("--demo", "--labels", b)
    assert "--labels FILE" in refused(a, b, "--label-a", 0)
    assert "--labels FILE" in refused(a, b, "--label-b", 0)
    assert "leave out" in refused(a, b, "--labels", b, "--label-a", 0, "--label-b", 1)
    assert "wants both" in refused(a, "--labels", b, "--label-a", 0)
    assert "wants both" in refused(a, "--labels", b, "--label-b", 0)


def test_refuses_data_by_file_row_and_column(pair, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("x,y,z\n1,2,3\n4,nan,6\n")
    assert "bad.csv: row 2, column 'y' is nan" in refused(pair[0], bad)
    bad.write_text("1,2\n")
    assert "give both the same columns" in refused(pair[0], bad)
    (tmp_path / "folder").mkdir()
    assert "holds no images" in refused(pair[0], tmp_path / "folder")


def test_ends_in_a_sentence_when_interrupted(pair, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "compare", interrupted)
    result = run(*pair)
    assert result.exit_code == 130
    assert result.stderr == "stopped while reading the data; nothing was written.\n"


def test_says_how_little_memory_there_is_and_what_takes_less(pair):
    sentence = refused(*pair, "--only", "sliced", "--relabellings", 10**12)
    assert "TiB" in sentence
    assert sentence.endswith("; --max-points or fewer --relabellings take less")


def test_refuses_a_picture_that_has_no_place_before_any_work(pair, tmp_path):
    pytest.importorskip("matplotlib")
    sentence = refused(*pair, "--plot", tmp_path / "gone" / "x.png")
    assert "there is no folder" in sentence
    (tmp_path / "d.png").mkdir()
    assert "d.png is a folder; give the name of a file" in refused(
        *pair, "--plot", tmp_path / "d.png"
    )
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    sentence = refused(*pair, "--plot", tmp_path / "loop.png")
    assert "loop.png cannot be written (" in sentence
    assert sentence.endswith("); give another place")
    assert "one of the endings" in refused(*pair, "--plot", tmp_path / "x.foo")


def test_a_picture_that_is_there_already_is_left_alone_by_a_refusal(pair, tmp_path):
    pytest.importorskip("matplotlib")
    new, old = tmp_path / "new.png", tmp_path / "old.png"
    old.write_bytes(b"what was there")
    for path in (new, old):
        refused(pair[0], tmp_path / "gone.csv", "--plot", path)
        refuse_no_place(path)
    assert not new.exists()
    assert old.read_bytes() == b"what was there"


@pytest.mark.parametrize("row", ["w1", "w2"])
def test_refuses_distances_that_are_no_doubles(tmp_path, row):
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    np.save(tmp_path / "a.npy", points)
    np.save(tmp_path / "b.npy", 1e308 * points)
    sentence = refused(tmp_path / "a.npy", tmp_path / "b.npy", "--only", row)
    assert sentence == (
        "error: the largest entry is 1e+308, and distances could exceed the largest double; scale "
        "the columns down, or pass --standardize"
    )
    pair = (tmp_path / "a.npy", tmp_path / "b.npy", "--only", row, "--standardize", "--json")
    report = json.loads(run(*pair).stdout)
    assert 0 < report["rows"][0]["value"] < 3
    assert "median 4.33e+307" in report["notes"][0]


def test_refuses_distances_whose_squares_are_no_doubles(tmp_path):
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    np.save(tmp_path / "a.npy", points)
    np.save(tmp_path / "b.npy", 1e200 * points)
    sentence = refused(tmp_path / "a.npy", tmp_path / "b.npy", "--only", "w2")
    assert "the largest distance is 1.41e+200" in sentence
    assert "scale the columns down" in sentence
