"""Precision, recall, density and coverage: which points lie within the neighbourhoods of which."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .reading import read_pair

MANIFOLD, BALLS = 3, 5  # neighbours that make a radius: of precision and recall, of the other two
BLOCK = 1000  # points at a time


@dataclass(frozen=True)
class Neighbourhoods:
    """How samples and real points lie among one another.

    Attributes
    ----------
    precision : float
        The share of samples within the third neighbour's distance of some real point.
    recall : float
        The share of real points within the third neighbour's distance of some sample.
    density : float
        How many real points have a sample within their fifth neighbour's distance: the mean over
        samples, divided by 5. About 1 for samples of the real law; it can exceed 1.
    coverage : float
        The share of real points with a sample within their fifth neighbour's distance.
    """

    precision: float
    recall: float
    density: float
    coverage: float


def neighbourhoods(samples: Any, real: Any) -> Neighbourhoods:
    """Return precision and recall (k = 3), density and coverage (k = 5).

    A neighbourhood is the closed ball about a point that reaches to its k-th nearest other point of
    the same sample. Samples lie in the real points' neighbourhoods, or not (precision, density);
    real points in the samples' (recall), or have some in theirs (coverage). None is free of the
    sizes of the samples: hold them against those of other real points, as many.

    Parameters
    ----------
    samples, real : array_like, shape (n, d) and (m, d)
        Points, at least 6 each.

    Returns
    -------
    Neighbourhoods
        Four numbers: shares, from 0 to 1, and a density.

    Raises
    ------
    ValueError
        If there are fewer points, they are not finite, or their dimensions differ.

    References
    ----------
    Kynkaanniemi, Karras, Laine, Lehtinen & Aila (2019), arXiv:1904.06991 (precision and recall).
    Naeem, Oh, Uh, Choi & Yoo (2020), arXiv:2002.09797 (density and coverage).

    Examples
    --------
    >>> import numpy as np
    >>> line = np.arange(20.0)[:, None]
    >>> neighbourhoods(line[:10], line)
    Neighbourhoods(precision=1.0, recall=0.65, density=1.34, coverage=0.65)
    """
    x, y = (torch.from_numpy(points) for points in read_pair(samples, real, least=BALLS + 1))
    reach_x, reach_y = _reach(x), _reach(y)
    precise = torch.zeros(len(x), dtype=torch.bool)
    recalled, covered, held = 0, 0, 0
    for rows in torch.split(torch.arange(len(y)), BLOCK):
        away = _away(y[rows], x)
        near = away <= reach_y[rows, BALLS - 1, None]
        precise |= (away <= reach_y[rows, MANIFOLD - 1, None]).any(dim=0)
        recalled += int((away <= reach_x[:, MANIFOLD - 1]).any(dim=1).sum())
        covered += int(near.any(dim=1).sum())
        held += int(near.sum())
    return Neighbourhoods(
        precision=int(precise.sum()) / len(x),
        recall=recalled / len(y),
        density=held / (BALLS * len(x)),
        coverage=covered / len(y),
    )


def _reach(points: Tensor) -> Tensor:
    """Return the distances of each point to its nearest others, shape (n, 5), sorted."""
    found = []
    for rows in torch.split(torch.arange(len(points)), BLOCK):
        away = _away(points[rows], points)
        away[torch.arange(len(rows)), rows] = np.inf  # itself
        found.append(away.topk(BALLS, dim=1, largest=False).values)
    return torch.cat(found)


def _away(x: Tensor, y: Tensor) -> Tensor:
    """Return the distances (n, m), differences taken before squares."""
    return torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist")
