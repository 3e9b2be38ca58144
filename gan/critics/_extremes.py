"""Critics made of critics: the largest score, the smallest, the opposite."""

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
        """Return the largest of the critics' bounds, exactly; inf where one has none."""
        return max(_bound_of(critic) for critic in self.critics)


class Maximum(_Extreme):
    """The largest of the scores of some critics: as Lipschitz as the steepest of them.

    Parameters
    ----------
    *critics : torch.nn.Module
        At least one. The gradient is that of one critic with the largest score, never a mean.

    Raises
    ------
    ValueError
        If there is no critic.

    Examples
    --------
    >>> import torch
    >>> from gan.critics import Maximum, McShane
    >>> cones = [McShane(torch.tensor([[c]]), torch.tensor([0.0])) for c in (-1.0, 1.0)]
    >>> Maximum(*cones)(torch.tensor([[3.0]], dtype=torch.float64)).tolist()
    [-2.0]
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        return self._scores(x).max(dim=0).values


class Minimum(_Extreme):
    """The smallest of the scores of some critics: as Lipschitz as the steepest of them.

    Parameters
    ----------
    *critics : torch.nn.Module
        At least one. The gradient is that of one critic with the smallest score, never a mean.

    Raises
    ------
    ValueError
        If there is no critic.

    Examples
    --------
    >>> import torch
    >>> from gan.critics import McShane, Minimum
    >>> cones = [McShane(torch.tensor([[c]]), torch.tensor([0.0])) for c in (-1.0, 1.0)]
    >>> Minimum(*cones)(torch.tensor([[3.0]], dtype=torch.float64)).tolist()
    [-4.0]
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, shape (batch,)."""
        return self._scores(x).min(dim=0).values


class Negated(nn.Module):
    """The opposite of a critic's scores: the critic for the laws in the other order.

    Parameters
    ----------
    critic : torch.nn.Module
        The critic whose scores change sign.

    Examples
    --------
    >>> import torch
    >>> from gan.critics import McShane, Negated
    >>> cone = McShane(torch.tensor([[0.0]]), torch.tensor([0.0]))
    >>> Negated(cone)(torch.tensor([[3.0]], dtype=torch.float64)).tolist()
    [3.0]
    """

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
    bound = getattr(critic, "lipschitz_bound", None)
    return math.inf if bound is None else float(bound())
