"""What a generator and a critic let in beside points: labels, where there are classes."""

from typing import Any

import torch
from torch import Tensor


def require_labels(y: Any, count: int, classes: int) -> Tensor:
    """Return the labels of `count` points, none where there are 0 classes; refuse others."""
    if classes == 0:
        if y is not None:
            raise ValueError("labels were passed and there are 0 classes; pass the points alone")
        return torch.empty(0, dtype=torch.int64)
    if y is None:
        raise ValueError(f"there are {classes} classes and no labels; pass one label a point")
    if not isinstance(y, Tensor):
        raise ValueError(f"the labels are {type(y).__name__}; pass a tensor of torch.int64")
    if y.dtype != torch.int64 or y.shape != (count,):
        raise ValueError(
            f"the labels are {y.dtype}, shape {tuple(y.shape)}; pass torch.int64, shape ({count},)"
        )
    if count and not 0 <= int(y.min()) <= int(y.max()) < classes:
        raise ValueError(
            f"the labels run from {int(y.min())} to {int(y.max())}; pass 0 to {classes - 1}"
        )
    return y
