"""A generator and a critic of points of the plane, with labels or without, and rings to learn."""

import torch
from torch import nn


class Generator(nn.Module):
    """A perceptron, to which a label is one of its inputs."""

    def __init__(self, seed=0, *, classes=0, latent=3, norm=None, dtype=torch.float64):
        super().__init__()
        self.latent, self.classes = latent, classes
        random = torch.Generator().manual_seed(seed)
        self.first = linear(latent + classes, 8, random, dtype)
        self.norm = nn.Identity() if norm is None else norm(8, dtype=dtype)
        self.last = linear(8, 2, random, dtype)

    def forward(self, z, y=None):
        return self.last(torch.tanh(self.norm(self.first(joined(z, y, self.classes)))))


class Critic(nn.Module):
    """The same, to one score a point."""

    def __init__(self, seed=1, *, classes=0, norm=None, dtype=torch.float64):
        super().__init__()
        self.classes = classes
        random = torch.Generator().manual_seed(seed)
        self.first = linear(2 + classes, 8, random, dtype)
        self.norm = nn.Identity() if norm is None else norm(8, dtype=dtype)
        self.last = linear(8, 1, random, dtype)

    def forward(self, x, y=None):
        return self.last(torch.tanh(self.norm(self.first(joined(x, y, self.classes))))).squeeze(1)


def joined(x, y, classes):
    assert (y is None) == (classes == 0)
    return x if y is None else torch.cat([x, nn.functional.one_hot(y, classes).to(x)], 1)


def linear(a, b, random, dtype):
    layer = nn.utils.skip_init(nn.Linear, a, b, dtype=dtype)
    with torch.no_grad():
        layer.weight.normal_(std=a**-0.5, generator=random)
        layer.bias.normal_(std=0.1, generator=random)
    return layer


def ring(n=200, seed=7, dtype=torch.float64):
    """Return points of a circle."""
    angles = 2 * torch.pi * torch.rand(n, generator=torch.Generator().manual_seed(seed)).to(dtype)
    return torch.stack([angles.cos(), angles.sin()], 1)


def halves(points):
    """Label points by the half plane that they are in."""
    return (points[:, 0] > 0).long()
