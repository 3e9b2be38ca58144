"""Probability vectors: accept or refuse, never repair."""

import math
import sys
from typing import Any

import numpy as np

from ._arrays import (
    input_epsilon,
    read_flag,
    read_numbers,
    refuse_empty,
    refuse_negative,
    refuse_not_finite,
)


def as_law(values: Any, name: str, *, normalize: bool = False, summable: bool = True) -> np.ndarray:
    """Read a probability vector, or refuse it by name.

    The law meant is ``values / (exact sum of values)``; the vector itself is returned as it came.

    Parameters
    ----------
    values : array_like, shape (n,)
        Non-negative and finite, with a sum within ``min(8 sqrt(n) eps, 1e-3)`` of 1, ``eps`` the
        machine epsilon of the dtype given.
    name : str
        How the message calls the argument.
    normalize : bool, default False
        Accept any positive finite sum.
    summable : bool, default True
        Refuse a sum above the largest double.

    Returns
    -------
    ndarray, shape (n,)
        float64, sharing memory where `values` are float64 already.

    Raises
    ------
    ValueError
        If `values` are no such vector; the message has the entry or the sum, and the cure.
    """
    free = read_flag(normalize, "normalize")
    law = read_numbers(values, name)
    if law.ndim != 1:
        raise ValueError(f"{name} has shape {law.shape}; pass one vector of shape (n,)")
    refuse_empty(law, name)
    with np.errstate(over="ignore"):
        total = float(law.sum())
    refuse_not_finite(law, name)
    refuse_negative(law, name)
    if free:
        refuse_no_total(total, name)
        if summable and total == math.inf:
            raise ValueError(
                f"{name} sums to more than 1.8e308; pass {name} scaled, {name} / 2**64"
            )
    elif not sums_to_one(law, total, tolerance(len(law), input_epsilon(values))):
        raise ValueError(wrong_sum(total, name))
    return law


def tolerance(n: int, epsilon: float) -> float:
    """Return how far the sum of n entries may be off 1."""
    return min(8 * math.sqrt(n) * epsilon, 1e-3)


def sums_to_one(law: np.ndarray, total: float, allowed: float) -> bool:
    """Decide ``|sum - 1| <= allowed`` for the exact sum, of which `total` is the float64 one."""
    rounding = min(len(law), 64) * sys.float_info.epsilon  # numpy adds in pairs from 128 entries on
    if abs(abs(total - 1) - allowed) > rounding:
        return abs(total - 1) < allowed
    terms = law.tolist()  # too close to call: the sign of an fsum is exact
    return math.fsum([*terms, -1, -allowed]) <= 0 <= math.fsum([*terms, -1, allowed])


def refuse_no_total(total: float, name: str) -> None:
    """Raise ValueError where no law is proportional to a vector with this sum."""
    if total == 0:
        raise ValueError(f"{name} sums to 0; normalize=True wants a positive sum, so pass a mass")


def wrong_sum(total: float, name: str) -> str:
    """Say what the sum is, and how to cure it."""
    return (
        f"{name} sums to {total:.17g}, which is {total - 1:+.3g} off 1; divide by the sum, or pass "
        f"normalize=True to mean {name} / sum({name})"
    )
