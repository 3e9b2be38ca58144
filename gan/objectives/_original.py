"""The original GAN, in logits, with both of its generator's losses.

The score is the logit of D(x), the probability that x is real. In logits -log D = softplus(-s) and
-log(1 - D) = softplus(s) never take the logarithm of zero.

The best score is log p - log q, and it costs the critic log 4 - 2 JS(p, q): against it the minimax
generator minimises JS. The slope of that generator's loss is -D(x), which dies where the critic is
sure that x is generated; that of the non-saturating one is D(x) - 1.

Goodfellow et al. (2014), arXiv:1406.2661, section 3 and theorem 1.
"""

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import softplus

from ._objective import Objective, Scores


def _not_real(s: Scores) -> Tensor:
    return softplus(-s)  # -log D


def _not_fake(s: Scores) -> Tensor:
    return softplus(s)  # -log(1 - D)


def _found_fake(s: Scores) -> Tensor:
    return -softplus(s)  # log(1 - D)


def _log_ratio(p: Tensor, q: Tensor) -> Scores:
    # log 0 - log 0 is no number; where p = q the ratio is 1.
    return torch.where(p == q, torch.zeros_like(p + q), p.log() - q.log())


minimax = Objective(_not_real, _not_fake, generator=_found_fake, best_score=_log_ratio)
nonsaturating = replace(minimax, generator=_not_real)
