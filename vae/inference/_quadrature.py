"""Integrals of smooth densities by the trapezoid rule, which converges geometrically for them."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ._reading import Array

NEGLIGIBLE = -37.0  # exp(-37) = 9e-17
_FEWEST, _MOST = 2**8, 2**20
_AGREE = 1e-13


@dataclass(frozen=True)
class _Line:
    """The integrals of a density on the line, and whether halving the step changes nothing."""

    log_mass: float
    mean: float
    variance: float
    entropy: float
    settled: bool


def integrate_line(log_density: Callable[[Array], Array], low: float, high: float) -> _Line:
    """Return mass, mean, variance and entropy, with twice the nodes until two answers agree."""
    nodes = _FEWEST
    last = _on_grid(log_density, low, high, nodes)
    agreed = False
    while nodes < _MOST:
        nodes *= 2
        found = _on_grid(log_density, low, high, nodes)
        agrees = _apart(last, found) <= _AGREE
        if agrees and agreed:  # twice in a row, as two coarse grids may both miss a narrow peak
            return _Line(*found, settled=True)
        last, agreed = found, agrees
    return _Line(*last, settled=False)


def _on_grid(
    log_density: Callable[[Array], Array], low: float, high: float, nodes: int
) -> tuple[float, float, float, float]:
    x = np.linspace(low, high, nodes + 1)
    f = np.asarray(log_density(x), dtype=np.float64)
    if f.shape != x.shape:
        raise ValueError(
            f"log_density returns the shape {f.shape} for {x.shape}; make it elementwise"
        )
    wrong = np.isnan(f) | (f == np.inf)
    if wrong.any():
        raise ValueError(f"log_density is {f[wrong][0]} at {x[wrong][0]:g}; make it finite or -inf")
    top = f.max()
    if top == -np.inf:
        raise ValueError(f"the density is 0 at all nodes of [{low:g}, {high:g}]; move the interval")
    if max(f[0], f[-1]) > top + NEGLIGIBLE:
        raise ValueError(
            f"at an end of [{low:g}, {high:g}] the density is {math.exp(max(f[0], f[-1]) - top):g} "
            "of its largest value; move the ends out"
        )
    p = np.exp(f - top)
    mass = p.sum()
    p /= mass
    mean = float(p @ x)
    logs = np.where(p > 0, f, 0.0)
    log_mass = float(top + np.log(mass) + np.log((high - low) / nodes))
    return log_mass, mean, float(p @ (x - mean) ** 2), log_mass - float(p @ logs)


def _apart(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """How far two answers are apart: the mean in deviations, the variance relatively."""
    variance = b[2] or 1.0  # 0 where one node has all the mass
    return max(
        abs(a[0] - b[0]) / (1 + abs(b[0])),
        abs(a[1] - b[1]) / (math.sqrt(variance) + abs(b[1])),
        abs(a[2] - b[2]) / variance,
        abs(a[3] - b[3]) / (1 + abs(b[3])),
    )
