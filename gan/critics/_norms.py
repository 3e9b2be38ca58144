"""Upper bounds of spectral norms and of products, rounded outward."""

import math

import numpy as np

UNIT = 2.0**-53  # half the distance from 1 to the next double
SQUARINGS = 52


def up(value: float) -> float:
    """Return the next double above: at least the exact result of the one operation behind it."""
    return math.nextafter(value, math.inf)


def norm_bound(matrix: np.ndarray) -> float:
    """Return an upper bound of the largest singular value of a matrix of doubles."""
    matrix = np.asarray(matrix, dtype=np.float64)
    if not np.isfinite(matrix).all():
        return math.inf
    narrow = matrix if matrix.shape[1] <= matrix.shape[0] else matrix.T
    largest = float(np.abs(narrow).max(initial=0.0))
    if largest == 0.0:
        return 0.0
    unit = 2.0 ** math.frexp(largest)[1]
    power, squares, exponents = narrow / unit, [], []
    for _ in range(SQUARINGS):
        squares.append(_frobenius(power) ** 2)
        slack = (len(power) + 4) * UNIT * 2
        power = power.T @ power
        exponents.append(math.frexp(float(np.abs(power).max()))[1])
        squares[-1] *= slack
        power = power / 2.0 ** exponents[-1]
    bound = _frobenius(power)
    for square, exponent in zip(reversed(squares), reversed(exponents), strict=True):
        bound = up(math.sqrt(up(up(bound * 2.0**exponent) + square + 1e-300)))
    return up(bound * unit)


def _frobenius(matrix: np.ndarray) -> float:
    return float(np.linalg.norm(matrix)) * (1 + 2 * (matrix.size + 4) * UNIT)
