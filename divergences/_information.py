"""Entropy and cross entropy."""

import math
from typing import Any

import numpy as np

from ._arrays import input_epsilon, read_axis, read_flag
from ._exact import FAINT
from ._pair import Rows, as_rows, read_laws, read_pair
from ._totals import totals_of, validated_totals
from ._values import shaped

_LEAST = math.ulp(0)  # what is infinite stays infinite, however small the law there


def entropy(p: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Shannon entropy, in nats.

    ``H(p) = - sum p log p``, where 0 log 0 = 0.

    Parameters
    ----------
    p : array_like, shape (..., n)
        A law, or a batch of laws.
    axis : int, default -1
        Where the outcomes lie.
    normalize : bool, default False
        Accept any positive finite sum.

    Returns
    -------
    float, or ndarray of shape (...)
        From 0, for a law with one outcome, to log n, for the uniform law. Within 1e-14 of the exact
        value, relatively.

    Raises
    ------
    ValueError
        If p is no law; the message has the entry or the sum.

    Examples
    --------
    >>> from divergences import entropy
    >>> entropy([0.5, 0.5])
    0.6931471805599453
    """
    laws = read_laws(p, "p", read_axis(axis))
    free = read_flag(normalize, "normalize")
    rows = as_rows(laws, "p", input_epsilon(p), free)
    return shaped(_expected(rows, rows), rows)


def cross_entropy(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Cross entropy of q under p, in nats.

    ``H(p, q) = - sum p log q = H(p) + D(p || q)``, where 0 log 0 = 0.

    Parameters
    ----------
    p, q : array_like, shape (..., n), or Measure
        Two laws; leading axes broadcast, the axis of outcomes does not.
    axis : int, default -1
        Where the outcomes lie.
    normalize : bool, default False
        Accept any positive finite sum.

    Returns
    -------
    float, or ndarray of shape (...)
        From 0, when both have all mass on one outcome, to inf, as soon as p has mass where q has
        none. Within 1e-14 of the exact value, relatively.

    Raises
    ------
    ValueError
        If p or q are no laws, or do not match.

    Examples
    --------
    >>> from divergences import cross_entropy
    >>> cross_entropy([1.0, 0.0], [0.5, 0.5])
    0.6931471805599453
    """
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return shaped(_expected(first, second), first)


def _expected(p: Rows, q: Rows) -> np.ndarray:
    """Return the mean under p of -log Q, every term >= 0."""
    total, power = validated_totals(p)
    surprise = -_log_law(q.matrix, *validated_totals(q))
    law = np.ldexp(p.matrix, 500 - power[:, None])  # subnormal terms are not rounded one by one
    terms = np.where(p.matrix > 0, np.maximum(law, _LEAST) * surprise, 0)
    mean: np.ndarray = np.ldexp(terms.sum(axis=1) / total, -500)
    return mean


def _log_law(q: np.ndarray, total: np.ndarray, power: np.ndarray) -> np.ndarray:
    """Return log(q / sum): where one outcome has nearly all mass, from the mass of the others."""
    close = np.ldexp(q, -power[:, None]) / total[:, None]
    offset = np.log(total) + power * math.log(2)
    with np.errstate(divide="ignore"):
        logs: np.ndarray = np.log(close)
    faint = (close < FAINT) & (q > 0)
    logs[faint] = np.log(q[faint]) - np.broadcast_to(offset[:, None], q.shape)[faint]
    rows, top = np.arange(len(q)), q.argmax(axis=1)
    others = q.copy()
    others[rows, top] = 0
    remaining, remaining_power = totals_of(others)
    rest = np.ldexp(remaining / total, remaining_power - power)
    few = rest < 0.5
    logs[rows[few], top[few]] = np.log1p(-rest[few])
    return logs
