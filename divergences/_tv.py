"""Total variation distance."""

from typing import Any

import numpy as np

from ._careful import scaled_down, total_of
from ._catalogue import divergence
from ._exact import Difference
from ._form import Form, Settled, Sums, evaluate
from ._pair import read_pair
from ._sweep import Buffers, row_sums
from ._values import values

_UNNOTICED = 2**-49


@divergence(symmetric=True, largest=1.0, metric_power=1.0, data_processing=True)
def tv(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Total variation distance: how far apart the laws can put the probability of an event.

    ``TV(p, q) = max over B of |P(B) - Q(B)| = sum |p - q| / 2``

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
    >>> from divergences import tv
    >>> tv([0.5, 0.5], [0.75, 0.25])
    0.25
    """
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return values(*evaluate(first, second, _TV), first, 1.0)


def _terms(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return row_sums(np.abs(d, out=buffers[1])) / 2


def _settle(sums: Sums, gamma: np.ndarray) -> Settled:
    """Leaving gamma out changes the sum by at most |gamma| Sq / 2."""
    return sums.total / sums.p, np.abs(gamma) * sums.q <= _UNNOTICED * sums.total


def _careful(apart: Difference) -> tuple[float, int]:
    return scaled_down(total_of(_terms, apart), apart)


_TV = Form(_terms, _settle, _careful, infinite=False, keen=False, plain=True)
