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
from gan._comparison import pictures, report
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


def give(patched, train, held_out):
    """Let the command read these images."""
    found = DataSet("few", train, held_out, tuple(map(str, range(train.classes))))
    patched.setattr(module, "read_data", lambda path: found)


def make_few(patched):
    """Take few digits, and classifiers that are hardly trained."""
    patched.setattr(module, "read_data", lambda path: digits())
    patched.setattr(module, "STEPS", 5)
    patched.setattr(report, "THIN", 2)


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
        assert one["losses"]["iteration"] == [2, 4]
    about = (found["version"], found["command"], found["data"], found["iterations"], found["batch"])
    assert about == (1, "compare", "few", 4, 8)
    assert [one["architecture"] for one in found["classifiers"]] == ["convolutional", "perceptron"]


def test_judges_each_generator_that_was_kept_beside_real_images_and_gaussians(whole):
    _, out, found = whole
    for one in found["runs"]:
        assert list(one["distances"]) == ["0", "2", "4"]
        for judged in one["distances"].values():
            overall = judged["overall"]
            assert overall["samples"]["n"] == overall["null"]["n"] == 30
            assert overall["samples"]["w2"][0] > overall["null"]["w2"][1]
            assert len(judged["fidelity"]["overall"]) == 2
    reference = found["weak_reference"]["overall"]["samples"]
    assert reference["w2"][0] < found["runs"][0]["distances"]["4"]["overall"]["samples"]["w2"][0]
    assert (
        json.loads((out / "DCGAN-A-0" / "judged-4.json").read_text())["found"]
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


def drawn_figure(monkeypatch, draw, *given):
    """Return the figure that would have been saved."""
    figures = []
    monkeypatch.setattr(
        "matplotlib.figure.Figure.savefig", lambda one, *_, **__: figures.append(one)
    )
    draw(*given, None)
    return figures[0]


def test_losses_are_those_of_the_discriminators_and_of_the_generators(whole, monkeypatch):
    _, out, _ = whole
    cell = Cell("WGAN-GP", "B", 0, out)
    panels = drawn_figure(monkeypatch, pictures.draw_losses, [cell], "B").axes
    assert [one.get_title() for one in panels] == [
        "discriminator, architecture B",
        "generator, architecture B",
    ]
    log = cell.read("events")
    for axes, name in zip(panels, ("critic_loss", "generator_loss"), strict=True):
        (line,) = axes.lines
        means = np.cumsum(log[name]) / np.arange(1, 5)
        np.testing.assert_allclose(line.get_ydata(), means)
        assert list(line.get_xdata()) == [1, 2, 3, 4]


def test_distances_fall_against_iterations_updates_and_images_beside_the_null(whole, monkeypatch):
    _, _, found = whole
    run = found["runs"][-1]
    panels = drawn_figure(monkeypatch, pictures.draw_distances, {"runs": [run]}, "w2").axes
    assert [one.get_xlabel() for one in panels] == ["iterations", "critic updates", "images seen"]
    judged = [run["distances"][look]["overall"] for look in ("2", "4")]
    for axes, far in zip(panels, ([2, 4], [10, 20], [80, 160]), strict=True):
        line, null = axes.lines
        assert list(line.get_xdata()) == far
        assert list(line.get_ydata()) == [one["samples"]["w2"][0] for one in judged]
        assert set(null.get_ydata()) == {judged[0]["null"]["w2"][0]}


def test_colours_stay_where_they_are_in_pictures():
    x = torch.full((4, 3, 2, 2), -1.0)
    for k, channel in enumerate((0, 1, 2, 0)):
        x[k, channel] = 1
    found = pictures._tiled(x, 2)
    assert found.shape == (4, 4, 3)
    corners = [found[i, j].tolist() for i in (0, 3) for j in (0, 3)]
    assert corners == [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 0, 0]]


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
        stopped = run(*only)
    assert stopped.exit_code == 130
    assert "stopped; what was finished is in --out, and goes on from there." in stopped.stderr
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


def test_what_was_logged_and_is_not_in_the_checkpoint_is_logged_once(whole, tmp_path, monkeypatch):
    _, _, expected = whole
    monkeypatch.setattr(gan._comparison.training, "OFTEN", 2)
    write = Cell.write

    def stopping(cell, name, found):
        write(cell, name, found)
        raise KeyboardInterrupt

    only = ["--methods", "DCGAN", "--architectures", "A", "--out", tmp_path, *TINY]
    with monkeypatch.context() as patched:
        patched.setattr(Cell, "write", stopping)
        assert run(*only).exit_code == 130
    assert json.loads((tmp_path / "DCGAN-A-0" / "events.json").read_text())["iteration"] == [1, 2]
    assert run(*only).exit_code == 0
    log = json.loads((tmp_path / "DCGAN-A-0" / "events.json").read_text())
    assert log["iteration"] == [1, 2, 3, 4]
    (one,) = json.loads((tmp_path / "results.json").read_text())["runs"]
    assert one["losses"] == expected["runs"][0]["losses"]


