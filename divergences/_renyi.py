"""Renyi divergence of every order from 0 to infinity."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from ._arrays import read_number, shown
from ._careful import careful_sum
from ._exact import Difference, difference
from ._form import STEEPEST, Form, Settled, Sums, evaluate, mismatch
from ._kl import KL, SHARE, kl
from ._kl import near as kl_near
from ._pair import Rows, read_pair
from ._series import atanh_excess, log_ratio, summed
from ._sweep import Buffers
from ._totals import totals_of, validated_totals
from ._values import shaped, values

_SMALL = 0.5  # |t| up to which (exp(t) - 1 - t) / t^2 is a series
_TALL = 600  # exp of more may overflow where p times it does not
_LOW = 2**-60  # orders below it are taken to first order
_STEEP = 8  # orders beyond are asked for more care
_LINEAR = 1e-20  # below it log1p(x) is x
_FADED = 2**-900  # a sum of p^a q^(1-a) below it may have lost terms to underflow


def renyi(p: Any, q: Any, order: float, *, axis: int = -1, normalize: bool = False) -> Any:
    """Renyi divergence of order a, in nats.

    ``D_a(p || q) = log(sum p^a q^(1 - a)) / (a - 1)``, and its limits: D_0 = -log Q(p > 0),
    D_1 = `kl`, D_inf = log max p / q.

    Parameters
    ----------
    p, q : array_like, shape (..., n), or Measure
        Two laws: non-negative, with sum 1 within rounding; the law meant is p / sum(p). Leading
        axes broadcast, the axis of outcomes does not. Two measures are matched atom by atom.
    order : float
        a, from 0 to ``inf``.
    axis : int, default -1
        Where the outcomes lie.
    normalize : bool, default False
        Accept any positive finite sum.

    Returns
    -------
    float, or ndarray of shape (...)
        From 0 to inf; it grows with the order. Within 1e-14 of the exact value, relatively, for
        order <= 1; above, within that times max(1, (order - 1) max |log p / q| / 16).

    Raises
    ------
    ValueError
        If p or q are no laws, or do not match, or order is no number >= 0; the message has the
        number and the cure.

    References
    ----------
    van Erven and Harremoes (2014), arXiv:1206.2459.

    Examples
    --------
    >>> from divergences import renyi
    >>> renyi([0.5, 0.5], [0.25, 0.75], 0)
    0.0
    """
    a = read_order(order)
    if a == 1:
        return kl(p, q, axis=axis, normalize=normalize)
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    if a == math.inf:
        return shaped(_order_infinity(first, second), first)
    if a < _LOW:
        return shaped(_next_to_zero(first, second, a), first)
    if a >= 0.5:
        return values(*_divergences(first, second, a, a - 1), first, math.inf)
    x, k = _divergences(second, first, 1 - a, -a)  # D_a(p || q) (1 - a) = a D_(1-a)(q || p)
    return values(x * (a / (1 - a)), k, first, math.inf)


def read_order(order: Any) -> float:
    """Read the order of a Renyi divergence, or refuse it."""
    if isinstance(order, bool) or not isinstance(order, int | float | np.floating | np.integer):
        raise ValueError(f"order is {shown(order)}; pass one number from 0 to inf")
    if not order >= 0:
        raise ValueError(f"order is {shown(order)}; pass a number from 0 to inf")
    return read_number(order, "order")


def _divergences(p: Rows, q: Rows, a: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Return x and k of D_a, for a >= 1/2; b = a - 1 without rounding."""
    x, k = evaluate(p, q, _form(a, b))
    with np.errstate(all="ignore"):
        moved = b * np.ldexp(x, k)  # sum of P^a Q^(1-a), less 1
        linear = np.abs(moved) < _LINEAR
        result = np.where(linear, x, np.log1p(moved) / b)
    for row in np.flatnonzero(~((moved >= -0.5) & (moved < np.inf))):
        result[row] = _by_sum(p.matrix[row], q.matrix[row], a, b)
    return result, np.where(linear, k, 0)


