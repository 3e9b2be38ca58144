"""Labelled images, some to train on and others held out."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ._labels import require_labels
from .truths._reading import read_whole


@dataclass(frozen=True, eq=False)
class Images:
    """Images and their classes.

    Parameters
    ----------
    x : Tensor, shape (n, channels, height, width)
        float32, entries in [-1, 1].
    y : Tensor, shape (n,), or None
        int64, from 0 to classes - 1; None where there are no classes.
    classes : int
        How many classes there are; 0 for none.

    Raises
    ------
    ValueError
        If a type, a shape, an entry or a label is another.

    Examples
    --------
    >>> import torch
    >>> Images(torch.zeros(2, 1, 8, 8), torch.tensor([0, 1]), 2)
    Images(2 of 8 x 8 pixels in 1 channel, 2 classes)
    """

    x: Tensor
    y: Tensor | None
    classes: int

    def __post_init__(self) -> None:
        _refuse_no_images(self.x)
        read_whole(self.classes, "classes", least=0)
        require_labels(self.y, len(self.x), self.classes)

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        n, channels, height, width = self.x.shape
        return (
            f"Images({n:,} of {height} x {width} pixels in {channels} channel"
            f"{'s' if channels > 1 else ''}, {self.classes} classes)"
        )

    def rows(self, chosen: Tensor) -> "Images":
        """Return some of the images, by their places or a mask."""
        return Images(self.x[chosen], None if self.y is None else self.y[chosen], self.classes)


@dataclass(frozen=True, eq=False)
class DataSet:
    """Images to train on, and images held out: never trained on, nor chosen by.

    Attributes
    ----------
    name : str
        The folder's.
    train, held_out : Images
        Of one size, with an image of every class in each.
    labels : tuple of str
        What the classes are called: names of folders, or their numbers.

    Examples
    --------
    >>> import torch
    >>> both = Images(torch.zeros(2, 1, 8, 8), None, 0)
    >>> DataSet("grey", both, both, ()).train
    Images(2 of 8 x 8 pixels in 1 channel, 0 classes)
    """

    name: str
    train: Images
    held_out: Images
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        for part, images in (("training", self.train), ("held-out", self.held_out)):
            refuse_missing_class(images, f"the {part} images of {self.name}")
        sizes = [tuple(images.x.shape[1:]) for images in (self.train, self.held_out)]
        if sizes[0] != sizes[1]:
            raise ValueError(
                f"{self.name}: training images are {sizes[0]} (channels, height, width) and "
                f"held-out images {sizes[1]}; bring them to one size"
            )
        if len({self.train.classes, self.held_out.classes, len(self.labels)}) > 1:
            raise ValueError(
                f"{self.name}: {self.train.classes} classes to train on, "
                f"{self.held_out.classes} held out and {len(self.labels)} names; give the same"
            )


def refuse_missing_class(images: Images, name: str) -> None:
    """Raise ValueError where a class has no image."""
    if images.y is None:
        return
    counts = torch.bincount(images.y, minlength=images.classes)
    if not counts.all():
        missing = int(torch.argmin(counts))
        raise ValueError(
            f"{name}: none is of class {missing}, of {images.classes} classes; add some, or number "
            "the classes from 0 without a gap"
        )


def require_labelled(images: Images) -> Tensor:
    """Return the labels; refuse images that have none."""
    if images.y is None:
        raise ValueError("the images have no labels; pass images of known classes")
    return images.y


def _refuse_no_images(x: Any) -> None:
    if not isinstance(x, Tensor) or x.dtype != torch.float32 or x.ndim != 4 or not x.numel():
        what = f"{x.dtype} of shape {tuple(x.shape)}" if isinstance(x, Tensor) else type(x).__name__
        raise ValueError(
            f"images are {what}; pass a float32 tensor of shape (n, channels, height, width)"
        )
    if x.requires_grad:
        raise ValueError("images require grad; detach() first")
    if x.shape[1] not in (1, 3):
        raise ValueError(f"images have {x.shape[1]} channels; give grey ones (1) or colour (3)")
    if not bool(((x >= -1) & (x <= 1)).all()):
        raise ValueError(
            f"images have entries from {float(x.min()):.6g} to {float(x.max()):.6g}; bring them to "
            "[-1, 1]"
        )
