"""A plan of entropic transport that is in no matrix: rounded, weighed and multiplied in blocks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ._arrays import read_numbers
from ._entropic import LEFT_MISSING
from ._entropic_blocks import FLAT, Array
from ._gaussian import above_log
from ._pair_blocks import Block, PairBlocks
from ._threads import mapped

_TINY = 2.0**-1022  # whose logarithm is finite
_HIGHEST = 700  # whose exp is finite; between masses of 1e-290 exponents stay below 668


@dataclass(frozen=True, eq=False)
class _Side:
    """Masses; what scales their rows, less 1; and what is spread over them."""

    masses: Array
    scale: Array
    spread: Array

    def __post_init__(self) -> None:
        for array in (self.masses, self.scale, self.spread):
            array.flags.writeable = False

    def of(self, some: slice) -> "_Side":
        return _Side(self.masses[some], self.scale[some], self.spread[some])


@dataclass(frozen=True, eq=False, repr=False)
class EntropicPlan:
    """A plan of entropic transport, made where it is wanted.

        P_ij = a_i u_i b_j v_j exp((f_i + g_j - c_ij) / eps) + r_i s_j

    Its marginals are a and b, within rounding: u and v, at most 1, scale down rows and columns that
    are too heavy, and r and s spread what is then missing.

    Attributes
    ----------
    shape : tuple of int
        n and m.
    T : EntropicPlan
        With rows and columns exchanged.

    Examples
    --------
    >>> from divergences import costs, sinkhorn
    >>> result = sinkhorn([0.0, 1.0], [0.0, 1.0], costs.euclidean, eps=1.0, method="blocks")
    >>> result.plan
    EntropicPlan(2 x 2)
    >>> result.plan.sum(axis=1)
    array([0.5, 0.5])
    >>> (result.plan @ [0.0, 1.0]).round(6)
    array([0.134471, 0.365529])
    """

    _pairs: PairBlocks
    _eps: float
    _exponents: Block
    _rows: _Side
    _columns: _Side
    _turned: bool = False
    __array_ufunc__ = None  # so that an array @ this is no product of objects

    @property
    def shape(self) -> tuple[int, int]:
        """How many points there are on both sides."""
        n, m = len(self._pairs.x), len(self._pairs.y)
        return (m, n) if self._turned else (n, m)

    @property
    def T(self) -> "EntropicPlan":
        """The plan with rows and columns exchanged."""
        return replace(self, _turned=not self._turned)

    def block(self, rows: slice, columns: slice) -> Array:
        """Return some rows and columns of the plan."""
        if not (isinstance(rows, slice) and isinstance(columns, slice)):
            raise ValueError(f"rows are {rows!r}, columns {columns!r}; pass two slices")
        return self._block(columns, rows).T if self._turned else self._block(rows, columns)

    def sum(self, axis: int | None = None) -> Any:
        """Return the whole mass, or that of rows (axis=1) or of columns (axis=0)."""
        if axis not in (None, 0, 1, -1, -2):
            raise ValueError(f"axis is {axis!r}; pass 0 for columns, 1 for rows, or None for all")
        along = self.T if axis in (0, -2) else self
        sums = along @ np.ones(along.shape[1])
        return math.fsum(sums) if axis is None else sums

    def __matmul__(self, values: Any) -> Array:
        """Return the plan times a vector (m,) or a matrix (m, k)."""
        values = read_numbers(values, "values")
        if values.ndim not in (1, 2) or len(values) != self.shape[1]:
            raise ValueError(
                f"values have shape {values.shape}; pass ({self.shape[1]},) or "
                f"({self.shape[1]}, k), a row for each column of the plan"
            )
        return (_transposed_times if self._turned else _times)(self._pairs, self._block, values)

    def __rmatmul__(self, values: Any) -> Array:
        """Return a vector (n,) or a matrix (k, n) times the plan."""
        return (self.T @ read_numbers(values, "values").T).T

    def toarray(self) -> Array:
        """Return the matrix (n, m)."""
        whole = np.empty(self.shape)
        base = whole.T if self._turned else whole
        for rows in self._pairs.rows():
            for part in self._pairs.columns():
                base[rows, part] = self._block(rows, part)
        return whole

    def __repr__(self) -> str:
        n, m = self.shape
        return f"EntropicPlan({n} x {m})"

    def _block(self, rows: slice, columns: slice) -> Array:
        of_rows, of_columns = self._rows.of(rows), self._columns.of(columns)
        plan = np.exp(_clipped(self._exponents(rows, columns)))
        plan *= (of_rows.masses * (1 + of_rows.scale))[:, None]
        plan *= of_columns.masses * (1 + of_columns.scale)
        plan += np.outer(of_rows.spread, of_columns.spread)
        return plan

    def weighed(self) -> tuple[float, float]:
        """Return <P, C> in units of the costs, and KL(P || a x b)."""

        def work(blocks: Sequence[slice]) -> list[tuple[float, float]]:
            return [self._weighed(rows, part) for rows in blocks for part in self._pairs.columns()]

        found = mapped(work, self._pairs.rows(), self.shape[0] * self.shape[1])
        values, entropies = zip(*found, strict=True)
        return math.fsum(values), math.fsum(entropies)

    def _weighed(self, rows: slice, columns: slice) -> tuple[float, float]:
        x, y = self._rows.of(rows), self._columns.of(columns)
        t = _clipped(self._exponents(rows, columns))
        scale = np.add.outer(x.scale, y.scale) + np.outer(x.scale, y.scale)
        spread = np.outer(_over(x.spread, x.masses), _over(y.spread, y.masses))
        if self._eps >= FLAT:  # d = 1 + tilt, and d log d - tilt keeps its digits
            tilt = scale + (1 + scale) * np.expm1(t) + spread
            density, entropy = 1 + tilt, tilt * tilt - (1 + tilt) * above_log(tilt)
        else:
            density = (1 + scale) * np.exp(t) + spread
            entropy = density * np.log(np.maximum(density, _TINY)) - density + 1
        density *= self._pairs.costs(rows, columns)
        return float(x.masses @ density @ y.masses), float(x.masses @ entropy @ y.masses)


def rounded_in_blocks(
    pairs: PairBlocks, a: Array, b: Array, f: Array, g: Array, eps: float
) -> EntropicPlan:
    """Return the plan of potentials, rounded to its marginals (Altschuler et al. 2017).

    Rows that are too heavy are scaled down, then columns; what is then missing is spread, but for
    what the rounding of a marginal leaves missing. Sums are those of exp(t) - 1, as all of a and
    all of b are 1.
    """
    exponents = pairs.exponents(f, g, eps)

    def tilt(rows: slice, columns: slice) -> Array:
        return np.expm1(_clipped(exponents(rows, columns)))

    u = _lowered(_times(pairs, tilt, b))
    columns = a @ u + _transposed_times(pairs, tilt, a * (1 + u))
    v = _lowered(columns)
    rows = b @ v + _times(pairs, tilt, b * (1 + v))
    r, s = _missing(a, u, rows), _missing(b, v, columns)
    total = max(r.sum(), s.sum())
    x, y = _Side(a, u, r), _Side(b, v, s / total if total > 0 else s)
    return EntropicPlan(pairs, eps, exponents, x, y)


def _clipped(exponents: Array) -> Array:
    """Return exponents without what only atoms without mass, or far from a solution, may have."""
    return np.minimum(exponents, _HIGHEST, out=exponents)


def _lowered(tilts: Array) -> Array:
    """Return, less 1, what scales 1 + tilt down to 1."""
    heavy = np.maximum(tilts, 0)
    return -heavy / (1 + heavy)


def _missing(masses: Array, scale: Array, tilts: Array) -> Array:
    """Return what is missing of masses times (1 + scale) (1 + tilt)."""
    shares = -(scale + (1 + scale) * tilts)
    return np.where(shares > LEFT_MISSING, masses * shares, 0)


def _over(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _times(pairs: PairBlocks, block: Block, values: Array) -> Array:
    """Return the matrix whose blocks are given, times values."""

    def work(blocks: Sequence[slice]) -> list[Array]:
        return [
            np.asarray(sum(block(rows, part) @ values[part] for part in pairs.columns()))
            for rows in blocks
        ]

    return np.concatenate(mapped(work, pairs.rows(), len(pairs.x) * len(pairs.y)))


def _transposed_times(pairs: PairBlocks, block: Block, values: Array) -> Array:
    """Return the transposed of that matrix, times values: its blocks are the same to the bit."""

    def work(parts: Sequence[slice]) -> list[Array]:
        return [
            np.asarray(sum(block(rows, part).T @ values[rows] for rows in pairs.rows()))
            for part in parts
        ]

    return np.concatenate(mapped(work, pairs.columns(), len(pairs.x) * len(pairs.y)))
