"""The Bures distance of two covariances, without cancellation."""

import math

import numpy as np

from ._covariance import Matrix, factor, rounding, smallest_correlation

STEPS = 3  # Newton converges quadratically, from an error of 1e-8 or less
NEAR = 1e-3  # |K| / |F| from which on 1e-16 |F| / |K| leaves 13 digits


def bures(a: Matrix, b: Matrix) -> float:
    """Return min |F - G U|_F over orthogonal U, where a = F F' and b = G G'.

    The best U is the polar factor of G'F, and rounding leaves an error of some 1e-16 |F|. Where
    both are definite and nearly equal, Newton's method solves for K = G U - F from b - a itself.
    """
    exponent = int(np.frexp(max(np.diag(a).max(), np.diag(b).max()))[1]) // 2
    a, b = np.ldexp(a, -2 * exponent), np.ldexp(b, -2 * exponent)
    if np.array_equal(a, b):
        return 0.0
    f, g = factor(a), factor(b)
    u, _, v = np.linalg.svd(g.T @ f)
    k = g @ (u @ v) - f
    if np.linalg.norm(k) <= NEAR * np.linalg.norm(f) and _definite(a) and _definite(b):
        k = _refined(k, f, b - a)
    return math.ldexp(float(np.linalg.norm(k)), exponent)


def _definite(cov: Matrix) -> bool:
    return smallest_correlation(cov) > rounding(len(cov))


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
