"""Read images from a folder: some to train on, others held out."""

import gzip
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from divergences import load

from ._data_set import DataSet, Images

TRAIN, TEST = "train", "t10k"  # what the files of MNIST begin with
HELD_OUT = 5  # one image in so many of a class, where a folder does not say which are held out
PIXEL = 255.0  # the largest value of 8 bits


def read_images(path: str | Path) -> DataSet:
    """Read a folder of images, or of IDX files as those of MNIST.

    Three kinds of folder are known. IDX files: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`
    and the same for `t10k`, which is held out; each also `.gz`. Folders: each is a class, and holds
    its images. Images: there are no classes. Where nothing says what is held out, it is every fifth
    image, by name, of each class. Pixels from 0 to 255 become numbers from -1 to 1.

    Parameters
    ----------
    path : str or Path
        The folder.

    Returns
    -------
    DataSet
        Training and held-out images, and the names of the classes.

    Raises
    ------
    ValueError
        If there is no such folder, it is empty, a file in it is no image or damaged, images have
        different sizes, 16 bits or transparency; if labels are not whole numbers, one for each
        image, or a class has no image among those to train on or those held out.
    ModuleNotFoundError
        If images are to be read and `divergences[files]` is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for grey in range(10):
    ...         Image.new("L", (8, 8), grey).save(f"{folder}/{grey}.png")
    ...     read_images(folder).held_out.x[:, 0, 0, 0]
    tensor([-1.0000, -0.9608])
    """
    if not isinstance(path, str | os.PathLike) or not Path(path).is_dir():
        raise ValueError(f"{path!r} is no folder; name one of images, or of IDX files")
    folder = Path(path)
    name = folder.resolve().name
    inside = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    if list(folder.glob(f"{TRAIN}-images-idx*")):
        train = _idx_part(folder, TRAIN)
        if not list(folder.glob(f"{TEST}-images-idx*")):
            return split(name, *train)
        return _together(name, train, _idx_part(folder, TEST))
    if not any(p.is_dir() for p in inside):
        return split(name, _pixels(folder), None)
    for place in inside:
        if not place.is_dir():
            raise ValueError(f"{place} lies among folders of classes; move it into one, or out")
    parts = [_pixels(place) for place in inside]
    for place, part in zip(inside, parts, strict=True):
        if part.shape[1:] != parts[0].shape[1:]:
            raise ValueError(
                f"the images of {place} are {part.shape[1:]} (channels, height, width), those of "
                f"{inside[0].name} {parts[0].shape[1:]}; bring them to one size and mode"
            )
    y = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return split(name, np.concatenate(parts), y, [place.name for place in inside])


Part = tuple[np.ndarray, np.ndarray | None]  # pixels (n, c, h, w) in [-1, 1], labels


def split(name: str, x: np.ndarray, y: np.ndarray | None, labels: Sequence[str] = ()) -> DataSet:
    """Hold out every fifth image of each class, by order."""
    held = np.zeros(len(x), dtype=bool)
    same = np.zeros(len(x)) if y is None else y
    for label in np.unique(same):
        rows = np.flatnonzero(same == label)
        if y is not None and len(rows) == 1:
            of = labels[int(label)] if labels else label
            raise ValueError(
                f"class {of} of {name} has 1 image, and of each class some are held out; give it "
                "2 or more"
            )
        held[rows[::HELD_OUT]] = True
    if held.all():
        raise ValueError(f"{name} holds {len(x)} images, too few to hold some out; give more")
    train, held_out = ((x[k], None if y is None else y[k]) for k in (~held, held))
    return _together(name, train, held_out, labels)


def _together(name: str, train: Part, held_out: Part, labels: Sequence[str] = ()) -> DataSet:
    """Return the data set of two parts; its classes are those of the labels to train on."""
    if (train[1] is None) != (held_out[1] is None):
        raise ValueError(f"{name}: one part has labels and the other none; give both or none")
    classes = 0 if train[1] is None else int(train[1].max()) + 1
    try:
        first, second = (_images(part, classes) for part in (train, held_out))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    return DataSet(name, first, second, tuple(labels) or tuple(str(c) for c in range(classes)))


def _images(part: Part, classes: int) -> Images:
    x, y = part
    labels = None if y is None else torch.tensor(y, dtype=torch.int64)
    return Images(torch.tensor(x, dtype=torch.float32), labels, classes)


def _idx_part(folder: Path, part: str) -> Part:
    paths = [sorted(folder.glob(f"{part}-{what}-idx*")) for what in ("images", "labels")]
    x = _pixels(paths[0][0])
    if not paths[1]:
        return x, None
    path = paths[1][0]
    labels = load(path)
    if labels.shape != (len(x), 1):
        raise ValueError(
            f"{path} has {labels.size} labels, and there are {len(x)} images; give each one label"
        )
    wrong = (labels < 0) | (labels != np.floor(labels))
    if wrong.any():
        raise ValueError(f"{path}: {labels[wrong][0]:g} is no label; give whole numbers from 0")
    return x, labels[:, 0].astype(np.int64)


def _pixels(path: Path) -> np.ndarray:
    """Read a folder of images, or an IDX file, as (n, channels, height, width) in [-1, 1]."""
    values = load(path)
    height, width = _size(path)
    if values.min() < 0 or values.max() > PIXEL:
        raise ValueError(
            f"{path} has entries from {values.min():g} to {values.max():g}; give images of 8 bits, "
            "from 0 to 255"
        )
    channels = values.shape[1] // (height * width)
    if channels not in (1, 3):
        raise ValueError(
            f"{path} has images of {channels} channels; save them as grey ones (1) or colour (3)"
        )
    found = (values / (PIXEL / 2) - 1).astype(np.float32)
    return np.ascontiguousarray(found.reshape(-1, height, width, channels).transpose(0, 3, 1, 2))


def _size(path: Path) -> tuple[int, int]:
    """Return height and width, of what `load` has read."""
    if path.is_dir():
        from PIL import Image

        with Image.open(min(p for p in path.iterdir() if not p.name.startswith("."))) as image:
            return image.height, image.width
    opened: Any = gzip.open if path.name.endswith(".gz") else open
    with opened(path, "rb") as file:
        axes = file.read(4)[3]
        sizes = [int(size) for size in np.frombuffer(file.read(4 * axes), ">u4")]
    if axes < 3:
        raise ValueError(f"{path} has {math.prod(sizes[1:])} entries in {axes - 1} axes an image")
    return sizes[1], sizes[2]
