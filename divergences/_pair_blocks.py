"""Costs between points, and the exponents of an entropic plan, in blocks: never all at once."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ._costs import Cost, CostFunction, called
from ._threads import mapped

_ENTRIES, _COLUMNS = 1 << 16, 1 << 11  # of a block: it stays in a cache
_BY_PRODUCTS = 2.0**-20  # eps from which squares by products move exponents by no more than 1e-9
_LEAST = -1074  # exponent of a unit
_FEW_AXES = 8  # up to which differences are taken axis by axis

Block = Callable[[slice, slice], np.ndarray]


@dataclass(frozen=True, eq=False)
class PairBlocks:
    """The costs between points (n, d) and (m, d), in units in which they are of size 1 at most.

    Attributes
    ----------
    x, y : ndarray, shapes (n, d) and (m, d)
    between : callable
        From some of x and some of y to their costs, in units.
    turned : bool
        Whether x and y have changed places: `between` is then called as ``between(y, x).T``.
    squares : bool
        Whether costs are |x - y|^2.
    anywhere : bool
        Whether there are costs between any points, and not only between those that were given.
    """

    x: np.ndarray
    y: np.ndarray
    between: Callable[[np.ndarray, np.ndarray], np.ndarray]
    turned: bool = False
    squares: bool = False
    anywhere: bool = True

    def transposed(self) -> "PairBlocks":
        """Return the costs with rows and columns exchanged."""
        return replace(self, x=self.y, y=self.x, turned=not self.turned)

    def among(self, x: np.ndarray, y: np.ndarray) -> "PairBlocks":
        """Return the costs between other points."""
        return replace(self, x=x, y=y)

    def costs(self, rows: slice, columns: slice = slice(None)) -> np.ndarray:
        """Return a block of the costs."""
        x, y = self.x[rows], self.y[columns]
        return self.between(y, x).T if self.turned else self.between(x, y)

    def exponents(self, f: np.ndarray, g: np.ndarray, eps: float) -> Block:
        """Return what gives blocks of (f_i + g_j - c_ij) / eps."""
        if not self.squares or eps < _BY_PRODUCTS:
            return _ByDifferences(self, f, g, eps)
        middle = self.x.mean(axis=0)
        x, y = self.x - middle, self.y - middle
        level_x, level_y = (f - (x * x).sum(axis=1)) / eps, (g - (y * y).sum(axis=1)) / eps
        left = np.column_stack([x * (2 / eps), level_x, np.ones(len(x))])
        return _ByProducts(left, np.vstack([y.T, np.ones(len(y)), level_y]))

    def rows(self) -> list[slice]:
        """Return the rows, as many at a time as a block has."""
        step = max(1, _ENTRIES // min(_COLUMNS, len(self.y)))
        return [slice(k, k + step) for k in range(0, len(self.x), step)]

    def columns(self) -> list[slice]:
        """Return the columns, as many at a time as a block has."""
        return [slice(k, k + _COLUMNS) for k in range(0, len(self.y), _COLUMNS)]


@dataclass(frozen=True, eq=False)
class _ByDifferences:
    pairs: PairBlocks
    f: np.ndarray
    g: np.ndarray
    eps: float

    def __call__(self, rows: slice, columns: slice) -> np.ndarray:
        level = self.f[rows, None] + self.g[columns]
        level -= self.pairs.costs(rows, columns)
        level /= self.eps
        return level


@dataclass(frozen=True, eq=False)
class _ByProducts:
    """The same from one product of matrices, which rounds as f + g - c does."""

    left: np.ndarray
    right: np.ndarray

    def __call__(self, rows: slice, columns: slice) -> np.ndarray:
        return np.asarray(self.left[rows] @ self.right[:, columns])


def pair_blocks(
    x: np.ndarray, y: np.ndarray, cost: CostFunction
) -> tuple[PairBlocks, float, float]:
    """Return the costs in blocks, their unit, and the largest of them, all in their own size."""
    return _of_distances(x, y, cost) if isinstance(cost, Cost) else _of_function(x, y, cost)


def _of_distances(x: np.ndarray, y: np.ndarray, cost: Cost) -> tuple[PairBlocks, float, float]:
    """Return powers of distances of points that are scaled, by a power of two, to be at most 1."""
    high = np.maximum(x.max(axis=0), y.max(axis=0))
    low = np.minimum(x.min(axis=0), y.min(axis=0))
    size = int(np.frexp(np.abs([high, low]).max())[1])
    box = np.linalg.norm(np.ldexp(high, -size) - np.ldexp(low, -size), cost.norm)
    size += math.frexp(float(box))[1]  # no distance exceeds the diagonal of the box
    x, y = (np.ldexp(points, -size) for points in (x, y))
    widest = largest_of(PairBlocks(x, y, partial(_powers_between, replace(cost, order=1.0))))
    if widest > 0:  # which may be far less than the diagonal
        shrunk = math.floor(-math.log2(widest))
        x, y, size = np.ldexp(x, shrunk), np.ldexp(y, shrunk), size - shrunk
        widest = math.ldexp(widest, shrunk)
    squares = cost.norm == cost.order == 2
    pairs = PairBlocks(x, y, partial(_powers_between, cost), squares=squares)
    with np.errstate(over="ignore", divide="ignore"):  # the caller refuses what is infinite
        unit = np.exp2(max(size * cost.order, _LEAST))
        largest = np.exp2((np.log2(widest) + size) * cost.order)
        return pairs, float(unit), float(largest)


def _of_function(
    x: np.ndarray, y: np.ndarray, cost: CostFunction
) -> tuple[PairBlocks, float, float]:
    """Return what a function gives, over a power of two that is near the largest of it."""
    pairs = PairBlocks(x, y, partial(called, cost), anywhere=False)
    largest = largest_of(pairs)
    unit = math.ldexp(1, min(math.frexp(largest)[1], 1023))
    return replace(pairs, between=partial(_over, cost, unit)), unit, largest


def _over(cost: CostFunction, unit: float, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return called(cost, x, y) / unit


def largest_of(pairs: PairBlocks) -> float:
    """Return the largest size of a cost."""

    def work(blocks: Sequence[slice]) -> list[float]:
        return [
            float(np.abs(_block(pairs, rows, part)).max())
            for rows in blocks
            for part in pairs.columns()
        ]

    return max(mapped(work, pairs.rows(), len(pairs.x) * len(pairs.y)))


def _block(pairs: PairBlocks, rows: slice, columns: slice) -> np.ndarray:
    shape = len(pairs.x[rows]), len(pairs.y[columns])
    return refuse_no_costs(pairs.costs(rows, columns), *shape, rows.start, columns.start)


def refuse_no_costs(costs: np.ndarray, n: int, m: int, row: int = 0, column: int = 0) -> np.ndarray:
    """Return costs of n and m points, the first of which are numbered, or refuse what is none."""
    if costs.shape != (n, m):
        raise ValueError(
            f"the cost gave shape {costs.shape} for {n} and {m} points; it must give the matrix "
            "(n, m) for points (n, d) and (m, d)"
        )
    if not np.isfinite(costs).all():
        i, j = (int(k) for k in np.argwhere(~np.isfinite(costs))[0])
        raise ValueError(
            f"the cost from x[{row + i}] to y[{column + j}] is {costs[i, j]}; costs must be finite"
        )
    return costs


def _powers_between(cost: Cost, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return |x - y| ** order for points whose distances are at most 1."""
    if x.shape[1] > _FEW_AXES:
        return cost(x, y)
    whole = np.zeros((len(x), len(y)))
    for along_x, along_y in zip(x.T, y.T, strict=True):
        away = np.subtract.outer(along_x, along_y)
        whole += np.abs(away, out=away) if cost.norm == 1 else np.square(away, out=away)
    if cost.order == cost.norm:
        return whole
    if cost.norm == 2:
        np.sqrt(whole, out=whole)
    return whole if cost.order == 1 else whole**cost.order
