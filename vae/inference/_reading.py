"""What the functions of this package are given: numbers, vectors, matrices, Gaussian laws."""

import math
import numbers
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SYMMETRIC = 1e-12  # how far, relative to its largest entry, a covariance may be from symmetric


def read_number(value: Any, name: str, *, above: float = -math.inf) -> float:
    """Read a finite number, or refuse it."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool)
    if not real or not math.isfinite(value) or not value > above:
        known = "" if above == -math.inf else f" above {above:g}"
        raise ValueError(f"{name} is {value!r}; pass a finite number{known}")
    return float(value)


def read_whole(value: Any, name: str) -> int:
    """Read a whole number of at least 1, or refuse it."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < 1:
        raise ValueError(f"{name} is {value!r}; pass a whole number of at least 1")
    return int(value)


def read_array(value: Any, name: str, *, ndim: int) -> Array:
    """Read a finite array of so many axes, none of them empty, as a copy; or refuse it."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as wrong:
        raise ValueError(f"{name} cannot be read as an array: {wrong}; pass numbers") from wrong
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} has the dtype {array.dtype}; pass real numbers")
    if array.ndim != ndim or array.size == 0:
        raise ValueError(
            f"{name} has the shape {array.shape}; pass {ndim} axes and at least one entry"
        )
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        where = tuple(np.argwhere(~np.isfinite(array))[0].tolist())
        raise ValueError(f"{name} has {array[where]} at {where}; pass finite numbers")
    return array


def read_vector(value: Any, name: str, size: int) -> Array:
    """Read a finite vector of this size, or refuse it."""
    vector = read_array(value, name, ndim=1)
    if len(vector) != size:
        raise ValueError(f"{name} has {len(vector)} entries; pass {size}, one a dimension")
    return vector


def read_gaussian(mean: Any, covariance: Any) -> tuple[Array, Array]:
    """Read the mean and the positive definite covariance of a law, or refuse them.

    A number will do where d = 1.
    """
    mean = read_array(np.atleast_1d(mean), "mean", ndim=1)
    covariance = read_array(np.atleast_2d(covariance), "covariance", ndim=2)
    if covariance.shape != (len(mean), len(mean)):
        raise ValueError(
            f"covariance has the shape {covariance.shape} and mean {len(mean)} entries; "
            "pass shapes (d, d) and (d,)"
        )
    apart = np.abs(covariance - covariance.T).max()
    if apart > SYMMETRIC * np.abs(covariance).max():
        raise ValueError(f"covariance is {apart:g} from symmetric; pass a symmetric matrix")
    covariance = (covariance + covariance.T) / 2
    if not is_definite(covariance):
        least = np.linalg.eigvalsh(covariance)[0]
        raise ValueError(
            f"covariance has the eigenvalue {least:g}; pass a positive definite matrix"
        )
    return mean, covariance


def is_definite(matrix: Array) -> bool:
    """Whether a symmetric matrix is positive definite in floating point."""
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True