def _form(a: float, b: float) -> Form:
    """Return the sum of [P^a Q^(1-a) - Q - a (P - Q)] / b, which is a Q phi_a and >= 0."""
    steep = b if b > _STEEP else 0
    with np.errstate(over="ignore"):  # log(1 + b share) bears the rounding of b log(p / q)
        share = max(SHARE, float(np.expm1(b / STEEPEST) / b))

    def rise(logs: np.ndarray, p: np.ndarray) -> np.ndarray:
        np.multiply(logs, b, out=logs)
        if logs.max() > _TALL:
            return _tall(logs, p) / b
        np.expm1(logs, out=logs)
        logs /= b
        logs *= p
        return logs

    def far(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
        terms = rise(log_ratio(buffers, p, q), p)
        terms -= d
        return terms

    def near(
        buffers: Buffers, d: np.ndarray, p: np.ndarray, s: np.ndarray, widest: float
    ) -> np.ndarray:
        excess = atanh_excess(buffers, s, widest)
        excess *= s
        excess *= s
        excess += 1
        log = 2 * s * excess
        t = b * log
        bent: np.ndarray = t * log * _second_order(t) * p
        bent += kl_near(buffers, d, p, s, widest)
        return bent if t.max() <= _TALL else np.where(t > _TALL, _tall(t, p) / b, bent)

    def terms(buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
        return summed(buffers, d, p, q, near=near, far=far, share=share)

    def settle(sums: Sums, gamma: np.ndarray) -> Settled:
        gap = sums.total / sums.q - mismatch(terms, gamma)
        x = gap * np.exp(-a * np.log1p(gamma))
        return x, (gap >= sums.total / sums.q / 2) & (np.abs(a * gamma) <= 0.25)

    def careful(apart: Difference) -> tuple[float, int]:
        return careful_sum(terms, rise, apart)

    return Form(terms, settle, careful, infinite=b > 0, keen=True, steep=steep)


def _tall(t: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Return p (exp(t) - 1), also where exp(t) overflows and p makes up for it."""
    third = np.exp(np.maximum(t, _TALL) / 3)
    whole: np.ndarray = np.where(
        t > _TALL, p * third * third * third, p * np.expm1(np.minimum(t, _TALL))
    )
    return whole


def _second_order(t: np.ndarray) -> np.ndarray:
    """Return (exp(t) - 1 - t) / t^2."""
    small = np.abs(t) <= _SMALL
    series = np.zeros_like(t)
    with np.errstate(all="ignore"):  # of the way that is not taken
        for k in range(16, 1, -1):
            series = series * t + 1 / math.factorial(k)
        return series if small.all() else np.where(small, series, (np.expm1(t) - t) / (t * t))


def _by_sum(p: np.ndarray, q: np.ndarray, a: float, b: float) -> float:
    """Return log(sum of P^a Q^(1-a)) / b where that is far from 0: as a sum, or by logarithms."""
    with np.errstate(all="ignore"):
        if a < 1:
            shared = float((p**a * q**-b).sum())
            affinity = shared / float(p.sum() ** a * q.sum() ** -b)
            if _FADED < min(shared, affinity) < math.inf:
                return math.log(affinity) / b
    if b > 0 and (p[q == 0] > 0).any():
        return math.inf
    apart = difference(p, q).without((p == 0) | (q == 0))
    if not len(apart.p):
        return math.inf
    terms = apart.log_ratios() + apart.log_shares() / b  # b times them are the logs of the sum's
    leading = float(terms.max() if b > 0 else terms.min())
    with np.errstate(over="ignore"):
        return leading + math.log(np.exp(b * (terms - leading)).sum()) / b


def _next_to_zero(p: Rows, q: Rows, a: float) -> np.ndarray:
    """Return D_0 + a D_1(q' || p), where q' is q given p > 0: D_a up to a part in 1 / a."""
    start = _order_zero(p, q)
    given = np.where(np.isinf(start)[:, None], p.matrix, np.where(p.matrix > 0, q.matrix, 0))
    x, k = evaluate(replace(q, matrix=given, allowed=math.inf), replace(p, allowed=math.inf), KL)
    bent: np.ndarray = start + np.ldexp(a * x, k)
    return bent


def _order_zero(p: Rows, q: Rows) -> np.ndarray:
    """Return -log Q(p > 0)."""
    validated_totals(p)
    total, power = validated_totals(q)
    missed, missed_power = totals_of(np.where(p.matrix == 0, q.matrix, 0))
    kept, kept_power = totals_of(np.where(p.matrix > 0, q.matrix, 0))
    missed = np.ldexp(missed / total, missed_power - power)
    with np.errstate(divide="ignore"):
        rare = (power - kept_power) * math.log(2) - np.log(kept / total)
    few = missed < 0.5
    return np.where(few, -np.log1p(-np.where(few, missed, 0)), rare) + 0  # never -0.0


def _order_infinity(p: Rows, q: Rows) -> np.ndarray:
    """Return log max P / Q."""
    validated_totals(p)
    validated_totals(q)
    return np.array([_largest_log(*pair) for pair in zip(p.matrix, q.matrix, strict=True)])


def _largest_log(p: np.ndarray, q: np.ndarray) -> float:
    kept = p > 0
    if (q[kept] == 0).any():
        return math.inf
    return float(difference(p, q).without(~kept).log_ratios().max())
