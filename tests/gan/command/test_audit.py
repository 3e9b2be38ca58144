"""python -m gan audit: what it prints, and what it refuses."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

import gan
from gan._command.app import app
from gan._command.halves import read_files
from gan._sides import read_sides
from gan.critics import GroupSort
from tests.gan.command.ending import refusal

SEEN = []


def fitted(x, y, *, seed, progress):
    """In place of `fit_critic`, which takes its time: a critic that is not trained."""
    SEEN.append((x, y, seed))
    for step in range(40):
        progress("fitting", step, 40)
    return GroupSort(x.shape[1], (4,), generator=torch.Generator().manual_seed(seed))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    SEEN.clear()
    monkeypatch.setattr(gan, "fit_critic", fitted, raising=False)


@pytest.fixture
def pair(tmp_path):
    rng = np.random.default_rng(0)
    paths = tmp_path / "x.npy", tmp_path / "y.npy"
    np.save(paths[0], rng.random((21, 2)) + 1)
    np.save(paths[1], rng.random((30, 2)))
    return paths


@pytest.fixture
def classes(tmp_path):
    rng = np.random.default_rng(0)
    paths = tmp_path / "images.npy", tmp_path / "labels.npy"
    np.save(paths[0], rng.random((24, 2, 3)))
    np.save(paths[1], np.repeat([0, 3, 7], 8))
    return paths


def run(*arguments):
    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


def refused(*arguments):
    return refusal(run(*arguments))


def test_fits_on_one_half_and_audits_on_the_other(pair):
    result = run(*pair, "--json", "--seed", 5, "--diameter", 3)
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert (report["version"], report["command"], report["seed"]) == (1, "audit", 5)
    assert report["critic"] == "GroupSort"
    assert report["x"] == {"source": str(pair[0]), "fitted": 10, "kept": 11}
    assert report["y"] == {"source": str(pair[1]), "fitted": 15, "kept": 15}
    assert (report["samples"]["n"], report["samples"]["m"]) == (11, 15)
    assert (report["laws"]["n"], report["laws"]["m"]) == (11, 15)
    assert report["laws"]["diameter"] == 3
    assert report["laws"]["level"] == 0.95
    ((x, _, seed),) = SEEN
    assert seed == 5
    rows = [tuple(row) for row in np.load(pair[0])]
    assert len({tuple(row) for row in x}) == 10
    assert {tuple(row) for row in x} < set(rows)
    gap = np.load(pair[0]).mean(axis=0) - np.load(pair[1]).mean(axis=0)
    assert report["samples"]["w1"]["lower"] == pytest.approx(np.linalg.norm(gap), rel=0.2)


def keys(report):
    """Every key of an object, and of the objects in it."""
    for key, value in report.items():
        yield key
        yield from keys(value) if isinstance(value, dict) else ()


def test_every_key_is_documented(pair):
    words = Path(__file__).parents[3].joinpath("docs", "audit.md").read_text(encoding="utf-8")
    report = json.loads(run(*pair, "--json").stdout)
    assert [key for key in keys(report) if f"`{key}`" not in words] == []


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(pair):
    def samples(seed):
        return json.loads(run(*pair, "--json", "--seed", seed).stdout)["samples"]

    assert samples(1) == samples(1)
    assert samples(1) != samples(2)


def test_takes_the_exact_distance_of_at_most_so_many_points(pair):
    report = json.loads(run(*pair, "--json", "--max-points", 6, "--level", 0.9).stdout)
    assert (report["samples"]["n"], report["laws"]["n"]) == (6, 11)
    assert report["laws"]["level"] == 0.9


def test_prints_the_table_and_progress_as_plain_lines(pair):
    result = run(*pair)
    assert "GroupSort, fitted on 10 points of" in result.stdout
    assert "W1 of the samples" in result.stdout
    lines = result.stderr.splitlines()
    assert lines[:2] == ["fitting (0 of 40)", "fitting (4 of 40)"]
    assert lines[-1] == "laws (3 of 4)"
    assert len(lines) == 14


def test_picks_two_classes_by_their_labels(classes):
    images, labels = classes
    result = run(images, "--labels", labels, "--label-x", 0, "--label-y", 7, "--json")
    report = json.loads(result.stdout)
    assert report["x"]["source"] == f"{images}, label 0"
    assert report["y"]["source"] == f"{images}, label 7"
    assert report["samples"]["dimension"] == 6
    ours = {tuple(row) for row in np.load(images)[:8].reshape(8, 6)}
    assert {tuple(row) for row in SEEN[0][0]} < ours


def test_draws_the_surface(pair, tmp_path):
    pytest.importorskip("matplotlib")
    assert run(*pair, "--plot", tmp_path / "s.png").exit_code == 0
    assert (tmp_path / "s.png").stat().st_size > 5000


def test_says_where_a_picture_could_not_be_written(pair, tmp_path, monkeypatch):
    figure = pytest.importorskip("matplotlib.figure")

    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(figure.Figure, "savefig", full)
    result = run(*pair, "--plot", tmp_path / "s.png")
    assert (result.exit_code, result.stdout) == (2, "")
    sentence = f"error: --plot {tmp_path / 's.png'} cannot be written (no space left); give a place"
    assert result.stderr.splitlines()[-1] == sentence


def test_refuses_a_picture_that_has_no_place_before_any_work(pair, classes, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    assert "no folder" in refused(*pair, "--plot", tmp_path / "gone" / "s.png")
    assert "one of the endings" in refused(*pair, "--plot", tmp_path / "s.foo")
    (tmp_path / "d.png").mkdir()
    assert "one of the endings" in refused(*pair, "--plot", tmp_path / "d.png")
    picked = ("--labels", classes[1], "--label-x", 0, "--label-y", 7)
    sentence = refused(classes[0], *picked, "--plot", tmp_path / "s.png")
    assert sentence == "--plot draws over the plane; these points have 6 entries"
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert "pip install 'divergences[docs]'" in refused(*pair, "--plot", tmp_path / "s.png")
    assert SEEN == []


def test_refuses_arguments_that_do_not_fit_together(pair, classes):
    x, y = pair
    images, labels = classes
    assert "give Y too" in refused(x)
    assert "give it too" in refused(x, y, "--label-x", 0)
    assert "leave out" in refused(x, y, "--labels", labels, "--label-x", 0, "--label-y", 3)
    assert "give two classes" in refused(images, "--labels", labels, "--label-x", 0)
    assert "give two classes" in refused(images, "--labels", labels, "--label-x", 3, "--label-y", 3)
    assert "give each sample one label" in refused(
        x, "--labels", labels, "--label-x", 0, "--label-y", 3
    )
    assert "label 9 has 0 points; give at least 8, 4 for each half" in refused(
        images, "--labels", labels, "--label-x", 0, "--label-y", 9
    )
    assert "does not exist" in refused(x, "gone.npy")


def test_refuses_data_of_two_dimensions(pair, classes):
    assert "has 2 columns and" in refused(pair[0], classes[0])


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--seed", -1, "--seed is -1; give at least 0"),
        ("--max-points", 1, "--max-points is 1; give at least 2"),
        ("--level", 1, "--level is 1.0; give a confidence between 0 and 1"),
        ("--level", 0, "--level is 0.0; give a confidence between 0 and 1"),
        ("--diameter", 0, "--diameter is 0.0; give a positive number"),
        ("--diameter", "inf", "--diameter is inf; give a positive number"),
    ],
)
def test_refuses_settings_out_of_range(pair, option, value, sentence):
    assert refused(*pair, option, value) == sentence
    assert SEEN == []


@pytest.mark.parametrize("seed", range(4))
def test_refuses_a_diameter_that_any_points_exceed_before_any_work(pair, seed):
    """In either half of either file: a seed puts the point that is far off into one of them."""
    for path in pair:
        points = np.load(path)
        np.save(path, np.concatenate([points, [[9, 9]]]))
        assert "apart, and diameter is 3.0" in refused(*pair, "--diameter", 3, "--seed", seed)
        np.save(path, points)
    assert SEEN == []
    assert run(*pair, "--diameter", 3, "--seed", seed).exit_code == 0


def test_the_least_number_of_points_is_what_a_critic_can_be_fitted_on(tmp_path):
    paths = [tmp_path / "few.npy", tmp_path / "enough.npy"]
    for path, n in zip(paths, (7, 8), strict=True):
        np.save(path, np.random.default_rng(0).random((n, 2)))
    assert refused(*paths) == f"{paths[0]} has 7 points; give at least 8, 4 for each half"
    x, y = read_files(paths[1], paths[1], 0)
    assert (len(x.fitted), len(x.kept)) == (4, 4)
    sides = read_sides(x.fitted, y.fitted, torch.Generator())
    assert (len(sides.x), len(sides.held_x)) == (3, 1)
    assert run(paths[1], paths[1]).exit_code == 0


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "not enough memory; give fewer points"),
        (RuntimeError("torch:\n  can't allocate\n"), "torch: can't allocate"),
        (OverflowError("a result is above the largest double"), "a result is above the largest"),
        (OSError("no space left"), "no space left"),
        (ImportError("no torch"), "no torch"),
    ],
)
def test_whatever_fails_ends_in_one_sentence(pair, monkeypatch, error, sentence):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(gan, "fit_critic", fails)
    assert refused(*pair).startswith(sentence)


def test_a_report_that_is_no_json_is_not_printed(pair, monkeypatch):
    monkeypatch.setattr(gan.OnSamples, "as_dict", lambda self: {"value": float("nan")})
    result = run(*pair, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not JSON compliant" in result.stderr.splitlines()[-1]


def test_ends_in_a_sentence_when_interrupted(pair, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(gan, "fit_critic", interrupted)
    result = run(*pair)
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "stopped; nothing was written.\n"
