"""The objective of M2: bounds on labelled and unlabelled rows, and the classifier's own loss."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from ._m2_model import M2

Rows = Callable[[Tensor, torch.Generator | None], Tensor]


@dataclass(frozen=True, eq=False)
class Objective:
    """The loss of M2 on batches, in nats a row.

        -(n_l / n) mean L(x, y) - (n_u / n) mean U(x) - alpha mean log q(y | x)

    over labelled and unlabelled rows. Each batch of unlabelled rows is joined by as many labelled
    ones, drawn with replacement, fewer where there are fewer.

    Attributes
    ----------
    model : M2
        What is trained.
    rows : callable
        From indices and a generator to rows (n, d); without a generator, their means.
    codes : Tensor, shape (n,)
        Classes, -1 where unlabelled.
    labelled, unlabelled : Tensor
        Indices of the rows to train on.
    alpha : float
        Weight of the classifier's loss.
    """

    model: M2
    rows: Rows
    codes: Tensor
    labelled: Tensor
    unlabelled: Tensor
    alpha: float

    @property
    def n(self) -> int:
        """How many rows an epoch goes through: the unlabelled, or the labelled if all are."""
        return len(self.unlabelled) or len(self.labelled)

    def __call__(self, places: Tensor, generator: torch.Generator, weight: float) -> Tensor:
        """Return the loss of these places among the rows of an epoch, the KL so weighted."""
        if not len(self.unlabelled):
            return self.of_labelled(self.labelled[places], generator, weight=weight).mean()
        share = len(self.labelled) / (len(self.labelled) + len(self.unlabelled))
        count = min(len(places), len(self.labelled))
        drawn = torch.randint(len(self.labelled), (count,), generator=generator)
        x = self.rows(self.unlabelled[places], generator)
        noise = self.noise((self.model.classes, len(x)), generator, x)
        free = -self.model.unlabelled_bound(x, noise, weight).mean()
        bound = self.of_labelled(self.labelled[drawn], generator, share, weight)
        return (1 - share) * free + bound.mean()

    def of_labelled(
        self,
        indices: Tensor,
        generator: torch.Generator,
        share: float = 1.0,
        weight: float = 1.0,
    ) -> Tensor:
        """Return the loss of each labelled row."""
        x = self.rows(indices, generator)
        y = one_hot(self.codes[indices], self.model.classes).to(x)
        bound = self.model.labelled_bound(x, y, self.noise((len(x),), generator, x), weight)
        return -share * bound - self.alpha * (y * self.model.log_probabilities(x)).sum(-1)

    def of_unlabelled(self, indices: Tensor, generator: torch.Generator) -> Tensor:
        """Return the loss of each unlabelled row."""
        x = self.rows(indices, generator)
        noise = self.noise((self.model.classes, len(x)), generator, x)
        return -self.model.unlabelled_bound(x, noise)

    def noise(self, shape: tuple[int, ...], generator: torch.Generator, like: Tensor) -> Tensor:
        """Draw standard normals, on the CPU whatever the device, so that they are the same."""
        return torch.randn((*shape, self.model.latent), generator=generator).to(like)
