"""How a divergence is summed: fast first, and again more carefully where that was not enough.

Every divergence here is a sum of terms >= 0 in p, q and d = p - q, where q must first be brought to
the sum of p: q' = c q, c = Sp / Sq = 1 + gamma. Three ways to have d, each when the last one could
have lost more than the answer can bear:

1. take q' = q, and correct the sum for it afterwards;
2. d = (p - q) - gamma q in float64, which is enough unless p and q are nearly proportional;
3. `_exact.difference`, which is always enough.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ._careful import Terms
from ._exact import Difference, difference
from ._pair import Rows
from ._sweep import Buffers, row_sums, sweep
from ._totals import validated_totals

_TINY = 2**-900  # below it a sum may have lost terms to underflow
_SUBNORMAL = 2**-960  # below it c q may have lost bits
STEEPEST = 16  # four roundings, times so much, are 64 in the end


class Sums(NamedTuple):
    """What one pass over the rows finds, each an array of shape (rows,); p is q + d."""

    smallest_p: np.ndarray
    smallest_q: np.ndarray
    p: np.ndarray
    q: np.ndarray
    d: np.ndarray
    total: np.ndarray


Settled = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Form:
    """A divergence as a sum.

    Attributes
    ----------
    terms : callable
        ``terms(buffers, d, p, q)`` sums the terms of each row of a piece; buffers[1:4] are free.
    settle : callable
        ``settle(sums, gamma)`` from the first pass: the values, and which of them are good enough.
    careful : callable
        ``careful(difference)`` returns ``x, k``: the value is x 2^k, k even where roots are taken.
    infinite : bool
        Whether mass of p where q has none makes it infinite.
    keen : bool
        Whether the bits of the smallest q matter.
    plain : bool
        Whether the terms are |d| / 2: they are the same for every q.
    steep : float
        How many times the terms magnify what log(p / q) is off by, where that is very many.
    """

    terms: Terms
    settle: Callable[[Sums, np.ndarray], Settled]
    careful: Callable[[Difference], tuple[float, int]]
    infinite: bool
    keen: bool
    plain: bool = False
    steep: float = 0


def evaluate(p: Rows, q: Rows, form: Form) -> tuple[np.ndarray, np.ndarray]:
    """Validate the rows, and return x and k, shape (rows,): the values are x 2^k."""
    low, high = _brought_near_one(p), _brought_near_one(q)
    least_p, least_q, q_sum, d, total = sweep(_first_pass(form), _FIRST, low.matrix, high.matrix)
    with np.errstate(all="ignore"):
        sums = Sums(least_p, least_q, q_sum + d, q_sum, d, total)
    if p.allowed != np.inf:
        p.validate(sums.smallest_p, sums.p)
        q.validate(sums.smallest_q, sums.q)
    lossy = low.lossy | high.lossy
    with np.errstate(all="ignore"):
        gamma = sums.d / sums.q
        x, good = form.settle(sums, gamma)
        good &= (sums.total > _TINY) & (sums.total < np.inf) & ~lossy
    k = np.zeros(len(x), dtype=np.int64)
    if form.infinite:
        _settle_infinite(p.matrix, q.matrix, lossy | ~(sums.total < np.inf), x, good)
    left = ~good & ~lossy & (sums.total > _TINY) & (sums.total < np.inf)
    _second_pass(form, (low.matrix, high.matrix), sums, gamma, left, x, good)
    for row in np.flatnonzero(~good):
        x[row], k[row] = _third_pass(form, p.matrix[row], q.matrix[row])
    return x, k


_FIRST = (np.minimum, np.minimum, np.add, np.add, np.add)


def _first_pass(form: Form) -> Callable[..., list[np.ndarray]]:
    def work(buffers: Buffers, p: np.ndarray, q: np.ndarray) -> list[np.ndarray]:
        d = np.subtract(p, q, out=buffers[0])
        return [
            np.minimum.reduce(p, axis=1),
            np.minimum.reduce(q, axis=1),
            row_sums(q),
            row_sums(d),
            form.terms(buffers, d, p, q),
        ]

    return work


def _second_pass(
    form: Form,
    laws: tuple[np.ndarray, np.ndarray],
    sums: Sums,
    gamma: np.ndarray,
    left: np.ndarray,
    x: np.ndarray,
    good: np.ndarray,
) -> None:
    """Settle those of the rows left for which d - gamma q in float64 is enough."""
    if not left.any():
        return
    rows = slice(None) if left.all() else left  # views where they can be

    def work(buffers: Buffers, p: np.ndarray, q: np.ndarray, gamma: np.ndarray) -> list[np.ndarray]:
        moved = np.multiply(q, gamma, out=buffers[4])
        d = np.subtract(p, q, out=buffers[0])
        d -= moved
        none = np.zeros(len(q))
        if form.plain:
            half = form.terms(buffers, d, p, q)
            return [2 * half, none, half]
        moved += q
        spread = row_sums(np.abs(d, out=buffers[1]))
        lost = row_sums((q > 0) & (q < _SUBNORMAL)) if form.keen else none
        return [spread, lost, form.terms(buffers, d, p, moved)]

    spread, lost, total = sweep(
        work, (np.add,) * 3, laws[0][rows], laws[1][rows], gamma[rows][:, None]
    )
    with np.errstate(all="ignore"):
        enough = (spread >= np.abs(gamma[rows]) * sums.p[rows] / 8) & (lost == 0)
        enough &= (total > _TINY) & (total < np.inf)
        enough &= form.steep <= STEEPEST * np.log1p(form.steep * total / sums.p[rows])
        result = total / sums.p[rows]
    settled = np.flatnonzero(left)[enough]
    x[settled] = result[enough]
    good[settled] = True


def _third_pass(form: Form, p: np.ndarray, q: np.ndarray) -> tuple[float, int]:
    if np.array_equal(p, q):
        return 0.0, 0
    return form.careful(difference(p, q))


def mismatch(terms: Terms, gamma: np.ndarray) -> np.ndarray:
    """Return the term of one outcome with q = 1 and p = 1 + gamma, for each row."""
    d = gamma[:, None]
    p, q = 1 + d, np.ones_like(d)
    buffers = [d.copy(), *np.empty((3, *d.shape))]
    return terms(buffers, d, p, q)


@dataclass(frozen=True, eq=False)
class _Scaled:
    """Rows with sums in [1/2, 2), and where that scaling lost bits."""

    matrix: np.ndarray
    lossy: np.ndarray


def _brought_near_one(rows: Rows) -> _Scaled:
    matrix = rows.matrix
    if rows.allowed < np.inf:
        return _Scaled(matrix, np.zeros(len(matrix), dtype=bool))

    size = validated_totals(rows)[1]
    power = np.where(size == 0, 0, 1 - size)[:, None]  # from 1/2 on and below 2 they stay
    if not power.any():
        return _Scaled(matrix, np.zeros(len(matrix), dtype=bool))
    scaled = np.ldexp(matrix, power)
    return _Scaled(scaled, (np.ldexp(scaled, -power) != matrix).any(axis=1))


def _settle_infinite(
    p: np.ndarray, q: np.ndarray, suspect: np.ndarray, x: np.ndarray, good: np.ndarray
) -> None:
    """Settle the suspects where q has no mass but p has: p is not absolutely continuous."""
    for row in np.flatnonzero(suspect):
        if ((q[row] == 0) & (p[row] > 0)).any():
            x[row], good[row] = np.inf, True
