"""`python -m gan compare`: cells trained, judged by one judge, pictures and numbers in a folder."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

import gan._comparison.training
from gan import load_classifier
from gan._command import compare as module
from gan._command.app import app
from gan._command.data import read_data
from gan._comparison import report
from gan._comparison.cell import Cell, Plan
from gan._data_set import DataSet, Images
from tests.gan.command.ending import refusal

TINY = [
    "--iterations",
    4,
    "--every",
    2,
    "--batch",
    8,
    "--filters",
    2,
    "--seeds",
    1,
    "--labels",
    "0,2",
]


def run(*arguments):
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


def refused(*arguments):
    return refusal(run(*arguments))


def digits():
    """Read the digits 0, 1 and 2: 120 to train on, 60 held out."""
    found = read_data(None)
    parts = []
    for images, count in ((found.train, 120), (found.held_out, 60)):
        rows = (images.y < 3).nonzero()[:count, 0]
        parts.append(Images(images.x[rows], images.y[rows], 3))
    return DataSet("few", *parts, tuple("012"))


def make_few(patched):
    """Take few digits, and classifiers that are hardly trained."""
    patched.setattr(module, "read_data", lambda path: digits())
    patched.setattr(module, "STEPS", 5)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    make_few(monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A comparison of one seed: what was printed, the folder, results.json."""
    out = tmp_path_factory.mktemp("compared") / "out"
    with pytest.MonkeyPatch.context() as patched:
        make_few(patched)
        result = run("--out", out, *TINY)
    assert result.exit_code == 0, result.stderr
    return result, out, json.loads((out / "results.json").read_text())


def test_runs_every_method_on_both_architectures_and_says_what_each_was(whole):
    _, _, found = whole
    names = [(one["method"], one["architecture"], one["seed"]) for one in found["runs"]]
    methods = ("DCGAN", "WGAN-CP", "WGAN-GP")
    assert names == [(method, letter, 0) for method in methods for letter in "AB"]
    for one in found["runs"]:
        k = 1 if one["method"] == "DCGAN" else 5
        counts = (one["iterations"], one["critic_updates"], one["images_seen"], one["failure"])
        assert counts == (4, 4 * k, 32 * k, None)
        assert one["seconds"] > one["seconds_per_iteration"] > 0
    about = (found["version"], found["command"], found["data"], found["iterations"], found["batch"])
    assert about == (1, "compare", "few", 4, 8)
    assert [one["architecture"] for one in found["classifiers"]] == ["convolutional", "perceptron"]


def test_judges_each_generator_that_was_kept_beside_real_images_and_gaussians(whole):
    _, out, found = whole
    for one in found["runs"]:
        assert list(one["distances"]) == ["0", "2", "4"]
        for judged in one["distances"].values():
            overall = judged["overall"]
            assert overall["samples"]["w2"][0] > overall["null"]["w2"][1]
            assert len(judged["fidelity"]["overall"]) == 2
    reference = found["weak_reference"]["overall"]["samples"]
    assert reference["w2"][0] < found["runs"][0]["distances"]["4"]["overall"]["samples"]["w2"][0]
    assert (
        json.loads((out / "DCGAN-A-0" / "judged-4.json").read_text())
        == (found["runs"][0]["distances"]["4"])
    )


def test_prints_a_line_for_each_generator_and_the_two_it_is_to_be_held_against(whole):
    result, out, _ = whole
    lines = result.stdout.splitlines()
    assert (out / "table.txt").read_text() == result.stdout
    assert len(lines) == 1 + 6 * 3 + 2
    assert lines[0].split()[:6] == ["run", "iteration", "critic", "updates", "images", "seen"]
    assert [line.split()[:3] for line in lines[1:4]] == [["DCGAN", "A", "0"]] * 3
    assert [line.split()[3:6] for line in lines[7:10]] == [
        ["0", "0", "0"],
        ["2", "10", "80"],
        ["4", "20", "160"],
    ]
    assert lines[-2].startswith("held-out images")
    assert lines[-1].startswith("Gaussians")
    assert len({len(line) for line in lines}) == 1


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image)


