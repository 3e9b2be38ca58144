"""Whether images show the class that was asked for, as classifiers see it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from .._data_set import Images, require_labelled
from .reading import BLOCK

Scores = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Fidelity:
    """Shares of images that classifiers give the label they should have.

    Attributes
    ----------
    n : int
        How many images.
    overall : tuple of floats
        One share a classifier.
    by_class : tuple of tuples of floats
        The same for each class.
    agreement : float
        The share of images that all classifiers give one label, right or wrong.
    """

    n: int
    overall: tuple[float, ...]
    by_class: tuple[tuple[float, ...], ...]
    agreement: float

    def as_dict(self) -> dict[str, Any]:
        """Return everything as numbers and lists."""
        return asdict(self)


def fidelity(classifiers: Sequence[Scores], images: Images) -> Fidelity:
    """Return how many images each classifier labels as they are labelled."""
    y = require_labelled(images)
    found = torch.stack([_labels(classifier, images) for classifier in classifiers], dim=1)
    right = (found == y[:, None]).double()
    by_class = [right[y == label].mean(dim=0) for label in range(images.classes)]
    agree = (found == found[:, :1]).all(dim=1)
    return Fidelity(
        n=len(images),
        overall=tuple(right.mean(dim=0).tolist()),
        by_class=tuple(tuple(shares.tolist()) for shares in by_class),
        agreement=float(agree.double().mean()),
    )


def _labels(classifier: Scores, images: Images) -> Tensor:
    with torch.no_grad():
        scores = torch.cat([classifier(block) for block in torch.split(images.x, BLOCK)])
    if scores.shape != (len(images), images.classes):
        raise ValueError(
            f"a classifier gave the shape {tuple(scores.shape)} for {len(images)} images of "
            f"{images.classes} classes; pass functions from images to scores (n, classes)"
        )
    return scores.argmax(dim=1)
