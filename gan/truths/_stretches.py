"""Where one distribution function on the line is above another, and by how much in all."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

_LEVELS = 1 << 10  # quantiles in the bulk
_TAILS = 10.0 ** -np.arange(3.0, 300)  # levels in each tail
_LEFT = 1e-15  # cells are halved until that changes W1 by this share at most
_NOISE = 16 * 2.0**-53  # or by this share of F_P + F_Q, which is what these are rounded by
_CELLS, _RIGHT = 1 << 16, 1e-9  # so many cells at most, then this share of W1 may be unsettled
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True, eq=False)
class Stretches:
    """The signs of F_Q - F_P: ``signs[i]`` between ``ends[i - 1]`` and ``ends[i]``."""

    grid: np.ndarray
    middle: float
    ends: Tensor
    signs: Tensor

    def slope(self, y: Tensor) -> Tensor:
        """Return the sign at each y."""
        return self.signs[torch.searchsorted(self.ends, y.detach().contiguous())]

    def potential(self, y: Tensor) -> Tensor:
        """Return the integral of the signs (0 counted as 1) from `middle`."""
        slopes = torch.where(self.signs == 0, 1.0, self.signs)
        jumps = (slopes[:-1] - slopes[1:]) * self.ends
        at = int(torch.searchsorted(self.ends, self.middle))
        # Added up outward from the middle: far ends may be so large that they swallow near ones.
        left, right = -jumps[:at].flip(0).cumsum(0).flip(0), jumps[at:].cumsum(0)
        offsets = torch.cat([left, slopes.new_zeros(1), right]) - slopes[at] * self.middle
        i = torch.searchsorted(self.ends, y.detach().contiguous())
        return slopes[i] * y + offsets[i]


def stretches(p: Any, q: Any) -> Stretches:
    """Find the sign changes of F_Q - F_P, each to the last bit, between quantiles of both laws."""
    grid = np.unique(np.concatenate([_quantiles(p), _quantiles(q)]))
    signs = _sign(p, q, grid)
    ends: list[float] = []
    kept = [float(signs[0])]
    for i in np.flatnonzero(np.diff(signs)):
        low, high = grid[i], grid[i + 1]
        while kept[-1] != signs[i + 1]:
            low = _change(p, q, low, high)
            ends.append(float(low))
            kept.append(float(_sign(p, q, low)))
    at = torch.tensor(ends, dtype=torch.float64)
    return Stretches(grid, float(np.median(grid)), at, torch.tensor(kept, dtype=torch.float64))


def integral(p: Any, q: Any, found: Stretches) -> float:
    """Return the integral of |F_P - F_Q|; cells are halved until that changes nothing.

    Nothing is what two roundings of F_P and F_Q may change, too: halving would only follow these.
    """
    edges = np.unique(np.concatenate([found.grid, found.ends.numpy()]))
    low, high = edges[:-1], edges[1:]
    whole = _gauss(p, q, low, high)[0]
    total, parts, left = float(whole.sum()), 0.0, 0.0
    while 0 < len(low) <= _CELLS:
        middle = low + (high - low) / 2
        halves = _gauss(p, q, low, middle), _gauss(p, q, middle, high)
        areas, sizes = (first + second for first, second in zip(*halves, strict=True))
        change = np.abs(areas - whole)
        rough = change > np.maximum(_LEFT * total, _NOISE * sizes)
        parts, left = parts + float(areas[~rough].sum()), float(change[rough].sum())
        low, high = np.append(low[rough], middle[rough]), np.append(middle[rough], high[rough])
        whole = np.append(halves[0][0][rough], halves[1][0][rough])
    found_w1 = parts + float(whole.sum())
    if left > _RIGHT * found_w1:
        raise ValueError(
            f"the integral of |F_P - F_Q| is {found_w1:.6g}, and {left:.2g} of it is not settled "
            f"in {len(low)} cells; pass laws whose cdf and sf are smooth, and right to 1e-15"
        )
    return found_w1


def _gauss(p: Any, q: Any, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the integrals over cells of |F_P - F_Q|, and of F_P + F_Q or of their tails."""
    middle, half = low + (high - low) / 2, (high - low) / 2
    difference, size = _difference(p, q, middle[:, None] + half[:, None] * _NODES)
    area, mass = (np.abs(difference) @ _WEIGHTS) * half, (size @ _WEIGHTS) * half
    return area, mass


def _quantiles(law: Any) -> np.ndarray:
    bulk = law.ppf(np.arange(1, _LEVELS) / _LEVELS)
    ends = np.asarray(law.support(), dtype=np.float64)
    beyond = np.nextafter(ends, [-np.inf, np.inf])  # where the law has ended
    found = np.concatenate([bulk, law.ppf(_TAILS), law.isf(_TAILS), ends, beyond])
    return found[np.isfinite(found)]


def _difference(p: Any, q: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return F_Q - F_P, and F_Q + F_P; from the upper tails where these are smaller."""
    above_p, above_q, below_p, below_q = p.sf(y), q.sf(y), p.cdf(y), q.cdf(y)
    above = above_p + above_q < 1
    return (
        np.where(above, above_p - above_q, below_q - below_p),
        np.where(above, above_p + above_q, below_q + below_p),
    )


def _sign(p: Any, q: Any, y: Any) -> np.ndarray:
    return np.asarray(np.sign(_difference(p, q, y)[0]))


def _change(p: Any, q: Any, low: float, high: float) -> float:
    """Return the least double after `low` where, by bisection, the sign is another."""
    start = _sign(p, q, low)
    while True:
        middle = low + (high - low) / 2
        if not low < middle < high:
            return high
        low, high = (middle, high) if _sign(p, q, middle) == start else (low, middle)
