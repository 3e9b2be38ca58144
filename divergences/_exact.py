"""Differences of two laws, with no rounding that the answer could notice.

The laws are p / Sp and q / Sq. Times Sp they differ by ``p - c q``, c = Sp / Sq. In float64 that
difference drowns where p and q are nearly proportional, so c is split into three short numbers
and q into two, whose products are exact; and where even that drowns, integers take over.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

GRID = 1074  # every double is a multiple of 2^-1074
TOP = 1000  # the sums are brought near 2^1000, which leaves subnormal terms all their bits
_SHORT = 4096  # up to this length integers cost less than the reader's patience
FAINT = 2**-1000  # on that scale, what is smaller may have lost bits
_DROWNED = 2**-56  # a smaller spread, relative to the sum, is for integers


@dataclass(frozen=True, eq=False)
class Difference:
    """The two laws on one scale, near 2^1000, and their difference.

    ``p``, ``q`` and ``d = p - q`` are the scaled laws, ``q`` brought to the sum of ``p``, which is
    ``total``; ``raw_p`` and ``raw_q`` are what came in; they
    are scaled by 2^up_p and by c 2^up_q. Their sums are ``sum_p`` and ``sum_q``, times 2^1074.
    """

    p: np.ndarray
    q: np.ndarray
    d: np.ndarray
    total: float
    raw_p: np.ndarray
    raw_q: np.ndarray
    c: float
    up_p: int
    up_q: int
    sum_p: int
    sum_q: int

    def logs(self, mask: np.ndarray) -> np.ndarray:
        """Return log(p / q) of the masked entries from integers, however small they are."""
        pairs = zip(integers(self.raw_p[mask]), integers(self.raw_q[mask]), strict=True)
        return np.array([_log_quotient(x * self.sum_q, y * self.sum_p) for x, y in pairs])

    def unequal(self) -> list[tuple[int, int]]:
        """Return P and Q where they differ, as integers that sum to sum_p sum_q."""
        pairs = zip(integers(self.raw_p), integers(self.raw_q), strict=True)
        crossed = ((x * self.sum_q, y * self.sum_p) for x, y in pairs)
        return [(x, y) for x, y in crossed if x != y]

    def log_ratios(self) -> np.ndarray:
        """Return log(p / q), each relatively accurate, where both are positive."""
        near = np.abs(self.d) <= self.q / 2
        with np.errstate(all="ignore"):
            far = np.log(self.p / self.q)
            far = np.where(np.abs(far) < 690, far, np.log(self.p) - np.log(self.q))
            logs: np.ndarray = np.where(near, np.log1p(self.d / self.q), far)
        moved = self.sum_p != self.sum_q  # else c is 1, and d loses no bit
        faint = (self.p < FAINT) | (self.q < FAINT) | (moved & (np.abs(self.d) < FAINT))
        logs[faint] = self.logs(faint)
        return logs

    def log_shares(self) -> np.ndarray:
        """Return the logs of the law that p means, where it is positive."""
        unit = math.ldexp(self.total, -TOP)
        share = np.ldexp(self.p, -TOP) / unit
        offset = (self.up_p - TOP) * math.log(2) - math.log(unit)
        with np.errstate(divide="ignore"):
            logs: np.ndarray = np.where(share > FAINT, np.log(share), np.log(self.raw_p) + offset)
        return logs

    def scaled(self, power: int) -> "Difference":
        """Return the same with p, q and d times 2^power, and the total as it was."""
        p, q, d = (np.ldexp(vector, power) for vector in (self.p, self.q, self.d))
        return replace(self, p=p, q=q, d=d)

    def without(self, mask: np.ndarray) -> "Difference":
        """Return the same with the masked entries left out, and the total as it was."""
        names = ("p", "q", "d", "raw_p", "raw_q")
        return replace(self, **{name: getattr(self, name)[~mask] for name in names})


def difference(p: np.ndarray, q: np.ndarray) -> Difference:
    """Return the difference of the laws that two vectors (n,) of positive sum mean."""
    sum_p, sum_q = _exact_sum(p), _exact_sum(q)
    up_p, up_q = (TOP - (s.bit_length() - GRID) for s in (sum_p, sum_q))
    c1, c2, c3 = _split_ratio(sum_p << max(up_p - up_q, 0), sum_q << max(up_q - up_p, 0))
    high_p, high_q = np.ldexp(p, up_p), np.ldexp(q, up_q)
    total = quotient(sum_p, 1, up_p - GRID)
    d = _split_difference(high_p, high_q, c1, c2, c3)
    if len(p) <= _SHORT or np.abs(d).sum() < _DROWNED * total:
        d = _integer_difference(p, q, sum_p, sum_q, up_p)
    c = c1 + c2 + c3
    return Difference(high_p, high_q * c, d, total, p, q, c, up_p, up_q, sum_p, sum_q)


def _exact_sum(values: np.ndarray) -> int:
    """Return the sum of non-negative doubles as an integer multiple of 2^-1074."""
    fraction, exponent = np.frexp(values)
    mantissa = np.ldexp(fraction, 53).astype(np.int64)
    lowest = int(exponent.min())
    step = exponent - lowest
    # 27 and 26 bits: sums of 2^26 of them are exact in float64
    high = np.bincount(step, weights=(mantissa >> 26).astype(np.float64))
    low = np.bincount(step, weights=(mantissa & (2**26 - 1)).astype(np.float64))
    total = sum(
        ((int(h) << 26) + int(w)) << k
        for k, (h, w) in enumerate(zip(high, low, strict=True))
        if h or w
    )
    return total << (lowest + GRID) >> 53  # the bits shifted out are zeros


def _split_ratio(numerator: int, denominator: int) -> tuple[float, float, float]:
    """Return c1 + c2 + c3 = numerator / denominator, in 26, 27 and 53 bits."""
    ratio = (numerator << 160) // denominator
    unit = ratio.bit_length()
    first = ratio >> (unit - 26) << (unit - 26)
    second = (ratio - first) >> (unit - 53) << (unit - 53)
    third = ratio - first - second
    return tuple(float(np.ldexp(float(part), -160)) for part in (first, second, third))  # type: ignore[return-value]


def _split_difference(p: np.ndarray, q: np.ndarray, c1: float, c2: float, c3: float) -> np.ndarray:
    """Return p - (c1 + c2 + c3) q, to 2^-104 q or one rounding, whichever is more."""
    high = (q.view(np.int64) & ~np.int64(2**27 - 1)).view(np.float64)
    low = q - high
    d = p - high * c1
    d -= high * c2
    d -= low * c1
    d -= low * c2
    d -= q * c3
    return d


def _integer_difference(
    p: np.ndarray, q: np.ndarray, sum_p: int, sum_q: int, up: int
) -> np.ndarray:
    """Return 2^up (p - q sum_p / sum_q), each entry rounded once."""
    pairs = zip(integers(p), integers(q), strict=True)
    return np.array([quotient(x * sum_q - y * sum_p, sum_q, up - GRID) for x, y in pairs])


def integers(values: np.ndarray) -> list[int]:
    """Return each value as a multiple of 2^-1074."""
    ratios = (value.as_integer_ratio() for value in values.tolist())
    return [top << (GRID + 1 - bottom.bit_length()) for top, bottom in ratios]


def _log_quotient(top: int, bottom: int) -> float:
    """Return log(top / bottom)."""
    power = top.bit_length() - bottom.bit_length()
    if abs(power) < 2:
        return math.log1p((top - bottom) / bottom)
    return math.log(quotient(top, bottom, -power)) + power * math.log(2)


def quotient(top: int, bottom: int, power: int) -> float:
    """Return 2^power top / bottom, rounded once."""
    return (top << max(power, 0)) / (bottom << max(-power, 0))
