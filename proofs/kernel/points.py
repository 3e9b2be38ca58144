"""Sums over points: exact points, exact masses, balls only for roots and exponentials."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from flint import arb, fmpz_mat

from .laws import balanced, integers, total


def quantile_gaps(x: list[int], a: Any, y: list[int], b: Any) -> tuple[list[tuple[int, int]], int]:
    """Return the positive gaps between quantiles, with their masses, and the total mass.

    int h(|F^-1 - G^-1|) is the sum of mass * h(gap) over that total.
    """
    a, b, whole = balanced(a, b)
    sources, steps_a = zip(*sorted(zip(x, a, strict=True)), strict=True)
    sinks, steps_b = zip(*sorted(zip(y, b, strict=True)), strict=True)
    cdf_a, cdf_b = list(accumulate(steps_a)), list(accumulate(steps_b))
    gaps = []
    for low, level in pairwise(sorted({0, *cdf_a, *cdf_b})):
        gap = sources[bisect_left(cdf_a, level)] - sinks[bisect_left(cdf_b, level)]
        gaps.append((level - low, abs(gap)))
    return [(mass, gap) for mass, gap in gaps if gap], whole


def projections(x: np.ndarray, directions: np.ndarray) -> tuple[list[list[int]], int]:
    """Return <x_i, direction_k> for each k and i as integers, and their scale, exactly."""
    (u, s), (v, t) = integers(directions), integers(x)
    product = fmpz_mat(*directions.shape, u) * fmpz_mat(*x.shape, v).transpose()
    return [list(map(int, row)) for row in product.tolist()], s * t


def mean_power(slices: list[list[tuple[int, int]]], whole: int, scale: int, order: float) -> arb:
    """Return the mean over slices of sum mass * gap ** order / whole, gaps over `scale`."""
    terms = (mass * (arb(gap) / scale) ** order for gaps in slices for mass, gap in gaps)
    return total(terms) / (whole * len(slices))


def difference_form(
    x: np.ndarray, a: Any, y: np.ndarray, b: Any, kernel: Callable[[arb, arb], arb]
) -> Callable[[], arb]:
    """Return the evaluation of sum c(z) c(z') kernel(<z, z'>, |z - z'|^2), where c = mu - nu.

    Equal atoms are merged first: mu = nu gives an exact 0.
    """
    z, scale = integers(np.concatenate([x, y]))
    (a, b, whole), width, mass = balanced(a, b), x.shape[1], defaultdict[tuple[int, ...], int](int)
    for k, c in enumerate([*a, *(-w for w in b)]):
        mass[tuple(z[k * width : k * width + width])] += c
    kept = {point: c for point, c in mass.items() if c}
    table = fmpz_mat(len(kept), width, [v for point in kept for v in point])
    gram, c = (table * table.transpose()).tolist(), list(kept.values())

    def entry(i: int, j: int) -> arb:
        square = gram[i][i] + gram[j][j] - 2 * gram[i][j]
        return kernel(arb(gram[i][j]) / scale**2, arb(square) / scale**2)

    pairs = [(i, j, c[i] * c[j] * (1 + (i != j))) for i in range(len(c)) for j in range(i + 1)]
    return lambda: total(twice * entry(i, j) for i, j, twice in pairs) / whole**2
