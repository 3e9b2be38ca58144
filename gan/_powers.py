"""Numbers of any size: brought near 1 by a power of two, which rounds nothing, and back."""

import math

import numpy as np


def exponent(*values: np.ndarray) -> int:
    """Return the least e such that every entry is below 2^e in size; 0 where all are 0."""
    return math.frexp(max(float(np.abs(v).max()) for v in values))[1]


def up(number: float, e: int) -> float:
    """Return number x 2^e.

    Raises
    ------
    OverflowError
        If that is above the largest double.
    """
    try:
        return math.ldexp(number, e)
    except OverflowError:
        raise OverflowError(
            f"a result is {number:.6g} x 2^{e}, above the largest double; divide the points, or "
            "the critic, by a power of two"
        ) from None
