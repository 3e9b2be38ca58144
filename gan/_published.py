"""How the literature trains a critic: one loop, and what the methods put into it.

- mlp-clipped: weights projected onto [-0.01, 0.01] (Arjovsky, Chintala & Bottou 2017,
  arXiv:1701.07875, algorithm 1);
- mlp-penalty: the two-sided gradient penalty, lambda = 10 (Gulrajani et al. 2017,
  arXiv:1704.00028); mlp-one-sided: only slopes above 1 are penalised, equally;
- spectral: layers divided by their spectral norms, ReLU between them;
- groupsort: orthogonal layers, pairs sorted between them (Anil, Lucas & Grosse 2019,
  arXiv:1811.05381);
- mcshane: 256 cones that begin at points of x, softened and annealed: the plain form of what
  `fit_critic` does with more care.

Widths, steps, batches and Adam's learning rate are ours, the same for all networks, and stated
here: what is compared are the ways to hold the slope, not the papers' own experiments.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor, nn

from .critics import MLP, GroupSort, McShane, SpectralMLP
from .penalties import clip_weights, gradient_penalty, one_sided_gradient_penalty

Sampler = Callable[[int], Tensor]
Progress = Callable[[str, int, int], None]

WIDTHS = (64, 64)
WEIGHT = 10.0  # of a penalty: lambda in arXiv:1704.00028
WINDOW = 0.01  # of clipped weights: c in arXiv:1701.07875
CONES, SEEN = 256, 1024  # at points drawn of those that `make` is given
SOFT = 0.1, 0.001  # temperatures at first and at last, in spreads of the data


def _nothing(critic: nn.Module, done: int, steps: int) -> None:
    """Leave the critic as the step left it."""


@dataclass(frozen=True)
class Recipe:
    """How to train a critic f for E f(x) - E f(y), as a published method does.

    Parameters
    ----------
    make : callable
        From points (n, dim) and a `torch.Generator` to the critic, not yet trained.
    penalty : callable, optional
        From (critic, x, y, generator=...) to what is taken, times 10, from the objective.
    after : callable, optional
        Told (critic, done, steps) after each step: a projection, or annealing.
    learning_rate : float, default 0.002
        Of Adam (betas .5 and .9) at first; it falls to 0 along half a cosine.

    Examples
    --------
    >>> from gan import PUBLISHED
    >>> from gan.truths import Translation
    >>> truth = Translation(2)
    >>> critic = PUBLISHED["groupsort"].fit(truth.sample_p, truth.sample_q, steps=20, batch=32)
    >>> 0.99 < critic.lipschitz_bound() < 1.01
    True
    """

    make: Callable[[Tensor, torch.Generator], Any]
    penalty: Callable[..., Tensor] | None = None
    after: Callable[[Any, int, int], None] = _nothing
    learning_rate: float = 2e-3

    def fit(
        self,
        sample_x: Sampler,
        sample_y: Sampler,
        *,
        seed: int = 0,
        steps: int = 2000,
        batch: int = 256,
        progress: Progress | None = None,
    ) -> Any:
        """Train the critic on fresh points, and return it.

        Parameters
        ----------
        sample_x, sample_y : callables
            From n to n fresh points, float64 tensors of shape (n, dim).
        seed : int, default 0
            Decides the first weights and the points of the penalty.
        steps, batch : int
            How many steps, on how many points a side.
        progress : callable, optional
            Told ("training", done, steps).

        Returns
        -------
        nn.Module
            From (batch, dim) to (batch,), with ``lipschitz_bound()``.
        """
        generator = torch.Generator().manual_seed(seed)
        critic = self.make(sample_x(SEEN), generator)
        optimizer = torch.optim.Adam(critic.parameters(), lr=self.learning_rate, betas=(0.5, 0.9))
        for done in range(1, steps + 1):
            x, y = sample_x(batch), sample_y(batch)
            loss = critic(y).mean() - critic(x).mean()
            if self.penalty is not None:
                loss = loss + WEIGHT * self.penalty(critic, x, y, generator=generator)
            optimizer.zero_grad()
            loss.backward()
            for group in optimizer.param_groups:
                group["lr"] = self.learning_rate * (1 + math.cos(math.pi * (done - 1) / steps)) / 2
            optimizer.step()
            self.after(critic, done, steps)
            if progress is not None:
                progress("training", done, steps)
        return critic


def _mlp(x: Tensor, generator: torch.Generator) -> MLP:
    return MLP(x.shape[1], WIDTHS, generator=generator)


def _spectral(x: Tensor, generator: torch.Generator) -> SpectralMLP:
    return SpectralMLP(x.shape[1], WIDTHS, generator=generator)


def _group_sort(x: Tensor, generator: torch.Generator) -> GroupSort:
    return GroupSort(x.shape[1], WIDTHS, generator=generator)


def _cones_at_points(x: Tensor, generator: torch.Generator) -> McShane:
    picked = x[torch.randperm(len(x), generator=generator)[:CONES]]
    spread = float((x - x.mean(dim=0)).norm(dim=1).mean())
    return McShane(picked, torch.zeros(len(picked)), temperature=SOFT[0] * spread)


def _clip(critic: nn.Module, done: int, steps: int) -> None:
    clip_weights(critic, WINDOW)


def _harden(critic: McShane, done: int, steps: int) -> None:
    critic.temperature.mul_((SOFT[1] / SOFT[0]) ** (1 / steps) if done < steps else 0.0)


PUBLISHED: Mapping[str, Recipe] = MappingProxyType(
    {
        "mlp-clipped": Recipe(_mlp, after=_clip),
        "mlp-penalty": Recipe(_mlp, gradient_penalty),
        "mlp-one-sided": Recipe(_mlp, one_sided_gradient_penalty),
        "spectral": Recipe(_spectral),
        "groupsort": Recipe(_group_sort),
        "mcshane": Recipe(_cones_at_points, after=_harden, learning_rate=1e-2),
    }
)
