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

from ._exact import FAINT, Difference, difference
from ._pair import Rows
from ._sweep import Buffers, row_sums, sweep

_UNIT = 2.0**-53
_TINY = 2.0**-900  # below it a sum may have lost terms to underflow
_SUBNORMAL = 2.0**-960  # below it c q may have lost bits
_STEEPEST = 16.0  # four roundings, times so much, are 64 in the end
_ROOM = 100
_HEAVY = 2.0**200


class Sums(NamedTuple):
    """What one pass over the rows finds, each an array of shape (rows,); p is q + d."""

    smallest_p: np.ndarray
    smallest_q: np.ndarray
    p: np.ndarray
    q: np.ndarray
    d: np.ndarray
    total: np.ndarray


Terms = Callable[[Buffers, np.ndarray, np.ndarray, np.ndarray], np.ndarray]
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
    steep: float = 0.0


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
            np.minimum.reduce(p, axis=-1),
            np.minimum.reduce(q, axis=-1),
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
        enough &= form.steep <= _STEEPEST * np.log1p(form.steep * total / sums.p[rows])
        result = total / sums.p[rows]
    settled = np.flatnonzero(left)[enough]
    x[settled] = result[enough]
    good[settled] = True


def _third_pass(form: Form, p: np.ndarray, q: np.ndarray) -> tuple[float, int]:
    if np.array_equal(p, q):
        return 0.0, 0
    apart = difference(p, q)
    return form.careful(apart) if apart.d.any() else (0.0, 0)


def total_of(form_terms: Terms, apart: Difference) -> float:
    """Return the sum of the terms of a careful difference."""

    def work(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> list[np.ndarray]:
        return [form_terms(buffers, d, p, q)]

    rows = (vector[None, :] for vector in (apart.d, apart.p, apart.q))
    return float(sweep(work, (np.add,), *rows)[0][0])


def mismatch(terms: Terms, gamma: np.ndarray) -> np.ndarray:
    """Return the term of one outcome with q = 1 and p = 1 + gamma, for each row."""
    d = gamma[:, None]
    p, q = 1 + d, np.ones_like(d)
    buffers = [d.copy(), *np.empty((3, *d.shape))]
    return terms(buffers, d, p, q)


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
        up = apart.up_p - _ROOM
        with np.errstate(over="ignore"):
            risen = rise(apart.logs(wide), np.ldexp(apart.raw_p[wide], max(up, 0)))
            total += float((np.ldexp(risen, min(up, 0)) - low.d[wide]).sum())
    x, k = scaled_down(total, apart)
    return x, k + _ROOM


def faint_sum(terms: Terms, apart: Difference) -> tuple[float, int]:
    """Return x, k for terms that are d^2 / (4 (p + q)) to first order, however small they are.

    A root shows what the sum itself would lose to underflow.
    """
    total = total_of(terms, apart)
    if total > _TINY:
        return scaled_down(total, apart)
    heavy = apart.p + apart.q > _HEAVY  # there |d| is below 2^-100 (p + q)
    total = total_of(terms, apart.without(heavy).scaled(800))
    d = np.ldexp(apart.d[heavy], 400)
    total += float((d * (d / (apart.p[heavy] + apart.q[heavy]))).sum()) / 4
    x, k = scaled_down(total, apart)
    return x, k - 800


def scaled_down(total: float, apart: Difference) -> tuple[float, int]:
    """Return x, k with x 2^k = total / (sum of p): the scale is taken off by the caller, once."""
    return total / float(np.ldexp(apart.total, -1000)), -1000


@dataclass(frozen=True, eq=False)
class _Scaled:
    """Rows with sums in [1/2, 2), and where that scaling lost bits."""

    matrix: np.ndarray
    lossy: np.ndarray


def _brought_near_one(rows: Rows) -> _Scaled:
    matrix = rows.matrix
    if rows.allowed < np.inf:
        return _Scaled(matrix, np.zeros(len(matrix), dtype=bool))

    totals = validated_totals(rows)
    near_one = (totals >= 0.5) & (totals < 2)
    power = np.where(near_one, 0, 1 - np.frexp(totals)[1])[:, None]
    if not power.any():
        return _Scaled(matrix, np.zeros(len(matrix), dtype=bool))
    scaled = np.ldexp(matrix, power)
    return _Scaled(scaled, (np.ldexp(scaled, -power) != matrix).any(axis=-1))


def validated_totals(rows: Rows) -> np.ndarray:
    """Refuse what is no law, and return the float64 sum of each row."""

    def work(_: Buffers, v: np.ndarray) -> list[np.ndarray]:
        return [np.minimum.reduce(v, axis=-1), row_sums(v)]

    smallest, totals = sweep(work, (np.minimum, np.add), rows.matrix)
    rows.validate(smallest, totals)
    return totals


def _settle_infinite(
    p: np.ndarray, q: np.ndarray, suspect: np.ndarray, x: np.ndarray, good: np.ndarray
) -> None:
    """Settle the suspects where q has no mass but p has: p is not absolutely continuous."""
    for row in np.flatnonzero(suspect):
        if ((q[row] == 0) & (p[row] > 0)).any():
            x[row], good[row] = np.inf, True
