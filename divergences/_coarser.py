"""Where the search for a plan begins: at the plan and the potentials of a coarser problem.

Points are merged, a few at a time, until the problem is small enough for all of its pairs. On the
way back, potentials pass to finer points by a transform, which makes near pairs known by their
reduced costs; and the plan by handing what goes from cell to cell to the points of the cells, which
makes some of the pairs hold a plan that is nearly the best.
"""

from dataclasses import dataclass

import numpy as np

from ._cells import in_cells, merged
from ._costs import Cost
from ._network import plan_among
from ._pricing import SIZE, Arcs, PointCosts, between

_DENSE = 1 << 18  # pairs of a problem that is small enough
_MERGED = 4  # points that become one
_ARCS, _ARCS_ALONG_RAYS = 16, 32  # of each point; more where whole rays of pairs are nearly tight


@dataclass(frozen=True, eq=False)
class _Coarse:
    """What goes from one point to another, and potentials."""

    rows: np.ndarray
    columns: np.ndarray
    mass: np.ndarray
    f: np.ndarray
    g: np.ndarray


def first_arcs(costs: PointCosts, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return pairs, as sorted keys row * m + column, that hold nearly the best plan."""
    m = costs.shape[1]
    x, y, cost = costs.x, costs.y, costs.cost
    coarse_x, mass_x, cell_x = merged(x.points, a, _MERGED if len(a) > SIZE else 1)
    coarse_y, mass_y, cell_y = merged(y.points, b, _MERGED if len(b) > SIZE else 1)
    coarse = _solved(coarse_x, mass_x, coarse_y, mass_y, cost)
    in_x, in_y = in_cells(coarse_x, SIZE), in_cells(coarse_y, SIZE)
    f = PointCosts(in_y, x, cost).transform(coarse.g[in_y.order])
    g = PointCosts(in_x, y, cost).transform(coarse.f[in_x.order])
    count = _ARCS_ALONG_RAYS if cost.order < 2 else _ARCS
    columns, rows = costs.transposed().nearest(g, f, count)
    handed = _handed_down(coarse, (a, cell_x), (b, cell_y))
    found = (costs.nearest(f, g, count), (rows, columns), handed)
    return distinct(np.concatenate([keys(arcs, m) for arcs in found]))


def keys(arcs: Arcs, m: int) -> np.ndarray:
    """Return row * m + column."""
    return arcs[0] * m + arcs[1]


def distinct(found: np.ndarray) -> np.ndarray:
    """Return keys in order, each once."""
    found = np.sort(found)
    return found[np.concatenate([[True], found[1:] != found[:-1]])] if len(found) else found


def _solved(x: np.ndarray, a: np.ndarray, y: np.ndarray, b: np.ndarray, cost: Cost) -> _Coarse:
    """Return a plan and potentials, the best among few pairs."""
    costs = between(x, y, cost)
    n, m = costs.shape
    i, j = costs.x.order, costs.y.order
    known = np.arange(n * m) if n * m <= _DENSE else first_arcs(costs, a[i], b[j])
    rows, columns = known // m, known % m
    f, g = np.empty(n), np.empty(m)
    flow, f[i], g[j] = plan_among(a[i], b[j], rows, columns, costs.pairs(rows, columns))
    used = flow > 0
    return _Coarse(i[rows[used]], j[columns[used]], flow[used], f, g)


def _handed_down(
    coarse: _Coarse, of_x: tuple[np.ndarray, np.ndarray], of_y: tuple[np.ndarray, np.ndarray]
) -> Arcs:
    """Return pairs that hold a plan which takes from cell to cell what the coarse one does.

    Each side's points, cell by cell, are cut where the arrows of their cell are; the pieces of an
    arrow on the one side then meet those on the other.
    """
    (mass_x, cell_x), (mass_y, cell_y) = of_x, of_y
    by_x, by_y = np.argsort(cell_x, kind="stable"), np.argsort(cell_y, kind="stable")
    from_x = np.lexsort((coarse.columns, coarse.rows))
    to_y = np.lexsort((coarse.rows, coarse.columns))
    points_x, arrows_x, pieces_x = _staircase(mass_x[by_x], coarse.mass[from_x])
    points_y, arrows_y, pieces_y = _staircase(mass_y[by_y], coarse.mass[to_y])
    along_x = np.argsort(from_x[arrows_x], kind="stable")
    along_y = np.argsort(to_y[arrows_y], kind="stable")
    left, right, _ = _staircase(pieces_x[along_x], pieces_y[along_y])
    return by_x[points_x[along_x[left]]], by_y[points_y[along_y[right]]]


def _staircase(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the plan that takes rows and columns in their order: rows, columns and masses."""
    levels = np.concatenate([np.cumsum(a)[:-1], np.cumsum(b)[:-1]])
    order = np.argsort(levels, kind="stable")
    rows = np.concatenate([[0], np.cumsum(order < len(a) - 1)])
    mass = np.diff(levels[order], prepend=0, append=max(a.sum(), levels.max(initial=0)))
    return rows, np.arange(len(rows)) - rows, mass
