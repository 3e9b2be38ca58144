"""The convolutional generator: a linear map to an eighth of the size, which is doubled thrice."""

import math
from functools import partial
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from .._drawn import DEVIATION, drawn, rows, same_size, taps_met
from .._labels import require_labels
from .._pictures import require_layers, require_one_of, require_pictures
from ..nonlinearities import Nonlinearity
from ..truths._reading import read_whole
from ._perceptron import require_latent

KERNEL = 4  # twice the stride, so that each pixel sums equally many products
FAINT = 0.04  # the variance of the first pictures: no pixel begins where tanh is flat


class Convolutional(nn.Module):
    """A generator of pictures as in DCGAN: a linear map, then transposed convolutions, then tanh.

    With 4f, 2f and f channels the size grows from an eighth to a quarter and a half, and the last
    layer makes the picture. Layers beyond these four are convolutions that keep the size, put at
    the eighth, the quarter and the half in turn. A label is as many more entries of the latent
    point as there are classes, all 0 but its own, which is the root of their number: of mean square
    1, as the entries of the noise.

    Parameters
    ----------
    height, width, channels : int
        Of the pictures; the sizes multiples of 4.
    classes : int
        How many labels; 0 for a generator without.
    latent : int
        Entries of a latent point.
    nonlinearity : Nonlinearity
        Between the layers.
    depth : int
        How many layers have weights, at least 4.
    batch_norm : bool
        Whether all but the last layer are normalised over the batch.
    filters : int
        Channels at half of the size, f.
    generator : torch.Generator
        Draws all weights.

    Raises
    ------
    ValueError
        If a size, depth or count is none; on a call, if the latent points have another size or
        type, or the labels are none of the classes.

    References
    ----------
    Radford, Metz and Chintala (2016), Unsupervised Representation Learning with Deep Convolutional
    Generative Adversarial Networks, arXiv:1511.06434.
    """

    def __init__(
        self,
        *,
        height: int,
        width: int,
        channels: int,
        classes: int,
        latent: int,
        nonlinearity: Nonlinearity,
        depth: int,
        batch_norm: bool,
        filters: int,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        require_pictures(height, width, channels, classes)
        require_layers(nonlinearity, depth, filters)
        read_whole(latent, "latent", least=1)
        require_one_of(batch_norm, "batch_norm", True, False)
        self.latent, self.classes, self.nonlinearity = latent, classes, nonlinearity
        self.sizes = [(-(-height // part), -(-width // part)) for part in (8, 4, 2, 1)]
        widths = (4 * filters, 2 * filters, filters, channels)
        self.start = (widths[0], *self.sizes[0])
        units = self.start[0] * self.start[1] * self.start[2]
        energy = latent + classes
        make = partial(nn.Linear, latent, units)
        self.linear = drawn(make, energy, generator, normalised=batch_norm)
        std = DEVIATION if batch_norm else 1 / math.sqrt(energy)
        self.label = rows(classes, units, std, generator) if classes else None
        self.layers, self.norms = nn.ModuleList(), nn.ModuleList()
        self.after: list[tuple[int, int]] = []  # the size after each layer
        for stage, (a, b) in enumerate(pairwise(widths)):
            size, square = self.sizes[stage], nonlinearity.square
            for _ in range(stage, depth - 4, 3):
                keep = same_size(a, size, square, generator, normalised=batch_norm)
                self._add(keep, size, batch_norm)
            normalised, square = (batch_norm, square) if stage < 2 else (False, square / FAINT)
            double = _double(a, b, size, square, generator, normalised=normalised)
            self._add(double, self.sizes[stage + 1], batch_norm)

    def _add(
        self, layer: nn.Conv2d | nn.ConvTranspose2d, size: tuple[int, int], batch_norm: bool
    ) -> None:
        self.norms.append(nn.BatchNorm2d(layer.in_channels) if batch_norm else nn.Identity())
        self.layers.append(layer)
        self.after.append(size)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Return pictures, shape (batch, channels, height, width), in [-1, 1]."""
        h = self.linear(require_latent(z, self.linear))
        y = require_labels(y, len(z), self.classes)
        if self.label is not None:
            h = h + math.sqrt(self.classes) * functional.embedding(y, self.label)
        h = h.view(-1, *self.start)
        for norm, layer, (height, width) in zip(self.norms, self.layers, self.after, strict=True):
            h = layer(self.nonlinearity(norm(h)))[..., :height, :width]
        return torch.tanh(h)


def _double(
    a: int,
    b: int,
    size: tuple[int, int],
    square: float,
    generator: torch.Generator,
    *,
    normalised: bool,
) -> nn.ConvTranspose2d:
    """Return a layer from n pixels a side to 2 n: to halve them, run backwards.

    So each of the 2 n pixels is met by half as many taps as each of the n is there.
    """
    taps = taps_met(2 * size[0], KERNEL, 2, 1) * taps_met(2 * size[1], KERNEL, 2, 1) / 4
    make = partial(nn.ConvTranspose2d, a, b, KERNEL, stride=2, padding=1)
    return drawn(make, taps * a * square, generator, normalised=normalised)
