"""How near the training images are: a generator that only remembers comes nearer than reality."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

BLOCK, FOUND = 500, 4  # images at a time; how many may be the nearest, until it is looked at


@dataclass(frozen=True, eq=False)
class Nearest:
    """Euclidean distances, in pixels from -1 to 1, to the nearest training image.

    Attributes
    ----------
    samples, real : ndarray, shape (n,)
        Of samples, and of as many held-out real images: sorted, read-only.
    """

    samples: np.ndarray
    real: np.ndarray

    def __post_init__(self) -> None:
        for found in (self.samples, self.real):
            found.sort()
            found.flags.writeable = False

    @property
    def nearer(self) -> float:
        """The share of samples nearer than 99 % of the real images are: 0.01 for real ones."""
        return float((self.samples < np.quantile(self.real, 0.01)).mean())

    def as_dict(self) -> dict[str, Any]:
        """Return the least distance, the quantile 0.01 and the median of both; `nearer`."""
        sides = {"samples": self.samples, "real": self.real}
        return {
            "n": len(self.samples),
            **{name: np.quantile(side, [0, 0.01, 0.5]).tolist() for name, side in sides.items()},
            "nearer": self.nearer,
        }


def nearest(x: Tensor, training: Tensor) -> np.ndarray:
    """Return the distance of each image of x to the nearest training image, shape (n,) float64.

    Candidates are found by |t|^2 - 2 x.t in single precision; their distances are then taken again,
    differences before squares, in double.
    """
    flat, known = x.flatten(1), training.flatten(1)
    squares = (known**2).sum(dim=1)
    found = []
    for block in torch.split(flat, BLOCK):
        scores = torch.addmm(squares, block, known.T, alpha=-2)
        few = scores.topk(min(FOUND, len(known)), dim=1, largest=False).indices
        away = block[:, None].double() - known[few].double()
        found.append(torch.linalg.vector_norm(away, dim=2).amin(dim=1))
    return torch.cat(found).numpy()
