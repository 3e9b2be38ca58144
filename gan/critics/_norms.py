"""Upper bounds of spectral norms, rounded outward.

The largest singular value of A is the root of the largest eigenvalue of G = A^T A, and for any
number s that eigenvalue is at most s + |G - s I|. Each step below is a bound, not an estimate:
u = 2^-53, sums of n products are off by at most n u / (1 - n u) <= (n + 1) u times the sum of
their sizes in whatever order they are summed, and every other operation by u times its result.

References
----------
Ozaki, Ogita, Oishi and Rump (2012), Error-free transformations of matrix multiplication by using
fast routines of matrix multiplication and its applications, Numerical Algorithms 59, 95-118,
doi:10.1007/s11075-011-9478-1: slices whose products are exact.

Delattre, Barthelemy, Araujo and Allauzen (2023), Efficient Bound of Lipschitz Constant for
Convolutional Layers by Gram Iteration, arXiv:2305.16173: the iteration M -> M^T M.
"""

import math

import numpy as np

UNIT = 2.0**-53
TINY = 2.0**-500  # above all that underflows here
SLICES = 4
SQUARINGS = 54  # n^(1 / 2^55) is 1 within UNIT for any n


def up(value: float) -> float:
    """Return the next double: an operation rounded to `value` had a result of at most that."""
    return math.nextafter(value, math.inf)


@np.errstate(under="ignore")
def spectral_norm_bound(matrix: np.ndarray) -> float:
    """Return an upper bound of the largest singular value; inf for a matrix not of numbers.

    For the nearly orthogonal matrices of order n of this package it is 1 + O(n u), for others it
    is above the value by a factor of at most about 1 + n^2 u.
    """
    if not np.isfinite(matrix).all():
        return math.inf
    if not matrix.any():
        return 0.0
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.T
    exponent = math.frexp(float(np.abs(tall).max()))[1]
    shifted, shift, error = _shifted_gram(np.ldexp(tall, -exponent))
    square = up(up(shift + norm_by_squaring(shifted)) + error)
    try:
        return up(math.ldexp(up(math.sqrt(square)), exponent))
    except OverflowError:
        return math.inf


def _shifted_gram(a: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Return B, s and e such that A^T A - s I is B within e in norm, for entries in [-1, 1].

    A is cut into slices A_1, ..., A_4 of b bits and a rest R, A_k of multiples of 2^(-k b) of size
    at most 2^(b - k b), |R| at most 2^(-4 b - 1). With m rows and m 2^(2 b) <= 2^53 the products
    A_i^T A_j are exact. Those with i + j <= 5 are summed; the entries of the others sum to less
    than 2 m 2^(-4 b), which is n times that in norm. What underflows is below TINY.
    """
    m, n = a.shape
    bits = (53 - m.bit_length()) // 2
    slices, rest = [], a
    for k in range(1, SLICES + 1):
        slices.append(np.rint(rest * 2.0 ** (k * bits)) * 2.0 ** (-k * bits))
        rest = rest - slices[-1]
    shift = _below_the_middle(a)
    total = slices[0].T @ slices[0] - shift * np.eye(n)
    rounded = _frobenius(total)
    for sum_of_indexes in range(1, SLICES):
        for i in range((sum_of_indexes + 1) // 2, sum_of_indexes + 1):
            product = slices[i].T @ slices[sum_of_indexes - i]
            if 2 * i != sum_of_indexes:
                product = product + product.T
            total = total + product
            rounded += _frobenius(product) + _frobenius(total)
    cut = n * 2 * m * 2.0 ** (-SLICES * bits)
    return total, shift, up(up(2 * UNIT * rounded) + cut + TINY)


def _below_the_middle(a: np.ndarray) -> float:
    """Return a shift that leaves the largest eigenvalue of A^T A the largest in size, if by little.

    Any shift gives a true bound; this one a small norm to bound, and few squarings.
    """
    eigenvalues = np.linalg.eigvalsh(a.T @ a)
    low, high = float(eigenvalues[0]), float(eigenvalues[-1])
    return low + 0.49 * (high - low)


def norm_by_squaring(matrix: np.ndarray, squarings: int = SQUARINGS) -> float:
    """Return an upper bound of the spectral norm of M, by M -> M^T M, scaled by powers of two.

    |M|^2 = |M^T M| is at most the bound of the computed product plus the error of computing it,
    (n + 1) u |M|_F^2, and the last product's bound is its Frobenius norm. The error of the k-th
    product weighs 2^-k in the end, and the Frobenius norm of the last one a factor of at most
    n^(1 / 2^(k + 1)): nothing where one singular value is left, and little after many squarings.
    """
    if not matrix.any():
        return 0.0
    steps = []
    exponent = math.frexp(float(np.abs(matrix).max()))[1]
    power = np.ldexp(matrix, -exponent)
    bound = _frobenius(power)
    for _ in range(squarings):
        product = power.T @ power
        gain = math.frexp(float(np.abs(product).max()))[1]
        steps.append((gain, up(up((len(matrix) + 2) * UNIT * bound) * bound)))
        power = np.ldexp(product, -gain)
        before, bound = bound, _frobenius(power)
        if math.ldexp(bound, gain) >= before * before * (1 - 8 * (len(matrix) + 4) * UNIT):
            break
    for gain, error in reversed(steps):
        bound = up(math.sqrt(up(up(math.ldexp(bound, gain)) + error)))
    return up(math.ldexp(bound, exponent))


def _frobenius(matrix: np.ndarray) -> float:
    """Return an upper bound of the root of the sum of squares: the norm of the norms of rows."""
    rows = np.linalg.norm(matrix, axis=1)
    return up(up(float(np.linalg.norm(rows)) * (1 + (sum(matrix.shape) + 8) * UNIT)) + TINY)
