"""Least squares: scores of real points are to be 1, scores of generated points 0.

The generator wants its points to score 1. The best score is p / (p + q), and it costs the critic
1/2 sum pq / (p + q) = (1 - chi2(p, (p + q) / 2)) / 4: 1/4 for equal laws, 0 for disjoint ones.

Mao et al. (2017), arXiv:1611.04076, with their targets a = 0, b = c = 1.
"""

import torch
from torch import Tensor

from ._objective import Objective, Scores


def _off_one(s: Scores) -> Tensor:
    return (s - 1) ** 2 / 2


def _off_zero(s: Scores) -> Tensor:
    return s**2 / 2


def _share(p: Tensor, q: Tensor) -> Scores:
    total = p + q
    return torch.where(p == q, torch.full_like(total, 0.5), p / total)


least_squares = Objective(_off_one, _off_zero, generator=_off_one, best_score=_share)
