"""Images are read from folders and IDX files, some held out; what is no such data is refused."""

import gzip
import re
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan import DataSet, Images, read_images
from gan._command import data as command_data

FASHION = Path(__file__).parents[3] / "shared" / "data" / "fashion-mnist"


def idx(path, array):
    """Write an IDX file of bytes."""
    array = np.asarray(array, dtype=np.uint8)
    content = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    content += array.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def pixels(n, *shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, *shape), dtype=np.uint8)


@pytest.fixture
def four(tmp_path):
    """The four IDX files: 6 and 4 images of 8 x 4, of two classes."""
    for part, n, zipped in (("train", 6, ""), ("t10k", 4, ".gz")):
        idx(tmp_path / f"{part}-images-idx3-ubyte{zipped}", pixels(n, 8, 4, seed=n))
        idx(tmp_path / f"{part}-labels-idx1-ubyte{zipped}", np.arange(n) % 2)
    return tmp_path


@pytest.fixture
def classes(tmp_path):
    """Folders of two classes, 10 images each."""
    for name, level in (("cats", 0), ("dogs", 100)):
        (tmp_path / name).mkdir()
        for i in range(10):
            Image.new("L", (8, 4), level + i).save(tmp_path / name / f"{i}.png")
    return tmp_path


def refused(path, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_images(path)


def test_reads_the_four_files_pixel_by_pixel(four):
    found = read_images(four)
    assert found.name == four.name
    assert found.labels == ("0", "1")
    for images, n in ((found.train, 6), (found.held_out, 4)):
        assert images.x.dtype == torch.float32
        assert images.y.tolist() == [i % 2 for i in range(n)]
        expected = pixels(n, 8, 4, seed=n)[:, None].astype(float) / 255 * 2 - 1
        np.testing.assert_allclose(images.x.numpy(), expected, atol=1e-6)


def test_black_is_minus_one_and_white_is_one(four):
    idx(four / "train-images-idx3-ubyte", np.tile([[0], [255]], (6, 4, 4)))
    x = read_images(four).train.x
    assert x[:, :, ::2].eq(-1).all()
    assert x[:, :, 1::2].eq(1).all()


def test_colours_are_channels(tmp_path):
    colours = pixels(10, 8, 4, 3)
    for i, image in enumerate(colours):
        Image.fromarray(image).save(tmp_path / f"{i}.png")
    found = read_images(tmp_path)
    assert found.train.x.shape == (8, 3, 8, 4)
    expected = torch.tensor(colours[1].transpose(2, 0, 1) / 127.5 - 1).float()
    torch.testing.assert_close(found.train.x[0], expected)


def test_colours_of_an_idx_file_are_channels(four):
    for part, n in (("train", 6), ("t10k", 4)):
        for old in four.glob(f"{part}-images*"):
            old.unlink()
        idx(four / f"{part}-images-idx4-ubyte", pixels(n, 8, 4, 3))
    assert read_images(four).train.x.shape == (6, 3, 8, 4)


def test_folders_are_classes_and_every_fifth_image_of_each_is_held_out(classes):
    found = read_images(classes)
    assert found.labels == ("cats", "dogs")
    assert found.held_out.y.tolist() == [0, 0, 1, 1]
    levels = ((found.held_out.x[:, 0, 0, 0] + 1) * 127.5).round().int()
    assert levels.tolist() == [0, 5, 100, 105]
    assert torch.bincount(found.train.y).tolist() == [8, 8]


def test_a_folder_of_images_has_no_classes(classes):
    found = read_images(classes / "cats")
    assert found.train.classes == 0
    assert found.train.y is None
    assert found.labels == ()
    assert (len(found.train), len(found.held_out)) == (8, 2)


def test_idx_files_without_labels_have_no_classes(four):
    for path in four.glob("*labels*"):
        path.unlink()
    assert read_images(four).held_out.classes == 0


def test_without_files_to_be_held_out_every_fifth_image_is(four):
    for path in four.glob("t10k*"):
        path.unlink()
    found = read_images(four)
    assert (len(found.train), len(found.held_out)) == (4, 2)
    assert found.held_out.y.tolist() == [0, 1]


def test_hidden_files_are_no_part_of_the_data(classes):
    (classes / ".notes").write_text("hidden")
    assert len(read_images(classes).train) == 16


def test_refuses_a_folder_that_is_not_there(tmp_path):
    refused(tmp_path / "none", "none'.* is no folder; name one")
    refused(7, "7 is no folder")


def test_refuses_an_empty_folder(tmp_path):
    refused(tmp_path, f"{tmp_path} holds no images; give a folder")


def test_refuses_an_empty_class(classes):
    (classes / "empty").mkdir()
    refused(classes, "empty holds no images")


def test_names_the_corrupt_image(classes):
    path = classes / "dogs" / "3.png"
    path.write_bytes(path.read_bytes()[:40])
    refused(classes, f"{re.escape(str(path))} cannot be read as an image")


def test_names_the_image_of_another_size(classes):
    Image.new("L", (4, 4)).save(classes / "dogs" / "3.png")
    refused(classes, "3.png is 4 x 4 where 0.png is 8 x 4; bring")


def test_refuses_classes_of_different_sizes(classes):
    for i in range(10):
        Image.new("L", (4, 8)).save(classes / "dogs" / f"{i}.png")
    refused(classes, r"dogs are \(1, 8, 4\) .*cats \(1, 4, 8\); bring them to one size")


def test_refuses_a_file_among_folders(classes):
    (classes / "readme.txt").write_text("two classes")
    refused(classes, "readme.txt lies among folders of classes; move it")


def test_refuses_parts_of_different_sizes(four):
    idx(four / "train-images-idx3-ubyte", pixels(6, 4, 8))
    refused(four, r"training images are \(1, 4, 8\).* held-out images \(1, 8, 4\)")


def test_refuses_labels_that_are_not_as_many_as_the_images(four):
    idx(four / "train-labels-idx1-ubyte", [0, 1, 0])
    refused(four, "train-labels-idx1-ubyte has 3 labels, and there are 6 images")


@pytest.mark.parametrize("wrong", [-1.0, 0.5])
def test_refuses_labels_that_are_no_whole_numbers(four, wrong):
    labels = np.array([0, 1, 0, 1, 0, wrong], dtype=">f4")
    content = struct.pack(">BBBBI", 0, 0, 0x0D, 1, 6) + labels.tobytes()
    (four / "train-labels-idx1-ubyte").write_bytes(content)
    refused(four, f"{wrong:g} is no label; give whole numbers from 0")


def test_refuses_labels_out_of_range(four):
    idx(four / "t10k-labels-idx1-ubyte.gz", [0, 1, 2, 1])
    refused(four, f"{four.name}: the labels run from 0 to 2; pass 0 to 1")


@pytest.mark.parametrize(("part", "n", "called"), [("train", 6, "training"), ("t10k", 4, "held")])
def test_refuses_a_missing_class(four, part, n, called):
    path = next(four.glob(f"{part}-labels*"))
    idx(path, np.where(np.arange(n) % 2, 1, 2 if part == "train" else 1))
    refused(four, rf"the {called}.* none is of class 0, of \d classes; add some, or number")


def test_refuses_labels_of_one_part_only(four):
    next(four.glob("t10k-labels*")).unlink()
    refused(four, "one part has labels and the other none")


def test_refuses_a_class_of_a_single_image(classes):
    (classes / "owls").mkdir()
    Image.new("L", (8, 4)).save(classes / "owls" / "0.png")
    refused(classes, "class owls of .* has 1 image, and of each class some are held out; give it")


def test_refuses_a_label_of_a_single_image(four):
    for path in four.glob("t10k-*"):
        path.unlink()
    idx(four / "train-labels-idx1-ubyte", [0, 1, 2, 0, 1, 1])
    refused(four, "class 2 of .* has 1 image, and of each class some are held out; give it")


def test_refuses_a_single_image(tmp_path):
    Image.new("L", (8, 4)).save(tmp_path / "0.png")
    refused(tmp_path, "holds 1 images, too few to hold some out")


def test_refuses_images_of_16_bits(tmp_path):
    for i in range(2):
        Image.fromarray(np.full((4, 4), 4000, np.uint16)).save(tmp_path / f"{i}.png")
    refused(tmp_path, "entries from 4000 to 4000; give images of 8 bits")


def test_refuses_transparent_images(tmp_path):
    for i in range(2):
        Image.new("RGBA", (4, 4)).save(tmp_path / f"{i}.png")
    refused(tmp_path, "images of 4 channels; save them as grey ones")


def test_refuses_idx_files_without_rows_and_columns(four):
    next(four.glob("train-images*")).unlink()
    idx(four / "train-images-idx2-ubyte", pixels(6, 32))
    refused(four, "has 32 entries in 1 axes an image")


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (torch.zeros(2, 8, 8), r"float32 of shape \(2, 8, 8\); pass a float32"),
        (torch.zeros(2, 1, 8, 8).double(), "float64 of shape"),
        (torch.zeros(0, 1, 8, 8), r"shape \(0, 1, 8, 8\); pass"),
        (np.zeros((2, 1, 8, 8), np.float32), "images are ndarray; pass"),
        (torch.zeros(2, 2, 8, 8), "2 channels; give grey ones"),
        (torch.full((2, 1, 8, 8), 1.5), r"from 1.5 to 1.5; bring them to \[-1, 1\]"),
        (torch.full((2, 1, 8, 8), float("nan")), "from nan to nan; bring them"),
    ],
)
def test_refuses_what_are_no_images(x, sentence):
    with pytest.raises(ValueError, match=sentence):
        Images(x, None, 0)


