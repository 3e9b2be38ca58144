"""Distances between Gaussian laws, from their means and covariances."""

import math
from typing import Any

import numpy as np

from ._bures import bures
from ._covariance import (
    read_gaussian,
    rounding,
    scaled,
    scales,
    smallest_correlation,
)
from ._gaussian_exact import exact_gaussian_kl, refuse_infinite
from ._late import late

ILL_CONDITIONED = 1e-2  # least eigenvalue, with variances about 1, from which on rounding tells
EXACT_WHERE_ILL_CONDITIONED = 8  # the largest d for which that is worth rational arithmetic


def gaussian_kl(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> float:
    """Kullback-Leibler divergence of two Gaussian laws, in nats.

        KL = (sum_i h(e_i) + |L^-1 (mean_p - mean_q)|^2) / 2,    h(e) = e - log(1 + e),

    where cov_q = L L' and e are the eigenvalues of L^-1 (cov_p - cov_q) L'^-1: differences are
    taken first, so that nearly equal laws keep their digits, which trace - log det loses.

    Parameters
    ----------
    mean_p, mean_q : array_like, shape (d,), or a number
        The means.
    cov_p, cov_q : array_like, shape (d, d), or a number
        The covariances (variances, where d = 1). Symmetric up to rounding, when the mean of the
        matrix and its transpose is meant.

    Returns
    -------
    float
        At least 0, and 0 for equal laws. inf where the law of p is not absolutely continuous:
        where one covariance is singular and the other is not, or they have different ranges, or
        mean_p - mean_q leaves the range. Where both are singular with one range, the divergence
        of the laws on it. What is singular to within rounding is decided in rational arithmetic.

    Raises
    ------
    ValueError
        If shapes do not fit, an entry is not finite, a covariance is not symmetric or not positive
        semi-definite; or if one is singular to within rounding and d > 40.
    OverflowError
        If the divergence is finite and above the largest double.

    Examples
    --------
    >>> gaussian_kl(0.0, 1.0, 0.0, 1.0)
    0.0
    >>> gaussian_kl([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]], [1.0, 0.0], [[1.0, 0.0], [0.0, 1.0]])
    0.5
    >>> gaussian_kl(0.0, 1.0, 0.0, 0.0)
    inf
    """
    delta, p, q = _read_pair(mean_p, cov_p, mean_q, cov_q)
    least = min(smallest_correlation(s) for s in (p, q))
    small = len(delta) <= EXACT_WHERE_ILL_CONDITIONED
    if least <= (ILL_CONDITIONED if small else rounding(len(delta))):
        return exact_gaussian_kl(delta, p, q)
    return refuse_infinite(_definite_kl(delta, p, q), "KL")


def gaussian_wasserstein(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> float:
    """Wasserstein distance of order 2 between two Gaussian laws.

        W2^2 = |mean_p - mean_q|^2 + min over orthogonal U of |F - G U|_F^2

    with cov_p = F F' and cov_q = G G': the Bures distance in a form that does not cancel, as
    tr(A + B - 2 (A^(1/2) B A^(1/2))^(1/2)) does. For nearly equal covariances F - G U is found
    again from cov_q - cov_p. Nearly singular ones are left to decimals up to d = 8, and diagonal
    ones need neither: so 12 digits hold, except for covariances of d > 8 that are not diagonal and
    whose eigenvalues are more than 1e8 apart. There, variances in a direction that are below 1e-14
    of the largest count as 0, and the absolute error is up to 1e-7 of the largest deviation.

    Parameters
    ----------
    mean_p, mean_q : array_like, shape (d,), or a number
        The means.
    cov_p, cov_q : array_like, shape (d, d), or a number
        The covariances (variances, where d = 1), singular or not. Symmetric up to rounding, when
        the mean of the matrix and its transpose is meant; where rounding has made an eigenvalue
        negative, what is left when pivots below 0 are dropped.

    Returns
    -------
    float
        At least 0, and 0 for equal laws. In the units of the means.

    Raises
    ------
    ValueError
        If shapes do not fit, an entry is not finite, a covariance is not symmetric or not positive
        semi-definite.
    OverflowError
        If the distance is above the largest double.

    Examples
    --------
    >>> gaussian_wasserstein(0.0, 1.0, 0.0, 9.0)
    2.0
    >>> gaussian_wasserstein([0.0, 3.0], np.eye(2), [4.0, 0.0], np.eye(2))
    5.0
    """
    delta, p, q = _read_pair(mean_p, cov_p, mean_q, cov_q)
    return refuse_infinite(math.hypot(*delta, bures(p, q)), "W2")


def _read_pair(
    mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mp, sp = read_gaussian(mean_p, cov_p, "p")
    mq, sq = read_gaussian(mean_q, cov_q, "q")
    if len(mp) != len(mq):
        raise ValueError(f"p lives in R^{len(mp)} and q in R^{len(mq)}; give one dimension")
    with np.errstate(over="ignore"):  # an infinite difference is an OverflowError in the end
        return mp - mq, sp, sq


def _definite_kl(delta: np.ndarray, cov_p: np.ndarray, cov_q: np.ndarray) -> float:
    """KL where neither covariance is near singular."""
    solve_triangular = late("scipy.linalg").solve_triangular

    with np.errstate(over="ignore", invalid="ignore"):
        by = scales(cov_q)
        p, q, shift = scaled(cov_p, by), scaled(cov_q, by), delta / by
        root = np.linalg.cholesky(q)
        moved = solve_triangular(root, shift, lower=True, check_finite=False)
        half = solve_triangular(root, p - q, lower=True, check_finite=False)
        excess = solve_triangular(root, half.T, lower=True, check_finite=False)
        distance = math.fsum(moved * moved)
        if not np.isfinite(excess).all():
            return math.inf
    return (_penalty((excess + excess.T) / 2, cov_p, by, root) + distance) / 2


def _penalty(excess: np.ndarray, cov_p: np.ndarray, by: np.ndarray, root: np.ndarray) -> float:
    """Return tr(excess) - log det(1 + excess).

    The log det comes from the pivots of cov_p and cov_q, which are accurate however small, except
    for the eigenvalues near 0: those are where the difference would cancel.
    """
    e = np.linalg.eigvalsh(excess)
    near = np.abs(e) <= 0.5
    by_p = scales(cov_p)
    pivots = np.diag(np.linalg.cholesky(scaled(cov_p, by_p))) * (by_p / by) / np.diag(root)
    far_logs = 2 * math.fsum(np.log(pivots)) - math.fsum(np.log1p(e[near]))
    far = math.fsum(e[~near]) - far_logs if not near.all() else 0
    return far + math.fsum(above_log(e[near]))


def above_log(e: np.ndarray) -> np.ndarray:
    """Return e - log(1 + e) for |e| <= 1/2, to full relative accuracy.

    With s = e / (2 + e), e - log(1 + e) = e s - 2 (s^3/3 + s^5/5 + ...), |s| <= 1/3.
    """
    s = e / (2 + e)
    tail = np.zeros_like(s)
    for k in range(35, 2, -2):
        tail = s * s * (tail + 1 / k)
    return np.asarray(s * (e - 2 * tail))
