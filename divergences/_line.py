"""Exact transport on the line, by sorting."""

import math

import numpy as np


def wasserstein_line(
    x: np.ndarray, a: np.ndarray, y: np.ndarray, b: np.ndarray, order: float
) -> float:
    """Return the Wasserstein distance of two weighted samples of the line, rooted."""
    from fractions import Fraction

    u, v = np.argsort(x), np.argsort(y)
    x, a, y, b = x[u], a[u], y[v], b[v]
    if len(x) == len(y) and (a == a[0]).all() and (b == b[0]).all():
        d, w = np.abs(x - y), np.full(len(x), 1 / len(x))
    else:
        left = [Fraction(t) for t in a.tolist()]
        right = [Fraction(t) for t in b.tolist()]
        total_a, total_b = sum(left), sum(right)
        left, right = [t * total_b for t in left], [t * total_a for t in right]
        i = j = 0
        terms, masses = [], []
        while i < len(left) and j < len(right):
            mass = min(left[i], right[j])
            if mass:
                terms.append(abs(x[i] - y[j]))
                masses.append(float(mass / total_a / total_b))
            left[i] -= mass
            right[j] -= mass
            if left[i] == 0:
                i += 1
            else:
                j += 1
        d, w = np.array(terms), np.array(masses)
    top = float(d.max())
    if order == math.inf or top == 0:
        return top
    return top * float(((d / top) ** order * w).sum()) ** (1 / order)
