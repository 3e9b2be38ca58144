"""Small classifiers of images, whose last hidden layer is a space to measure distances in."""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from ._drawn import drawn

BLOCK = 1000  # images at a time where no gradient is wanted
HALVED = 4  # the least side of which two halvings leave a pixel
Shape = tuple[int, int, int]  # channels, height, width


class Classifier(nn.Module):
    """From images to scores of classes, by way of features.

    Parameters
    ----------
    trunk : nn.Module
        From images (n, channels, height, width) to features (n, d).
    head : nn.Linear
        From features to scores.
    shape : tuple of three ints
        Channels, height and width of an image.

    Raises
    ------
    ValueError
        On a call, if the images have another shape.

    Examples
    --------
    >>> import torch
    >>> classifier = perceptron((1, 8, 8), 10, generator=torch.Generator().manual_seed(0))
    >>> classifier.features(torch.zeros(5, 1, 8, 8)).shape
    torch.Size([5, 64])
    """

    def __init__(self, trunk: nn.Module, head: nn.Linear, shape: Shape) -> None:
        super().__init__()
        self.trunk, self.head, self.shape = trunk, head, shape

    @property
    def classes(self) -> int:
        """How many classes it tells apart."""
        return self.head.out_features

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores of the classes, shape (n, classes): logarithms up to a constant."""
        if tuple(x.shape[1:]) != self.shape:
            raise ValueError(
                f"images have the shape {tuple(x.shape[1:])} (channels, height, width), and this "
                f"classifier was made for {self.shape}; pass such images, or train one on these"
            )
        return self.head(self.trunk(x))

    @torch.no_grad()
    def features(self, x: Tensor) -> Tensor:
        """Return what the scores are linear in, shape (n, d), without gradients."""
        if tuple(x.shape[1:]) != self.shape:
            self.forward(x)  # which refuses them
        return torch.cat([self.trunk(block) for block in torch.split(x, BLOCK)])

    @torch.no_grad()
    def labels(self, x: Tensor) -> Tensor:
        """Return the class of the highest score, shape (n,), int64."""
        return torch.cat([self.forward(block).argmax(dim=1) for block in torch.split(x, BLOCK)])


Build = Callable[..., Classifier]


def convolutional(shape: Shape, classes: int, *, generator: torch.Generator) -> Classifier:
    """Return two convolutions, each halved by its maxima, and a layer of 64 features.

    Parameters
    ----------
    shape : tuple of three ints
        Channels, height and width of an image; height and width at least 4.
    classes : int
        How many classes to tell apart.
    generator : torch.Generator
        Draws the weights.

    Returns
    -------
    Classifier
        Not trained.

    Raises
    ------
    ValueError
        If an image is less than 4 high or wide.

    Examples
    --------
    >>> import torch
    >>> convolutional((1, 8, 8), 10, generator=torch.Generator().manual_seed(0)).classes
    10
    """
    channels, height, width = shape
    if min(height, width) < HALVED:
        raise ValueError(
            f"images are of {height} x {width} pixels, and this halves them twice; pass at least "
            f"{HALVED} x {HALVED}, or take perceptron"
        )
    trunk = nn.Sequential(
        _convolution(channels, 32, generator),
        nn.ReLU(),
        nn.MaxPool2d(2),
        _convolution(32, 64, generator),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        _linear(64 * (height // 4) * (width // 4), 64, generator),
        nn.ReLU(),
    )
    return Classifier(trunk, _linear(64, classes, generator), shape)


def perceptron(shape: Shape, classes: int, *, generator: torch.Generator) -> Classifier:
    """Return layers of 256 and of 64 features, without any convolution.

    Parameters
    ----------
    shape : tuple of three ints
        Channels, height and width of an image.
    classes : int
        How many classes to tell apart.
    generator : torch.Generator
        Draws the weights.

    Returns
    -------
    Classifier
        Not trained.

    Examples
    --------
    >>> import torch
    >>> perceptron((1, 8, 8), 10, generator=torch.Generator().manual_seed(0)).classes
    10
    """
    trunk = nn.Sequential(
        nn.Flatten(),
        _linear(math.prod(shape), 256, generator),
        nn.ReLU(),
        _linear(256, 64, generator),
        nn.ReLU(),
    )
    return Classifier(trunk, _linear(64, classes, generator), shape)


def _linear(inputs: int, outputs: int, generator: torch.Generator) -> nn.Linear:
    return drawn(partial(nn.Linear, inputs, outputs), inputs / 2, generator)


def _convolution(inputs: int, outputs: int, generator: torch.Generator) -> nn.Conv2d:
    make = partial(nn.Conv2d, inputs, outputs, 3, padding=1)
    return drawn(make, 9 * inputs / 2, generator)  # half: what a ReLU leaves
