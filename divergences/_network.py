"""A first basis of a transport problem, found by POT in float64.

What POT says about it is not believed: the basis is solved again, and improved, without rounding.
"""

import os
import sys
import warnings
from typing import Any

import numpy as np

from . import _late
from ._late import late

# POT loads each of these where it is installed (2 s for torch) unless told not to.
_SWITCHES = {
    "torch": "POT_BACKEND_DISABLE_PYTORCH",
    "jax": "POT_BACKEND_DISABLE_JAX",
    "cupy": "POT_BACKEND_DISABLE_CUPY",
    "tensorflow": "POT_BACKEND_DISABLE_TENSORFLOW",
}
_FEW, _SHARE = 1 << 16, 8  # pairs nearly tight: so few, or one in so many, take little memory
NEARLY = 2.0**-20  # reduced costs, of the largest cost, of pairs among which all is solved again:
# POT rounds at the largest cost times the number of points, and what they leave is far smaller
_ITERATIONS = 10**9  # POT's default, 1e5, stops at n = 4000 with a warning and a wrong plan


def first_tree(
    a: np.ndarray, b: np.ndarray, costs: np.ndarray
) -> tuple[list[int], list[int], np.ndarray]:
    """Return the rows and columns of a spanning tree, near optimal, and potentials of the rows.

    Parameters
    ----------
    a, b : ndarray, shapes (n,) and (m,)
        Positive masses of equal sums, within rounding.
    costs : ndarray, shape (n, m)
        Finite.
    """
    n, m = costs.shape
    if n == 1 or m == 1:
        return np.repeat(range(n), m).tolist(), np.tile(range(m), n).tolist(), np.zeros(n)
    lowest = float(costs.min())
    with np.errstate(under="ignore"):
        scale = -int(np.frexp(max(float(costs.max()), -lowest))[1])
        scaled = np.ldexp(costs, scale)
    if lowest < 0:
        scaled -= scaled.min()
    with warnings.catch_warnings():  # it says so of masses far apart, and leaves rows without arcs
        warnings.filterwarnings("ignore", "Problem infeasible", UserWarning)
        plan, log = _pot().emd(a, b, scaled, numItermax=_ITERATIONS, center_dual=False, log=True)
    scaled -= log["u"][:, None]
    scaled -= log["v"]
    near = scaled <= NEARLY
    few = np.count_nonzero(near) <= max(_FEW, near.size // _SHARE)
    rows, columns = np.nonzero((plan > 0) | near if few else plan)
    flow, u = plan[rows, columns], log["u"]
    del plan, near
    if few and len(rows):  # none, where POT says that masses far apart have no plan
        again, f, g = plan_among(a, b, rows, columns, scaled[rows, columns])
        worst = min((row - at - g).min() for row, at in zip(scaled, f, strict=True))
        if worst >= min(scaled.min(), 0) and carries(again, flow):
            scaled -= f[:, None]
            scaled -= g
            flow, u = again, u + f
    used = np.flatnonzero(flow)
    heavy = used[np.argsort(-flow[used], kind="stable")]
    arcs = _joined(rows[heavy].tolist(), columns[heavy].tolist(), scaled)
    with np.errstate(over="ignore"):
        return *arcs, np.ldexp(u, -scale)


def plan_among(
    a: np.ndarray, b: np.ndarray, rows: np.ndarray, columns: np.ndarray, costs: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the best flow among some arcs, and potentials of rows and columns.

    Parameters
    ----------
    a, b : ndarray, shapes (n,) and (m,)
        Positive masses of equal sums, within rounding.
    rows, columns, costs : ndarray, shape (k,)
        The arcs, sorted by rows, then columns, and their finite costs; some carry a plan.
    """
    coo_array = late("scipy.sparse").coo_array

    scale = -int(np.frexp(np.abs(costs).max())[1])
    with np.errstate(under="ignore"):
        scaled = coo_array((np.ldexp(costs, scale), (rows, columns)), shape=(len(a), len(b)))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Problem infeasible", UserWarning)
        plan, log = _pot().emd(
            a, b, scaled, numItermax=_ITERATIONS, center_dual=False, log=True, check_marginals=False
        )
    flow = np.zeros(len(costs))
    known = rows * len(b) + columns
    flow[np.searchsorted(known, plan.row.astype(np.int64) * len(b) + plan.col)] = plan.data
    with np.errstate(over="ignore"):
        return flow, np.ldexp(log["u"], -scale), np.ldexp(log["v"], -scale)


def carries(flow: np.ndarray, whole: np.ndarray) -> bool:
    """Decide whether a flow carries as much as another, within rounding."""
    return bool(flow.sum() >= whole.sum() * (1 - 2.0**-40))


def spanning_tree(
    rows: np.ndarray,
    columns: np.ndarray,
    flow: np.ndarray,
    reduced: np.ndarray,
    shape: tuple[int, int],
    tight: float,
) -> tuple[list[int], list[int]]:
    """Return a spanning tree of some arcs that join all rows and columns.

    Arcs with flow come first, then those of reduced cost up to `tight`, which leave potentials as
    they are. What is still in parts is joined along shortest paths, with reduced costs as lengths:
    as in `_joined`, potentials then stay feasible for all of these arcs.
    """
    coo_array = late("scipy.sparse").coo_array
    csgraph = late("scipy.sparse.csgraph")

    n, m = shape
    good = (flow > 0) | (reduced <= tight)
    graph = coo_array((good[good], (rows[good], columns[good] + n)), shape=(n + m, n + m))
    _, part = csgraph.connected_components(graph, directed=False)
    good |= _along_shortest_paths(part[rows], part[columns + n], reduced)
    rank = np.empty(len(rows))
    rank[np.lexsort((reduced, ~good, -flow))] = np.arange(1, len(rows) + 1)
    tree = csgraph.minimum_spanning_tree(
        coo_array((rank, (rows, columns + n)), shape=(n + m, n + m))
    )
    chosen = tree.tocoo()
    return chosen.row.tolist(), (chosen.col - n).tolist()


def _along_shortest_paths(start: np.ndarray, end: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Return which arcs are on the shortest paths from node 0 to the others, one to each."""
    coo_array = late("scipy.sparse").coo_array
    csgraph = late("scipy.sparse.csgraph")

    count = int(max(start.max(), end.max())) + 1
    order = np.lexsort((length, end, start))
    pair = start[order].astype(np.int64) * count + end[order]
    shortest = order[np.concatenate([[True], pair[1:] != pair[:-1]])]
    shortest = shortest[start[shortest] != end[shortest]]
    lengths = np.maximum(length[shortest], 2.0**-1000)  # an arc of length 0 would be none
    graph = coo_array((lengths, (start[shortest], end[shortest])), shape=(count, count))
    _, before = csgraph.dijkstra(graph.tocsr(), indices=0, return_predecessors=True)
    found = np.zeros(len(start), dtype=bool)
    found[shortest] = before[end[shortest]] == start[shortest]
    return found


def _joined(
    rows: list[int], columns: list[int], reduced: np.ndarray
) -> tuple[list[int], list[int]]:
    """Return a spanning tree: the arcs that close no cycle, joined by arcs that become tight.

    Potentials are feasible while every reduced cost is >= 0. Raising the rows reached so far, and
    lowering their columns, keeps them so until the first arc to a column not reached is tight: that
    arc joins its part of the forest. This is Dijkstra's algorithm over the parts, with reduced
    costs as lengths.
    """
    n, m = reduced.shape
    bare = np.setdiff1d(np.arange(n), rows)  # rows of masses so small that they moved nothing
    nearest = reduced[bare].argmin(axis=1)
    parts, kept_rows, kept_columns = _forest(n, m, rows + bare.tolist(), columns + nearest.tolist())
    raised, to_column, via_row = 0.0, np.full(m, np.inf), np.zeros(m, dtype=np.int64)
    fresh = np.ones(m, dtype=bool)
    part = parts[0]
    while True:
        fresh[[node - n for node in part if node >= n]] = False
        for i in (node for node in part if node < n):
            length = reduced[i] + raised
            nearer = fresh & (length < to_column)
            to_column[nearer], via_row[nearer] = length[nearer], i
        if not fresh.any():
            return kept_rows, kept_columns
        j = int(np.where(fresh, to_column, np.inf).argmin())
        raised = float(to_column[j])
        kept_rows.append(int(via_row[j]))
        kept_columns.append(j)
        part = parts[n + j]


def _forest(
    n: int, m: int, rows: list[int], columns: list[int]
) -> tuple[list[list[int]], list[int], list[int]]:
    """Return each node's part of the forest, and the arcs that did not close a cycle."""
    parts = [[node] for node in range(n + m)]
    kept_rows, kept_columns = [], []
    for i, j in zip(rows, columns, strict=True):
        left, right = parts[i], parts[n + j]
        if left is right:
            continue
        kept_rows.append(i)
        kept_columns.append(j)
        if len(left) < len(right):
            left, right = right, left
        left.extend(right)
        for node in right:
            parts[node] = left
    return parts, kept_rows, kept_columns


def _pot() -> Any:
    """Import POT without the array libraries it would load beside NumPy."""
    with _late.LOCK:  # of now: a forked child has one of its own
        if "ot" in sys.modules:
            return late("ot")  # where another thread is importing it, when that has ended
        switches = [switch for name, switch in _SWITCHES.items() if name not in sys.modules]
        before = {switch: os.environ.get(switch) for switch in switches}
        os.environ.update(dict.fromkeys(switches, "1"))
        try:
            return late("ot")
        finally:
            for switch, value in before.items():
                if value is None:
                    del os.environ[switch]
                else:
                    os.environ[switch] = value
