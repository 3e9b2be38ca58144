"""Objective: what a critic and a generator aim at, as functions of scores."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

Scores = Tensor  # of any shape: an objective looks at each score by itself


@dataclass(frozen=True)
class Objective:
    """Three functions of scores, and the score that is best for the critic.

    With real points from P, generated ones from Q and a critic's scores s, the critic minimises
    ``E_P real(s) + E_Q fake(s)`` and the generator ``E_Q generator(s)``. The functions work score
    by score; the mean is the caller's.

    Parameters
    ----------
    real, fake : callable, scores -> Tensor of the same shape
        What the critic pays for a score of a real and of a generated point.
    generator : callable, scores -> Tensor of the same shape
        What the generator pays for the score that its point got.
    best_score : callable, (p, q) -> scores, or None
        The score that costs the critic least where the laws have densities p and q (or masses; of
        any shape). Where both are 0 every score costs nothing, and this is the score of p = q.
        None where the best score at a point depends on p and q elsewhere.

    Examples
    --------
    Any functions of scores will do; the least cost of the critic then is a divergence:

    >>> import torch
    >>> from gan.objectives import hinge
    >>> p, q = torch.tensor([0.5, 0.5]), torch.tensor([0.75, 0.25])
    >>> s = hinge.best_score(p, q)
    >>> float((p * hinge.real(s) + q * hinge.fake(s)).sum())  # 2 (1 - TV), and TV = 1/4
    1.5
    """

    real: Callable[[Scores], Tensor]
    fake: Callable[[Scores], Tensor]
    generator: Callable[[Scores], Tensor]
    best_score: Callable[[Tensor, Tensor], Scores] | None
