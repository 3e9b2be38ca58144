"""python -m vae m1: what it prints and draws, and what it refuses."""

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from vae import VAEFeatures, neighbour_graph
from vae import semi_supervised as ss
from vae._command.app import app
from vae._command.options import repeated
from vae._command.table import WORDS
from vae.likelihoods import Bernoulli

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = ("accuracy", "latents", "reconstructions")
QUICK = ("--labels", "20", "100", "--draws", "2", "--epochs", "2")


def run(*words):
    return CliRunner().invoke(app, ["m1", *map(str, words)])


def report(*words):
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def timeless(found):
    """The report without what the clock says."""
    return {**found, "sets": [{**one, "seconds": None} for one in found["sets"]]}


def refused(*words):
    """Return the one sentence that a refusal prints."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("error: ").strip()


@pytest.fixture(scope="module")
def quick():
    return report(*QUICK, "--seed", 3)


@pytest.fixture(scope="module")
def images(tmp_path_factory, write):
    """Data sets of 28 x 28 pixels; the other `mnist` has the same training images as the first."""
    random, folder = np.random.default_rng(0), tmp_path_factory.mktemp("images")
    y = np.arange(120) % 10
    x = random.integers(128, size=(120, 28, 28)) + 12 * y[:, None, None]
    noise = random.integers(256, size=(20, 28, 28))
    (folder / "other").mkdir()
    for name, test in (("mnist", x[:20]), ("fashion-mnist", x[:20]), ("other/mnist", noise)):
        write(folder / name, "train", x, y)
        write(folder / name, "t10k", test, y[:20])
    return folder


def test_errors_are_those_of_the_methods_at_each_draw(quick):
    assert (quick["version"], quick["command"]) == (1, "m1")
    assert (quick["seed"], quick["draws"]) == (3, 2)
    (found,) = quick["sets"]
    assert (found["data"], found["train"], found["test"]) == ("digits", 1198, 599)
    assert (found["pixels"], found["classes"], found["epochs"]) == (64, 10, 2)
    assert (found["hidden_layer_sizes"], found["latents"]) == ([64], 8)
    data = ss.digits()
    features = VAEFeatures(
        8,
        hidden_layer_sizes=(64,),
        likelihood=Bernoulli(),
        max_epochs=2,
        learning_rate=3e-3,
        random_state=3,
    ).fit(data.train.x)
    assert found["fingerprint"] == ss.fingerprint_of(features)
    assert found["bound"] == -min(features.history_.held_out)
    train, test = features.transform(data.train.x), features.transform(data.test.x)
    graph = neighbour_graph(train)
    for n, draws in ss.labellings(data.train.y, (20, 100), draws=2, seed=3).items():
        for k, seen in enumerate(draws):
            for method, classes in (
                ("raw", ss.svm(data, seen)),
                ("m1", ss.m1(train, test, seen, seed=3 + k)),
                ("m1t", ss.m1_transductive(train, test, seen, graph, seed=3 + k)),
            ):
                error = found["errors"][method][str(n)]["errors"][k]
                assert error == pytest.approx(100 * np.mean(classes != data.test.y))
    assert "against_raw" in found["errors"]["m1"]["20"]
    assert "against_raw" not in found["errors"]["raw"]["20"]
    assert found["published"] == {}


def test_the_vae_has_the_same_weights_beside_any_number_of_labels(quick):
    prints = quick["sets"][0]["fingerprints"]
    assert [*prints] == ["0", "20", "100"]
    assert len(set(prints.values())) == 1
    assert quick["sets"][0]["fingerprint"] not in prints.values()  # that of both epochs


def test_the_seed_decides_the_numbers(quick):
    assert timeless(report(*QUICK, "--seed", 3)) == timeless(quick)
    other = report(*QUICK, "--seed", 4)["sets"][0]
    assert other["fingerprint"] != quick["sets"][0]["fingerprint"]
    assert other["errors"]["raw"] != quick["sets"][0]["errors"]["raw"]


def keys(found):
    """Every key of an object, and of the objects in it; numbers of labels are no keys."""
    parts = found if isinstance(found, list) else found.values() if isinstance(found, dict) else ()
    if isinstance(found, dict):
        yield from (key for key in found if not key.isdigit())
    for part in parts:
        yield from keys(part)


def test_every_key_is_documented(quick):
    words = (DOCS / "vae.md").read_text(encoding="utf-8")
    assert {key for key in keys(quick) if f"`{key}`" not in words} == set()


def test_the_table_of_the_page_is_the_one_that_was_measured():
    words = (DOCS / "vae.md").read_text(encoding="utf-8")
    measured = json.loads((DOCS / "results" / "m1_digits.json").read_text(encoding="utf-8"))
    (found,) = measured["sets"]
    for method, row in found["errors"].items():
        line = re.search(rf"^ {WORDS[method]}  .*$", words, flags=re.MULTILINE)[0]
        cells = [f"{cell['error']:.2f} (± {cell['sd']:.2f})" for cell in row.values()]
        assert re.findall(r"\d+\.\d+ \(± \d+\.\d+\)", line) == cells
    assert f"bound {found['bound']:.2f} nats; seed {measured['seed']}" in words
    (fingerprint,) = set(found["fingerprints"].values())
    assert f"(SHA-256 {fingerprint[:16]}...)" in words


def test_prints_a_table_and_progress_as_plain_lines():
    result = run("--labels", "20", "100", "--draws", "2", "--epochs", "1")
    assert "digits: 1,198 training and 599 test images of 8 x 8 pixels" in result.stdout
    assert "M1's VAE: 64-64-8, 1 epochs in" in result.stdout
    rows = [line.split() for line in result.stdout.splitlines()]
    header = next(row for row in rows if row[:2] == ["test", "error"])
    assert header[-2:] == ["20", "100"]
    raw = next(row for row in rows if row[:2] == ["pixels,", "SVM"])
    assert raw[3] == raw[6] == "(±"
    assert "mean (± sd) over 2 draws of labels" in result.stdout
    assert (
        "an epoch, alone or beside 20 or 100 labels, it has the same weights byte for byte"
        in result.stdout
    )
    lines = result.stderr.splitlines()
    assert lines[0].startswith("1 of 1: bound")
    assert lines[-1] == "4 of 4: digits, draw 2 of 100 labels"


def test_says_so_where_weights_differ_after_all(monkeypatch):
    """They never do: the sentence is not printed whatever happens."""
    monkeypatch.setattr(ss, "fingerprint_beside", lambda seen, x, features: str(np.size(seen)))
    result = run("--labels", "20", "100", "--draws", "1", "--epochs", "1")
    assert "it has weights that DIFFER (2 SHA-256 sums)" in result.stdout


def test_published_figures_stand_beside_the_data_sets_of_their_names_only(images):
    result = run("--data", images, "--labels", "100", "--draws", "1", "--epochs", "1")
    assert result.exit_code == 0, result.stderr
    parts = result.stdout.split("test error in %")
    assert len(parts) == 3  # fashion-mnist, mnist
    assert "one draw of the labels" in parts[1]
    assert "±" not in result.stdout
    for part, paper, document in zip(parts[1:], (0, 1), (1, 0), strict=True):
        assert ("paper, M1+TSVM" in part and "11.82" in part) == paper
        assert ("document, M1" in part and "55.80" in part) == document


def test_the_name_alone_does_not_bring_the_published_figures(tmp_path, write):
    y = np.arange(60) % 3
    for part in ("train", "t10k"):
        write(tmp_path / "mnist", part, np.full((60, 4, 4), 80 * y[:, None, None]), y)
    found = report("--data", tmp_path / "mnist", "--labels", 9, "--draws", 1, "--epochs", 1)
    assert found["sets"][0]["published"] == {}


def test_test_images_serve_the_errors_and_nothing_else(images, tmp_path):
    """Other test images: other errors; the same weights, reconstructions and map."""
    pytest.importorskip("matplotlib")
    found, pictures = [], []
    for number, folder in enumerate((images, images / "other")):
        place = tmp_path / str(number)
        place.mkdir()
        words = ("--labels", "100", "--draws", "1", "--epochs", "1", "--figures", place)
        found += report("--data", folder / "mnist", *words)["sets"]
        drawn = {path.name: path.read_bytes() for path in place.iterdir()}
        assert sorted(drawn) == [f"mnist-{picture}.svg" for picture in PICTURES]
        pictures.append(drawn)
    one, other = found
    assert one["errors"] != other["errors"]
    for key in ("fingerprint", "fingerprints", "bound"):
        assert one[key] == other[key]
    same = {name: pictures[0][name] == pictures[1][name] for name in pictures[0]}
    assert same == {f"mnist-{picture}.svg": picture != "accuracy" for picture in PICTURES}


class InterruptionError(KeyboardInterrupt):
    """Stands for Ctrl-C."""


def test_a_training_that_was_stopped_is_taken_up(tmp_path, monkeypatch):
    words = ("--labels", "20", "--draws", "1", "--epochs", "3")
    whole = report(*words)
    backward, steps = torch.autograd.backward, iter(range(25))  # of 11 an epoch

    def counting(value):
        if next(steps, None) is None:
            raise InterruptionError
        backward(value)

    with monkeypatch.context() as patched:
        patched.setattr(torch.autograd, "backward", counting)
        result = run(*words, "--checkpoints", tmp_path)
        assert (result.exit_code, result.stdout) == (130, "")
        assert result.stderr.endswith(f"stopped; {tmp_path} takes it up.\n")
        assert run(*words).stderr.endswith("stopped; nothing was written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["digits-m1.safetensors"]
    assert timeless(report(*words, "--checkpoints", tmp_path)) == timeless(whole)


def test_refuses_numbers_that_make_no_sense_before_any_training():
    assert refused("--draws", 0) == "--draws is 0; give at least 1"
    assert refused("--epochs", 0) == "--epochs is 0; give at least 1"
    assert refused("--seed", -1) == "--seed is -1; give at least 0"
    assert refused("--labels", 9) == "9 labels cannot show 10 classes; keep at least 10"
    sentence = refused("--labels", 100, 3000)
    assert sentence.startswith("class 0 has 119 rows, and 300 are to be kept; keep fewer")


def test_refuses_folders_that_are_not_there_before_any_training(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    assert refused("--data", gone).startswith(f"there is no folder {gone}; name one")
    sentence = refused("--checkpoints", gone)
    assert sentence == f"--checkpoints {gone}: there is no such folder; make it first"
    if importlib.util.find_spec("matplotlib"):
        assert refused("--figures", gone).startswith(f"--figures {gone}: there is no such folder")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert refused("--figures", tmp_path).endswith("pip install 'divergences[docs]'")


def test_a_data_set_with_too_few_rows_wants_to_be_told_how_many_labels(images, tmp_path, write):
    y = np.arange(60) % 3
    for part in ("train", "t10k"):
        write(tmp_path / "few", part, np.full((60, 4, 4), 80 * y[:, None, None]), y)
    assert refused("--data", tmp_path / "few").endswith("say how many labels to keep")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--labels 100 600 --json", "--labels 100 --labels 600 --json"),
        ("--labels=100 600 700", "--labels=100 --labels 600 --labels 700"),
        ("--labels 1 --labels 2 3", "--labels 1 --labels 2 --labels 3"),
        ("--draws 3 4", "--draws 3 4"),
        ("--labels 1 --draws 3", "--labels 1 --draws 3"),
        ("5 --labels", "5 --labels"),
    ],
)
def test_an_option_with_several_values_is_repeated(words, expected):
    assert repeated(words.split()) == expected.split()


def test_refuses_a_word_that_belongs_to_no_option():
    result = run("--draws", 3, 4)
    assert result.exit_code == 2
    assert "4" in result.stderr
