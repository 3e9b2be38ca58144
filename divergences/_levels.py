"""Cumulative masses of two weighted samples, merged without losing a bit that matters.

The pieces of the monotone coupling are the gaps between the merged levels F_i = a_1 + ... + a_i
over A and G_j = b_1 + ... + b_j over B. Where the levels nearly tie, float sums are wrong by more
than the gap. Three tiers: integers for equal weights, double-doubles with a proved bound, and
Python's integers, which are always right.
"""

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Pieces:
    """The staircase of the monotone coupling: n + m - 1 cells, the first of each side first.

    Attributes
    ----------
    rows, columns : ndarray
        The cell of each piece; each step raises one of the two by one.
    mass : ndarray
        The mass of each piece, to be multiplied by ``2 ** exponent``; may be 0.
    exponent : ndarray
        Empty except in the exact tier, where masses may lie below the smallest double.
    error : float
        The masses are exact for levels moved by at most this much; 0 where they are rounded once.
    """

    rows: np.ndarray
    columns: np.ndarray
    mass: np.ndarray
    exponent: np.ndarray
    error: float


def counted(n: int, m: int) -> Pieces:
    """Couple n equal weights with m equal weights, in integers."""
    divisor = math.gcd(n, m)
    levels_x = np.arange(1, n, dtype=np.int64) * (m // divisor)
    levels_y = np.arange(1, m, dtype=np.int64) * (n // divisor)
    levels = np.concatenate([levels_x, levels_y])
    order = np.argsort(levels, kind="stable")  # two sorted runs: merged in linear time
    total = n // divisor * m
    gaps = _gaps(levels, order, total)
    return Pieces(*_cells(order, n), gaps / total, _NONE, 0.0)


def summed(a: np.ndarray, b: np.ndarray) -> Pieces:
    """Couple weights in double-double arithmetic, with a bound on what it may have moved."""
    high, low = _cumulative(a)
    high_y, low_y = _cumulative(b)
    total, rest = float(high[-1]), float(low[-1])
    high_y, low_y = _times(high_y, low_y, *_ratio(total, rest, float(high_y[-1]), float(low_y[-1])))
    highs, lows = np.concatenate([high[:-1], high_y[:-1]]), np.concatenate([low[:-1], low_y[:-1]])
    order = np.argsort(highs, kind="stable")
    gaps = _gaps(highs, order, total)
    gaps += _gaps(lows, order, rest)
    size = max(len(a), len(b))
    misplaced = -float(np.minimum(gaps, 0).sum())  # ties of the high parts, in the wrong order
    error = (2**-98 + size**3 * 2**-154 + misplaced) / total
    return Pieces(*_cells(order, len(a)), np.maximum(gaps, 0) / total, _NONE, error)


def exact(a: np.ndarray, b: np.ndarray) -> Pieces:
    """Couple weights in Python's integers; each mass is rounded once, with its own exponent."""
    left, right = list(accumulate(integers(a))), list(accumulate(integers(b)))
    whole_a, whole_b = left[-1], right[-1]
    levels = [s * whole_b for s in left[:-1]] + [s * whole_a for s in right[:-1]]
    order = sorted(range(len(levels)), key=levels.__getitem__)
    ends = [0, *(levels[k] for k in order), whole_a * whole_b]
    gaps = [high - low for low, high in pairwise(ends)]
    shifts = [ends[-1].bit_length() - gap.bit_length() for gap in gaps]
    mass = [(gap << shift) / ends[-1] for gap, shift in zip(gaps, shifts, strict=True)]
    exponent = -np.array(shifts)
    return Pieces(*_cells(np.array(order, dtype=np.int64), len(a)), np.array(mass), exponent, 0.0)


def integers(weights: np.ndarray) -> list[int]:
    """Return the smallest integers in exactly the proportions of the weights."""
    mantissa, exponent = np.frexp(weights)
    whole = np.ldexp(mantissa, 53).astype(np.int64).tolist()
    shifts = (exponent - exponent.min()).tolist()
    numbers = [w << s for w, s in zip(whole, shifts, strict=True)]
    shared = math.gcd(*numbers)
    return [number // shared for number in numbers]


def _gaps(levels: np.ndarray, order: np.ndarray, last: float) -> np.ndarray:
    """Return the differences of 0, the levels in order, and the last."""
    ends = np.empty(len(order) + 2, dtype=levels.dtype)
    ends[0], ends[-1] = 0, last
    np.take(levels, order, out=ends[1:-1])
    return ends[1:] - ends[:-1]


def _cells(order: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the cells of the staircase, given which of n - 1 + m - 1 levels comes when."""
    rows = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum(order < n - 1, out=rows[1:])
    return rows, np.arange(len(rows)) - rows


def _cumulative(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the running sums as unevaluated pairs high + low, scaled to a total in [1/2, 1).

    Weights are cut into multiples of 2^-52, of a much smaller unit, and a rest: running sums of
    the first two are exact, as they stay below 2^53 units.
    """
    w = np.ldexp(weights, -math.frexp(float(weights.sum()))[1])
    first = (w + 1) - 1
    w -= first
    bound = 2 ** (len(w).bit_length() - 53)  # above the sum of |w|, each at most 2^-53
    second = (w + 3 * bound) - 3 * bound
    w -= second
    for part in (first, second, w):
        np.cumsum(part, out=part)
    high = first + second
    second -= high - first  # exact: where the second is the larger, both fit into one double
    second += w
    return high, second


def _ratio(high: float, low: float, high_y: float, low_y: float) -> tuple[float, float]:
    """Return (high + low) / (high_y + low_y) as a pair."""
    from fractions import Fraction

    exact_ratio = (Fraction(high) + Fraction(low)) / (Fraction(high_y) + Fraction(low_y))
    rounded = float(exact_ratio)
    return rounded, float(exact_ratio - Fraction(rounded))


def _times(
    high: np.ndarray, low: np.ndarray, factor: float, rest: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return (high + low) (factor + rest) as a pair, by Dekker's exact product."""
    split = 2**27 + 1
    factor_top = split * factor - (split * factor - factor)
    factor_end = factor - factor_top
    top = split * high
    top -= top - high
    end = high - top
    product = high * factor
    error = top * factor_top - product
    error += top * factor_end
    error += end * factor_top
    error += end * factor_end
    error += low * factor
    error += high * rest
    total = product + error
    return total, error - (total - product)
