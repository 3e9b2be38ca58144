"""Weight clipping: the projection that the original WGAN follows each step with."""

import math

import torch
from torch import nn


def clip_weights(critic: nn.Module, c: float) -> None:
    """Move every parameter of the critic to the nearest number in [-c, c], in place.

    Biases are clipped too. Perceptrons clipped so are Lipschitz with the constant
    `MLP.clipped_bound`, and mostly far flatter than it. Nothing else is kept from moving:
    the matrices that `SpectralMLP` and `GroupSort` make of their parameters are not clipped.

    Parameters
    ----------
    critic : torch.nn.Module
        Whose parameters are changed.
    c : float
        The largest size of a parameter, positive and finite.

    Raises
    ------
    ValueError
        If c is not positive and finite.

    References
    ----------
    Arjovsky, Chintala and Bottou (2017), Wasserstein GAN, arXiv:1701.07875, algorithm 1.

    Examples
    --------
    >>> import torch
    >>> from gan.critics import MLP
    >>> from gan.penalties import clip_weights
    >>> critic = MLP(2, generator=torch.Generator().manual_seed(0))
    >>> clip_weights(critic, 0.01)
    >>> max(parameter.abs().max().item() for parameter in critic.parameters())
    0.01
    """
    if not 0 < c < math.inf:
        raise ValueError(f"c is {c!r}; pass a positive finite number")
    with torch.no_grad():
        for parameter in critic.parameters():
            parameter.clamp_(-c, c)
