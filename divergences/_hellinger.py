"""Hellinger distance, and its square."""

from typing import Any

import numpy as np

from ._careful import faint_sum
from ._catalogue import divergence
from ._exact import Difference
from ._form import Form, Settled, Sums, evaluate, mismatch
from ._pair import read_pair
from ._sweep import Buffers, row_sums
from ._values import roots, values

_LEAST = 5e-324


@divergence(symmetric=True, largest=1.0, metric_power=0.5, data_processing=True)
def hellinger_squared(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Squared Hellinger distance.

    ``H^2(p, q) = sum (sqrt(p) - sqrt(q))^2 / 2 = 1 - sum sqrt(p q)``

    Parameters
    ----------
    p, q : array_like, shape (..., n), or Measure
        Two laws: non-negative, with sum 1 within rounding; the law meant is p / sum(p). Leading
        axes broadcast, the axis of outcomes does not. Two measures are matched atom by atom.
    axis : int, default -1
        Where the outcomes lie.
    normalize : bool, default False
        Accept any positive finite sum.

    Returns
    -------
    float, or ndarray of shape (...)
        From 0, if and only if the laws are equal, to 1, if and only if no outcome has mass under
        both. Within 1e-14 of the exact value, relatively.

    Raises
    ------
    ValueError
        If p or q are no laws, or do not match; the message has the number and the cure.

    Examples
    --------
    >>> from divergences import hellinger_squared
    >>> hellinger_squared([1.0, 0.0], [0.0, 1.0])
    1.0
    """
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return values(*evaluate(first, second, _SQUARED), first, 1.0)


@divergence(symmetric=True, largest=1.0, metric_power=1.0, data_processing=True)
def hellinger(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Hellinger distance: the root of `hellinger_squared`, and a metric.

    ``H(p, q) = sqrt(sum (sqrt(p) - sqrt(q))^2 / 2)``

    Parameters
    ----------
    p, q : array_like, shape (..., n), or Measure
        Two laws: non-negative, with sum 1 within rounding; the law meant is p / sum(p). Leading
        axes broadcast, the axis of outcomes does not. Two measures are matched atom by atom.
    axis : int, default -1
        Where the outcomes lie.
    normalize : bool, default False
        Accept any positive finite sum.

    Returns
    -------
    float, or ndarray of shape (...)
        From 0, if and only if the laws are equal, to 1, if and only if no outcome has mass under
        both. Within 1e-14 of the exact value, relatively.

    Raises
    ------
    ValueError
        If p or q are no laws, or do not match; the message has the number and the cure.

    Examples
    --------
    >>> from divergences import hellinger
    >>> hellinger([1.0, 0.0], [0.0, 1.0])
    1.0
    """
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return roots(*evaluate(first, second, _SQUARED), first, 1.0)


def _terms(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Sum (sqrt p - sqrt q)^2 / 2, the difference of the roots as d / (sqrt p + sqrt q)."""
    both = np.sqrt(p, out=buffers[1])
    both += np.sqrt(q, out=buffers[2])
    np.maximum(both, _LEAST, out=both)
    roots_apart = np.divide(d, both, out=both)
    roots_apart *= roots_apart
    return row_sums(roots_apart) / 2


def _settle(sums: Sums, gamma: np.ndarray) -> Settled:
    """With q' = q the sum is too large by (sqrt c - 1)^2 Sq / 2, and c^(-1/2) times as large."""
    gap = sums.total / sums.q - mismatch(_terms, gamma)
    return gap / np.sqrt(1 + gamma), gap >= sums.total / sums.q / 2


def _careful(apart: Difference) -> tuple[float, int]:
    return faint_sum(_terms, apart)


_SQUARED = Form(_terms, _settle, _careful, infinite=False, keen=False)
