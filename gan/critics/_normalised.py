"""Normalisation inside a critic, and how steep it is."""

import math

import numpy as np
from torch import nn

from ._norms import up


class BatchNorm(nn.BatchNorm2d):
    """Batch normalisation: for training a map of batches, afterwards an affine map of points."""

    def lipschitz_bound(self) -> float:
        """Return the largest |scale| / sqrt(variance + eps); inf in training mode.

        There a score depends on the batch, and is no function of its own point.
        """
        if self.training:
            return math.inf
        scale = np.abs(self.weight.detach().double().numpy())
        spread = self.running_var.double().numpy() + self.eps  # type: ignore[union-attr]
        return float((scale / np.sqrt(spread)).max()) * (1 + 2.0**-50)


class LayerNorm(nn.GroupNorm):
    """Layer normalisation over channels and pixels of a point, with a scale a channel."""

    def __init__(self, channels: int) -> None:
        super().__init__(1, channels)

    def lipschitz_bound(self) -> float:
        """Return the largest |scale| / sqrt(eps): the slope where a point is constant.

        u -> u / sqrt(|u|^2 / n + eps) stretches by at most 1 / sqrt(eps), and to subtract the mean
        is a projection.
        """
        scale = float(self.weight.detach().double().abs().max())
        return up(up(scale / math.sqrt(self.eps)) * (1 + 2.0**-52))
