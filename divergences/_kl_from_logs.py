"""Kullback-Leibler divergence of laws given by the logarithms of their probabilities."""

import math
from typing import Any

import numpy as np
from scipy.special import logsumexp

from ._arrays import first_index
from ._pair import Rows, read_pair
from ._sweep import row_sums
from ._values import shaped

_NEAR = 1 / 2  # |L| up to which exp(L) L - expm1(L) is a series
_RAISED = 500.0
_ROUNDS = 30  # of bringing q to the sum of p, each 2^50 times as accurate as the last


def kl_from_logs(log_p: Any, log_q: Any, *, axis: int = -1) -> Any:
    """Kullback-Leibler divergence of two laws given by their logarithms, in nats.

    ``D(p || q) = sum p (log p - log q)``, where 0 log 0 = 0. Probabilities that underflow keep
    their weight: ``log_q = -1000`` is no zero.

    Parameters
    ----------
    log_p, log_q : array_like, shape (..., n)
        Natural logarithms of two laws, at most 0 up to rounding; ``-inf`` is probability zero.
        Leading axes broadcast, the axis of outcomes does not.
    axis : int, default -1
        Where the outcomes lie.

    Returns
    -------
    float, or ndarray of shape (...)
        From 0, for equal laws, to inf, as soon as p has mass where q has none. Within 1e-14 of the
        exact value for the laws exp(log_p) / sum and exp(log_q) / sum, relatively.

    Raises
    ------
    ValueError
        If an entry is NaN or +inf, or the probabilities do not sum to 1.

    Examples
    --------
    >>> from divergences import kl_from_logs
    >>> kl_from_logs([0.0, -math.inf], [math.log(0.5), math.log(0.5)])
    0.6931471805599453
    """
    first, second = read_pair(log_p, log_q, axis=axis, normalize=False, names=("log_p", "log_q"))
    for rows in (first, second):
        _validate(rows)
    with np.errstate(all="ignore"):
        return shaped(_divergences(first.matrix, second.matrix), first)


def _validate(rows: Rows) -> None:
    bad = np.isnan(rows.matrix) | (rows.matrix == math.inf)
    if bad.any():
        where = first_index(bad.reshape(*rows.shape, -1))
        entry = rows.matrix.reshape(*rows.shape, -1)[where]
        raise ValueError(
            f"{rows.name}{list(where)} is {entry}; logarithms of probabilities are at most 0, or "
            "-inf: replace it"
        )
    with np.errstate(over="ignore"):
        total = logsumexp(rows.matrix, axis=-1)
        sums = np.exp(total)
        off = np.flatnonzero(~(np.abs(np.expm1(total)) <= rows.allowed))
    if len(off):
        value = float(sums[off[0]])
        raise ValueError(
            f"the exponentials of {rows.name} sum to {value:.17g}, which is {value - 1:+.3g} off 1;"
            f" subtract scipy.special.logsumexp({rows.name}, axis=-1, keepdims=True)"
        )


def _divergences(log_p: np.ndarray, log_q: np.ndarray) -> np.ndarray:
    light = np.maximum(log_p, log_q) < -_RAISED  # these are raised, so that they keep their bits
    raised = np.where(light, _RAISED, 0)
    p, q = np.exp(log_p + raised), np.exp(log_q + raised)
    unit = np.where(light, math.exp(-_RAISED), 1)
    logs = np.where(log_p == log_q, 0, log_p - log_q)  # -inf less -inf is nothing to tell apart
    for _ in range(_ROUNDS):
        d = np.where(np.abs(logs) < _NEAR, q * np.expm1(logs), p - q) * unit
        gap = _sums(d)
        gamma = gap / _sums(q * unit)
        logs -= np.log1p(gamma)
        q *= 1 + gamma
        if (np.abs(gap) <= _sums(np.abs(d)) / 2).all():
            break  # what the gap is off by is small beside the differences
    far = np.where(log_p == -math.inf, q, p * logs - (p - q))
    far[log_q == -math.inf] = math.inf  # where p is 0 as well, logs are near
    close = np.abs(logs) < _NEAR
    terms = np.where(close, q * logs * logs * _bend(logs), far)
    faint = row_sums(np.where(light, terms, 0)) * math.exp(-_RAISED)
    value: np.ndarray = (row_sums(np.where(light, 0, terms)) + faint) / row_sums(p * unit)
    return value


def _sums(matrix: np.ndarray) -> np.ndarray:
    return matrix.sum(axis=-1, keepdims=True)


def _bend(logs: np.ndarray) -> np.ndarray:
    """Return (exp(L) L - expm1(L)) / L^2 = 1/2 + L/3 + L^2/8 + ... for |L| < 1/2."""
    total: np.ndarray = np.zeros_like(logs)
    for k in range(18, 1, -1):
        total = total * logs + (k - 1) / math.factorial(k)
    return total
