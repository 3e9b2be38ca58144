"""Sums of the terms of a careful difference, on scales where nothing that counts underflows."""

from collections.abc import Callable

import numpy as np

from ._exact import FAINT, Difference, quotient
from ._sweep import Buffers, sweep

_TINY = 2**-900  # below it a sum may have lost terms to underflow
_ROOM = 100
_HARDLY = 2**-800  # less than that is scaled down after it has risen, not before

Terms = Callable[[Buffers, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def total_of(form_terms: Terms, apart: Difference) -> float:
    """Return the sum of the terms of a careful difference."""

    def work(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> list[np.ndarray]:
        return [form_terms(buffers, d, p, q)]

    rows = (vector[None, :] for vector in (apart.d, apart.p, apart.q))
    return float(sweep(work, (np.add,), *rows)[0][0])


def careful_sum(
    terms: Terms, rise: Callable[[np.ndarray, np.ndarray], np.ndarray], apart: Difference
) -> tuple[float, int]:
    """Return x, k for terms rise(log(p / q), p) - d, q possibly below the scale.

    The scale is 2^100 lower here, which leaves room for terms far above their p.
    """
    low = apart.scaled(-_ROOM)
    wide = (apart.q < FAINT * 2.0**_ROOM) & (apart.raw_q > 0) & (apart.raw_p > 0)
    total = total_of(terms, low.without(wide))
    if wide.any():
        raw, up = apart.raw_p[wide], apart.up_p - _ROOM
        later = np.where(raw < _HARDLY, min(up, 0), 0)  # so that p keeps its bits
        with np.errstate(over="ignore", invalid="ignore"):
            risen = rise(apart.logs(wide), np.ldexp(raw, up - later))
            total += float((np.ldexp(risen, later) - low.d[wide]).sum())
    x, k = scaled_down(max(total, 0.0), apart)
    return x, k + _ROOM


def faint_sum(terms: Terms, apart: Difference) -> tuple[float, int]:
    """Return x, k for terms that are d^2 / (4 (p + q)) to first order, however small they are.

    A root shows what the sum itself would lose to underflow: then each outcome has its own scale.
    """
    total = total_of(terms, apart)
    if total > _TINY:
        return scaled_down(total, apart)
    outcomes = [_lifted(*pair) for pair in apart.unequal()]
    if not outcomes:
        return 0.0, 0
    power = np.array([power for *_, power in outcomes])
    columns = np.array([column for *column, _ in outcomes]).T[:, :, None]
    each = sweep(lambda *pieces: [terms(*pieces)], (np.add,), *columns)[0]
    whole, highest = apart.sum_p * apart.sum_q, int(power.max())
    bits = whole.bit_length()
    bits += (highest - bits) % 2  # k is even
    x = np.ldexp(each, power - highest).sum() / quotient(whole, 1, -bits)
    return float(x), highest - bits


def _lifted(x: int, y: int) -> tuple[float, float, float, int]:
    """Return d, p, q, k: the term of x and y is that of p and q, d for p - q, times 2^k.

    Terms are of first degree in x and y, and of second in x - y where that is very small.
    """
    size, gap = (x + y).bit_length(), abs(x - y).bit_length()
    lift = max(size - gap - _ROOM, 0)
    return (
        quotient(x - y, 1, lift - size),
        quotient(x, 1, -size),
        quotient(y, 1, -size),
        size - 2 * lift,
    )


def scaled_down(total: float, apart: Difference) -> tuple[float, int]:
    """Return x, k with x 2^k = total / (sum of p): the scale is taken off by the caller, once."""
    return total / float(np.ldexp(apart.total, -1000)), -1000
