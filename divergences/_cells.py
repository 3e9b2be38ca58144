"""Points in cells: near points together, so that one bound serves many of them."""

import heapq
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Cells:
    """Points (n, d) in an order in which those of a cell follow each other.

    Attributes
    ----------
    order : ndarray, shape (n,)
        Which of the points given is where: ``points[k]`` was number ``order[k]``.
    points : ndarray, shape (n, d)
    starts : ndarray, shape (cells + 1,)
        Where the cells begin, and n.
    centres : ndarray, shape (cells, d)
    members : ndarray, shape (cells, largest)
        The points of each cell, the last one repeated where a cell has fewer than the largest.
    offsets : ndarray, shape (cells, largest, d)
        The members less their centre.
    """

    order: np.ndarray
    points: np.ndarray
    starts: np.ndarray
    centres: np.ndarray
    members: np.ndarray
    offsets: np.ndarray

    def __len__(self) -> int:
        return len(self.centres)

    def of(self, cells: np.ndarray) -> np.ndarray:
        """Return the points of some cells, cell by cell."""
        first, size = self.starts[cells], self.starts[cells + 1] - self.starts[cells]
        ends = np.cumsum(size)
        return np.arange(ends[-1]) + np.repeat(first - ends + size, size)


def in_cells(points: np.ndarray, size: int) -> Cells:
    """Return points in cells of at most `size`."""
    groups = _groups(points, size)
    order = np.concatenate(groups)
    starts = np.concatenate([[0], np.cumsum([len(group) for group in groups])])
    centres = np.array([points[group].mean(axis=0) for group in groups])
    longest = int(np.diff(starts).max())
    members = np.minimum(starts[:-1, None] + np.arange(longest), starts[1:, None] - 1)
    ordered = points[order]
    return Cells(order, ordered, starts, centres, members, ordered[members] - centres[:, None])


def merged(
    points: np.ndarray, masses: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Merge cells of at most `size` points: centres of mass, masses, and which has each point."""
    groups = _groups(points, size)
    sizes = [len(group) for group in groups]
    order, within = np.concatenate(groups), np.repeat(np.arange(len(groups)), sizes)
    starts = np.cumsum([0, *sizes[:-1]])
    whole = np.add.reduceat(masses[order], starts)
    share = masses[order] / whole[within]
    cell = np.empty(len(points), dtype=np.int64)
    cell[order] = within
    return np.add.reduceat(points[order] * share[:, None], starts, axis=0), whole, cell


def widest_halved(points: np.ndarray, count: int) -> np.ndarray:
    """Return which of at most `count` cells has each point: the widest is halved, and so on."""
    points = np.ldexp(points, -1 - int(np.frexp(np.abs(points).max())[1]))  # no width overflows

    def entry(group: np.ndarray) -> tuple[float, int, int, np.ndarray]:
        there = points[group]
        sides = there.max(axis=0) - there.min(axis=0)
        axis = int(sides.argmax())
        return -float(sides[axis]), int(group[0]), axis, group

    heap = [entry(np.arange(len(points)))]
    while len(heap) < count and heap[0][0] < 0:
        _, _, axis, group = heapq.heappop(heap)
        along = points[group, axis]
        low = along - along.min() <= (along.max() - along.min()) / 2
        heapq.heappush(heap, entry(group[low]))
        heapq.heappush(heap, entry(group[~low]))
    cell = np.empty(len(points), dtype=np.int64)
    for k, (_, _, _, group) in enumerate(sorted(heap, key=lambda one: one[1])):
        cell[group] = k
    return cell


def _groups(points: np.ndarray, size: int) -> list[np.ndarray]:
    """Halve along the widest axis, until no group is larger than `size`; neighbours follow."""
    done, waiting = [], [np.arange(len(points))]
    while waiting:
        group = waiting.pop()
        if len(group) <= size:
            done.append(group)
            continue
        there = points[group]
        axis = int((there.max(axis=0) - there.min(axis=0)).argmax())
        middle = len(group) // 2
        by_side = group[np.argpartition(there[:, axis], middle)]
        waiting += [by_side[middle:], by_side[:middle]]
    return done
