"""`python -m gan features`: labelled images in, a classifier in a file out."""

import json

import pytest
from typer.testing import CliRunner

from gan import load_classifier
from gan._command import features as module
from gan._command.app import app
from gan._command.data import read_data
from tests.gan.command.ending import refusal


def run(*arguments):
    return CliRunner().invoke(app, ["features", *map(str, arguments)])


def refused(*arguments):
    return refusal(run(*arguments))


@pytest.fixture
def few(monkeypatch):
    """Few digits."""
    asked = []
    digits = read_data(None)
    data = type(digits)(
        "digits", digits.train.rows(slice(200)), digits.held_out.rows(slice(60)), digits.labels
    )

    def read(path):
        asked.append(path)
        return data

    monkeypatch.setattr(module, "read_data", read)
    return asked


def test_keeps_a_classifier_and_says_its_accuracy(few, tmp_path):
    result = run("--out", tmp_path / "kept", "--steps", 20)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{tmp_path}/kept: a convolutional classifier of 10 classes of digits,")
    assert "trained on 200 images in " in first
    assert second.startswith("accuracy on 60 held-out images: 0.")
    assert "training (20 of 20)" in result.stderr
    assert few == [None]
    classifier, about = load_classifier(tmp_path / "kept")
    assert classifier.classes == 10
    assert f"{about['held_out_accuracy']:.4f}" in second


def test_prints_json_with_documented_keys(few, tmp_path):
    kept = tmp_path / "kept"
    result = run(
        "--data", tmp_path, "--out", kept, "--steps", 2, "--architecture", "perceptron",
        "--seed", 7, "--json",
    )  # fmt: skip
    report = json.loads(result.stdout)
    assert few == [tmp_path]
    about = {
        "architecture": "perceptron",
        "data": "digits",
        "labels": list("0123456789"),
        "training_images": 200,
        "held_out_images": 60,
        "steps": 2,
        "seed": 7,
    }
    assert list(report) == [
        "version", "command", "out", "classes", *about, "threads", "torch", "held_out_accuracy",
        "seconds",
    ]  # fmt: skip
    assert {key: report[key] for key in about} == about
    assert (report["version"], report["command"], report["classes"]) == (1, "features", 10)
    told = load_classifier(kept)[1]
    assert {key: told[key] for key in about} == about
    assert told["threads"] == report["threads"]
    assert "seconds" not in told


def test_the_same_seed_writes_the_same_file(few, tmp_path):
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        run("--out", tmp_path / name, "--steps", 2, "--seed", seed, "--architecture", "perceptron")
    first, again, other = ((tmp_path / name).read_bytes() for name in ("first", "again", "other"))
    assert first == again
    assert first != other


def test_refuses_before_any_work_is_done(few, tmp_path):
    out = "--out", tmp_path / "kept"
    told = refused(*out, "--architecture", "linear")
    assert "--architecture is 'linear'; give one of convolutional, perceptron" in told
    assert "--steps is 0; give at least 1" in refused(*out, "--steps", 0)
    assert "--seed is -1; give one from 0 to 2^63 - 1" in refused(*out, "--seed", -1)
    assert f"--seed is {1 << 63}; give" in refused(*out, "--seed", 1 << 63)
    assert "is a folder, or in none that there is; name a file" in refused("--out", tmp_path)
    assert "is a folder, or in none" in refused("--out", tmp_path / "no" / "kept")
    assert few == []


def test_refuses_data_without_classes_and_none(tmp_path):
    (tmp_path / "empty").mkdir()
    told = refused("--data", tmp_path / "empty", "--out", tmp_path / "kept")
    assert "holds no images; give a folder" in told
    assert "is no folder" in refused("--data", tmp_path / "none", "--out", tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
