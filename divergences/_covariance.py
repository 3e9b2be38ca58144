"""Covariances at the door: symmetric, positive semi-definite, or refused; and their factors."""

from typing import Any

import numpy as np
from jaxtyping import Float

from ._arrays import read_numbers, refuse_empty, refuse_not_finite

Matrix = Float[np.ndarray, "d d"]
Vector = Float[np.ndarray, "d"]


def read_gaussian(mean: Any, cov: Any, which: str) -> tuple[np.ndarray, np.ndarray]:
    """Read a mean, shape (d,) or a number, and a covariance, shape (d, d) or a variance.

    A covariance that is symmetric up to rounding means the mean of itself and its transpose.

    Raises
    ------
    ValueError
        If shapes do not fit, entries are not finite, or the covariance is not symmetric, or has a
        negative eigenvalue beyond rounding.
    """
    m, s = (read_numbers(v, f"{k}_{which}") for k, v in (("mean", mean), ("cov", cov)))
    for array, name in ((m, f"mean_{which}"), (s, f"cov_{which}")):
        refuse_empty(array, name)
        refuse_not_finite(array, name)
    m, s = (m.reshape(1) if m.ndim == 0 else m), (s.reshape(1, 1) if s.ndim == 0 else s)
    if m.ndim != 1:
        raise ValueError(f"mean_{which} has shape {m.shape}; pass (d,), or a number where d = 1")
    if s.shape != (len(m), len(m)):
        raise ValueError(
            f"cov_{which} has shape {s.shape} and mean_{which} {m.shape}; pass (d, d) and (d,) "
            "(np.diag(variances) for independent coordinates)"
        )
    return m, _semi_definite(_symmetric(s, f"cov_{which}"), f"cov_{which}")


def scales(cov: Matrix) -> Vector:
    """Return powers of two within a factor 2 of the standard deviations (1 where they are 0)."""
    variance = np.diag(cov)
    exponent = np.frexp(np.sqrt(np.where(variance > 0, variance, 1)))[1]
    return np.ldexp(1.0, exponent)


def smallest_correlation(cov: Matrix) -> float:
    """Return the least eigenvalue of the covariance scaled to variances between 1/4 and 1.

    It is at most `rounding(d)` where the doubles cannot tell the covariance from a singular one.
    """
    return float(np.linalg.eigvalsh(scaled(cov, scales(cov)))[0])


def rounding(d: int) -> float:
    """Return what rounding each entry once may add to an eigenvalue of a scaled covariance."""
    return 4 * d * float(np.finfo(float).eps)


def scaled(cov: Matrix, by: Vector) -> Matrix:
    """Return the covariance of x / by."""
    return np.asarray(cov / by[:, None] / by)


def factor(cov: Matrix) -> Matrix:
    """Return F with F F' = cov, by Cholesky's elimination with diagonal pivoting.

    A pivot that is below rounding of the variance that it is left of counts as zero: then cov is
    singular, and the columns of F that remain are zero.
    """
    d = len(cov)
    rest, least = cov.copy(), rounding(d) * np.diag(cov)
    result = np.zeros((d, d))
    for k in range(d):
        left = np.diag(rest)
        worth = np.divide(left, least, out=np.zeros(d), where=left > least)
        pivot = int(np.argmax(worth))
        if worth[pivot] == 0:
            break
        column = rest[:, pivot] / np.sqrt(rest[pivot, pivot])
        rest -= np.outer(column, column)
        rest[pivot] = rest[:, pivot] = 0
        result[:, k] = column
    return result


def _symmetric(cov: Matrix, name: str) -> Matrix:
    spread = np.sqrt(np.abs(np.diag(cov)))
    allowed = rounding(len(cov)) * np.outer(spread, spread)
    off = np.abs(cov / 2 - cov.T / 2) > allowed / 2
    if off.any():
        i, j = (int(k) for k in np.argwhere(off)[0])
        raise ValueError(
            f"{name} is not symmetric: entry [{i}, {j}] is {cov[i, j]} and [{j}, {i}] is "
            f"{cov[j, i]}; pass (S + S.T) / 2 if that is what you mean"
        )
    return np.asarray(cov / 2 + cov.T / 2)


def _semi_definite(cov: Matrix, name: str) -> Matrix:
    if np.diag(cov).min() < 0:
        i = int(np.argmin(np.diag(cov)))
        raise ValueError(f"{name}[{i}, {i}] is {cov[i, i]}, below 0; a variance is >= 0")
    by = scales(cov)
    least = float(np.linalg.eigvalsh(scaled(cov, by))[0])
    if least < -rounding(len(cov)):
        eigenvalue = float(np.linalg.eigvalsh(cov)[0])
        raise ValueError(
            f"{name} is not positive semi-definite: its least eigenvalue is {eigenvalue:.6g}; "
            "a covariance has none below 0"
        )
    return cov
