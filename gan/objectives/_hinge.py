"""Hinge: real points are to score at least 1, generated points at most -1.

The best score is the sign of p - q (anything from -1 to 1 where p = q, of which this is 0), and it
costs the critic 2 (1 - TV(p, q)). The generator's loss has slope -1 at every score.

Lim and Ye (2017), arXiv:1705.02894; Miyato et al. (2018), arXiv:1802.05957, whose form this is.
"""

from torch import Tensor
from torch.nn.functional import relu

from ._objective import Objective, Scores


def _short_of_one(s: Scores) -> Tensor:
    return relu(1 - s)


def _above_minus_one(s: Scores) -> Tensor:
    return relu(1 + s)


def _negated(s: Scores) -> Tensor:
    return -s


def _sign(p: Tensor, q: Tensor) -> Scores:
    return (p - q).sign()


hinge = Objective(_short_of_one, _above_minus_one, generator=_negated, best_score=_sign)
