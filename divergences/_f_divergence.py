"""The f-divergence of any convex function."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ._arrays import read_number, refuse_no_function
from ._pair import read_pair
from ._totals import laws
from ._values import shaped

_ROUNDING = 2**-44


def f_divergence(
    p: Any,
    q: Any,
    f: Callable[[np.ndarray], Any],
    *,
    at_zero: float,
    slope_at_infinity: float,
    axis: int = -1,
    normalize: bool = False,
) -> Any:
    """Divergence of a convex function f with f(1) = 0.

    ``D_f(p || q) = sum over q > 0 of q f(p / q)  +  f'(inf) P(q = 0)``: mass of p where q has none
    counts with the slope of f at infinity, and ``f(0)`` where p has none.

    Parameters
    ----------
    p, q : array_like, shape (..., n), or Measure
        Two laws; leading axes broadcast, the axis of outcomes does not.
    f : callable
        Convex on the positive numbers, ``f(1) == 0``, from an array to an array of its shape.
    at_zero : float
        f(0), the limit of f at 0; may be ``inf``.
    slope_at_infinity : float
        The limit of f(t) / t as t grows; may be ``inf``.
    axis : int, default -1
        Where the outcomes lie.
    normalize : bool, default False
        Accept any positive finite sum.

    Returns
    -------
    float, or ndarray of shape (...)
        From 0, for equal laws, to ``at_zero + slope_at_infinity``, for laws that share no outcome.
        Accurate to about 1e-15 of the sum of the terms' sizes, and to what `f` itself is:
        `kl`, `js` and their kin are accurate also for laws that are nearly equal.

    Raises
    ------
    ValueError
        If p or q are no laws, or f is no function, is not vectorised, gives NaN, is not 0 at 1, or
        gives a negative divergence and so is not convex.
    OverflowError
        If f overflows at a finite ratio.

    Examples
    --------
    >>> from divergences import f_divergence
    >>> half_gap = lambda t: abs(t - 1) / 2
    >>> f_divergence([1, 0], [0.5, 0.5], half_gap, at_zero=0.5, slope_at_infinity=0.5)
    0.5
    """
    refuse_no_function(f, "f", "a function of arrays, such as lambda t: abs(t - 1) / 2")
    limits = read_limit(at_zero, "at_zero"), read_limit(slope_at_infinity, "slope_at_infinity")
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    law_p, law_q = laws(first), laws(second)
    ratio, alone = _ratios(law_p, law_q, limits[1])
    both = (law_p > 0) & ~alone  # q is above 0, too
    terms = law_q * _called(f, np.where(both, ratio, 1))  # f(1) is 0
    missing = np.where(law_p == 0, law_q, 0).sum(axis=1)
    singular = np.where(alone, law_p, 0).sum(axis=1)
    parts = (terms.sum(axis=1), _weighted(limits[0], missing), _weighted(limits[1], singular))
    size = np.abs(terms).sum(axis=1) + np.abs(parts[1]) + np.abs(parts[2])
    return shaped(_refuse_negative_total(parts[0] + parts[1] + parts[2], size), first)


def read_limit(value: Any, name: str) -> float:
    """Read a limit of f: a number, or inf."""
    limit = read_number(value, name)
    if not limit > -math.inf:
        raise ValueError(f"{name} is {limit}; pass a number, or inf")
    return limit


def _ratios(p: np.ndarray, q: np.ndarray, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """Return p / q, and where p stands alone: q is 0, or so small that f is its slope there."""
    with np.errstate(all="ignore"):
        ratio = p / q
    beyond = np.isinf(ratio)
    tiny = q[beyond & (q > 0)]
    if slope == math.inf and len(tiny):
        where = float(tiny[0])
        raise OverflowError(f"q has the entry {where!r}, where p / q is above the largest double")
    return ratio, beyond


def _called(f: Callable[[np.ndarray], Any], ratio: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        one, image = (np.asarray(f(t)) for t in (np.array([1.0]), ratio))
    if image.shape != ratio.shape or image.dtype.kind not in "fiu":
        raise ValueError(
            f"f maps an array of shape {ratio.shape} to {image.dtype} of shape {image.shape}; pass "
            "a function of arrays, such as numpy.vectorize(f)"
        )
    if one.any():
        raise ValueError(f"f(1) is {float(one[0])!r}; it must be 0, so subtract that from f")
    if np.isnan(image).any():
        where = float(ratio[np.isnan(image)][0])
        raise ValueError(f"f({where!r}) is nan; f must be a number at every positive ratio p / q")
    if np.isinf(image).any():
        where = float(ratio[np.isinf(image)][0])
        raise OverflowError(
            f"f({where!r}) is infinite; f must be finite at every positive ratio p / q"
        )
    return image.astype(np.float64)


def _weighted(value: float, mass: np.ndarray) -> np.ndarray:
    """Return value * mass, where infinity times no mass is nothing."""
    with np.errstate(invalid="ignore"):
        return np.where(mass > 0, value * mass, 0)


def _refuse_negative_total(total: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Refuse what a convex f cannot give; what rounding put below 0 is 0."""
    below = total < -_ROUNDING * size
    if below.any():
        raise ValueError(
            f"the divergence is {float(total[below][0]):.6g}, below 0: f is not convex, or at_zero "
            "and slope_at_infinity are not its limits"
        )
    kept: np.ndarray = np.maximum(total, 0)
    return kept
