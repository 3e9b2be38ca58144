"""Laws that look the same in every direction from the origin."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ._line import Line
from ._reading import lengths, read_points, read_whole, streams


class Radial:
    """Uniform directions; the distances from the origin follow two laws on the line.

        W1 = W1 of the laws of |y|,    f(y) = f_1(|y|)

    Moving along radii is a plan, and f has the same gain. Where P is a shell between the inner and
    the outer points of Q, f is minus the distance to that shell.

    Parameters
    ----------
    p, q : frozen continuous distributions of scipy.stats
        Of |y|, so at least 0; otherwise as for `Line`.
    dim : int
        The dimension.
    seed : int, default 0
        Decides every point.

    Raises
    ------
    ValueError
        As for `Line`, if a length may be negative, or if `dim` is below 1.

    Examples
    --------
    >>> from scipy.stats import uniform
    >>> from gan.truths import Radial
    >>> round(Radial(uniform(2, 1), uniform(0, 1), 3).w1, 12)
    2.0
    """

    w1_standard_error = 0.0

    def __init__(self, p: Any, q: Any, dim: int, *, seed: int = 0) -> None:
        self.dim = read_whole(dim, "dim", least=1)
        self.line = Line(p, q, seed=seed)
        for name, law in (("p", p), ("q", q)):
            if law.support()[0] < 0:
                raise ValueError(
                    f"{name} may be as low as {law.support()[0]:g}; pass a law of lengths, >= 0"
                )
        self._of_p, self._of_q = streams(seed, 1)

    def __repr__(self) -> str:
        return f"Radial({self.line!r}, {self.dim})"

    @property
    def w1(self) -> float:
        """The distance of the laws of |y|."""
        return self.line.w1

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of P."""
        return self._put(self.line.sample_p(n), self._of_p)

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of Q."""
        return self._put(self.line.sample_q(n), self._of_q)

    def potential(self, y: Tensor) -> Tensor:
        """Return the line's potential of |y|."""
        return self.line.potential(lengths(read_points(y, self.dim))[:, None])

    def gradient(self, y: Tensor) -> Tensor:
        """Return unit vectors outward or inward; NaN at the origin and where not unique."""
        length = lengths(read_points(y, self.dim))[:, None]
        return self.line.gradient(length) * (y / length).masked_fill(length == 0, math.nan)

    def _put(self, length: Tensor, stream: np.random.Generator) -> Tensor:
        normal = torch.from_numpy(stream.normal(size=(len(length), self.dim)))
        return length * normal / lengths(normal)[:, None]
