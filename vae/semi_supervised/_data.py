"""Data sets of labelled images: some to learn from, others to be tested on, once."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.datasets import load_digits

from divergences import load

TRAIN, TEST = "train", "t10k"  # what the files of MNIST begin with
PIXEL, DIGIT = 255.0, 16.0  # the largest values


class Rows(NamedTuple):
    """Images as rows, entries from 0 to 1, and their labels."""

    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, eq=False)
class DataSet:
    """Images with labels, of which a method sees `train` (but few labels) and is judged on `test`.

    Attributes
    ----------
    name : str
        What it is called: published figures are known by it.
    train, test : Rows
        (n, d) and (n,) each.
    """

    name: str
    train: Rows
    test: Rows

    @property
    def shape(self) -> tuple[int, int]:
        """The height and the width of an image: a square, or one line where none has d pixels."""
        pixels = self.train.x.shape[1]
        side = math.isqrt(pixels)
        return (side, side) if side**2 == pixels else (1, pixels)


def digits() -> DataSet:
    """Return scikit-learn's digits, 8 x 8 pixels, of which every third is a test row."""
    x, y = load_digits(return_X_y=True)
    third = np.arange(len(y)) % 3 == 0
    train, test = (Rows(x[rows] / DIGIT, y[rows]) for rows in (~third, third))
    return DataSet("digits", train, test)


def find_images(folder: Path) -> list[Path]:
    """Return the folder, where it holds the IDX files of a data set; else those below that do."""
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}; name one with the IDX files of a data set")
    found = [place for place in (folder, *sorted(folder.iterdir())) if _holds_images(place)]
    if not found:
        raise ValueError(
            f"neither {folder} nor a folder in it holds {TRAIN}-images-idx3-ubyte.gz; name the "
            "folder with the four files of MNIST, or of a data set in their format"
        )
    return found[:1] if found[0] == folder else found


def read_images(folder: Path) -> DataSet:
    """Read the four IDX files of a data set, whose name is the folder's.

    They are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and the same for `t10k`, each as
    it is or with `.gz`; pixels are divided by 255.

    Raises
    ------
    ValueError
        If a file is missing or damaged, images have no label or labels no image, or the test
        images have another size or a class that is not among the training images.
    """
    train, test = read_training_images(folder), _rows(folder, TEST)
    if train.x.shape[1] != test.x.shape[1]:
        raise ValueError(
            f"{folder}: training images have {train.x.shape[1]} pixels and test images "
            f"{test.x.shape[1]}; give both the same"
        )
    unknown = np.setdiff1d(test.y, train.y)
    if len(unknown):
        raise ValueError(f"{folder}: no training image has the test images' label {unknown[0]}")
    return DataSet(folder.resolve().name, train, test)


def read_training_images(folder: Path) -> Rows:
    """Read the training part as `read_images` does, and leave the test part alone."""
    return _rows(folder, TRAIN)


def hold_out(rows: Rows, count: int, rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Split rows by lot into those to learn from, and so many to look at settings with."""
    held = np.zeros(len(rows.y), dtype=bool)
    held[rng.choice(len(held), count, replace=False)] = True
    kept, aside = (Rows(rows.x[chosen], rows.y[chosen]) for chosen in (~held, held))
    return kept, aside


def _holds_images(folder: Path) -> bool:
    return any((folder / f"{TRAIN}-images-idx3-ubyte{zipped}").exists() for zipped in (".gz", ""))


def _rows(folder: Path, part: str) -> Rows:
    images, labels = (
        _entries(folder / f"{part}-{what}-ubyte") for what in ("images-idx3", "labels-idx1")
    )
    if labels.shape != (len(images), 1):
        raise ValueError(
            f"{folder}: {len(images)} images of {part} and labels of shape {labels.shape}; give "
            "each image one label"
        )
    return Rows(images / PIXEL, labels[:, 0].astype(int))


def _entries(path: Path) -> np.ndarray:
    zipped = path.with_name(path.name + ".gz")
    return load(path if path.exists() and not zipped.exists() else zipped)
