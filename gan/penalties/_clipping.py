"""Weight clipping: the projection of the original WGAN."""

import torch
from torch import nn


def clip_weights(critic: nn.Module, c: float) -> None:
    """Move every parameter of the critic into [-c, c], in place."""
    if not 0 < c < float("inf"):
        raise ValueError(f"c is {c}; pass a positive finite number")
    with torch.no_grad():
        for parameter in critic.parameters():
            parameter.clamp_(-c, c)
