"""Rows a block at a time, so that memory does not grow with them."""

from torch import Tensor

ENTRIES = 1 << 22  # of decoded rows, held at a time


def blocks(x: Tensor, rows: int) -> list[Tensor]:
    """Return the tensor in blocks of so many rows, at least one a block."""
    return [x[start : start + max(1, rows)] for start in range(0, len(x), max(1, rows))]
