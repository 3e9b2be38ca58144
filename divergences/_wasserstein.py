"""Wasserstein distances, rooted."""

import math
from typing import Any

import numpy as np

from ._arrays import read_number
from ._costs import euclidean, power
from ._line import wasserstein_equal, wasserstein_line
from ._measure import Measure, as_measures, read_points, refuse_probability_vectors
from ._pair import refuse_other_index
from ._simplex import as_law
from ._solve import refuse_too_large, solve
from ._transport import sparse_pays

_MODERATE = (2**-900, 2**900)  # largest costs that neither overflow nor underflow in sums
_LEAST = 2**-960  # below this, powers may have lost digits
_OUT_OF_RANGE = "powers for order {:g} exceed the range of doubles; lower it"


def wasserstein(mu: Any, nu: Any, *, order: float = 1) -> float:
    """Wasserstein distance of two measures, for the Euclidean distance; rooted.

        W_p(mu, nu) = (min sum P_ij |x_i - y_j|^p)^(1/p)    over plans P from mu to nu

    Parameters
    ----------
    mu, nu : Measure or array_like, shapes (n, d) and (m, d), or (n,) and (m,)
        Measures; plain arrays are points of equal weights.
    order : float, default 1
        The p, at least 1; ``inf`` (the largest distance that has to be travelled) on the line.

    Returns
    -------
    float
        In the unit of the points; 0.0 exactly where the measures are equal. On the line the
        relative error is at most 1e-13, whatever the weights.

    Raises
    ------
    ValueError
        If the measures are no measures or of different dimensions, `order` is below 1, or
        infinite where d > 1, or the problem does not fit into memory.
    OverflowError
        If the distance exceeds the largest double.

    Examples
    --------
    >>> from divergences import wasserstein
    >>> wasserstein([0.0, 1.0, 3.0], [5.0, 6.0, 8.0])
    5.0
    >>> wasserstein([[0.0, 0.0]], [[3.0, 4.0]], order=2)
    5.0
    """
    order = read_order(order)
    if not isinstance(mu, Measure) and not isinstance(nu, Measure):
        x, y = read_points(mu, "mu"), read_points(nu, "nu")
        if x.shape[1] == y.shape[1] == 1:  # no copies: measures would cost as much as a sort
            refuse_probability_vectors(mu, nu)
            return wasserstein_equal(x.ravel(), y.ravel(), order)
    mu, nu = as_measures(mu, nu)
    if mu.dimension > 1:
        return _in_space(mu, nu, order)
    x, y = mu.points.ravel(), nu.points.ravel()
    return wasserstein_line(x, mu.weights, y, nu.weights, order)


def wasserstein_histogram(
    p: Any, q: Any, support: Any, *, order: float = 1, normalize: bool = False
) -> float:
    """Wasserstein distance of two probability vectors on the same points; rooted.

    Parameters
    ----------
    p, q : array_like, shape (n,)
        Probability vectors.
    support : array_like, shape (n,) or (n, d)
        Where the mass lies.
    order : float, default 1
        As for `wasserstein`.
    normalize : bool, default False
        Accept p and q of any positive finite sums.

    Returns
    -------
    float
        As for `wasserstein`.

    Raises
    ------
    ValueError
        If p or q is no probability vector, their length is not that of `support`, or as for
        `wasserstein`.

    Examples
    --------
    >>> from divergences import wasserstein_histogram
    >>> wasserstein_histogram([0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.0, 1.0, 2.0])
    1.0
    """
    mu, nu = read_histograms(p, q, support, normalize=normalize)
    return wasserstein(mu, nu, order=order)


def read_histograms(p: Any, q: Any, support: Any, *, normalize: bool) -> tuple[Measure, Measure]:
    """Read two probability vectors on the same points, as measures."""
    refuse_other_index(p, q, ("p", "q"))
    p, q = as_law(p, "p", normalize=normalize), as_law(q, "q", normalize=normalize)
    if len(p) != len(q):
        raise ValueError(f"p has {len(p)} entries and q {len(q)}; pass vectors of one length")
    points = read_points(support, "support")
    if len(points) != len(p):
        raise ValueError(f"support has {len(points)} points and p {len(p)} entries; pass as many")
    return Measure(points, p, normalize=True), Measure(points, q, normalize=True)


def read_order(order: Any) -> float:
    """Read the order of a Wasserstein distance, or refuse it."""
    p = read_number(order, "order")
    if not p >= 1:
        other = f" (transport with power(euclidean, {p:g}) takes powers below 1)" if p > 0 else ""
        raise ValueError(f"order is {p:g}; pass at least 1{other}")
    return p


def _in_space(mu: Measure, nu: Measure, order: float) -> float:
    if order == math.inf:
        raise ValueError(f"order is inf and d is {mu.dimension}; pass a finite order, or d = 1")
    if sparse_pays(mu, nu):
        return _without_matrix(mu, nu, order)
    refuse_too_large(len(mu), len(nu))
    x, y = mu.points, nu.points
    costs, scale = _moderate_costs(x, y, order)
    if scale == 0:
        return 0.0
    value = solve(mu.weights, nu.weights, costs, rounded=True).value
    if value < _LEAST and _lose_digits(euclidean(x, y) / scale, order):
        raise OverflowError(_OUT_OF_RANGE.format(order))
    return float(scale * value ** (1 / order))


def _without_matrix(mu: Measure, nu: Measure, order: float) -> float:
    """Return the distance of many points, which are measured in a unit near their diameter."""
    from ._sparse import solve_points

    both = np.concatenate([mu.points, nu.points])
    with np.errstate(over="ignore", under="ignore"):
        widest = float((both.max(axis=0) / 2 - both.min(axis=0) / 2).max())
        if widest == 0:
            return 0.0
        unit = int(np.frexp(widest)[1]) + 1
        x, y = np.ldexp(mu.points, -unit), np.ldexp(nu.points, -unit)
    value = solve_points(x, mu.weights, y, nu.weights, power(euclidean, order)).value
    if value < _LEAST and any(_lose_digits(euclidean(row[None], y), order) for row in x):
        raise OverflowError(_OUT_OF_RANGE.format(order))
    return float(np.ldexp(value ** (1 / order), unit))


def _moderate_costs(x: np.ndarray, y: np.ndarray, order: float) -> tuple[np.ndarray, float]:
    """Return (|x - y| / scale) ** order and the scale, so that nothing overflows.

    Distances and their squares are taken as they come (whole numbers stay whole); other powers
    of the distances over the largest, as roots of numbers far from 1 are not accurate.
    """
    if order in (1, 2):
        costs = power(euclidean, order)(x, y)
        if _MODERATE[0] <= float(costs.max()) <= _MODERATE[1]:
            return costs, 1.0
    distances = euclidean(x, y)
    scale = float(distances.max())
    if scale == math.inf:
        raise OverflowError("a distance exceeds the largest double; scale the points down")
    with np.errstate(under="ignore", invalid="ignore"):  # all distances may be 0
        return np.asarray((distances / scale) ** order), scale


def _lose_digits(distances: np.ndarray, order: float) -> bool:
    """Decide whether a distance other than 0 is so small that its power has lost digits."""
    return bool(distances.min(where=distances > 0, initial=np.inf) ** order < _LEAST)
