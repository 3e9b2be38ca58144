"""The weak reference: Gaussian laws of pixels, fitted to each class."""

import numpy as np
import torch

from .._data_set import Images, refuse_missing_class
from ..truths._reading import read_whole


def gaussian_images(training: Images, n: int, *, seed: int = 0) -> Images:
    """Draw images from the Gaussian laws of pixels that fit each class of some images.

    A law has the mean and the covariance of its class. What it draws is clipped to [-1, 1], which
    is no Gaussian any more, but what an image may be. It knows nothing of images but how pairs of
    pixels vary together: a generator worth its training comes nearer to the real images.

    Parameters
    ----------
    training : Images
        To fit to; with classes, some of each.
    n : int
        How many to draw; of the classes in turn.
    seed : int, default 0
        Decides what is drawn.

    Returns
    -------
    Images
        As many as asked for, labelled by the laws they were drawn from.

    Raises
    ------
    ValueError
        If n is no positive or seed no non-negative whole number, or a class has no image.

    Examples
    --------
    >>> import torch
    >>> grey = Images(torch.zeros(3, 1, 4, 4), torch.tensor([0, 1, 1]), 2)
    >>> drawn = gaussian_images(grey, 4)
    >>> drawn, drawn.y
    (Images(4 of 4 x 4 pixels in 1 channel, 2 classes), tensor([0, 1, 0, 1]))
    """
    refuse_missing_class(training, "the images to fit to")
    count = max(training.classes, 1)
    labels = torch.arange(read_whole(n, "n", least=1)) % count
    rng = np.random.default_rng(read_whole(seed, "seed", least=0))
    drawn = torch.empty(n, *training.x.shape[1:])
    for label in range(count):
        members = training.x if training.y is None else training.x[training.y == label]
        rows = labels == label
        mean, root = _fitted(members.flatten(1).double().numpy())
        pixels = mean + rng.normal(size=(int(rows.sum()), len(root))) @ root
        drawn[rows] = torch.from_numpy(pixels).float().reshape(-1, *training.x.shape[1:])
    return Images(drawn.clamp(-1, 1), labels if training.classes else None, training.classes)


def _fitted(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean, and R with R' R the covariance (n in its denominator)."""
    mean = x.mean(axis=0)
    values, vectors = np.linalg.eigh((x - mean).T @ (x - mean) / len(x))
    return mean, np.sqrt(np.maximum(values, 0))[:, None] * vectors.T
