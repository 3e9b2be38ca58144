"""Sums over points: exact points, exact masses, balls only for roots and exponentials."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from flint import arb, fmpz_mat

from .laws import balanced, integers, total


def quantile_gaps(x: Any, a: Any, y: Any, b: Any) -> tuple[list[tuple[int, int]], int, int]:
    """Return where quantiles differ: (mass, gap) with sum mass * h(gap) = int h(|F^-1 - G^-1|).

    Points lie on the line. Masses are over the second value returned, gaps over the third.
    """
    z, scale = integers(np.concatenate([np.ravel(x), np.ravel(y)]))
    a, b, whole = balanced(a, b)
    sources, reach_a = zip(*sorted(zip(z[: len(a)], a, strict=True)), strict=True)
    sinks, reach_b = zip(*sorted(zip(z[len(a) :], b, strict=True)), strict=True)
    cdf_a, cdf_b = list(accumulate(reach_a)), list(accumulate(reach_b))
    steps = pairwise(sorted({0, *cdf_a, *cdf_b}))
    jumps = [
        (u - t, sources[bisect_left(cdf_a, u)] - sinks[bisect_left(cdf_b, u)]) for t, u in steps
    ]
    return [(mass, abs(gap)) for mass, gap in jumps if gap], whole, scale


def projections(x: np.ndarray, directions: np.ndarray) -> tuple[list[list[int]], int]:
    """Return <x_i, direction_k> for each k and i as integers, and their scale, exactly."""
    (u, s), (v, t) = integers(directions), integers(x)
    shape = directions.shape[1]
    product = fmpz_mat(len(directions), shape, u) * fmpz_mat(len(x), shape, v).transpose()
    return [[int(entry) for entry in row] for row in product.tolist()], s * t


def difference_form(
    x: np.ndarray, a: Any, y: np.ndarray, b: Any, kernel: Callable[[arb, arb], arb]
) -> Callable[[], arb]:
    """Return the evaluation of sum of c(z) c(z') kernel(<z, z'>, |z - z'|^2), c = mu - nu.

    Equal atoms are merged first, so that mu = nu gives an exact 0.
    """
    z, scale = integers(np.concatenate([x, y]))
    a, b, whole = balanced(a, b)
    mass: dict[tuple[int, ...], int] = defaultdict(int)
    width = x.shape[1]
    for k, c in enumerate([*a, *(-w for w in b)]):
        mass[tuple(z[k * width : k * width + width])] += c
    kept = [(point, c) for point, c in mass.items() if c]
    flat = fmpz_mat(len(kept), width, [v for point, _ in kept for v in point])
    gram = (flat * flat.transpose()).tolist()

    def evaluate() -> arb:
        terms = (
            kept[i][1]
            * kept[j][1]
            * (1 + (j < i))
            * kernel(
                arb(gram[i][j]) / scale**2, arb(gram[i][i] + gram[j][j] - 2 * gram[i][j]) / scale**2
            )
            for i in range(len(kept))
            for j in range(i + 1)
        )
        return total(terms) / whole**2

    return evaluate


def mean_power(
    slices: list[tuple[list[tuple[int, int]], int]], scale: int, order: float, root: float
) -> arb:
    """Return the mean over slices of the integral of gap ** order, to the power 1 / root."""
    means = (
        total(mass * (arb(gap) / scale) ** order for mass, gap in gaps) / whole
        for gaps, whole in slices
    )
    mean = total(means) / len(slices)
    return mean if mean.is_zero() else mean ** (1 / arb(root))
