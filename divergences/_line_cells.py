"""W1 of many equally weighted points on the line, sorting only where it matters.

W1 is the integral of |F - G|. Cut the line into cells. Where F - G has one sign in a whole cell,
its integral there needs no order: it is linear in the points. Only cells in which the sign may
change have their points sorted.

With n, m points and whole weights w, v (w n = v m), a cell of width h with c, c' points at the
fractions t, t' of it, and L = w C - v C' the count of what lies to its left::

    w n integral (F - G) / h  =  L + w (c - sum t) - v (c' - sum t')
                              =  (L - v c') + w (c - sum t) + v sum t'        if L >= v c'
                              = -[ -(L + w c) + w sum t + v (c' - sum t') ]   if L + w c <= 0

Each term of the last two lines is >= 0, so nothing cancels. The fractions are exact, for h is a
power of two; their sums are not, and the bound on that is what decides.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ._threads import mapped

_BITS = 14  # at most 2^14 + 1 cells
_SIZE = 2**_BITS + 2
_BLOCK = 2**16  # points whose cells are found at once
_MODERATE = (2**-900, 2.0**900)  # widths whose cells are neither subnormal nor infinite
_EXACT = 2.0**52  # whole numbers up to here, and halves, are doubles
_FEW, _CROWDED = 2**12, 1 / 256  # of so many points, the share that one cell may hold
_UNSURE = 1 / 16  # share of the points above which sorting these is no quicker than sorting all
_ENOUGH = 1e-14  # relative error that the sums of fractions may leave


@dataclass(frozen=True)
class _Grid:
    """Cells [k h, (k + 1) h) for k = first, first + 1, ..."""

    h: float
    first: int

    def blocks(self, values: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Yield the values in blocks, the cell of each and its fraction of the cell."""
        for start in range(0, len(values), _BLOCK):
            block = values[start : start + _BLOCK]
            fraction = block * (1 / self.h)
            cell = np.floor(fraction)
            fraction -= cell
            cell -= self.first
            yield block, cell.astype(np.intp), fraction

    def within(self, chosen: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return the values in the chosen cells."""
        return np.concatenate([block[chosen[cell]] for block, cell, _ in self.blocks(values)])


@dataclass(frozen=True, eq=False)
class _Side:
    """A sample by cells, `mass` and `fractions` (the sum of t) times the weight of a point."""

    points: np.ndarray
    weight: int
    mass: np.ndarray
    fractions: np.ndarray
    depth: int  # additions that the sum of one cell took, at most


def w1_by_cells(x: np.ndarray, y: np.ndarray) -> tuple[float, float] | None:
    """Return (h, W1 / h) of equally weighted points in any order, or None where sorting is right.

    A sum of fractions of `depth` additions is off by at most depth 2^-53 of the count, and so W1
    by at most 2 h depth 2^-53, beside a few roundings of each cell, relative to it and to h.
    """
    grid, total = _grid(x, y), math.lcm(len(x), len(y))
    if grid is None or total >= _EXACT or _crowded(x, grid) or _crowded(y, grid):
        return None
    sides = mapped(
        lambda some: [_side(v, grid, total // len(v)) for v in some], [x, y], len(x) + len(y)
    )
    right = np.cumsum(sides[0].mass - sides[1].mass)
    left = right - sides[0].mass + sides[1].mass
    above, below = left >= sides[1].mass, left + sides[0].mass <= 0
    unsure = ~(above | below)
    if any(side.mass[unsure].sum() > _UNSURE * total for side in sides):
        return None
    area = float(np.where(above, _above(left, *sides), _above(-left, *sides[::-1]))[~unsure].sum())
    if unsure.any():
        area += _sorted_area(sides, grid, (unsure, left, right))
    error = 2 * (max(side.depth for side in sides) + 4) * 2**-53 * total
    return (grid.h, area / total) if error <= _ENOUGH * area else None


def _grid(x: np.ndarray, y: np.ndarray) -> _Grid | None:
    """Choose the cells, or none where they or their numbers are no doubles."""
    low = min(float(x.min()), float(y.min()))
    width = max(float(x.max()), float(y.max())) - low
    if not _MODERATE[0] <= width <= _MODERATE[1]:
        return None
    h = math.ldexp(1.0, math.frexp(width)[1] - _BITS)
    first = math.floor(low / h)
    return _Grid(h, first) if abs(first) + _SIZE < _EXACT else None


def _crowded(values: np.ndarray, grid: _Grid) -> bool:
    """Decide, from a few of the values, whether one cell holds too many of them."""
    few = values[:: max(len(values) // _FEW, 1)]
    largest = max(int(np.bincount(cell).max()) for _, cell, _ in grid.blocks(few))
    return largest > _CROWDED * len(few)


def _side(values: np.ndarray, grid: _Grid, weight: int) -> _Side:
    count, fractions, depth = np.zeros(_SIZE, dtype=np.int64), np.zeros(_SIZE), 0
    for _, cell, fraction in grid.blocks(values):
        here = np.bincount(cell, minlength=_SIZE)
        count += here
        fractions += np.bincount(cell, fraction, minlength=_SIZE)
        depth = max(depth, int(here.max()))
    depth += -(-len(values) // _BLOCK)
    return _Side(values, weight, weight * count, weight * fractions, depth)


def _above(left: np.ndarray, upper: _Side, lower: _Side) -> np.ndarray:
    """Return the integral of upper - lower over each cell, over h, where it has that sign."""
    return (left - lower.mass) + (upper.mass - upper.fractions) + lower.fractions


def _sorted_area(
    sides: list[_Side], grid: _Grid, cells: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> float:
    """Return the integral of |F - G| over the unsure cells, over h, from their points sorted."""
    unsure, left, right = cells
    edges = (np.flatnonzero(unsure) + float(grid.first)) * grid.h
    x, y = (grid.within(unsure, side.points) for side in sides)
    up, down = np.full(len(x), sides[0].weight), np.full(len(y), -sides[1].weight)
    points = np.concatenate([edges, x, y, edges + grid.h])
    steps = np.concatenate([left[unsure], up, down, -right[unsure]])
    order = np.argsort(points)
    levels = np.abs(np.cumsum(steps[order])[:-1])
    return float((levels * (np.diff(points[order]) / grid.h)).sum())
