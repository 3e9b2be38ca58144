"""What the table is made of: data sets, draws of labels, methods, errors."""

import re

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_digits
from sklearn.svm import SVC

from vae import M1Classifier, VAEFeatures, hide_labels, neighbour_graph, spread_labels
from vae import semi_supervised as ss

RANDOM = np.random.default_rng(0)


IMAGES, LABELS = RANDOM.integers(256, size=(9, 2, 3)), np.arange(9) % 3


@pytest.fixture
def folder(tmp_path, write):
    write(tmp_path / "small", "train", IMAGES, LABELS)
    write(tmp_path / "small", "t10k", IMAGES[:4], LABELS[:4], zipped=False)
    return tmp_path / "small"


def test_reads_the_four_files_of_a_data_set_zipped_or_not(folder):
    data = ss.read_images(folder)
    assert (data.name, data.shape) == ("small", (1, 6))
    np.testing.assert_array_equal(data.train.x, IMAGES.reshape(9, 6) / 255)
    np.testing.assert_array_equal(data.test.x, IMAGES[:4].reshape(4, 6) / 255)
    np.testing.assert_array_equal(data.train.y, LABELS)
    np.testing.assert_array_equal(data.test.y, LABELS[:4])
    assert data.train.y.dtype.kind == "i"


def test_the_name_is_that_of_the_folder_wherever_one_stands(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (only,) = ss.find_images(folder / ".." / "small")
    assert ss.read_images(only).name == "small"


def test_the_training_part_is_read_without_the_test_part(folder):
    (folder / "t10k-images-idx3-ubyte").unlink()
    rows = ss.read_training_images(folder)
    np.testing.assert_array_equal(rows.y, LABELS)
    with pytest.raises(ValueError, match=r"t10k-images-idx3-ubyte.gz does not exist"):
        ss.read_images(folder)


def test_refuses_images_that_do_not_fit_their_labels(folder, write):
    write(folder, "train", IMAGES, LABELS[:8])
    with pytest.raises(ValueError, match=r"9 images of train and labels of shape \(8, 1\); give"):
        ss.read_images(folder)


def test_refuses_test_images_of_another_size(folder, write):
    write(folder, "t10k", IMAGES[:4, :, :2], LABELS[:4], zipped=False)
    with pytest.raises(ValueError, match="training images have 6 pixels and test images 4; give"):
        ss.read_images(folder)


def test_refuses_a_class_that_only_the_test_images_have(folder, write):
    write(folder, "t10k", IMAGES[:4], np.array([0, 1, 7, 2]), zipped=False)
    with pytest.raises(ValueError, match="no training image has the test images' label 7"):
        ss.read_images(folder)


def test_finds_a_data_set_or_those_in_a_folder(folder, write):
    assert ss.find_images(folder) == [folder]
    write(folder.parent / "another", "train", IMAGES, LABELS, zipped=False)
    (folder.parent / "none").mkdir()
    assert ss.find_images(folder.parent) == [folder.parent / "another", folder]


def test_refuses_a_folder_without_a_data_set(tmp_path):
    with pytest.raises(ValueError, match=r"there is no folder .*gone; name one"):
        ss.find_images(tmp_path / "gone")
    (tmp_path / "none").mkdir()
    with pytest.raises(ValueError, match=r"neither .* nor a folder in it holds train-images"):
        ss.find_images(tmp_path)


def test_the_digits_are_those_of_scikit_learn_and_every_third_is_a_test_row():
    data, (x, y) = ss.digits(), load_digits(return_X_y=True)
    assert (data.shape, len(data.train.y), len(data.test.y)) == ((8, 8), 1198, 599)
    np.testing.assert_array_equal(data.test.x, x[::3] / 16)
    np.testing.assert_array_equal(data.train.y, np.delete(y, np.s_[::3]))


def test_what_is_held_out_is_drawn_from_the_rows_and_in_no_other_part():
    rows = ss.Rows(np.arange(20.0)[:, None], np.arange(20))
    kept, aside = ss.hold_out(rows, 5, np.random.default_rng(0))
    assert sorted([*kept.y, *aside.y]) == list(range(20))
    assert len(aside.y) == 5
    for part in (kept, aside):
        np.testing.assert_array_equal(part.x[:, 0], part.y)


def test_the_usual_numbers_of_labels_are_those_that_the_rows_can_show():
    assert ss.usual_labels(ss.digits().train.y) == (100, 600, 1000)  # 112 rows of the least class
    assert ss.usual_labels(np.arange(60_000) % 10) == (100, 600, 1000, 3000)
    assert ss.usual_labels(np.arange(100) % 10) == (100,)
    assert ss.usual_labels(np.arange(60_000) % 200) == (600, 1000, 3000)
    with pytest.raises(ValueError, match=r"99 rows of 10 classes, the least with 9, have none"):
        ss.usual_labels(np.arange(99) % 10)


def test_draw_k_of_the_labels_has_the_seed_plus_k():
    y = np.arange(60) % 3
    found = ss.labellings(y, (6, 9), draws=3, seed=5)
    assert [*found] == [6, 9]
    for n, draws in found.items():
        assert len(draws) == 3
        for k, seen in enumerate(draws):
            np.testing.assert_array_equal(seen, hide_labels(y, n, rng=np.random.default_rng(5 + k)))
    with pytest.raises(ValueError, match="2 labels cannot show 3 classes"):
        ss.labellings(y, (2,), draws=1)


def test_errors_have_a_mean_a_deviation_and_a_paired_interval():
    ours, raw = ss.Errors((3.0, 5.0, 4.0, 8.0)), ss.Errors((4.0, 7.0, 4.5, 8.5))
    assert (ours.mean, ours.sd) == (5.0, pytest.approx(np.sqrt(14 / 3)))
    assert str(ours) == "5.00 (± 2.16)"
    difference, interval = ours.less(raw)
    exact = stats.ttest_rel(ours.values, raw.values).confidence_interval(0.95)
    assert difference == -1.0
    assert interval == pytest.approx((exact.low, exact.high))
    assert ours.as_dict() == {
        "error": 5.0, "draws": 4, "errors": [3.0, 5.0, 4.0, 8.0], "sd": ours.sd
    }  # fmt: skip
    apart = {"difference": -1.0, "interval": list(interval)}
    assert ours.as_dict(raw) == {**ours.as_dict(), "against_raw": apart}


def test_one_draw_has_neither_deviation_nor_interval():
    one = ss.Errors((3.0,))
    assert (one.mean, one.sd, str(one)) == (3.0, None, "3.00")
    assert one.less(one) is None
    assert one.as_dict(one) == {"error": 3.0, "draws": 1, "errors": [3.0]}


@pytest.fixture(scope="module")
def data():
    x, y = load_digits(return_X_y=True)
    rows = ss.Rows(x[:400] / 16, y[:400])
    return ss.DataSet("few", *ss.hold_out(rows, 150, np.random.default_rng(0)))


def test_the_methods_are_the_estimators_that_they_say_they_are(data):
    features = VAEFeatures(4, hidden_layer_sizes=(16,), max_epochs=5, random_state=0)
    z, test = (features.fit(data.train.x).transform(rows.x) for rows in (data.train, data.test))
    seen = hide_labels(data.train.y, 50, rng=np.random.default_rng(0))
    rows = seen >= 0
    for found, x, other in (
        (ss.svm(data, seen), data.train.x, data.test.x),
        (ss.m1(z, test, seen, seed=0), z, test),
    ):
        by_hand = SVC(C=10).fit(x[rows], seen[rows])
        np.testing.assert_array_equal(found, by_hand.predict(other))
    whole = M1Classifier(features, transductive=spread_labels, random_state=3)
    whole.fit(data.train.x, seen)
    found = ss.m1_transductive(z, test, seen, neighbour_graph(z), seed=3)
    np.testing.assert_array_equal(found, whole.predict(data.test.x))
    assert (found != ss.m1(z, test, seen, seed=3)).any()


def test_the_vae_is_the_same_beside_any_number_of_labels_and_another_with_another_seed(data):
    features = VAEFeatures(3, hidden_layer_sizes=(8,), max_epochs=9, random_state=0)
    prints = {
        ss.fingerprint_beside(seen, data.train.x, features)
        for seen in (*(draws[0] for draws in ss.labellings(
            data.train.y, (20, 100), draws=1).values()), data.train.y)
    }  # fmt: skip
    assert len(prints) == 1
    assert re.fullmatch("[0-9a-f]{64}", *prints)
    short = VAEFeatures(3, hidden_layer_sizes=(8,), max_epochs=1, random_state=0)
    assert ss.fingerprint_of(short.fit(data.train.x)) in prints
    assert ss.fingerprint_beside(None, data.train.x, features) in prints
    assert ss.fingerprint_beside(data.train.y, data.train.x, features, epochs=2) not in prints
    other = short.set_params(random_state=1)
    assert ss.fingerprint_beside(data.train.y, data.train.x, other) not in prints


def test_the_network_of_the_table_is_that_of_the_paper_with_a_bernoulli_likelihood(tmp_path):
    made = ss.m1_features(ss.OF_THE_PAPER, seed=4, checkpoint=tmp_path / "kept", verbose=True)
    assert made.hidden_layer_sizes == (600, 600)
    assert (made.n_components, made.max_epochs, made.learning_rate) == (50, 30, 1e-3)
    assert made.warm_up == 10
    assert repr(made.likelihood) == "Bernoulli()"
    assert (made.random_state, made.checkpoint) == (4, tmp_path / "kept")
    assert made.verbose


def test_accuracies_of_the_document_are_a_hundred_less_its_errors():
    errors = ss.DOCUMENT["fashion-mnist"]["M1"]
    assert errors == pytest.approx({100: 55.80, 600: 32.17, 1000: 27.11, 3000: 24.09})
    accuracies = (0.4420, 0.6783, 0.7289, 0.7591)
    assert [*errors.values()] == pytest.approx([100 - 100 * a for a in accuracies])
    assert ss.PAPER["mnist"]["M1+TSVM"] == {100: 11.82, 600: 5.72, 1000: 4.24, 3000: 3.49}


def test_images_are_moved_by_a_pixel_in_four_directions():
    images = RANDOM.integers(1, 256, size=(3, 4, 5))
    found = ss.moved(images.reshape(3, 20), (4, 5)).reshape(5, 3, 4, 5)
    np.testing.assert_array_equal(found[0], images)
    empty = np.zeros((3, 4, 5))
    right, left, down, up = (empty.copy() for _ in range(4))
    right[:, :, 1:], left[:, :, :-1] = images[:, :, :-1], images[:, :, 1:]
    down[:, 1:], up[:, :-1] = images[:, :-1], images[:, 1:]
    for moved, expected in zip(found[1:], (right, left, down, up), strict=True):
        np.testing.assert_array_equal(moved, expected)


@pytest.mark.parametrize("shape", [(2, 1), (4, 4)])
def test_images_of_another_size_are_not_moved(shape):
    with pytest.raises(ValueError, match=r"images have the shape \(4, 4\); pass rows of \d \* \d"):
        ss.moved(np.ones((4, 4)), shape)
