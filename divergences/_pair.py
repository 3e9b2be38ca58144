"""Two laws at the door: vectors along an axis, batches of them, or two measures."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._arrays import (
    input_epsilon,
    read_axis,
    read_flag,
    read_numbers,
    refuse_empty,
    refuse_negative,
    refuse_not_finite,
)
from ._measure import Measure
from ._simplex import refuse_no_total, sums_to_one, tolerance, wrong_sum


@dataclass(frozen=True, eq=False)
class Rows:
    """One argument: its laws as the rows of a matrix, not yet validated."""

    matrix: np.ndarray
    name: str
    shape: tuple[int, ...]
    allowed: float  # how far a sum may be off 1; inf with normalize=True

    def validate(self, smallest: np.ndarray, totals: np.ndarray) -> None:
        """Refuse rows by their smallest entries and float64 sums, which a sweep has found."""
        for row in np.flatnonzero(~((smallest >= 0) & (totals < math.inf))):
            refuse_not_finite(self.matrix[row], self._called(row))
            refuse_negative(self.matrix[row], self._called(row))
        if self.allowed == math.inf:
            for row in np.flatnonzero(totals == 0):
                refuse_no_total(float(totals[row]), self._called(row))
            return
        off = np.abs(totals - 1)
        for row in np.flatnonzero(~(off < self.allowed / 2)):
            with np.errstate(over="ignore"):
                total = float(self.matrix[row].sum())
            if not sums_to_one(self.matrix[row], total, self.allowed):
                raise ValueError(wrong_sum(total, self._called(row)) + self._other_axis())

    def _called(self, row: int | np.integer) -> str:
        index = np.unravel_index(row, self.shape)
        return self.name + "".join(f"[{int(i)}]" for i in index)

    def _other_axis(self) -> str:
        with np.errstate(over="ignore"):
            columns = self.matrix.sum(axis=0)
        roughly = tolerance(len(self.matrix), 2**-30)
        if len(self.shape) == 1 and np.abs(columns - 1).max() <= roughly:
            return f"; the columns of {self.name} sum to 1, so pass axis=0 if they are the laws"
        return ""


def read_pair(
    p: Any, q: Any, *, axis: int, normalize: bool, names: tuple[str, str] = ("p", "q")
) -> tuple[Rows, Rows]:
    """Read two arguments whose laws lie along `axis`; leading axes broadcast, that one never.

    Raises
    ------
    ValueError
        If they are not numbers, are empty, differ in length or pandas index, do not broadcast, or
        if only one is a `Measure`.
    """
    axis, normalize = read_axis(axis), read_flag(normalize, "normalize")
    if isinstance(p, Measure) or isinstance(q, Measure):
        p, q = _on_common_atoms(p, q, names)
        axis, normalize = -1, True
    refuse_other_index(p, q, names)
    arrays = [read_laws(v, name, axis) for v, name in zip((p, q), names, strict=True)]
    n, others = (array.shape[-1] for array in arrays)
    if n != others:
        raise ValueError(
            f"{names[0]} has {n} outcomes along axis {axis} and {names[1]} has "
            f"{others}; give both laws the same outcomes"
        )
    shape = _broadcast(arrays, names)
    first, second = (
        as_rows(np.broadcast_to(array, (*shape, n)), name, input_epsilon(values), normalize)
        for array, name, values in zip(arrays, names, (p, q), strict=True)
    )
    return first, second


def as_rows(array: np.ndarray, name: str, epsilon: float, normalize: bool) -> Rows:
    """Return the laws that lie along the last axis, given as numbers of this machine epsilon."""
    *shape, n = array.shape
    allowed = math.inf if normalize else tolerance(n, epsilon)
    return Rows(array.reshape(math.prod(shape), n), name, tuple(shape), allowed)


def read_laws(values: Any, name: str, axis: int) -> np.ndarray:
    """Read an array whose laws lie along `axis`, and move that axis last."""
    if isinstance(values, Measure):
        raise ValueError(f"{name} is a Measure; pass its weights, if its atoms are distinct")
    array = read_numbers(values, name)
    if not -array.ndim <= axis < array.ndim:
        raise ValueError(
            f"{name} has shape {array.shape}, without axis {axis}; pass a vector of shape (n,), or "
            "an axis that it has"
        )
    refuse_empty(array, name)
    return np.moveaxis(array, axis, -1)


def _broadcast(arrays: list[np.ndarray], names: tuple[str, str]) -> tuple[int, ...]:
    leading = [array.shape[:-1] for array in arrays]
    try:
        return np.broadcast_shapes(*leading)
    except ValueError:
        raise ValueError(
            f"the batches of {names[0]} and {names[1]} have shapes {leading[0]} and {leading[1]}, "
            "which do not broadcast; make them equal or 1 axis by axis"
        ) from None


def refuse_other_index(p: Any, q: Any, names: tuple[str, str]) -> None:
    """Refuse pandas objects that NumPy would match by position although their labels differ."""
    for labels in ("index", "columns"):
        first: Any = getattr(p, labels, None)
        second: Any = getattr(q, labels, None)
        if not hasattr(first, "equals") or not hasattr(second, "equals"):
            continue
        if not first.equals(second):
            raise ValueError(
                f"the {labels} of {names[0]} and {names[1]} differ (lengths {len(first)} and "
                f"{len(second)}); align them first, or pass {names[0]}.to_numpy()"
            )


def _on_common_atoms(p: Any, q: Any, names: tuple[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of two measures on the union of their atoms, matched exactly."""
    if not (isinstance(p, Measure) and isinstance(q, Measure)):
        raise ValueError(
            f"{names[0]} is a {type(p).__name__} and {names[1]} a {type(q).__name__}; pass two "
            "Measures or two vectors"
        )
    if p.dimension != q.dimension:
        raise ValueError(
            f"{names[0]} lives in R^{p.dimension} and {names[1]} in R^{q.dimension}; give them "
            "points of one dimension"
        )
    points = np.concatenate([p.points, q.points]) + 0  # -0.0 becomes 0.0
    atoms, place = np.unique(points, axis=0, return_inverse=True)
    place = place.ravel()
    cut = len(p)
    return (
        _merged(place[:cut], p.weights, len(atoms)),
        _merged(place[cut:], q.weights, len(atoms)),
    )


def _merged(place: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """Return the total weight of each atom, rounded once where it repeats."""
    merged = np.zeros(size)
    merged[place] = weights
    count = np.bincount(place, minlength=size)
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(count)
    for atom in np.flatnonzero(count > 1):
        merged[atom] = math.fsum(weights[order[ends[atom] - count[atom] : ends[atom]]])
    return merged