def test_draws_losses_grids_strips_labels_and_distances(whole):
    _, out, _ = whole
    drawn = {path.name: pixels(path) for path in out.glob("*.png")}
    sizes = {name: found.shape[1::-1] for name, found in drawn.items()}
    cells = [
        f"{method}-{letter}-0" for method in ("DCGAN", "WGAN-CP", "WGAN-GP") for letter in "AB"
    ]
    assert set(sizes) == {
        "losses-A.png", "losses-B.png", "labels.png", "distances-w2.png",
        "distances-sliced_w2.png", "strip-DCGAN.png", "strip-WGAN-CP.png", "strip-WGAN-GP.png",
        *(f"grid-{name}.png" for name in cells),
    }  # fmt: skip
    assert sizes["grid-DCGAN-A-0.png"] == (3 * 64 + 2 * 2, 64)  # 8 x 8 of 8 pixels, three looks
    assert sizes["strip-DCGAN.png"] == (3 * 8 + 2 * 2, 2 * (8 * 8 + 2))  # A and B
    assert sizes["labels.png"] == (4 * 8, 7 * 8)  # two of two labels, six cells and the real ones
    real = drawn["labels.png"][-8:, :8]
    known = digits().held_out
    first = known.x[(known.y == 0).nonzero()[0, 0], 0]
    np.testing.assert_array_equal(real, ((first + 1) * 127.5).round().to(torch.uint8))


def test_the_generators_of_a_seed_begin_with_the_same_weights(whole):
    _, out, _ = whole
    first = (out / "DCGAN-A-0" / "generator-0.safetensors").read_bytes()
    assert (out / "WGAN-GP-A-0" / "generator-0.safetensors").read_bytes() == first
    assert (out / "DCGAN-A-0" / "generator-4.safetensors").read_bytes() != first


def test_goes_on_where_it_was_stopped_to_the_same_numbers(whole, tmp_path, monkeypatch):
    _, _, expected = whole
    monkeypatch.setattr(gan._comparison.training, "OFTEN", 2)
    only = ["--methods", "WGAN-GP", "--architectures", "B", "--out", tmp_path, *TINY]
    train = gan._comparison.training.train

    def stopping(*given, **settings):
        for event in train(*given, **settings):
            yield event
            if event.iteration == 3:
                raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(gan._comparison.training, "train", stopping)
        assert run(*only).exit_code == 130
    assert not (tmp_path / "results.json").exists()
    log = json.loads((tmp_path / "WGAN-GP-B-0" / "events.json").read_text())
    assert log["iteration"] == [1, 2]
    result = run(*only, "--json")
    found = json.loads(result.stdout)
    assert found == json.loads((tmp_path / "results.json").read_text())
    one, whole_one = found["runs"][0], expected["runs"][-1]
    for key in ("losses", "jitter", "distances", "critic_updates"):
        assert one[key] == whole_one[key]
    log = json.loads((tmp_path / "WGAN-GP-B-0" / "events.json").read_text())
    assert log["iteration"] == [1, 2, 3, 4]
    before = (tmp_path / "WGAN-GP-B-0" / "events.json").stat().st_mtime_ns
    assert run(*only).exit_code == 0  # nothing is trained again
    assert (tmp_path / "WGAN-GP-B-0" / "events.json").stat().st_mtime_ns == before


def test_a_run_that_fails_is_reported_and_its_last_generator_not_judged(tmp_path, monkeypatch):
    train = gan._comparison.training.train

    def failing(*given, **settings):
        for event in train(*given, **settings):
            yield type(event)(**{**vars(event), "failure": "collapsed: for a test"})
            return

    monkeypatch.setattr(gan._comparison.training, "train", failing)
    only = ["--methods", "DCGAN", "--architectures", "A", "--out", tmp_path, *TINY]
    assert run(*only).exit_code == 0
    (one,) = json.loads((tmp_path / "results.json").read_text())["runs"]
    assert one["failure"] == "collapsed: for a test"
    assert one["iterations"] == 1
    assert list(one["distances"]) == ["0"]


