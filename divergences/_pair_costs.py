"""The costs of all pairs as the network simplex asks for them, and those that are in a matrix."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

_BLOCK = 1 << 16  # costs of a matrix that are looked at together

Near = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # reduced, rows, columns, costs


class PairCosts(Protocol):
    """The costs of all pairs, in a matrix or not."""

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns there are."""

    @property
    def largest(self) -> float:
        """What no cost exceeds in size."""

    @property
    def unit(self) -> int:
        """A power of two of which every cost is a multiple of the inverse."""

    @property
    def rounded(self) -> bool:
        """Whether the costs are rounded themselves, so that the last digits are no matter."""

    @property
    def steps(self) -> int:
        """How many steps it takes to look at all pairs."""

    def at(self, i: int, j: int) -> float:
        """Return the cost of one pair."""

    def pairs(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return the costs of pairs."""

    def transform(self, f: np.ndarray) -> np.ndarray:
        """Return g with g_j = min over i of c_ij - f_i."""

    def below(self, f: np.ndarray, g: np.ndarray, bound: float, shift: int) -> Iterator[Near]:
        """Yield the pairs of reduced cost below the bound, where that is of costs over 2^shift."""


class Table:
    """Costs that are given in a matrix (n, m)."""

    def __init__(self, entries: np.ndarray, *, rounded: bool = False) -> None:
        self.entries, self.rounded = entries, rounded
        self.shape = entries.shape
        self.largest = max(float(entries.max()), -float(entries.min()))
        self.unit = _unit_of(entries)
        self.steps = entries.size

    def at(self, i: int, j: int) -> float:
        """Return the cost of one pair."""
        return float(self.entries[i, j])

    def pairs(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return the costs of pairs."""
        return np.asarray(self.entries[rows, columns])

    def transform(self, f: np.ndarray) -> np.ndarray:
        """Return g with g_j = min over i of c_ij - f_i."""
        return np.asarray((self.entries - f[:, None]).min(axis=0))

    def below(self, f: np.ndarray, g: np.ndarray, bound: float, shift: int) -> Iterator[Near]:
        """Yield the pairs of reduced cost below the bound, where that is of costs over 2^shift."""
        height = max(1, _BLOCK // len(g))
        for first in range(0, len(f), height):
            block = self.entries[first : first + height]
            costs = np.ldexp(block, -shift) if shift else block
            reduced = (costs - f[first : first + height, None]) - g
            i, j = np.nonzero(reduced < bound)
            yield reduced[i, j], i + first, j, block[i, j]


def _unit_of(costs: np.ndarray) -> int:
    """Return the least power of two of which every cost is a multiple of the inverse."""
    flat, lowest = costs.reshape(-1), 0
    for first in range(0, len(flat), _BLOCK):
        block = flat[first : first + _BLOCK]
        mantissa, exponent = np.frexp(block[block != 0])
        whole = np.ldexp(mantissa, 53).astype(np.int64)
        zeros = np.frexp((whole & -whole).astype(np.float64))[1] - 1
        lowest = min(lowest, int((exponent - 53 + zeros).min(initial=0)))
    return 1 << -lowest
