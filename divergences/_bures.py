"""The Bures distance of two covariances, without cancellation."""

import math

import numpy as np

from ._bures_exact import exact_bures
from ._covariance import Matrix, factor

STEPS = 3  # Newton converges quadratically, from an error of 1e-8 or less
EXACT = 8  # the largest d for which digits without end are worth their time, some milliseconds
EVEN, TOLD = 1e-4, 1e-8  # least eigenvalue over the largest: where rounding does not tell, hardly
NEAR = 1e-3  # |K| / |F| from which on 1e-16 |F| / |K| leaves 13 digits


def bures(a: Matrix, b: Matrix) -> float:
    """Return min |F - G U|_F over orthogonal U, where a = F F' and b = G G'.

    The best U is the polar factor of G'F, and rounding leaves an error of some 1e-16 |F|. Where
    both are definite and nearly equal, Newton's method solves for K = G U - F from b - a itself.
    Where they are nearly singular, small ones are left to decimals; diagonal ones need neither.
    """
    if np.array_equal(a, b):
        return 0.0
    if _diagonal(a) and _diagonal(b):
        return _of_deviations(np.diag(a), np.diag(b))
    evenness = min(_evenness(a), _evenness(b))
    if evenness <= EVEN and len(a) <= EXACT:
        return exact_bures(a, b)
    exponent = int(np.frexp(np.max([a, b]))[1]) // 2
    a, b = np.ldexp(a, -2 * exponent), np.ldexp(b, -2 * exponent)
    f, g = factor(a), factor(b)
    u, _, v = np.linalg.svd(g.T @ f)
    k = g @ (u @ v) - f
    if np.linalg.norm(k) <= NEAR * np.linalg.norm(f) and evenness > TOLD:
        k = _refined(k, f, b - a)
    return math.ldexp(float(np.linalg.norm(k)), exponent)


def _diagonal(cov: Matrix) -> bool:
    return not cov[~np.eye(len(cov), dtype=bool)].any()


def _of_deviations(a: np.ndarray, b: np.ndarray) -> float:
    """Return |sqrt(a) - sqrt(b)|, for variances."""
    roots = np.sqrt(a) + np.sqrt(b)
    return math.hypot(*((a - b)[roots > 0] / roots[roots > 0]))


def _evenness(cov: Matrix) -> float:
    """Return the least eigenvalue over the largest; below 0 where rounding made it so."""
    largest = np.diag(cov).max()
    if largest == 0:
        return 0
    values = np.linalg.eigvalsh(cov / largest)
    return float(values[0] / values[-1])


def _refined(k: Matrix, f: Matrix, difference: Matrix) -> Matrix:
    """Solve (F + K)(F + K)' = F F' + difference, with F'K symmetric, from a good guess.

    A step is K + F'^-1 Y, where N Y + Y N = F' R F, N = F'(F + K) and R is the residual.
    """
    y = f.T @ k
    k = np.linalg.solve(f.T, (y + y.T) / 2)
    for _ in range(STEPS):
        cross = f @ k.T
        residual = difference - cross - cross.T - k @ k.T
        n = f.T @ (f + k)
        s, w = np.linalg.eigh((n + n.T) / 2)
        right = w.T @ (f.T @ residual @ f) @ w
        k = k + np.linalg.solve(f.T, w @ (right / (s[:, None] + s)) @ w.T)
    return k