def test_refuses_labels_that_do_not_fit():
    x = torch.zeros(2, 1, 8, 8)
    for y, classes, sentence in (
        (torch.tensor([0, 2]), 2, "run from 0 to 2; pass 0 to 1"),
        (torch.tensor([0, -1]), 2, "run from -1 to 0; pass 0 to 1"),
        (torch.tensor([0]), 2, r"shape \(1,\); pass torch.int64, shape \(2,\)"),
        (None, 2, "2 classes and no labels"),
        (torch.tensor([0, 1]), 0, "0 classes"),
    ):
        with pytest.raises(ValueError, match=sentence):
            Images(x, y, classes)


def test_refuses_parts_of_different_classes():
    two = Images(torch.zeros(2, 1, 8, 8), torch.tensor([0, 1]), 2)
    one = Images(torch.zeros(2, 1, 8, 8), torch.tensor([0, 0]), 1)
    with pytest.raises(ValueError, match="2 classes to train on, 1 held out and 2 names"):
        DataSet("x", two, one, ("a", "b"))


def test_some_of_the_images():
    images = Images(torch.linspace(-1, 1, 3)[:, None, None, None], torch.tensor([0, 1, 1]), 2)
    some = images.rows(torch.tensor([2, 0]))
    assert some.x.flatten().tolist() == [1, -1]
    assert some.y.tolist() == [1, 0]
    assert len(some) == 2


