"""Spanning trees of the transport network, solved without rounding.

A basic plan lives on a tree between rows and columns. Its flows follow from the weights, leaf by
leaf, and its potentials from the costs, arc by arc; in Python's integers neither loses anything.
"""

import math
from collections.abc import Sequence

import numpy as np

from ._levels import integers

Walk = tuple[list[int], list[int], list[int]]


def exact_flows(
    a: np.ndarray, b: np.ndarray, rows: Sequence[int], columns: Sequence[int]
) -> tuple[list[int], int]:
    """Return the flows of a forest as (numerators, denominator), solved without rounding.

    Parameters
    ----------
    a, b : ndarray, shapes (n,) and (m,)
        Weights; the laws meant are ``a / sum(a)`` and ``b / sum(b)``, exactly.
    rows, columns : sequence of int, length k
        The arcs of the forest.

    Returns
    -------
    numerators : list of int, length k
        Negative where the forest carries no plan.
    denominator : int

    Raises
    ------
    ValueError
        If the arcs close a cycle.
    """
    supply, denominator = supplies(a, b)
    walk = walked(len(a), len(b), [int(i) for i in rows], [int(j) for j in columns])
    return _flows(supply, walk), denominator


def supplies(a: np.ndarray, b: np.ndarray) -> tuple[list[int], int]:
    """Return the masses of all rows, then all columns, over their common denominator."""
    left, right = integers(a), integers(b)
    whole_a, whole_b = sum(left), sum(right)
    shared = math.gcd(whole_a, whole_b)
    of_rows = [k * (whole_b // shared) for k in left]
    of_columns = [k * (whole_a // shared) for k in right]
    return of_rows + of_columns, whole_a // shared * whole_b


def walked(n: int, m: int, rows: list[int], columns: list[int]) -> Walk:
    """Return the nodes, parents first, with each node's parent and the arc to it (-1 at a root).

    Rows are nodes 0 to n - 1, columns n to n + m - 1.
    """
    arcs: list[list[tuple[int, int]]] = [[] for _ in range(n + m)]
    for k, (i, j) in enumerate(zip(rows, columns, strict=True)):
        arcs[i].append((n + j, k))
        arcs[n + j].append((i, k))
    parent, arc = [-2] * (n + m), [-1] * (n + m)
    order: list[int] = []
    for root in range(n + m):
        if parent[root] != -2:
            continue
        parent[root] = -1
        reached = len(order)
        order.append(root)
        while reached < len(order):
            node = order[reached]
            reached += 1
            for other, k in arcs[node]:
                if parent[other] == -2:
                    parent[other], arc[other] = node, k
                    order.append(other)
                elif k != arc[node]:
                    raise ValueError(f"arc {k} closes a cycle; pass the arcs of a forest")
    return order, parent, arc


def _flows(supply: list[int], walk: Walk) -> list[int]:
    """Return the flow of each arc of a forest: leaves first, each sends what it has left."""
    order, parent, arc = walk
    left = supply.copy()
    flow = {}
    for node in reversed(order):
        if parent[node] >= 0:
            flow[arc[node]] = left[node]
            left[parent[node]] -= left[node]
    return [flow[k] for k in sorted(flow)]


def clipped_flows(supply: list[int], walk: Walk) -> tuple[list[int], list[int]]:
    """Return flows that are never negative, and what they leave at each node."""
    order, parent, arc = walk
    left = supply.copy()
    flow = {}
    for node in reversed(order):
        if parent[node] >= 0:
            flow[arc[node]] = sent = min(left[node], left[parent[node]])
            left[node] -= sent
            left[parent[node]] -= sent
    return [flow[k] for k in sorted(flow)], left


def potentials(costs: list[int], walk: Walk) -> list[int]:
    """Return potentials of rows, then columns, whose sum is the cost on every arc."""
    order, parent, arc = walk
    potential = [0] * len(order)
    for node in order:
        if parent[node] >= 0:
            potential[node] = costs[arc[node]] - potential[parent[node]]
    return potential


def path(start: int, end: int, walk: Walk) -> list[int]:
    """Return the arcs of the tree from one node to another."""
    _, parent, arc = walk
    from_start, from_end = _to_root(start, parent), _to_root(end, parent)
    while from_start and from_end and from_start[-1] == from_end[-1]:
        from_start.pop()
        from_end.pop()
    return [arc[v] for v in from_start] + [arc[v] for v in reversed(from_end)]


def _to_root(node: int, parent: list[int]) -> list[int]:
    nodes = []
    while parent[node] >= 0:
        nodes.append(node)
        node = parent[node]
    return nodes
