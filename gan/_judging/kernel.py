"""The kernel distance: MMD^2 with a cubic kernel, without bias."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from divergences import Estimate, estimate_mmd_squared, kernels

from .reading import read_pair

BLOCK, LEVEL, QUANTILE = 1000, 0.95, 1.959963984540054  # points at a time; of the interval
METHOD = "U-statistic within and between classes; normal interval from its first-order variance"
Kernel = Callable[[np.ndarray, np.ndarray], np.ndarray]


def kid(samples: Any, real: Any, labels: Any = None, real_labels: Any = None) -> Estimate:
    """Estimate the kernel distance of Binkowski et al.: MMD^2, without bias.

    The kernel is k(x, y) = (x.y / d + 1)^3. The published score is this in the features of an
    Inception network; in others its numbers are others.

    Without labels the points are taken for independent draws. With labels, for draws of which it
    was fixed beforehand how many are of each class, as in a sample with all classes alike: pairs of
    one class are then rarer than among independent draws, and are counted as often as they would
    be there. Without that the estimate is too low.

    Parameters
    ----------
    samples, real : array_like, shape (n, d) and (m, d)
        Points, at least two each; two of a class, where there are labels.
    labels, real_labels : array_like, shape (n,) and (m,), optional
        Classes, of both or of neither.

    Returns
    -------
    Estimate
        Of MMD^2, with a standard error; it may be negative.

    Raises
    ------
    ValueError
        If there are fewer points, they are not finite, their dimensions differ, or labels are not
        one for each point.

    References
    ----------
    Binkowski, Sutherland, Arbel & Gretton (2018), Demystifying MMD GANs, arXiv:1801.01401.

    Examples
    --------
    >>> kid([[1.0], [-1.0]], [[0.0], [0.0]]).value
    -1.0
    >>> kid([[1.0], [1.0], [0.0], [0.0]], [[1.0], [1.0], [0.0], [0.0]]).value < -1
    True
    >>> y = [0, 0, 1, 1]
    >>> kid([[1.0], [1.0], [0.0], [0.0]], [[1.0], [1.0], [0.0], [0.0]], y, y).value
    0.0
    """
    x, y = read_pair(samples, real, least=2)
    root = math.sqrt(x.shape[1])
    x, y, kernel = x / root, y / root, kernels.polynomial(3, 1.0)
    if (labels is None) != (real_labels is None):
        raise ValueError("only one of labels and real_labels was passed; pass both or none")
    if labels is None:
        return estimate_mmd_squared(x, y, kernel)
    a, b = _memberships(labels, len(x), "labels"), _memberships(real_labels, len(y), "real_labels")
    value_x, mean_xx = _within(kernel, x, a)
    value_y, mean_yy = _within(kernel, y, b)
    mean_xy, mean_yx = _means(kernel, x, y), _means(kernel, y, x)
    value = value_x + value_y - mean_xy.mean() - mean_yx.mean()
    error = 2 * math.sqrt(_variance(mean_xx - mean_xy, a) + _variance(mean_yy - mean_yx, b))
    interval = (float(value) - QUANTILE * error, float(value) + QUANTILE * error)
    return Estimate(float(value), error, interval, LEVEL, METHOD, len(x), len(y))


def _memberships(labels: Any, n: int, name: str) -> np.ndarray:
    """Return which class each point is of, (n, classes) of zeros and ones."""
    known = np.asarray(labels)
    if known.shape != (n,):
        raise ValueError(f"{name} has the shape {known.shape}; pass one for each of {n} points")
    classes, counts = np.unique(known, return_counts=True)
    if counts.min() < 2:
        raise ValueError(
            f"{name}: one point is of class {classes[counts.argmin()]}; pass 2 or more"
        )
    return np.asarray(known[:, None] == classes, dtype=float)


def _means(kernel: Kernel, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the mean over y of k(x, y), for each x."""
    parts = range(0, len(x), BLOCK)
    return np.concatenate([kernel(x[i : i + BLOCK], y).mean(axis=1) for i in parts])


def _within(kernel: Kernel, x: np.ndarray, members: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the mean of k(X, X') over independent draws of the law, and over X' for each x.

    Pairs of one class are averaged without those of a point with itself.
    """
    parts = range(0, len(x), BLOCK)
    sums = np.concatenate([kernel(x[i : i + BLOCK], x) @ members for i in parts])  # (n, classes)
    own = np.concatenate([np.diag(kernel(x[i : i + BLOCK], x[i : i + BLOCK])) for i in parts])
    counts = members.sum(axis=0)
    means = (sums - own[:, None] * members) / (counts - members)
    each = means @ (counts / len(x))
    return float(each.mean()), each


def _variance(values: np.ndarray, members: np.ndarray) -> float:
    """Return the variance of the mean of values, when the size of each class is fixed."""
    counts = members.sum(axis=0)
    off = values[:, None] - (values @ members) / counts
    variances = (off**2 * members).sum(axis=0) / (counts - 1)
    return float((counts * variances).sum()) / len(values) ** 2
