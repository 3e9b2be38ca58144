"""The sliced Wasserstein distance, for directions that are given."""

import math
from typing import Any

import numpy as np

from ._arrays import read_number, read_numbers, refuse_empty, refuse_not_finite, shown
from ._line import _finite
from ._measure import as_measures
from ._projections import distances_along

UNIT = 1e-9  # how far from 1 the norm of a direction may be


def sliced_wasserstein(mu: Any, nu: Any, directions: Any, *, order: float = 1) -> float:
    """Sliced Wasserstein distance: the mean over directions of W^order on the line, rooted.

        SW = ((1/k) sum over directions u of W(u.mu, u.nu)^order)^(1/order)

    Projections keep twice the digits of a double, and all of them where that is not enough: neither
    a translation of both measures, nor atoms far away, nor the order of the atoms matters. For the
    distance over all directions, of which this is an estimate when the directions are random, see
    `estimate_sliced_wasserstein`.

    Parameters
    ----------
    mu, nu : Measure or array_like, shape (n, d) or (n,)
        Measures, or points of uniform weight.
    directions : array_like, shape (k, d)
        Unit vectors. Norms within 1e-9 of 1 are taken as they are.
    order : float, default 1
        At least 1 and finite.

    Returns
    -------
    float
        At least 0; 0 where all projections agree. At most the Wasserstein distance.

    Raises
    ------
    ValueError
        If the measures are refused, directions are not unit vectors of R^d, or the order is not
        a finite number of at least 1.
    OverflowError
        If the distance exceeds the largest double.

    References
    ----------
    Manole, Balakrishnan & Wasserman (2019), arXiv:1909.07862.

    Examples
    --------
    >>> sliced_wasserstein([[0.0, 0.0]], [[3.0, 4.0]], [[1.0, 0.0], [0.0, 1.0]])
    3.5
    >>> sliced_wasserstein([[0.0, 0.0]], [[3.0, 4.0]], [[0.6, 0.8]], order=2)
    5.0
    """
    mu, nu = as_measures(mu, nu)
    refuse_order(order)
    along = _read_directions(directions, mu.dimension)
    distances, exponent = distances_along(mu, nu, along, float(order))
    largest = float(distances.max())
    if largest == 0:
        return 0.0
    mean = math.fsum((distances / largest) ** order) / len(distances)
    with np.errstate(over="ignore"):
        return _finite(float(np.ldexp(largest * mean ** (1 / order), exponent)))


def refuse_order(order: Any) -> None:
    """Raise ValueError unless the order is a finite number of at least 1."""
    if not (read_number(order, "order") >= 1 and math.isfinite(order)):
        raise ValueError(f"order is {shown(order)}; pass a finite order of at least 1")


def _read_directions(directions: Any, dimension: int) -> np.ndarray:
    along = read_numbers(directions, "directions")
    if along.ndim != 2 or along.shape[1] != dimension:
        raise ValueError(
            f"directions has shape {along.shape}; pass (k, {dimension}), one unit vector a row"
        )
    refuse_empty(along, "directions")
    refuse_not_finite(along, "directions")
    norms = np.linalg.norm(along, axis=1)
    off = np.abs(norms - 1) > UNIT
    if off.any():
        i = int(np.argmax(off))
        raise ValueError(
            f"directions[{i}] has norm {norms[i]:.12g}, not 1; divide each row by its norm"
        )
    return along
