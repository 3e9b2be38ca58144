"""A normal law and its translate."""

import math

import numpy as np
import torch
from torch import Tensor

from ._reading import read_count, read_number, read_points, read_whole, streams


class Translation:
    """P is Q shifted by a vector; Q is the standard normal law.

        W1 = |shift|,    f(y) = <shift, y> / |shift|

    A shift costs its length: no plan is cheaper than the distance of the means, by Jensen's
    inequality. The gradient is unique everywhere: parallel rays of the plan fill the space.

    Parameters
    ----------
    dim : int
        The dimension.
    length : float, default 1.0
        The length of the shift, along the diagonal (1, ..., 1). Where it is 0, every critic is
        optimal, and no gradient unique.
    seed : int, default 0
        Decides every point.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> from gan.truths import Translation
    >>> Translation(16, length=3.0).w1
    3.0
    """

    w1_standard_error = 0.0

    def __init__(self, dim: int, length: float = 1.0, *, seed: int = 0) -> None:
        self.dim = read_whole(dim, "dim", least=1)
        self.length = read_number(length, "length", least=0)
        self._of_p, self._of_q = streams(seed)
        self._direction = torch.full((self.dim,), 1 / math.sqrt(self.dim), dtype=torch.float64)

    def __repr__(self) -> str:
        return f"Translation({self.dim}, length={self.length:g})"

    @property
    def w1(self) -> float:
        """The length of the shift."""
        return self.length

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of the shifted law."""
        return self._normal(self._of_p, read_count(n)) + self.length * self._direction

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of the standard normal law."""
        return self._normal(self._of_q, read_count(n))

    def potential(self, y: Tensor) -> Tensor:
        """Return the component along the shift."""
        return read_points(y, self.dim) @ self._direction

    def gradient(self, y: Tensor) -> Tensor:
        """Return the direction of the shift, at every point; NaN where the shift is 0."""
        direction = self._direction if self.length > 0 else self._direction * math.nan
        return direction.repeat(len(read_points(y, self.dim)), 1)

    def _normal(self, stream: np.random.Generator, n: int) -> Tensor:
        return torch.from_numpy(stream.normal(size=(n, self.dim)))
