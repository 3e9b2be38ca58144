"""Laws made by moving mass along the rays of a known potential, a minimum of funnels."""

import math
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

from ._ray_file import read_pair
from ._reading import (
    LARGE,
    SMALL,
    lengths,
    read_count,
    read_number,
    read_points,
    read_whole,
    streams,
)

_ROWS = 1 << 12  # moved at a time
_PAIRS = 1 << 17  # of the optimal plan, for W1 where nobody gives it


class Rays:
    """Q is uniform on a box; P is Q moved towards the centres of funnels, along their rays.

        u(x) = min_j (|x - c_j| + b_j),    f = -u,    W1 = E |x - moved(x)|  over x ~ Q

    Each x lies on a ray of u, from the centre c of the funnel that is least at x to the point e
    where another funnel is as low or the box ends. With t = |x - c| / |e - c|, it is moved to
    c + t^degree (e - c). All mass moves along rays of u, so -u is an optimal critic; the rays fill
    the box, so its gradient (c - y)/|y - c| is unique there, but for the centres.

    Parameters
    ----------
    centres : array_like, shape (funnels, dim)
        In the box.
    biases : array_like, shape (funnels,)
        The b_j.
    half_width : float, default 2.5
        The box is [-half_width, half_width]^dim; 0, or from 2^-400 to 2^400.
    degree : float, default 8
        At least 1 (nothing is moved); large degrees gather P at the centres.
    seed : int, default 0
        Decides every point.
    known : pair of floats, optional
        W1 and its standard error; estimated from 131,072 pairs of the plan where not given, once
        they are asked for.

    Raises
    ------
    ValueError
        If shapes or numbers are not as above.

    References
    ----------
    Korotin, Kolesov & Burnaev (2022), Kantorovich Strikes Back! Wasserstein GANs are not Optimal
    Transport?, NeurIPS.

    Examples
    --------
    >>> from gan.truths import Rays
    >>> rays = Rays([[0.0]], [0.0], half_width=1.0, degree=2)  # x to sign(x) x^2: E (|x| - x^2)
    >>> abs(rays.w1 - 1 / 6) < 4 * rays.w1_standard_error
    True
    """

    def __init__(
        self,
        centres: object,
        biases: object,
        half_width: float = 2.5,
        degree: float = 8,
        *,
        seed: int = 0,
        known: tuple[float, float] | None = None,
    ) -> None:
        self.centres = torch.as_tensor(centres, dtype=torch.float64)
        self.biases = torch.as_tensor(biases, dtype=torch.float64)
        self.half_width = read_number(half_width, "half_width", least=0)
        self.degree = read_number(degree, "degree", least=1)
        self.seed = read_whole(seed, "seed", least=0)
        self._refuse_what_is_no_funnel()
        self._of_p, self._of_q = streams(self.seed)
        self._known = known

    @classmethod
    def from_file(
        cls,
        path: str | Path,
        *,
        half_width: float | None = None,
        degree: float | None = None,
        seed: int = 0,
    ) -> Self:
        """Read ``centers`` and ``bias`` from a .npz file, the rest from the .json file beside it.

        Where `half_width` and `degree` are given, they hold; W1 is read only if they agree with
        the .json file.
        """
        pair = read_pair(Path(path), half_width, degree)
        width, power = pair.half_width, pair.degree
        return cls(pair.centres, pair.biases, width, power, seed=seed, known=pair.known)

    @classmethod
    def random(
        cls, dim: int, funnels: int, *, half_width: float = 2.5, degree: float = 8, seed: int = 0
    ) -> Self:
        """Draw centres uniformly in the box, and normal biases of standard deviation 0.1."""
        dim, funnels = read_whole(dim, "dim", least=1), read_whole(funnels, "funnels", least=1)
        stream, _ = streams(seed, 1)
        width = read_number(half_width, "half_width", least=0)
        centres = stream.uniform(-width, width, size=(funnels, dim))
        return cls(centres, stream.normal(0, 0.1, size=funnels), width, degree, seed=seed)

    def __repr__(self) -> str:
        return f"Rays({self.dim}, {len(self.centres)} funnels, degree={self.degree:g})"

    @property
    def dim(self) -> int:
        """The dimension."""
        return self.centres.shape[1]

    @property
    def w1(self) -> float:
        """How far mass is moved on average: as given, or estimated."""
        return self._w1[0]

    @property
    def w1_standard_error(self) -> float:
        """The standard error of `w1`."""
        return self._w1[1]

    @cached_property
    def _w1(self) -> tuple[float, float]:
        if self._known is not None:
            return self._known
        stream, _ = streams(self.seed, 2)
        x = self._box(stream, _PAIRS)
        cost = lengths(x - self.moved(x))
        return float(cost.mean()), float(cost.std()) / math.sqrt(len(cost))

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of the box, moved."""
        return self.moved(self._box(self._of_p, read_count(n)))

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of the box."""
        return self._box(self._of_q, read_count(n))

    def moved(self, x: Tensor) -> Tensor:
        """Return where the optimal plan moves points of the box."""
        x = read_points(x, self.dim).detach()
        return torch.cat([self._moved(rows) for rows in torch.split(x, _ROWS)])

    def potential(self, y: Tensor) -> Tensor:
        """Return -u."""
        return -self._heights(read_points(y, self.dim)).amin(dim=1)

    def gradient(self, y: Tensor) -> Tensor:
        """Return the unit vectors to the funnels' centres; NaN there, and outside the box."""
        y = read_points(y, self.dim)
        towards = self.centres[self._heights(y).argmin(dim=1)] - y
        outside = (y.abs() > self.half_width).any(dim=1, keepdim=True)
        return (towards / lengths(towards)[:, None]).masked_fill(outside, math.nan)

    def _box(self, stream: np.random.Generator, n: int) -> Tensor:
        size = (n, self.dim)
        return torch.from_numpy(stream.uniform(-self.half_width, self.half_width, size=size))

    def _heights(self, x: Tensor) -> Tensor:
        """Return |x - c_j| + b_j, shape (n, funnels)."""
        by_differences = "donot_use_mm_for_euclid_dist"
        return torch.cdist(x, self.centres, compute_mode=by_differences) + self.biases

    def _moved(self, x: Tensor) -> Tensor:
        heights = self._heights(x)
        funnel = heights.argmin(dim=1)
        from_centre = x - self.centres[funnel]
        distance = lengths(from_centre)
        v = from_centre / torch.where(distance > 0, distance, 1.0)[:, None]
        share = distance / (distance + self._left_of_ray(x, v, heights, funnel))
        share = torch.where(distance > 0, share, 0.0)
        return self.centres[funnel] + (share ** (self.degree - 1))[:, None] * from_centre

    def _left_of_ray(self, x: Tensor, v: Tensor, heights: Tensor, funnel: Tensor) -> Tensor:
        """Return how far x can go along v before the box ends or another funnel is as low.

        On the ray u grows by r: |a + r v| = d + r, where a = x - c_j and d = u(x) - b_j, gives
        r = (|a|^2 - d^2) / (2 (d - a.v)); |a| >= d, as u is the least. A funnel's own r is 0 / 0.
        """
        walls = torch.where(v > 0, self.half_width - x, self.half_width + x) / v.abs()
        wall = walls.amin(dim=1)  # infinity where v_i is 0: that wall is never reached
        d = heights.amin(dim=1, keepdim=True) - self.biases
        longer = heights - self.biases
        along = (x * v).sum(dim=1, keepdim=True) - v @ self.centres.T
        r = (longer - d) * (longer + d) / (2 * (d - along))
        others = torch.arange(len(self.centres)) != funnel[:, None]
        kept = others & (r > 0) & (r > -d)
        return torch.minimum(torch.where(kept, r, math.inf).amin(dim=1), wall)

    def _refuse_what_is_no_funnel(self) -> None:
        shapes = tuple(self.centres.shape), tuple(self.biases.shape)
        if self.centres.ndim != 2 or 0 in shapes[0] or shapes[1] != shapes[0][:1]:
            raise ValueError(
                f"centres have the shape {shapes[0]} and biases {shapes[1]}; "
                "pass (funnels, dim) and (funnels,)"
            )
        if not (self.centres.isfinite().all() and self.biases.isfinite().all()):
            raise ValueError("centres or biases are not finite; pass finite numbers")
        if not (self.half_width == 0 or SMALL <= self.half_width <= LARGE):
            raise ValueError(f"half_width is {self.half_width:g}; pass one from 2^-400 to 2^400")
        largest = float(self.centres.abs().max())
        if largest > self.half_width:
            raise ValueError(
                f"a centre has a coordinate {largest:g} and half_width is {self.half_width:g}; "
                "pass centres in the box"
            )
