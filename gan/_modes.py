"""Where a law is densest: guesses for the centres of cones.

Points drawn at random climb twice to the geometric median of their nearest neighbours. What has
climbed to one place is then told from what has not: a point is kept if none that is kept and
denser is among its K nearest. How many that are depends on K, and the caller tries several.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from scipy.spatial import cKDTree
from torch import Tensor

STARTS, POOL = 2048, 1 << 16  # that climb; among which neighbours are sought
BALL, CLIMBS, WEISZFELD = 16, 2, 4  # neighbours; climbs; steps towards a median
FEW = 8  # entries of a point, up to which distances are differences, and a tree is faster
_ROWS = 64  # centres at a time
_SMOOTH = 1e-2  # of the median distance: what a distance is at least, for a geometric median


def distances(points: Tensor, centres: Tensor) -> Tensor:
    """Return |x_i - c_j|; in high dimension by products, which guesses can bear.

    In float64 a product is wrong by some 1e-15 |x|^2 / r, and in more than 8 dimensions no centre
    is known to better than 1e-3 from samples. What is reported is computed by differences.
    """
    if points.shape[1] <= FEW:
        near: Tensor = torch.cdist(points, centres, compute_mode="donot_use_mm_for_euclid_dist")
        return near
    square = (points * points).sum(1, keepdim=True) - 2 * points @ centres.T
    return (square + (centres * centres).sum(1)).clamp_min(0).sqrt()


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Points in which neighbours are sought."""

    points: Tensor

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self.points.numpy())

    def of(self, centres: Tensor, k: int) -> tuple[Tensor, Tensor]:
        """Return the indices of the k nearest points, and how far they are, nearest first."""
        if self.points.shape[1] <= FEW:
            r, i = self._tree.query(centres.numpy(), range(1, k + 1))
            return torch.from_numpy(i), torch.from_numpy(r)
        found = [
            distances(rows, self.points).topk(k, largest=False)
            for rows in torch.split(centres, _ROWS)
        ]
        return torch.cat([f.indices for f in found]), torch.cat([f.values for f in found])


def median(points: Tensor, centres: Tensor) -> Tensor:
    """Return centres (n, d) moved towards the geometric medians of points (n, k, d)."""
    for _ in range(WEISZFELD):
        r = torch.linalg.vector_norm(points - centres[:, None], dim=2)
        least = _SMOOTH * r.median(dim=1, keepdim=True).values
        w = 1 / (r + least).clamp_min(torch.finfo(torch.float64).tiny)
        w = w / w.amax(dim=1, keepdim=True)
        centres = (w[..., None] * points).sum(dim=1) / w.sum(dim=1, keepdim=True)
    return centres


def climbed(near: Neighbours, starts: Tensor) -> Tensor:
    """Return the starts, moved to the medians of their neighbours a few times."""
    k = _ball(near)
    for _ in range(CLIMBS):
        found = near.of(starts, k)[0]
        parts = zip(torch.split(found, _ROWS), torch.split(starts, _ROWS), strict=True)
        starts = torch.cat([median(near.points[i], c) for i, c in parts])
    return starts


def apart(near: Neighbours, centres: Tensor, ranks: tuple[int, ...]) -> list[Tensor]:
    """Return for each rank K the centres that have no denser one among their K nearest."""
    ranks = tuple(min(rank, len(near.points)) for rank in ranks)
    radii = near.of(centres, max(*ranks, _ball(near)))[1]
    order = radii[:, _ball(near) - 1].argsort(stable=True).tolist()
    gaps = distances(centres, centres)
    found = []
    for rank in ranks:
        close = (gaps <= radii[:, rank - 1 : rank]).numpy()
        kept = np.zeros(len(centres), dtype=bool)
        for i in order:
            kept[i] = not (close[i] & kept).any()
        found.append(centres[torch.from_numpy(kept)])
    return found


def _ball(near: Neighbours) -> int:
    return max(1, min(BALL, len(near.points) // 4))
