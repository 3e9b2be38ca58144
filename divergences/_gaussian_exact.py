"""KL between Gaussians in rational arithmetic, where rounding would decide what is singular."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

Row = list[Fraction]

LARGEST = 40  # exact elimination costs d^3 operations on ever longer integers
DIGITS = 120


def exact_gaussian_kl(delta: np.ndarray, cov_p: np.ndarray, cov_q: np.ndarray) -> float:
    """Return KL of N(delta, cov_p) from N(0, cov_q), for the doubles given, singular or not.

    Where cov_q is singular, KL is that of the marginals on coordinates I that carry its rank:
    restricted to the range of cov_q, the map to those coordinates is injective.

    Raises
    ------
    ValueError
        If d is above `LARGEST`, or a covariance is not exactly positive semi-definite.
    """
    d = len(delta)
    if d > LARGEST:
        raise ValueError(
            f"a covariance of dimension {d} is singular to within rounding, which is decided "
            f"exactly up to d = {LARGEST}; project onto its range, or add what variance you mean"
        )
    refuse_indefinite(cov_p, "cov_p")
    p, q = (_rational(cov) for cov in (cov_p, cov_q))
    shift = [Fraction(float(v)) for v in delta]
    joined = [q[i] + p[i] + [shift[i]] for i in range(d)]
    pivots = _eliminate(joined, "cov_q")
    kept = sorted(pivots)
    outside = [joined[i][d:] for i in range(d) if i not in pivots]
    determinant_p = _eliminate([[p[i][j] for j in kept] for i in kept], "cov_p")
    if any(v != 0 for row in outside for v in row) or len(determinant_p) < len(kept):
        return float("inf")
    trace = sum((joined[i][d + i] for i in kept), Fraction())
    distance = sum((shift[i] * joined[i][-1] for i in kept), Fraction())
    ratio = Fraction(math.prod(determinant_p.values()), math.prod(pivots.values()))
    return _half(trace - len(kept) + distance, ratio)


def refuse_indefinite(cov: np.ndarray, name: str) -> None:
    """Raise ValueError where a covariance is not exactly positive semi-definite."""
    _eliminate(_rational(cov), name)


def refuse_infinite(value: float, what: str) -> float:
    """Return a finite value, or raise OverflowError."""
    if math.isfinite(value):
        return value
    raise OverflowError(
        f"{what} of these Gaussians is finite and above the largest double, 1.8e308"
    )


def _rational(cov: np.ndarray) -> list[Row]:
    return [[Fraction(float(v)) for v in row] for row in cov]


def _eliminate(rows: list[Row], name: str) -> dict[int, Fraction]:
    """Reduce in place by the pivots of the diagonal, and return those that are not zero."""
    d, pivots = len(rows), {}
    for k in range(d):
        pivot = rows[k][k]
        if pivot < 0 or (pivot == 0 and any(rows[k][:d])):
            raise ValueError(
                f"{name} is not positive semi-definite: eliminating, pivot {k} is "
                f"{float(pivot):.6g}; a covariance that is nearly singular must be exactly >= 0, "
                "or its divergence is not determined: add what variance you mean"
            )
        if pivot == 0:
            continue
        pivots[k] = pivot
        rows[k] = [v / pivot for v in rows[k]]
        for i in range(d):
            if i != k and rows[i][k]:
                rows[i] = [v - rows[i][k] * w for v, w in zip(rows[i], rows[k], strict=True)]
    return pivots


def _half(rest: Fraction, ratio: Fraction) -> float:
    with localcontext(prec=DIGITS):
        log = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln()
        value = (Decimal(rest.numerator) / Decimal(rest.denominator) - log) / 2
    return refuse_infinite(float(value), "KL")
