"""Jensen-Shannon divergence, and the distance that is its root."""

import math
from typing import Any

import numpy as np

from ._careful import faint_sum
from ._catalogue import divergence
from ._exact import Difference
from ._form import Form, Settled, Sums, evaluate
from ._pair import read_pair
from ._series import entropy_series, summed
from ._sweep import Buffers
from ._values import roots, values

_LEAST = 5e-324
_LOST = 2**-54  # a share of p + q this small weighs less than one rounding, whatever its log
_SHARE = 1 / 32  # there the logarithms' rounding is at most 38 units of the sum
_UNNOTICED = 2**-50


@divergence(symmetric=True, largest=math.log(2), metric_power=0.5, data_processing=True)
def js(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Jensen-Shannon divergence, in nats.

    ``JS(p, q) = D(p || m) / 2 + D(q || m) / 2``, where m = (p + q) / 2 and D is `kl`.

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
        From 0, if and only if the laws are equal, to log 2, if and only if no outcome has mass
        under both. Within 1e-14 of the exact value, relatively.

    Raises
    ------
    ValueError
        If p or q are no laws, or do not match; the message has the number and the cure.

    References
    ----------
    Lin (1991), doi:10.1109/18.61115.

    Examples
    --------
    >>> from divergences import js
    >>> js([1.0, 0.0], [0.0, 1.0])
    0.6931471805599453
    """
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return values(*evaluate(first, second, _JS), first, math.log(2))


@divergence(symmetric=True, largest=math.sqrt(math.log(2)), metric_power=1.0, data_processing=True)
def js_distance(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Jensen-Shannon distance: the root of `js`, and a metric.

    ``sqrt(JS(p, q))``, as in ``scipy.spatial.distance.jensenshannon``.

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
        From 0, if and only if the laws are equal, to sqrt(log 2), if and only if no outcome has
        mass under both. Within 1e-14 of the exact value, relatively.

    Raises
    ------
    ValueError
        If p or q are no laws, or do not match; the message has the number and the cure.

    Examples
    --------
    >>> from divergences import js_distance
    >>> js_distance([0.25, 0.75], [0.25, 0.75])
    0.0
    """
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return roots(*evaluate(first, second, _JS), first, math.sqrt(math.log(2)))


def _near(
    buffers: Buffers, d: np.ndarray, p: np.ndarray, s: np.ndarray, widest: float
) -> np.ndarray:
    terms = entropy_series(buffers, s, widest)
    terms *= s
    terms *= d
    return terms


def _far(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return p log(2p / (p + q)) + q log(2q / (p + q))."""
    s = np.add(p, q, out=buffers[1])
    np.maximum(s, _LEAST, out=s)
    np.divide(d, s, out=s)
    terms: np.ndarray = np.add(s, 1, out=buffers[2])
    np.maximum(terms, _LOST, out=terms)
    np.log(terms, out=terms)
    terms *= p
    np.subtract(1, s, out=s)
    np.maximum(s, _LOST, out=s)
    np.log(s, out=s)
    s *= q
    terms += s
    return terms


def _terms(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return summed(buffers, d, p, q, near=_near, far=_far, share=_SHARE) / 2


def _settle(sums: Sums, gamma: np.ndarray) -> Settled:
    """The scale enters in first order, times the value, and in second order: both must be small."""
    x = sums.total / sums.p
    unnoticed = (np.abs(gamma) <= _UNNOTICED) & (gamma * gamma <= _UNNOTICED * x)
    return x, unnoticed


def _careful(apart: Difference) -> tuple[float, int]:
    return faint_sum(_terms, apart)


_JS = Form(_terms, _settle, _careful, infinite=False, keen=False)
