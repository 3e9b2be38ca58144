"""What a critic lets in."""

from torch import Tensor


def flat(x: Tensor, dim: int, like: Tensor) -> Tensor:
    """Return points (batch, ...) as (batch, dim); refuse others, and those of another type."""
    if x.ndim == 0 or x.numel() != len(x) * dim:
        raise ValueError(
            f"x has shape {tuple(x.shape)}; pass (batch, {dim}) or what flattens to it"
        )
    if x.dtype != like.dtype:
        raise ValueError(f"x is {x.dtype}, the critic {like.dtype}; pass x.to({like.dtype})")
    return x.reshape(len(x), dim)
