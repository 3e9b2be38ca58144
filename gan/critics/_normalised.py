"""Normalisation inside a critic of pictures, and how steep it can be."""

import math
from typing import cast

from torch import Tensor, nn

from ._norms import up

ROUNDED = 1 + 2.0**-50  # above what a quotient, a root and a sum lose


class BatchNorm(nn.BatchNorm2d):
    """Batch normalisation: trained, a map of whole batches; afterwards, an affine map of points.

    In training mode a score depends on the other points of its batch, so no bound holds, and a
    gradient penalty, which is of each point alone, penalises something else: it wants `LayerNorm`.

    Parameters
    ----------
    num_features : int
        Channels.

    References
    ----------
    Ioffe and Szegedy (2015), Batch Normalization: Accelerating Deep Network Training by Reducing
    Internal Covariate Shift, arXiv:1502.03167.

    Examples
    --------
    >>> from gan.critics import BatchNorm
    >>> norm = BatchNorm(8)
    >>> norm.lipschitz_bound(), round(norm.eval().lipschitz_bound(), 4)
    (inf, 1.0)
    """

    def lipschitz_bound(self) -> float:
        """Return the largest |weight| / sqrt(variance + eps), rounded up; inf in training mode."""
        if self.training:
            return math.inf
        variance = cast(Tensor, self.running_var).double() + self.eps
        stretch = self.weight.detach().double().abs() / variance.sqrt()
        return up(float(stretch.max()) * ROUNDED)


class LayerNorm(nn.GroupNorm):
    """Normalisation over all channels and pixels of a point, then a scale a channel.

    Parameters
    ----------
    channels : int
        Channels.

    References
    ----------
    Ba, Kiros and Hinton (2016), Layer Normalization, arXiv:1607.06450.

    Examples
    --------
    >>> from gan.critics import LayerNorm
    >>> round(LayerNorm(8).lipschitz_bound(), 1)
    316.2
    """

    def __init__(self, channels: int) -> None:
        super().__init__(1, channels)

    def lipschitz_bound(self) -> float:
        """Return the largest |weight| / sqrt(eps), rounded up: the slope at a constant picture.

        To subtract the mean is a projection, and u / sqrt(|u|^2 / n + eps) has derivatives of
        1 / sqrt(|u|^2 / n + eps) across u and less along it.
        """
        return up(float(self.weight.detach().double().abs().max()) / math.sqrt(self.eps) * ROUNDED)
