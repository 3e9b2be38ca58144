"""A classifier is trained on training images alone, and kept in a file without pickle."""

import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from gan import (
    Classifier,
    Images,
    accuracy,
    convolutional,
    load_classifier,
    perceptron,
    save_classifier,
    train_classifier,
)
from gan._command.data import read_data
from gan._features import _batches

DIGITS = read_data(None)
BUILDS = pytest.mark.parametrize("build", [convolutional, perceptron])


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def small(n=40):
    """Dark images and bright ones."""
    y = torch.arange(n) % 2
    noise = 0.3 * torch.rand(n, 1, 4, 8, generator=generator())
    return Images(noise * (2 * y - 1)[:, None, None, None], y, 2)


def weights(classifier):
    return torch.cat([one.flatten() for one in classifier.state_dict().values()])


@BUILDS
def test_learns_the_digits(build):
    classifier = train_classifier(DIGITS.train, build, steps=150)
    assert accuracy(classifier, DIGITS.held_out) > 0.94


@BUILDS
def test_sees_as_many_classes_colours_and_pixels_as_there_are(build):
    classifier = build((3, 12, 8), 7, generator=generator())
    x = torch.rand(5, 3, 12, 8)
    assert classifier(x).shape == (5, 7)
    assert classifier.features(x).shape == (5, 64)
    assert classifier.classes == 7


@BUILDS
def test_scores_are_linear_in_the_features(build):
    classifier = build((1, 4, 8), 3, generator=generator())
    x = torch.rand(5, 1, 4, 8)
    torch.testing.assert_close(classifier.head(classifier.features(x)), classifier(x))
    assert torch.equal(classifier.labels(x), classifier(x).argmax(dim=1))
    assert not classifier.features(x).requires_grad


def test_features_and_labels_are_the_same_in_blocks(monkeypatch):
    classifier = convolutional((1, 4, 8), 3, generator=generator())
    x = torch.rand(50, 1, 4, 8)
    before = classifier.features(x), classifier.labels(x)
    monkeypatch.setattr("gan._classifiers.BLOCK", 7)
    torch.testing.assert_close(classifier.features(x), before[0])
    assert torch.equal(classifier.labels(x), before[1])


def test_the_two_architectures_share_no_layer_sizes_but_the_last():
    shapes = [
        {tuple(one.shape) for one in build((1, 12, 8), 10, generator=generator()).parameters()}
        for build in (convolutional, perceptron)
    ]
    assert shapes[0] & shapes[1] == {(64,), (10,), (10, 64)}


