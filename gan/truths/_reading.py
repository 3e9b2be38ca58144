"""What the truths are given: whole numbers, numbers, points; and the streams made of a seed."""

import math
import numbers
from typing import Any

import numpy as np
import torch
from torch import Tensor

SEEDS = 1 << 64  # that torch tells apart
SMALL, LARGE = 2.0**-400, 2.0**400  # lengths whose squares neither vanish nor overflow


def read_whole(value: Any, name: str, *, least: int) -> int:
    """Read a whole number, or refuse it."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < least:
        raise ValueError(f"{name} is {value!r}; pass a whole number of at least {least}")
    return int(value)


def read_count(n: Any) -> int:
    """Read how many points to draw, or refuse it."""
    return read_whole(n, "n", least=1)


def read_seed(seed: Any) -> int:
    """Read a seed of torch's generators, or refuse it."""
    whole = read_whole(seed, "seed", least=0)
    if whole >= SEEDS:
        raise ValueError(f"seed is {whole}; pass a whole number below 2^64")
    return whole


def read_number(value: Any, name: str, *, least: float = -math.inf) -> float:
    """Read a finite number, or refuse it."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not real or not math.isfinite(value) or not value >= least:
        known = "" if least == -math.inf else f" of at least {least:g}"
        raise ValueError(f"{name} is {value!r}; pass a finite number{known}")
    return float(value)


def read_points(y: Any, dim: int) -> Tensor:
    """Read points as a float64 tensor of shape (n, dim), or refuse them."""
    y = torch.as_tensor(y)
    if y.dtype != torch.float64:
        raise ValueError(f"y is {y.dtype}; pass float64, as y.to(torch.float64)")
    if y.ndim != 2 or y.shape[1] != dim:
        raise ValueError(f"y has the shape {tuple(y.shape)}; pass points of shape (n, {dim})")
    return y


def streams(seed: int, *key: int) -> tuple[np.random.Generator, np.random.Generator]:
    """Return a stream for P and one for Q; other keys give other streams."""
    children = np.random.SeedSequence((read_whole(seed, "seed", least=0), *key)).spawn(2)
    return np.random.default_rng(children[0]), np.random.default_rng(children[1])


def lengths(y: Tensor) -> Tensor:
    """Return the Euclidean lengths of the rows, whose derivative at the row 0 is 0 and not NaN."""
    return torch.linalg.vector_norm(y, dim=1)
