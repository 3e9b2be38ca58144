"""Wasserstein: the critic raises the scores of real points and lowers those of generated ones.

Among 1-Lipschitz scores the least cost is -W1(p, q). The objective does not hold the critic to
them: its architecture, a projection of its weights or a penalty has to, and without one the cost
has no least value. So the best score at a point is no function of p and q there.

Arjovsky, Chintala and Bottou (2017), arXiv:1701.07875.
"""

from torch import Tensor

from ._objective import Objective, Scores


def _negated(s: Scores) -> Tensor:
    return -s


def _itself(s: Scores) -> Tensor:
    return s


wasserstein = Objective(_negated, _itself, generator=_negated, best_score=None)
