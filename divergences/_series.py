"""Terms that neither cancel nor drown: a series where p is near q, logarithms elsewhere.

With s = (p - q) / (p + q) and atanh(s) = s (1 + s^2 A(s^2)), A(z) = 1/3 + z/5 + z^2/7 + ...:

    p log(p / q) - (p - q)                         =  (p - q) s [1 + s (1 + s) A(s^2)]
    p log(2p / (p + q)) + q log(2q / (p + q))      =  (p - q) s [1/2 + s^2/12 + s^4/30 + ...]

each term >= 0 and accurate to a few roundings for |s| <= 1/3.
"""

import math
from collections.abc import Callable

import numpy as np

from ._sweep import Buffers, row_sums

NEAR = 1 / 3  # |s| up to which the series is used; beyond, logarithms lose at most 18 roundings
_PROBE = 64
_LEAST = 5e-324
_SMALLEST_RATIO = 2**-1000

Near = Callable[[Buffers, np.ndarray, np.ndarray, np.ndarray, float], np.ndarray]
Far = Callable[[Buffers, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def summed(
    buffers: Buffers,
    d: np.ndarray,
    p: np.ndarray,
    q: np.ndarray,
    *,
    near: Near,
    far: Far,
    share: float,
) -> np.ndarray:
    """Sum the terms of each row of a piece.

    `far` alone is good enough where the sum is at least `share` of the mass of p + q: then its
    rounding, a few units of the mass, is small beside the sum; not with a `share` of inf.
    `near` holds for |s| <= `NEAR`.
    """
    if share < math.inf and not _looks_near(d, p, q):
        total = row_sums(far(buffers, d, p, q))
        if (total >= share * (row_sums(p) + row_sums(q))).all():
            return total
    s = np.add(p, q, out=buffers[1])
    np.maximum(s, _LEAST, out=s)
    np.divide(d, s, out=s)
    widest = max(float(s.max()), -float(s.min()))
    if widest <= NEAR:
        return row_sums(near(buffers, d, p, s, widest))
    close = np.abs(s) <= NEAR
    apart = far(buffers, d, p, q).copy()
    s = np.where(close, d / np.maximum(p + q, _LEAST), 0)
    return row_sums(np.where(close, near(buffers, d, p, s, NEAR), apart))


def log_ratio(buffers: Buffers, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return log(p / q) in buffers[2], also where the quotient overflows; -693 for p = 0."""
    ratio = np.divide(p, q, out=buffers[2])
    np.fmax(ratio, _SMALLEST_RATIO, out=ratio)  # 0 / 0 is NaN, and weighs nothing
    over = np.isinf(ratio) if ratio.max() == math.inf else None
    log: np.ndarray = np.log(ratio, out=ratio)
    if over is not None:
        log[over] = np.log(p[over]) - np.log(q[over])
    return log


def atanh_excess(buffers: Buffers, s: np.ndarray, widest: float) -> np.ndarray:
    """Return A(s^2) in buffers[3], for |s| <= widest; uses buffers[2]."""
    return _series(buffers, s, lambda k: 1 / (2 * k + 3), _length(widest))


def entropy_series(buffers: Buffers, s: np.ndarray, widest: float) -> np.ndarray:
    """Return 1/2 + s^2/12 + s^4/30 + ... in buffers[3], for |s| <= widest; uses buffers[2]."""
    return _series(buffers, s, lambda k: 1 / ((2 * k + 2) * (2 * k + 1)), _length(widest))


def _series(
    buffers: Buffers, s: np.ndarray, coefficient: Callable[[int], float], length: int
) -> np.ndarray:
    z = np.multiply(s, s, out=buffers[2])
    total = buffers[3]
    total.fill(coefficient(length))
    for k in reversed(range(length)):
        total *= z
        total += coefficient(k)
    return total


def _length(widest: float) -> int:
    """Return how many powers of s^2 matter to the last bit: the next one is at most 2^-56."""
    if widest == 0:
        return 0
    return math.ceil(28 / -math.log2(widest) - 1)


def _looks_near(d: np.ndarray, p: np.ndarray, q: np.ndarray) -> bool:
    """Guess from the first few entries; a wrong guess costs time only."""
    few = (slice(0, 1), slice(0, _PROBE))
    return bool((np.abs(d[few]) <= NEAR * (p[few] + q[few])).all())
