"""Fitting f(x) = max_j (b_j - |x - c_j|): its steps, and how many cones it has.

    J(c, b) = E_P f - E_Q f,    f(x) = t log sum_j exp((b_j - |x - c_j|) / t)

With w_j(x) the softmax weights and v_j(x) the unit vector from c_j to x, the gradients are

    dJ/dc_j = E_P w_j v_j - E_Q w_j v_j,    dJ/db_j = E_P w_j - E_Q w_j

A step for the geometric median of a cell (Weiszfeld) divides the first by E w_j / |x - c_j|. So the
centre of a cell where P is dense without bound moves by as little as its nearest points are away,
another by a share of the size of its cell. A bias moves by the difference of the cell's masses over
their mean, in units of how far the highest cone is above the next.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from ._modes import distances

_BLOCK = 1 << 13  # points at a time
BALANCE = 100  # steps that give each cell the same mass of Q
TINY = torch.finfo(torch.float64).tiny


class Cones(NamedTuple):
    """The centres (k, d) and the biases (k,)."""

    centres: Tensor
    biases: Tensor

    def heights(self, x: Tensor) -> Tensor:
        """Return b_j - |x_i - c_j|, shape (n, k)."""
        return self.biases - distances(x, self.centres)

    def values(self, x: Tensor) -> Tensor:
        """Return the maxima, shape (n,)."""
        return torch.cat([self.heights(rows).amax(dim=1) for rows in torch.split(x, _BLOCK)])

    def cells(self, x: Tensor) -> Tensor:
        """Return which cone is highest, shape (n,)."""
        return torch.cat([self.heights(rows).argmax(dim=1) for rows in torch.split(x, _BLOCK)])

    def gain(self, x: Tensor, y: Tensor) -> float:
        """Return mean f(x) - mean f(y)."""
        return float(self.values(x).mean() - self.values(y).mean())

    def lead(self, y: Tensor) -> float:
        """Return how far the highest cone is above the next, on average; 0 for a single one."""
        if len(self.biases) == 1:
            return 0.0
        top = self.heights(y).topk(2, dim=1).values
        return float((top[:, 0] - top[:, 1]).mean())

    def pulls(self, x: Tensor, temperature: float) -> tuple[Tensor, Tensor, Tensor]:
        """Return the means over x of w_j v_j, of w_j, and of w_j / |x - c_j|."""
        heights = self.heights(x)
        r = self.biases - heights
        if temperature > 0:
            w = torch.softmax(heights / temperature, dim=1)
        else:
            w = torch.zeros_like(r).scatter_(1, heights.argmax(dim=1, keepdim=True), 1.0)
        per = torch.where(r > 0, w / r, 0.0)
        total = per.sum(dim=0)
        return (per.T @ x - total[:, None] * self.centres) / len(x), w.mean(dim=0), total / len(x)


def balanced(centres: Tensor, y: Tensor, softness: float) -> Cones:
    """Return cones whose cells have about the same mass of the points y."""
    r = distances(y, centres)
    biases = torch.zeros(len(centres), dtype=torch.float64)
    unit = float(r.std(dim=1).mean()) if len(centres) > 1 else 0.0
    for _ in range(2):
        temperature = softness * unit
        for _ in range(BALANCE if temperature > 0 else 0):
            mass = torch.softmax((biases - r) / temperature, dim=1).mean(dim=0)
            more = (mass * len(biases)).clamp_min(1e-3).log()
            biases = biases - temperature / 2 * more
        cones = Cones(centres, biases)
        unit = cones.lead(y)
    return cones