def test_what_is_in_the_folder_is_reported_whichever_methods_were_asked_for(tmp_path):
    only = ["--architectures", "B", "--out", tmp_path, *TINY]
    assert run(*only, "--methods", "WGAN-CP").exit_code == 0
    assert run(*only, "--methods", "DCGAN, DCGAN").exit_code == 0
    found = json.loads((tmp_path / "results.json").read_text())
    assert [one["method"] for one in found["runs"]] == ["DCGAN", "WGAN-CP"]
    assert len((tmp_path / "table.txt").read_text().splitlines()) == 1 + 2 * 3 + 2


def test_what_another_judge_has_found_is_not_taken_for_this_ones(whole, tmp_path):
    _, out, expected = whole
    only = ["--methods", "DCGAN", "--architectures", "A", "--out", tmp_path, *TINY]
    first, second = (out / f"{kind}.classifier" for kind in ("convolutional", "perceptron"))
    found = []
    for files in (f"{second}", f"{first},{second}"):
        assert run(*only, "--classifiers", files).exit_code == 0
        found.append(json.loads((tmp_path / "results.json").read_text())["runs"][0]["distances"])
    assert found[0]["4"]["overall"] != found[1]["4"]["overall"]
    assert found[1] == expected["runs"][0]["distances"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda x: x.flip(0), "has a comparison with other images of the same size; name another"),
        (lambda x: x[:-1], "has a comparison with data Images(120 of 8 x 8"),
    ],
)
def test_refuses_a_folder_of_other_images(whole, monkeypatch, change, sentence):
    _, out, _ = whole
    few = digits()
    give(monkeypatch, Images(change(few.train.x), change(few.train.y), 3), few.held_out)
    assert sentence in refused("--out", out, *TINY)


def test_refuses_what_cannot_be_judged_before_anything_is_trained(whole, tmp_path, monkeypatch):
    _, out, _ = whole
    few, kept = digits(), ("--classifiers", out / "perceptron.classifier")
    held_out = Images(few.held_out.x[:30], few.held_out.y[:30], 3)
    give(monkeypatch, few.train, held_out)
    assert "a half of the held-out images" in refused("--out", tmp_path, *TINY, *kept)
    assert not list(tmp_path.iterdir())  # no plan, by which other images would be refused
    pairs = [Images(part.x[part.y < 2], part.y[part.y < 2], 2) for part in (few.train, held_out)]
    give(monkeypatch, *pairs)
    said = refused("--out", tmp_path, *TINY, *kept, "--labels", "0,1")
    assert "a classifier tells 3 classes apart, and the images are of 2; give" in said
    give(monkeypatch, *(Images(part.x[..., :6, :6], part.y, 3) for part in (few.train, held_out)))
    assert "multiple" in refused("--out", tmp_path / "odd", *TINY)
    assert not (tmp_path / "odd").exists()


@pytest.mark.parametrize(
    ("classes", "shown"), [(10, [0, 3]), (4, [0, 3]), (3, [0, 1]), (1, [0]), (0, [])]
)
def test_shows_t_shirt_and_dress_or_the_first_two_classes(classes, shown):
    y = torch.arange(20) % classes if classes else None
    images = Images(torch.zeros(20, 1, 4, 4), y, classes)
    names = tuple(map(str, range(classes)))
    assert module._labels(None, DataSet("few", images, images, names)) == shown


@pytest.mark.parametrize("at", [1, 2])
def test_a_run_that_fails_is_reported_and_its_last_generator_not_judged(tmp_path, monkeypatch, at):
    train = gan._comparison.training.train

    def failing(*given, **settings):
        for event in train(*given, **settings):
            failure = "collapsed: for a test" if event.iteration == at else None
            yield type(event)(**{**vars(event), "failure": failure})
            if failure:
                return

    monkeypatch.setattr(gan._comparison.training, "train", failing)
    only = ["--methods", "DCGAN", "--architectures", "A", "--out", tmp_path, *TINY]
    assert run(*only).exit_code == 0
    (one,) = json.loads((tmp_path / "results.json").read_text())["runs"]
    assert one["failure"] == "collapsed: for a test"
    assert one["iterations"] == at
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
        ("--labels", "0,dress", "--labels is '0,dress'; give numbers, as 0,3"),
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
