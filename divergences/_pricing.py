"""Costs between points that are never put into a matrix, and which of them matter.

A cost |x - y|^p with p >= 1 is convex in x - y, so it lies above its tangents. At the centres X and
Y of two cells, with slope s there, and u = x - X, v = y - Y,

    c(x, y) - f(x) - g(y)  >=  c(X, Y) + min (s.u - f) + min (-s.v - g),

each minimum over one cell: as many steps as the cells have points, not pairs. Where it is positive
no pair of the two cells has a negative reduced cost. What is lost is of second order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from ._cells import Cells, in_cells
from ._costs import Cost
from ._threads import mapped

SIZE = 32  # points of a cell
_NEAR = 8  # cells that are looked at before a bound is known
_SLACK = 2.0**-40  # of the largest cost: more than all that is rounded in a bound
_TINY = 2.0**-1070  # an entry of a point: more than all that is rounded below the normal numbers
_NONE = np.empty(0, dtype=np.int64)

Arcs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class _Violations:
    """Pairs of negative reduced cost, and the least reduced cost of each row, at most 0."""

    arcs: Arcs
    least: np.ndarray


@dataclass(frozen=True, eq=False)
class PointCosts:
    """The costs c(x_i, y_j) between points (n, d) and (m, d), computed where they are wanted."""

    x: Cells
    y: Cells
    cost: Cost
    shape: tuple[int, int] = field(init=False)
    largest: float = field(init=False)
    unit: int = field(init=False)
    steps: int = field(init=False)
    rounded: ClassVar[bool] = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", (len(self.x.points), len(self.y.points)))
        object.__setattr__(self, "largest", self._largest())
        object.__setattr__(self, "unit", self._unit())
        object.__setattr__(self, "steps", 2 * self.shape[0] * self.shape[1] // SIZE)  # the bounds

    def transposed(self) -> "PointCosts":
        """Return the costs from y to x, which are the same."""
        return PointCosts(self.y, self.x, self.cost)

    def at(self, i: int, j: int) -> float:
        """Return the cost of one pair."""
        return float(self.cost(self.x.points[i : i + 1], self.y.points[j : j + 1])[0, 0])

    def pairs(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return the costs of pairs."""
        found = np.empty(len(rows))
        by_rows = np.argsort(rows, kind="stable")
        cuts = np.searchsorted(rows[by_rows], self.x.starts)
        where = np.empty(self.shape[1], dtype=np.int64)
        for k in range(len(self.x)):
            here = by_rows[cuts[k] : cuts[k + 1]]
            if len(here):
                there = np.flatnonzero(np.bincount(columns[here]))
                where[there] = np.arange(len(there))
                block = self._block(k, there)
                found[here] = block[rows[here] - self.x.starts[k], where[columns[here]]]
        return found

    def nearest(self, f: np.ndarray, g: np.ndarray, count: int) -> Arcs:
        """Return, for each row, the columns of least reduced cost."""
        count = min(count, self.shape[1])

        def work(cells: Sequence[int]) -> list[Arcs]:
            return [self._nearest(k, f, g, count) for k in cells]

        found = mapped(work, list(range(len(self.x))), self.shape[0] * self.shape[1])
        return _joined(found)

    def transform(self, f: np.ndarray) -> np.ndarray:
        """Return g with g_j = min over i of c_ij - f_i."""
        other, zero = self.transposed(), np.zeros(self.shape[1])

        def work(cells: Sequence[int]) -> list[np.ndarray]:
            return [other._least(k, zero, f, 1)[1].min(axis=1) for k in cells]

        found = mapped(work, list(range(len(self.y))), self.shape[0] * self.shape[1])
        return np.concatenate(found)

    def violated(self, f: np.ndarray, g: np.ndarray, beyond: float, count: int) -> _Violations:
        """Return pairs of reduced cost below -beyond: the worst of each row, and of each column."""

        def work(cells: Sequence[int]) -> list[tuple[list[_Violations], np.ndarray, np.ndarray]]:
            worst, row = np.zeros(self.shape[1]), np.zeros(self.shape[1], dtype=np.int64)
            found = [self._violated(k, f, g, beyond, count, worst, row) for k in cells]
            return [(found, worst, row)]

        shares = mapped(work, list(range(len(self.x))), self.shape[0] * self.shape[1])
        worsts, rows = (np.array(those) for those in list(zip(*shares, strict=True))[1:])
        first = worsts.argmin(axis=0)  # of equals that of the first row, as within a share
        columns = np.flatnonzero(worsts.min(axis=0) < -beyond)
        found = [one for share, _, _ in shares for one in share]
        return _Violations(
            _joined([*(one.arcs for one in found), (rows[first[columns], columns], columns)]),
            np.concatenate([one.least for one in found]),
        )

    def below(
        self, f: np.ndarray, g: np.ndarray, bound: float, shift: int
    ) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
        """Yield the pairs of reduced cost below the bound, where that is of costs over 2^shift."""
        largest = np.ldexp(self.largest, -shift) + 2 * max(np.abs(f).max(), np.abs(g).max())
        slack = bound + (self.cost.order + 2) * _SLACK * largest
        slack += _TINY * (2 + self.x.points.shape[1])
        for k in range(len(self.x)):
            cells = np.flatnonzero(~(self._bounds(k, f, g, shift) > slack))
            if len(cells):
                first, columns = self.x.starts[k], self.y.of(cells)
                costs = self._block(k, columns)
                reduced = np.ldexp(costs, -shift) if shift else costs
                reduced = (reduced - f[first : first + len(costs), None]) - g[columns]
                i, j = np.nonzero(reduced < bound)
                yield reduced[i, j], i + first, columns[j], costs[i, j]

    def _violated(
        self,
        k: int,
        f: np.ndarray,
        g: np.ndarray,
        beyond: float,
        count: int,
        worst: np.ndarray,
        row: np.ndarray,
    ) -> _Violations:
        first, size = self.x.starts[k], self.x.starts[k + 1] - self.x.starts[k]
        cells = np.flatnonzero(~(self._bounds(k, f, g) > 0))
        if not len(cells):
            return _Violations((_NONE, _NONE), np.zeros(size))
        reduced, columns = self._reduced(k, f, g, cells)
        lowest = reduced.argmin(axis=0)
        values = reduced[lowest, np.arange(len(columns))]
        worse = values < worst[columns]
        worst[columns[worse]], row[columns[worse]] = values[worse], lowest[worse] + first
        count = min(count, len(columns))
        j = np.argpartition(reduced, count - 1, axis=1)[:, :count]
        values = np.take_along_axis(reduced, j, axis=1)
        i, rank = np.nonzero(values < -beyond)
        arcs = (i + first, columns[j[i, rank]])
        return _Violations(arcs, np.minimum(values.min(axis=1), 0))

    def _nearest(self, k: int, f: np.ndarray, g: np.ndarray, count: int) -> Arcs:
        columns, reduced = self._least(k, f, g, count)
        j = np.argpartition(reduced, count - 1, axis=1)[:, :count]
        rows = np.arange(self.x.starts[k], self.x.starts[k + 1])
        return np.repeat(rows, count), columns[j].ravel()

    def _least(
        self, k: int, f: np.ndarray, g: np.ndarray, count: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return columns, and their reduced costs, that hold the least `count` of each row."""
        bounds = self._bounds(k, f, g)
        by_bound = np.argsort(bounds, kind="stable")
        sizes = np.cumsum(np.diff(self.y.starts)[by_bound])
        near = max(_NEAR, int(np.searchsorted(sizes, count)) + 1)
        reduced, columns = self._reduced(k, f, g, by_bound[:near])
        enough = np.partition(reduced, count - 1, axis=1)[:, count - 1].max()
        more = by_bound[near:][~(bounds[by_bound[near:]] > enough)]
        if len(more):
            others, beside = self._reduced(k, f, g, more)
            reduced = np.concatenate([reduced, others], axis=1)
            columns = np.concatenate([columns, beside])
        return columns, reduced

    def _reduced(
        self, k: int, f: np.ndarray, g: np.ndarray, cells: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the reduced costs of a cell of rows and some cells of columns, and the columns."""
        columns = self.y.of(cells)
        reduced = self._block(k, columns)
        reduced -= f[self.x.starts[k] : self.x.starts[k + 1], None]
        reduced -= g[columns]
        return reduced, columns

    def _block(self, k: int, columns: np.ndarray) -> np.ndarray:
        """Return the costs of a cell of rows and some columns."""
        here = slice(self.x.starts[k], self.x.starts[k + 1])
        return self.cost(self.x.points[here], self.y.points[columns])

    def _bounds(self, k: int, f: np.ndarray, g: np.ndarray, shift: int = 0) -> np.ndarray:
        """Return, for each cell of columns, a bound below the reduced costs with cell k of rows."""
        with np.errstate(all="ignore"):  # what is not finite is no bound, and is looked at
            value, slope = _tangents(self.x.centres[k] - self.y.centres, self.cost)
            if shift:
                value, slope = np.ldexp(value, -shift), np.ldexp(slope, -shift)
            rows = slope @ self.x.offsets[k].T - f[self.x.members[k]]
            columns = np.einsum("jd,jbd->jb", slope, self.y.offsets) + g[self.y.members]
            found = value + rows.min(axis=1) - columns.max(axis=1)
            return np.asarray(np.where(found == np.inf, np.nan, found))

    def _largest(self) -> float:
        """Return what no cost exceeds."""
        both = np.concatenate([self.x.points, self.y.points])
        corners = self.cost(both.min(axis=0)[None], both.max(axis=0)[None])
        found = float(corners[0, 0]) * (1 + 2.0**-40)
        if found == np.inf:
            raise OverflowError(
                f"a cost {self.cost} may exceed the largest double; scale the points down"
            )
        return found

    def _unit(self) -> int:
        """Return a power of two of which every cost is a multiple of the inverse."""
        both = np.concatenate([self.x.points, self.y.points])
        mantissa, exponent = np.frexp(both[both != 0])
        whole = np.ldexp(mantissa, 53).astype(np.int64)
        zeros = np.frexp((whole & -whole).astype(np.float64))[1] - 1
        finest = max(0, -int((exponent - 53 + zeros).min(initial=0)))
        grid = 1 << int(np.ceil(finest * self.cost.order))
        if self.cost.order == self.cost.norm and grid * max(1, int(self.largest)) < 2**52:
            return grid  # no cost is rounded
        return grid << 54  # none is below half a step of the grid, but 0


def between(x: np.ndarray, y: np.ndarray, cost: Cost) -> PointCosts:
    """Return the costs between points, which come in an order of their own."""
    return PointCosts(in_cells(x, SIZE), in_cells(y, SIZE), cost)


def _tangents(move: np.ndarray, cost: Cost) -> tuple[np.ndarray, np.ndarray]:
    """Return costs of moves (k, d), and a slope (k, d) of each."""
    exponent = np.frexp(np.abs(move).max(axis=1))[1]
    scaled = np.ldexp(move, -exponent[:, None])  # each on its own scale: no square leaves it
    size = np.linalg.norm(scaled, cost.norm, axis=1)
    along = np.sign(move) if cost.norm == 1 else scaled / size[:, None]
    size = np.ldexp(size, exponent)
    slope = cost.order * size[:, None] ** (cost.order - 1) * along
    slope[size == 0] = 0  # a slope of the cone at its tip
    return size**cost.order, slope


def _joined(arcs: list[Arcs]) -> Arcs:
    return np.concatenate([rows for rows, _ in arcs]), np.concatenate([to for _, to in arcs])
