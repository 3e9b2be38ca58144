"""Laws that differ along one direction only."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from ._line import Line
from ._reading import read_points, read_whole, streams


class Ridge:
    """Two laws on the line along one direction w, the standard normal law across it.

        W1 = W1 of the laws on the line,    f(y) = f_1(<w, y>)

    Moving along w is a plan, and f has the same gain; f_1 is the line's zigzag. Its graph is a
    range of straight ridges and valleys, which no few cones can follow.

    Parameters
    ----------
    p, q : frozen continuous distributions of scipy.stats
        As for `Line`.
    dim : int
        The dimension.
    seed : int, default 0
        Decides the direction and every point.

    Raises
    ------
    ValueError
        As for `Line`, or if `dim` is below 1.

    Examples
    --------
    >>> from scipy.stats import norm
    >>> from gan.truths import Ridge
    >>> round(Ridge(norm(1, 1), norm(0, 1), 8).w1, 12)
    1.0
    """

    w1_standard_error = 0.0

    def __init__(self, p: Any, q: Any, dim: int, *, seed: int = 0) -> None:
        self.dim = read_whole(dim, "dim", least=1)
        self.line = Line(p, q, seed=seed)
        self._of_p, self._of_q = streams(seed, 1)
        w = streams(seed, 2)[0].normal(size=self.dim)
        self.direction = torch.from_numpy(w / np.linalg.norm(w))

    def __repr__(self) -> str:
        return f"Ridge({self.line!r}, {self.dim})"

    @property
    def w1(self) -> float:
        """The distance along the direction."""
        return self.line.w1

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of P."""
        return self._put(self.line.sample_p(n), self._of_p)

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of Q."""
        return self._put(self.line.sample_q(n), self._of_q)

    def potential(self, y: Tensor) -> Tensor:
        """Return the line's potential of the component along the direction."""
        return self.line.potential(self._along(read_points(y, self.dim)))

    def gradient(self, y: Tensor) -> Tensor:
        """Return the direction or its opposite; NaN where the line's gradient is not unique."""
        return self.line.gradient(self._along(read_points(y, self.dim))) * self.direction

    def _along(self, y: Tensor) -> Tensor:
        return (y @ self.direction)[:, None]

    def _put(self, along: Tensor, stream: np.random.Generator) -> Tensor:
        normal = torch.from_numpy(stream.normal(size=(len(along), self.dim)))
        return normal + (along - self._along(normal)) * self.direction
