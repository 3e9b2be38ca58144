"""A normal law and its dilate, in all coordinates or in some."""

import math

import numpy as np
import torch
from torch import Tensor

from ._reading import lengths, read_count, read_number, read_points, read_whole, streams


class Dilation:
    """P is Q dilated about the origin; Q is the standard normal law.

        W1 = |scale - 1| E|z|,    f(y) = sign(scale - 1) |y|

    Dilation moves mass along the rays of |y|, outward or inward, so |y| is an optimal potential.
    E|z| = sqrt(2) Gamma((k + 1)/2) / Gamma(k/2) in k dimensions. With `within`, only the first
    coordinates are dilated, and z and |y| mean those: no cone about one point any more, but a
    ridge's length.

    Parameters
    ----------
    dim : int
        The dimension.
    scale : float, default 2.0
        At least 0. Where it is 1, every critic is optimal, and no gradient unique.
    within : int, optional
        How many coordinates are dilated, the first ones; all if not given.
    seed : int, default 0
        Decides every point.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> from gan.truths import Dilation
    >>> round(Dilation(2, scale=2.0).w1, 12)  # sqrt(pi / 2)
    1.253314137316
    """

    w1_standard_error = 0.0

    def __init__(
        self, dim: int, scale: float = 2.0, *, within: int | None = None, seed: int = 0
    ) -> None:
        self.dim = read_whole(dim, "dim", least=1)
        self.scale = read_number(scale, "scale", least=0)
        self.within = self.dim if within is None else read_whole(within, "within", least=1)
        if self.within > self.dim:
            raise ValueError(f"within is {within} and dim {dim}; pass at most dim")
        self._of_p, self._of_q = streams(seed)
        self._sign = math.copysign(1.0, self.scale - 1) if self.scale != 1 else math.nan

    def __repr__(self) -> str:
        within = "" if self.within == self.dim else f", within={self.within}"
        return f"Dilation({self.dim}, scale={self.scale:g}{within})"

    @property
    def w1(self) -> float:
        """How far the dilation moves a point on average."""
        k = self.within
        mean_length = math.sqrt(2) * math.exp(math.lgamma((k + 1) / 2) - math.lgamma(k / 2))
        return abs(self.scale - 1) * mean_length

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of the dilated law."""
        y = self._normal(self._of_p, read_count(n))
        y[:, : self.within] *= self.scale
        return y

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of the standard normal law."""
        return self._normal(self._of_q, read_count(n))

    def potential(self, y: Tensor) -> Tensor:
        """Return the length of the dilated coordinates, with the sign of the dilation."""
        sign = -1.0 if self.scale < 1 else 1.0
        return sign * lengths(read_points(y, self.dim)[:, : self.within])

    def gradient(self, y: Tensor) -> Tensor:
        """Return the outward (or inward) unit vectors; NaN at the origin, or where scale is 1."""
        part = read_points(y, self.dim)[:, : self.within]
        outward = self._sign * part / lengths(part)[:, None]  # 0 / 0 is NaN, as promised
        whole = torch.zeros_like(y).masked_fill(outward[:, :1].isnan(), math.nan)
        return torch.cat([outward, whole[:, self.within :]], dim=1)

    def _normal(self, stream: np.random.Generator, n: int) -> Tensor:
        return torch.from_numpy(stream.normal(size=(n, self.dim)))
