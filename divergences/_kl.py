"""Kullback-Leibler divergence."""

import math
from typing import Any

import numpy as np

from ._careful import careful_sum
from ._catalogue import divergence
from ._exact import Difference
from ._form import Form, Settled, Sums, evaluate, mismatch
from ._pair import read_pair
from ._series import atanh_excess, log_ratio, summed
from ._sweep import Buffers
from ._values import values

SHARE = 0.14  # 5/37: there the logarithms' rounding is at most 40 units of the sum


@divergence(symmetric=False, largest=math.inf, metric_power=None, data_processing=True)
def kl(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Kullback-Leibler divergence D(p || q), in nats.

    ``D(p || q) = sum p log(p / q)``, where 0 log 0 = 0.

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

    Examples
    --------
    >>> from divergences import kl
    >>> kl([1.0, 0.0], [0.5, 0.5])
    0.6931471805599453
    """
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return values(*evaluate(first, second, KL), first, math.inf)


def near(
    buffers: Buffers, d: np.ndarray, p: np.ndarray, s: np.ndarray, widest: float
) -> np.ndarray:
    """Return p log(p / q) - (p - q) where |s| = |p - q| / (p + q) is at most `widest`."""
    terms = atanh_excess(buffers, s, widest)
    terms *= s
    terms *= np.add(s, 1, out=buffers[2])
    terms += 1
    terms *= s
    terms *= d
    return terms


def _far(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return p log(p / q) - (p - q) by the logarithm."""
    terms = log_ratio(buffers, p, q)
    terms *= p
    terms -= d
    return terms


def _terms(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return summed(buffers, d, p, q, near=near, far=_far, share=SHARE)


def summed_terms(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> list[np.ndarray]:
    """Return the sum of the terms of each row, for a sweep over d, p and q."""
    return [_terms(buffers, d, p, q)]


def _settle(sums: Sums, gamma: np.ndarray) -> Settled:
    """With q' = q the sum is too large by what one outcome of ratio c, weight Sq, would add."""
    gap = sums.total / sums.q - mismatch(_terms, gamma)
    return gap / (1 + gamma), gap >= sums.total / sums.q / 2


def _careful(apart: Difference) -> tuple[float, int]:
    return careful_sum(_terms, np.multiply, apart)


KL = Form(_terms, _settle, _careful, infinite=True, keen=True)
