"""Critics made of critics: the largest, the smallest, the opposite."""

import math

import torch
from torch import Tensor, nn


class _Extreme(nn.Module):
    def __init__(self, *critics: nn.Module) -> None:
        super().__init__()
        if not critics:
            raise ValueError("there are 0 critics; pass at least one")
        self.critics = nn.ModuleList(critics)

    def _scores(self, x: Tensor) -> Tensor:
        return torch.stack([critic(x) for critic in self.critics])

    def lipschitz_bound(self) -> float:
        """Return the largest of the critics' bounds; inf where one has none."""
        return max(_bound_of(critic) for critic in self.critics)


class Maximum(_Extreme):
    """The largest of the scores of some critics."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        return self._scores(x).max(dim=0).values


class Minimum(_Extreme):
    """The smallest of the scores of some critics."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        return self._scores(x).min(dim=0).values


class Negated(nn.Module):
    """The opposite of a critic's scores."""

    def __init__(self, critic: nn.Module) -> None:
        super().__init__()
        self.critic = critic

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        scores: Tensor = -self.critic(x)
        return scores

    def lipschitz_bound(self) -> float:
        """Return the critic's bound; inf where it has none."""
        return _bound_of(self.critic)


def _bound_of(critic: nn.Module) -> float:
    """Return the critic's own bound of its Lipschitz constant; inf where it has none."""
    bound = getattr(critic, "lipschitz_bound", None)
    return math.inf if bound is None else float(bound())
