"""Sums of rows that are to be laws, above the largest double, too."""

import numpy as np

from ._pair import Rows
from ._sweep import Buffers, row_sums, sweep


def laws(rows: Rows) -> np.ndarray:
    """Validate rows, and return them divided by their float64 sums."""
    x, k = validated_totals(rows)
    double = np.minimum(k, 1024)
    divided = rows.matrix / np.ldexp(x, double)[:, None]
    return np.asarray(np.ldexp(divided, (double - k)[:, None]))


def validated_totals(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Refuse what is no law, and return x in [1/2, 1) and k: row sums, in float64, are x 2^k."""

    def work(_: Buffers, v: np.ndarray) -> list[np.ndarray]:
        return [np.minimum.reduce(v, axis=1), row_sums(v)]

    smallest, totals = sweep(work, (np.minimum, np.add), rows.matrix)
    rows.validate(smallest, totals)
    return _with_exponents(totals, rows.matrix)


def totals_of(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return x in [1/2, 1) and k: row sums, in float64, are x 2^k; x is 0 where the sum is."""
    with np.errstate(over="ignore"):
        return _with_exponents(row_sums(matrix), matrix)


def _with_exponents(totals: np.ndarray, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, k = np.frexp(totals)
    for row in np.flatnonzero(totals == np.inf):  # every entry is finite
        room = len(matrix[row]).bit_length()
        x[row], k[row] = np.frexp(np.ldexp(matrix[row], -room).sum())
        k[row] += room
    return x, k
