"""When a training has failed: fixed before any run that is reported.

A run fails where a loss or a gradient is no finite number; where, at a look, a weight or a buffer
of either player is none; and where the generator has collapsed: at a look after 500 iterations or
more, its points vary by less than a twentieth of what the real points do. Both are sums of
variances over all entries, within each class if there are classes, averaged over them; the
generator is in evaluation mode, and its 64 points a class are always made of the same noise. Where
the real points do not vary within any class, no collapse can be told, and none is reported.
"""

import math

import torch
from torch import Tensor, nn

COLLAPSED, FROM, POINTS = 0.05, 500, 64


class Watch:
    """What the real points vary by, and the noise by which a generator is looked at."""

    def __init__(self, points: Tensor, labels: Tensor | None, latent: int, classes: int) -> None:
        count = max(classes, 1)
        generator = torch.Generator().manual_seed(0)
        self._z = torch.randn((count * POINTS, latent), generator=generator)
        self._y = torch.arange(count).repeat_interleave(POINTS) if classes else None
        of_class = [points] if labels is None else [points[labels == c] for c in range(count)]
        self._real = _variation(of_class)

    def failure(self, iteration: int, generator: nn.Module) -> str | None:
        """Return in what way the generator has collapsed, None if it has not."""
        if iteration < FROM or self._real == 0:
            return None
        like = next(generator.parameters())
        z, y = self._z.to(like), None if self._y is None else self._y.to(like.device)
        training = generator.training
        generator.eval()
        with torch.no_grad():
            fake = generator(z) if y is None else generator(z, y)
        generator.train(training)
        share = _variation(list(fake.split(POINTS))) / self._real
        if share >= COLLAPSED:
            return None
        return f"collapsed: the generated points vary by {share:.3g} of what the real ones do"


def of_numbers(iteration: int, **numbers: float) -> str | None:
    """Return which of the numbers is not finite, None if all are."""
    for name, one in numbers.items():
        if not math.isfinite(one):
            return f"{name.replace('_', ' ')} is {one} at iteration {iteration}"
    return None


def of_weights(iteration: int, **players: nn.Module) -> str | None:
    """Return which weight or buffer of which player is not finite, None if all are."""
    for player, module in players.items():
        for name, one in module.state_dict().items():
            if not one.isfinite().all():
                return f"{name} of the {player} is not finite at iteration {iteration}"
    return None


def _variation(of_class: list[Tensor]) -> float:
    """Return the sum of the variances of all entries, averaged over classes."""
    sums = [float(points.double().var(dim=0, correction=0).sum()) for points in of_class]
    return sum(sums) / len(sums)
