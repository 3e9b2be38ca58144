"""Optimal transport for a matrix of costs: found in float64, settled in integers."""

import math
import os
from dataclasses import dataclass

import numpy as np

from ._basis import supplies
from ._network import first_tree
from ._pair_costs import Table
from ._pivots import Basis, repaired

_TOO_LARGE = "a potential exceeds the largest double; scale the costs down"
_BYTES = 64  # a pair of points, in memory: the costs and what POT makes of them


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan as arrows, the correctly rounded value of its cost, and potentials."""

    rows: np.ndarray
    columns: np.ndarray
    mass: np.ndarray
    value: float
    f: np.ndarray
    g: np.ndarray
    iterations: int
    in_time: bool = True
    stopped: KeyboardInterrupt | None = None


def solve(a: np.ndarray, b: np.ndarray, costs: np.ndarray, *, rounded: bool = False) -> Solution:
    """Return the optimum for weights a (n,), b (m,), and finite costs (n, m).

    Where these are rounded themselves, much work for the last digits may be left undone.
    """
    kept, kept_columns = np.flatnonzero(a), np.flatnonzero(b)
    whole = len(kept) == len(a) and len(kept_columns) == len(b)
    block = costs if whole else costs[np.ix_(kept, kept_columns)]
    supply, total = supplies(a[kept], b[kept_columns])
    scale = 1 if total < 2**53 else total  # integer masses where they are exact
    floats = np.array([mass / scale for mass in supply])
    *tree, guess = first_tree(floats[: len(kept)], floats[len(kept) :], block)
    basis = repaired(Table(block, rounded=rounded), (tree[0], tree[1]), supply)
    basis.improve()
    f, g = potentials_of(basis, guess, floats)
    f, g = (f, g) if whole else _extended(f, g, kept, kept_columns, costs)
    arrows = [k for k, flow in enumerate(basis.flow) if flow]
    return Solution(
        rows=kept[[basis.rows[k] for k in arrows]],
        columns=kept_columns[[basis.columns[k] for k in arrows]],
        mass=np.array([basis.flow[k] / total for k in arrows]),
        value=value_of(basis, total),
        f=f,
        g=g,
        iterations=basis.pivots,
    )


def refuse_too_large(n: int, m: int) -> None:
    """Raise ValueError where costs and solver would not fit into the machine's memory."""
    needed, there = n * m * _BYTES, _memory()
    if needed > there:
        raise ValueError(
            f"{n} x {m} points take about {needed / 1e9:.3g} GB, the solver's part included, and "
            f"this machine has {there / 1e9:.3g} GB; pass fewer points, or use sliced_wasserstein"
        )


def _memory() -> int:
    """Return the bytes of memory that this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def value_of(basis: Basis, total: int) -> float:
    """Return the cost of the flow, correctly rounded."""
    cost = sum(flow * price for flow, price in zip(basis.flow, basis.price, strict=True))
    return cost / (total * basis.unit)


def potentials_of(
    basis: Basis, guess: np.ndarray, masses: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the tree's potentials; where it is not optimal, the better of these and the guess."""
    n = basis.costs.shape[0]
    of_rows, of_columns = basis.potential[:n], [-p for p in basis.potential[n:]]
    try:
        f, g = _around(of_rows, of_rows, of_columns, basis.unit)
    except OverflowError:
        f, g = _around(of_rows + of_columns, of_rows, of_columns, basis.unit)
    if basis.optimal or not np.isfinite(guess).all():
        return f, g
    with np.errstate(over="ignore"):  # then the other is the better
        pairs = [(h, basis.costs.transform(h)) for h in (f, guess)]
    return max(pairs, key=lambda pair: math.fsum(np.concatenate(pair) * masses))


def _around(
    levels: list[int], of_rows: list[int], of_columns: list[int], unit: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return potentials less the middle of the levels: the smaller, the less is rounded below."""
    middle = (max(levels) + min(levels)) // 2
    try:
        f = np.array([(p - middle) / unit for p in of_rows])
        return f, np.array([(middle - p) / unit for p in of_columns])
    except OverflowError:
        raise OverflowError(_TOO_LARGE) from None


def _extended(
    f: np.ndarray, g: np.ndarray, kept: np.ndarray, kept_columns: np.ndarray, costs: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return potentials of all points from those of the points that have mass."""
    with np.errstate(over="ignore"):
        all_f = (costs[:, kept_columns] - g).min(axis=1)
        all_f[kept] = f
        all_g = (costs - all_f[:, None]).min(axis=0)
        all_g[kept_columns] = g
    if not (np.isfinite(all_f).all() and np.isfinite(all_g).all()):
        raise OverflowError(_TOO_LARGE)
    return all_f, all_g
