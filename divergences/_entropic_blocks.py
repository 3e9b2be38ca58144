"""Entropic transport between points whose costs are in no matrix: sweeps, foreseen by few points.

A sweep over rows and columns, g -> S(g), has S(g) - g = (I - M)(g* - g) near the solution g*, where
M averages over what a column shares its rows with. So g* - g = r + e with r = S(g) - g and
e = M(r + e), which is smooth: it is found among a thousand points, each in the place of many, whose
own problem is solved and gives M. What this leaves is small, and a few sweeps do where hundreds
would. From a measure to itself a sweep is one transform, f -> T(f), and f* - f = r - e with
e = K(r - e).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from ._cells import widest_halved
from ._entropic import Solution, misplaced, plan_of, soft_transform, solve, solve_self
from ._late import late
from ._pair_blocks import PairBlocks
from ._threads import mapped

FLAT = 8  # eps in units, from which all exponents are small: exp(t) is 1 + expm1(t)
_FEW = 1024  # points in the place of up to 16 times as many; 4 times these in that of more
_CLOSE, _MOST = 1e-3, 200  # of what is foreseen: residual, and steps to it at most
_KEPT = 8  # steps that are remembered
_ROUGH = 1e-6  # of their problem: the mass in the wrong place
_TINY = 1e-300  # in place of the mass of a row that lost all of it
_SEEN = 1e-280, 1e280  # between which a sum of exponentials has all its digits

Array = np.ndarray


def transform(pairs: PairBlocks, g: Array, b: Array, eps: float, near: Array) -> Array:
    """Return f with f_i = -eps log sum_j b_j exp((g_j - c_ij) / eps), from what is near it."""
    of, columns = pairs.exponents(near, g, eps), pairs.columns()

    def of_rows(rows: slice) -> Array:
        if eps >= FLAT:
            tilts = sum(np.expm1(of(rows, part)) @ b[part] for part in columns)
            return np.asarray(near[rows] - eps * np.log1p(tilts))
        with np.errstate(over="ignore"):
            sums = sum(np.exp(of(rows, part)) @ b[part] for part in columns)
        if _SEEN[0] <= np.min(sums) and np.max(sums) <= _SEEN[1]:
            return np.asarray(near[rows] - eps * np.log(sums))
        return soft_transform(pairs.costs(rows), g, b, eps)

    return _by_rows(of_rows, pairs)


def _by_rows(of_rows: Callable[[slice], Array], pairs: PairBlocks) -> Array:
    """Return what is found of a few rows at a time, for all of them."""

    def work(blocks: Sequence[slice]) -> list[Array]:
        return [of_rows(rows) for rows in blocks]

    return np.concatenate(mapped(work, pairs.rows(), len(pairs.x) * len(pairs.y)))


def solve_blocks(
    pairs: PairBlocks, a: Array, b: Array, eps: float, most: int, tolerance: float
) -> Solution:
    """Find the potentials; they and eps are in units, all mass above 0, rounding below tolerance.

    Where there are not enough steps, what is returned are those of the least error.
    """
    x, y = _Few.of(pairs.x, a, pairs.anywhere), _Few.of(pairs.y, b, pairs.anywhere)
    few = pairs.among(x.points, y.points)
    if max(len(x.masses), len(y.masses)) > _FEW:
        start = solve_blocks(few, x.masses, y.masses, eps, most, max(tolerance, _ROUGH))
    else:
        start = solve(few.costs(slice(None)), x.masses, y.masses, eps, most, _ROUGH)
    plan = plan_of(few.costs(slice(None)), start.f, start.g, x.masses, y.masses, eps)
    rows, columns = (np.maximum(plan.sum(axis=axis), _TINY) for axis in (1, 0))
    back = pairs.transposed()
    over = _Over(back.among(pairs.y, x.points), start.f, x.masses, eps, start.g[y.cell])

    def foreseen(r: Array) -> Array:
        whole = y.mean(b, r)
        e = _solved(lambda v: ((plan @ v) / rows) @ plan / columns, columns, whole, sign=-1)
        return r + over.average(plan @ (whole + e) / rows)

    f = transform(pairs.among(pairs.x, y.points), start.g, y.masses, eps, start.f[x.cell])
    f, g = transform(pairs, over.g, b, eps, f), over.g
    steps, best = _Steps(start.iterations, most, b), Solution(f, g, math.inf, 0, False)
    while True:
        swept = transform(back, f, a, eps, g)
        error = misplaced(b, g, swept, eps)
        if error < best.error:
            best = Solution(f, g, error, 0, error <= tolerance)
        if error <= tolerance or steps.taken >= most:
            return replace(best, iterations=steps.taken)
        g = steps.next(error, g, swept, partial(foreseen, swept - g))
        f = transform(pairs, g, b, eps, f)


def solve_self_blocks(
    pairs: PairBlocks, a: Array, eps: float, most: int, tolerance: float
) -> Solution:
    """Find the potential of a measure with itself."""
    x = _Few.of(pairs.x, a, pairs.anywhere)
    costs = pairs.among(x.points, x.points).costs(slice(None))
    start = solve_self(costs, x.masses, eps, most, _ROUGH)
    plan = plan_of(costs, start.f, start.f, x.masses, x.masses, eps)
    rows = np.maximum(plan.sum(axis=1), _TINY)
    over = _Over(pairs.among(pairs.x, x.points), start.f, x.masses, eps, start.f[x.cell])

    def foreseen(r: Array) -> Array:
        whole = x.mean(a, r)
        return r - over.average(whole - _solved(lambda v: plan @ v / rows, rows, whole, sign=1))

    f, steps = over.g, _Steps(start.iterations, most, a)
    best = Solution(f, f, math.inf, 0, False)
    while True:
        updated = transform(pairs, f, a, eps, f)
        error = float(a @ np.abs(updated - f)) / eps
        if error < best.error:
            mean = (f + updated) / 2  # whose dual value is wrong by the square of the error
            best = Solution(mean, mean, error, 0, error <= tolerance)
        if error <= tolerance or steps.taken >= most:
            return replace(best, iterations=steps.taken)
        f = steps.next(error, f, (f + updated) / 2, partial(foreseen, updated - f))


def _solved(average: Callable[[Array], Array], masses: Array, r: Array, *, sign: int) -> Array:
    """Return e = average(r - sign e), roughly, by conjugate gradients."""
    linalg = late("scipy.sparse.linalg")

    roots = np.sqrt(masses)
    whole = linalg.LinearOperator(
        (len(r), len(r)), lambda v: v + sign * roots * average(v / roots), dtype=np.float64
    )
    right = average(r)
    if sign < 0:  # constants are averages of themselves, and change no plan
        right = right - masses @ right / masses.sum()
    found, _ = linalg.cg(whole, roots * right, rtol=_CLOSE, maxiter=_MOST)
    return np.asarray(found / roots)


class _Steps:
    """Steps to a fixed point: from sweeps, what is foreseen of their sum, and steps before.

    Anderson's mixing: of the steps so far the combination is taken whose residual is the least. A
    step after which the error is not smaller is taken back to where a plain sweep would have led,
    and what was remembered is forgotten. If it was foreseen, steps follow that mix sweeps alone,
    the last a plain sweep: one, and each time twice as many.
    """

    def __init__(self, taken: int, most: int, masses: Array) -> None:
        self.taken, self.most = taken, most
        self._roots = np.sqrt(masses)
        self._points: list[Array] = []
        self._moves: list[Array] = []
        self._plain, self._again = 0, 1
        self._before = math.inf
        self._safe: Array | None = None

    def next(self, error: float, here: Array, swept: Array, foreseen: Callable[[], Array]) -> Array:
        """Return where to go from here: `foreseen` is the way that is thought to be left."""
        self.taken += 1
        safe, self._safe = self._safe, None
        if safe is not None and not error < self._before:
            if self._plain == 0:
                self._plain, self._again = self._again, 2 * self._again
            self._points, self._moves = [], []
            return safe
        self._before, self._safe = error, swept
        if self._plain > 0:
            self._plain -= 1
            if self._plain == 0:
                self._points, self._moves = [], []
                return swept
            return self._mixed(here, swept - here)
        return self._mixed(here, foreseen())

    def _mixed(self, here: Array, move: Array) -> Array:
        self._points, self._moves = [*self._points, here][-_KEPT:], [*self._moves, move][-_KEPT:]
        if len(self._moves) == 1:
            return here + move
        moves, points = np.diff(self._moves, axis=0), np.diff(self._points, axis=0)
        shares = np.linalg.lstsq((moves * self._roots).T, move * self._roots, rcond=1e-10)[0]
        return np.asarray(here + move - shares @ (points + moves))


@dataclass(frozen=True, eq=False)
class _Few:
    """Points (k, d) that stand for many, their masses, and for each of the many which it is."""

    points: Array
    masses: Array
    cell: Array

    @classmethod
    def of(cls, points: Array, masses: Array, anywhere: bool) -> "_Few":
        """Merge points: to their centre, or to that next to it if not anywhere there are costs."""
        cell = widest_halved(points, _FEW if len(points) <= 16 * _FEW else 4 * _FEW)
        whole = np.bincount(cell, masses)
        share = masses / whole[cell]
        centres = np.column_stack([np.bincount(cell, share * along) for along in points.T])
        if not anywhere:
            away = ((points - centres[cell]) ** 2).sum(axis=1)
            order = np.lexsort((away, cell))
            centres = points[order[np.searchsorted(cell[order], np.arange(len(whole)))]]
        return cls(centres, whole, cell)

    def mean(self, masses: Array, values: Array) -> Array:
        """Return the means of values of the many."""
        return np.bincount(self.cell, masses * values) / self.masses


@dataclass(frozen=True, eq=False)
class _Over:
    """Columns of few points, over which rows of many points take averages: by the plan of f."""

    pairs: PairBlocks
    f: Array
    masses: Array
    eps: float
    near: Array
    g: Array = field(init=False)

    def __post_init__(self) -> None:
        found = transform(self.pairs, self.f, self.masses, self.eps, self.near)
        object.__setattr__(self, "g", found)

    def average(self, values: Array) -> Array:
        """Return, for each row, the mean of the columns' values."""
        of = self.pairs.exponents(self.g, self.f, self.eps)
        both = np.column_stack([self.masses, self.masses * values])

        def of_rows(rows: slice) -> Array:
            sums = sum(np.exp(of(rows, part)) @ both[part] for part in self.pairs.columns())
            return np.asarray(np.true_divide(sums[:, 1], sums[:, 0]))

        return _by_rows(of_rows, self.pairs)