@BUILDS
def test_the_seed_decides_the_weights_and_torchs_own_numbers_are_left_alone(build):
    before = torch.get_rng_state()
    first, again, other = (
        weights(train_classifier(small(), build, steps=3, seed=seed)) for seed in (1, 1, 2)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(before, torch.get_rng_state())


def test_every_image_is_seen_before_any_comes_again(monkeypatch):
    monkeypatch.setattr("gan._features.BATCH", 4)
    rows = list(_batches(10, 7, generator()))
    assert [len(one) for one in rows] == [4, 4, 2, 4, 4, 2, 4]
    assert sorted(torch.cat(rows[:3]).tolist()) == list(range(10))
    assert sorted(torch.cat(rows[3:6]).tolist()) == list(range(10))
    assert torch.cat(rows[:3]).tolist() != torch.cat(rows[3:6]).tolist()


def test_the_rate_rises_and_falls_to_nothing(monkeypatch):
    rates = []
    step = torch.optim.Adam.step

    def spied(self, *args, **settings):
        rates.append(self.param_groups[0]["lr"])
        return step(self, *args, **settings)

    monkeypatch.setattr(torch.optim.Adam, "step", spied)
    train_classifier(small(), steps=9)
    expected = [0.0015, 0.003, *(0.003 * (10 - i) / 8 for i in range(3, 10))]
    assert rates == pytest.approx(expected)


def test_tells_how_far_it_is():
    told = []
    train_classifier(small(), perceptron, steps=3, progress=lambda *what: told.append(what))
    assert told == [("training", i, 3) for i in (1, 2, 3)]


def test_an_architecture_of_ones_own_is_trained_too():
    def linear(shape, classes, *, generator):
        head = nn.Linear(32, classes)
        with torch.no_grad():
            head.weight.zero_()
            head.bias.zero_()
        return Classifier(nn.Flatten(), head, shape)

    classifier = train_classifier(small(), linear, steps=50)
    assert accuracy(classifier, small()) == 1


def test_accuracy_is_the_share_of_right_labels():
    images = small(8)
    classifier = train_classifier(images, perceptron, steps=20)
    half = Images(images.x, torch.where(torch.arange(8) < 4, 1 - images.y, images.y), 2)
    assert accuracy(classifier, images) == 1
    assert accuracy(classifier, half) == 0.5


@BUILDS
def test_what_is_kept_is_read_again(build, tmp_path):
    classifier = build((1, 4, 8), 3, generator=generator())
    about = {"architecture": build.__name__, "data": "grey", "labels": ["a", "b", "c"]}
    save_classifier(classifier, tmp_path / "kept", about)
    found, told = load_classifier(tmp_path / "kept")
    assert torch.equal(weights(found), weights(classifier))
    assert told == {"version": 1, "shape": [1, 4, 8], "classes": 3, **about}
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_file_is_safetensors_and_json(tmp_path):
    classifier = perceptron((1, 4, 8), 3, generator=generator())
    save_classifier(classifier, str(tmp_path / "kept"), {"architecture": "perceptron"})
    with safe_open(tmp_path / "kept", "pt") as file:
        assert json.loads(file.metadata()["classifier"])["architecture"] == "perceptron"
    assert set(load_file(tmp_path / "kept")) == set(classifier.state_dict())


def test_the_same_training_writes_the_same_file(tmp_path):
    for name in ("first", "again"):
        classifier = train_classifier(small(), perceptron, steps=3)
        save_classifier(classifier, tmp_path / name, {"architecture": "perceptron"})
    assert (tmp_path / "first").read_bytes() == (tmp_path / "again").read_bytes()


def test_refuses_images_that_cannot_be_learnt():
    images = small()
    for wrong, settings, sentence in (
        (Images(images.x, None, 0), {}, "the images have no labels; pass"),
        (Images(images.x, images.y, 3), {}, "to train on: none is of class 2, of 3 classes"),
        (images, {"steps": 0}, "steps is 0; pass a whole number of at least 1"),
        (images, {"seed": -1}, "seed is -1; pass"),
        (images, {"seed": 2**64}, r"seed is 18446744073709551616; pass a .* below 2\^64"),
    ):
        with pytest.raises(ValueError, match=sentence):
            train_classifier(wrong, **settings)


def test_a_loss_that_is_no_number_ends_the_training():
    def broken(shape, classes, *, generator):
        classifier = perceptron(shape, classes, generator=generator)
        with torch.no_grad():
            classifier.head.bias.fill_(float("nan"))
        return classifier

    with pytest.raises(FloatingPointError, match="the loss is nan at step 1"):
        train_classifier(small(), broken, steps=3)


def test_refuses_images_of_another_shape():
    classifier = perceptron((1, 4, 8), 3, generator=generator())
    for call in (classifier, classifier.features, classifier.labels):
        with pytest.raises(
            ValueError, match=r"shape \(1, 8, 8\).* made for \(1, 4, 8\); pass such"
        ):
            call(torch.zeros(2, 1, 8, 8))
    with pytest.raises(ValueError, match="the images have no labels"):
        accuracy(classifier, Images(torch.zeros(2, 1, 4, 8), None, 0))


def test_refuses_to_keep_what_it_could_not_read(tmp_path):
    classifier = perceptron((1, 4, 8), 3, generator=generator())
    for about in ({}, {"architecture": "linear"}):
        with pytest.raises(ValueError, match="give one of convolutional, perceptron"):
            save_classifier(classifier, tmp_path / "kept", about)


def damaged(path):
    path.write_bytes(path.read_bytes()[:-8])


def other_version(path):
    header = {"version": 2, "architecture": "perceptron"}
    save_file(load_file(path), path, metadata={"classifier": json.dumps(header)})


def other_shape(path):
    header = {"version": 1, "architecture": "perceptron", "shape": [1, 8, 8], "classes": 3}
    save_file(load_file(path), path, metadata={"classifier": json.dumps(header)})


def sizes(shape, classes):
    def spoilt(path):
        header = {"version": 1, "architecture": "perceptron", "shape": shape, "classes": classes}
        save_file(load_file(path), path, metadata={"classifier": json.dumps(header)})

    return spoilt


def no_header(path):
    save_file(load_file(path), path)


def half_a_header(path):
    header = {"version": 1, "architecture": "perceptron"}
    save_file(load_file(path), path, metadata={"classifier": json.dumps(header)})


def no_dictionary(path):
    save_file(load_file(path), path, metadata={"classifier": "[1]"})


def removed(path):
    path.unlink()


@pytest.mark.parametrize(
    ("shape", "classes"),
    [(["a", 1, 2], 3), (5, 3), ([1, 4], 3), ([1, 0, 8], 3), ([1, 4, 8], "x"), ([1, 4, 8], 0)],
)
def test_refuses_sizes_that_are_none(shape, classes, tmp_path):
    path = tmp_path / "kept"
    made = perceptron((1, 4, 8), 3, generator=generator())
    save_classifier(made, path, {"architecture": "perceptron"})
    sizes(shape, classes)(path)
    with pytest.raises(
        ValueError, match=r"kept is no classifier \(its header has the shape .* cla"
    ):
        load_classifier(path)


@pytest.mark.parametrize("shape", [(1, 3, 8), (1, 8, 2)])
def test_a_convolutional_classifier_takes_images_of_4_pixels_a_side(shape):
    with pytest.raises(ValueError, match="pixels, and this halves them twice; pass at least 4 x 4"):
        convolutional(shape, 2, generator=generator())
    assert convolutional((1, 4, 4), 2, generator=generator()).classes == 2


@pytest.mark.parametrize(
    "spoil", [damaged, other_version, other_shape, no_header, half_a_header, no_dictionary, removed]
)
def test_refuses_a_file_that_is_no_classifier(spoil, tmp_path):
    path = tmp_path / "kept"
    save_classifier(
        perceptron((1, 4, 8), 3, generator=generator()), path, {"architecture": "perceptron"}
    )
    spoil(path)
    with pytest.raises(ValueError, match=r"kept is no classifier \(.+\); python -m gan features"):
        load_classifier(path)
