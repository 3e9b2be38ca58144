"""Pearson's chi-squared divergence."""

import math
from typing import Any

import numpy as np

from ._catalogue import divergence
from ._exact import Difference
from ._form import Form, Settled, Sums, evaluate
from ._pair import read_pair
from ._sweep import Buffers, row_sums
from ._values import values


@divergence(symmetric=False, largest=math.inf, metric_power=None, data_processing=True)
def chi2(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Pearson's chi-squared divergence.

    ``chi2(p, q) = sum (p - q)^2 / q``

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
        From 0, if and only if the laws are equal, to inf, as soon as p has mass where q has
        none. Within 1e-14 of the exact value, relatively.

    Raises
    ------
    ValueError
        If p or q are no laws, or do not match; the message has the number and the cure.
    OverflowError
        If the value is finite and above the largest double.

    Examples
    --------
    >>> from divergences import chi2
    >>> chi2([1.0, 0.0], [0.5, 0.5])
    1.0
    """
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return values(*evaluate(first, second, _CHI2), first, math.inf)


def _terms(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    terms = np.divide(d, q, out=buffers[1])
    terms *= d
    np.fmax(terms, 0, out=terms)  # 0 / 0 is NaN: an outcome that neither law has
    return row_sums(terms)


def _settle(sums: Sums, gamma: np.ndarray) -> Settled:
    """With q' = q the sum is too large by gamma^2 Sq, and then c^2 times as large."""
    gap = sums.total / sums.q - gamma * gamma
    return gap / (1 + gamma) ** 2, gap >= sums.total / sums.q / 2


def _careful(apart: Difference) -> tuple[float, int]:
    """Sum d^2 / q with the exponents apart, so that nothing overflows on the way."""
    if not apart.d.any():
        return 0.0, 0
    kept = apart.raw_q > 0
    top, top_power = np.frexp(apart.d[kept])
    bottom, bottom_power = np.frexp(apart.raw_q[kept])
    terms, power = top * top / bottom, 2 * top_power - bottom_power
    highest = int(power[terms > 0].max())
    total = float(np.ldexp(terms, np.minimum(power - highest, 0)).sum())
    unit, unit_power = math.frexp(apart.total)
    return total / apart.c / unit, highest - unit_power - apart.up_q


_CHI2 = Form(_terms, _settle, _careful, infinite=True, keen=True)
