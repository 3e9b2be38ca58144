"""From x 2^k to what the caller gets: a float, or an array over the batch."""

from typing import Any

import numpy as np

from ._pair import Rows


def values(x: np.ndarray, k: np.ndarray, rows: Rows, largest: float) -> Any:
    """Return x 2^k, rounded once more; a Python float where there is no batch.

    The truth is at most `largest`, so what rounding put above it is cut off.

    Raises
    ------
    OverflowError
        If a finite value is above the largest double; in a batch the rows are named.
    """
    with np.errstate(over="ignore"):
        result = np.minimum(np.ldexp(x, k), largest)
    over = np.flatnonzero(np.isinf(result) & (np.isfinite(x) | np.isnan(x)))
    if len(over):
        raise OverflowError(_too_large(over, rows))
    return shaped(result, rows)


def roots(x: np.ndarray, k: np.ndarray, rows: Rows, largest: float) -> Any:
    """Return the root of x 2^k, taken before the scale is: k is even."""
    return values(np.sqrt(x), k // 2, rows, largest)


def shaped(result: np.ndarray, rows: Rows) -> Any:
    """Return a float for two vectors, an array of the batch's shape otherwise."""
    return float(result[0]) if rows.shape == () else result.reshape(rows.shape)


def _too_large(over: np.ndarray, rows: Rows) -> str:
    if rows.shape == ():
        return "the divergence is finite, and above the largest double, 1.8e308"
    named = [tuple(int(i) for i in np.unravel_index(row, rows.shape)) for row in over[:5]]
    called = ", ".join(str(list(index)) for index in named)
    return (
        f"{len(over)} of the divergences are finite, and above the largest double, 1.8e308; "
        f"rows {called}{', ...' if len(over) > 5 else ''}"
    )