def test_takes_classifiers_from_files_and_images_without_classes(whole, tmp_path, monkeypatch):
    _, out, expected = whole
    files = f"{out / 'convolutional.classifier'}, {out / 'perceptron.classifier'}"
    only = ["--methods", "DCGAN", "--architectures", "A", *TINY]
    assert run("--out", tmp_path / "one", *only, "--classifiers", files).exit_code == 0
    found = json.loads((tmp_path / "one" / "results.json").read_text())
    assert found["runs"][0]["distances"] == expected["runs"][0]["distances"]
    assert load_classifier(out / "convolutional.classifier")[1]["held_out_images"] == 60
    plain = [Images(part.x, None, 0) for part in (digits().train, digits().held_out)]
    monkeypatch.setattr(module, "read_data", lambda path: DataSet("plain", *plain, ()))
    assert run("--out", tmp_path / "two", *only).exit_code == 0
    found = json.loads((tmp_path / "two" / "results.json").read_text())
    assert found["classifiers"] == []
    assert found["runs"][0]["distances"]["4"]["fidelity"] is None
    assert found["runs"][0]["distances"]["4"]["overall"]["samples"]["d"] == 64
    assert not (tmp_path / "two" / "labels.png").exists()


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--iterations", 0, "--iterations is 0; give at least 1"),
        ("--every", 0, "--every is 0; give at least 1"),
        ("--batch", 0, "--batch is 0; give at least 1"),
        ("--filters", 0, "--filters is 0; give at least 1"),
        ("--seeds", 0, "--seeds is 0; give at least 1"),
        ("--methods", "DCGAN,GAN", "--methods has 'GAN'; give some of DCGAN, WGAN-CP, WGAN-GP"),
        ("--architectures", "C", "--architectures has 'C'; give some of A, B"),
        ("--labels", "0,dress", "--labels is '0,dress'; give two numbers, as 0,3"),
        ("--labels", "0,10", "--labels has 10, and classes are 0 to 2; give those"),
        ("--classifiers", "none", "none is no classifier"),
    ],
)
def test_refuses(option, value, sentence, tmp_path):
    given = dict(zip(TINY[::2], TINY[1::2], strict=True)) | {"--methods": "DCGAN"}
    given |= {"--architectures": "A", option: value}
    words = [word for pair in given.items() for word in pair]
    assert sentence in refused("--out", tmp_path / "out", *words)


def test_refuses_a_batch_larger_than_the_data_before_anything_is_trained(tmp_path):
    said = refused("--out", tmp_path / "out", *TINY, "--batch", 121)
    assert "--batch is 121, and there are 120 training images; give at most that" in said
    assert not (tmp_path / "out").exists()


def test_refuses_a_folder_of_another_comparison(whole):
    _, out, _ = whole
    said = refused("--out", out, *TINY, "--filters", 4)
    assert (
        f"--out {out} has a comparison with filters 2, and this has 4; name another folder" in said
    )


def test_jitter_counts_how_often_a_loss_rises():
    assert report.jitter([1.0, 2.0, 2.0, 1.0, 3.0]) == 2
    assert report.jitter([1.0]) == 0


def test_looks_are_the_first_weights_every_so_many_and_the_last(tmp_path):
    assert Plan(10, 4, 1, 1).looks == [0, 4, 8, 10]
    assert Plan(8, 4, 1, 1).looks == [0, 4, 8]
    cell = Cell("DCGAN", "A", 3, tmp_path)
    assert (cell.name, cell.folder) == ("DCGAN-A-3", tmp_path / "DCGAN-A-3")
