"""What the measures are given: points of a feature space."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from divergences import Measure

BLOCK = 1000  # images at a time
Features = Callable[[Tensor], Any]


def read_pair(samples: Any, real: Any, *, least: int) -> tuple[np.ndarray, np.ndarray]:
    """Read two arrays of points, float64, (n, d) and (m, d), or refuse them."""
    x, y = read_points(samples, "samples", least), read_points(real, "real", least)
    if x.shape[1] != y.shape[1]:
        raise ValueError(
            f"samples have {x.shape[1]} entries and real points {y.shape[1]}; pass points of one "
            "space"
        )
    return x, y


def read_points(values: Any, name: str, least: int) -> np.ndarray:
    """Read points as a writable float64 array (n, d), at least so many, or refuse them."""
    try:
        points = np.array(Measure(values).points)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    if len(points) < least:
        raise ValueError(f"{name} has {len(points)} points; this takes at least {least}")
    return points


def points_of(features: Features, x: Tensor) -> np.ndarray:
    """Return the features of images, (n, d) float64, or refuse what they are."""
    with torch.no_grad():
        found = [torch.as_tensor(features(part)) for part in torch.split(x, BLOCK)]
    shapes = {tuple(one.shape[1:]) for one in found}
    lengths = [len(one) for one in found if one.ndim == 2]
    if len(shapes) != 1 or sum(lengths) != len(x):
        raise ValueError(
            f"features gave the shape {tuple(found[0].shape)} for {len(x[:BLOCK])} images; pass a "
            "function from images (n, channels, height, width) to points (n, d)"
        )
    return read_points(torch.cat(found).cpu().numpy(), "features", 1)