def test_without_a_folder_the_digits_of_scikit_learn():
    from sklearn.datasets import load_digits

    found = command_data.read_data(None)
    x, y = load_digits(return_X_y=True)
    assert (len(found.train), len(found.held_out)) == (1433, 364)
    both = torch.cat([found.train.x, found.held_out.x]).flatten(1)
    assert sorted(map(tuple, both.tolist())) == sorted(map(tuple, (x / 8 - 1).tolist()))
    first = int(np.flatnonzero(y == found.held_out.y[0].item())[0])
    assert found.held_out.x[0].flatten().tolist() == (x[first] / 8 - 1).tolist()
    assert found.labels == tuple("0123456789")


def test_says_what_brings_the_digits(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sklearn.datasets", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'divergences\[demo\]'"):
        command_data.read_data(None)


def test_a_folder_given_is_read(four):
    assert command_data.read_data(four).name == four.name


@pytest.mark.skipif(not FASHION.is_dir(), reason="../shared/data/fashion-mnist is not there")
def test_reads_fashion_mnist():
    found = read_images(FASHION)
    assert found.train.x.shape == (60_000, 1, 28, 28)
    assert found.held_out.x.shape == (10_000, 1, 28, 28)
    assert torch.bincount(found.train.y).tolist() == [6000] * 10


@pytest.mark.parametrize(
    ("y", "classes", "sentence"),
    [
        ([0, 1], 2, "the labels are list; pass a tensor of torch.int64"),
        (torch.tensor([0, 1]), None, "classes is None; pass a whole number of at least 0"),
    ],
)
def test_refuses_labels_and_classes_that_are_none(y, classes, sentence):
    with pytest.raises(ValueError, match=sentence):
        Images(torch.zeros(2, 1, 4, 4), y, classes)


def test_refuses_images_that_require_grad():
    x = torch.zeros(2, 1, 4, 4, requires_grad=True)
    with pytest.raises(ValueError, match=r"images require grad; detach\(\) first"):
        Images(x, None, 0)
    assert len(Images(x.detach(), None, 0)) == 2
