"""Two measures as atoms that moved: mu - nu = sum of m_k (delta at x_k - delta at y_k).

Any coupling will do for that; a good one has short moves. The masses are found in integers, so
that each is right to its last digit, and what both measures share has not moved at all.
"""

from dataclasses import dataclass

import numpy as np

from ._levels import integers
from ._measure import Measure


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves of mass from x_k to y_k.

    Attributes
    ----------
    x, y : ndarray, shape (k, d)
        From where, to where. No x_k is y_k.
    mass : ndarray, shape (k,)
        How much, above 0.
    """

    x: np.ndarray
    y: np.ndarray
    mass: np.ndarray


def couple(mu: Measure, nu: Measure) -> Moves:
    """Return moves that turn mu into nu: common mass stays, the rest goes in sorted order."""
    points, surplus, total = _surplus(mu, nu)
    order = _sorted_along_a_line(points)
    sources = [[i, surplus[i]] for i in order if surplus[i] > 0]
    sinks = [[j, -surplus[j]] for j in order if surplus[j] < 0]
    starts, ends, masses = [], [], []
    source = sink = 0
    while source < len(sources):
        mass = min(sources[source][1], sinks[sink][1])
        starts.append(sources[source][0])
        ends.append(sinks[sink][0])
        masses.append(mass / total)  # integers: rounded once
        sources[source][1] -= mass
        sinks[sink][1] -= mass
        source += sources[source][1] == 0
        sink += sinks[sink][1] == 0
    return Moves(points[starts], points[ends], np.array(masses, dtype=float))


def differences_below(mu: Measure, nu: Measure) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the atoms of the line in order, and F - G on the gap after each but the last.

    F - G is the second times 2 ** the third: the largest of its entries is near 1.
    """
    points, surplus, total = _surplus(mu, nu)
    order = np.argsort(points[:, 0])
    below, sums = 0, []
    for i in order[:-1]:
        below += surplus[i]
        sums.append(below)
    up = total.bit_length() - max(map(int.bit_length, sums), default=0)
    return points[order, 0], np.array([(s << up) / total for s in sums], dtype=float), -up


def _surplus(mu: Measure, nu: Measure) -> tuple[np.ndarray, list[int], int]:
    """Return distinct atoms, and (mu - nu) * total on each, in integers."""
    a, b = integers(mu.weights), integers(nu.weights)
    sum_a, sum_b = sum(a), sum(b)
    pooled = np.concatenate([mu.points, nu.points]) + 0.0  # -0.0 and 0.0 are one atom
    points, places = np.unique(pooled, axis=0, return_inverse=True)
    surplus = [0] * len(points)
    signed = [value * sum_b for value in a] + [-value * sum_a for value in b]
    for place, value in zip(places.ravel().tolist(), signed, strict=True):
        surplus[place] += value
    return points, surplus, sum_a * sum_b


def _sorted_along_a_line(points: np.ndarray) -> list[int]:
    """Return the order along a direction that is not an axis, where ties are unlikely."""
    scaled = (points - points[0]) / max(float(np.abs(points).max()), np.finfo(float).tiny)
    direction = np.cos(np.arange(points.shape[1]))
    return [int(i) for i in np.argsort(scaled @ direction, kind="stable")]
