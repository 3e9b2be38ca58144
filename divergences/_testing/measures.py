"""Strategies for measures: few atoms at small whole numbers, and the awkward ones beside them.

Atoms repeat, tie, lie 1e15 apart or 2^-40 apart; sizes differ; weights are counts over their sum.
"""

import numpy as np
from hypothesis import strategies as st

from divergences import Measure

from .vectors import Draw, columns, normalised, shares, tilted, tilts

_FAR = [10.0**6, -(10.0**6), 10.0**15, -(10.0**15)]
_TINY = 2**-40


def weighted_points(
    dimension: int = 1, *, max_atoms: int = 5
) -> st.SearchStrategy[tuple[np.ndarray, np.ndarray]]:
    """Draw points and their weights.

    Parameters
    ----------
    dimension : int, default 1
        The d of R^d.
    max_atoms : int, default 5
        The largest number of atoms.

    Returns
    -------
    SearchStrategy of (points, weights)
        Points of shape (n,) where `dimension` is 1, else (n, d); weights of shape (n,), some of
        them 0, with sum 1 within rounding.

    Examples
    --------
    >>> from hypothesis import find
    >>> x, a = find(weighted_points(), lambda pair: len(set(pair[0])) == 2)
    >>> len(x) == len(a), float(a.sum())
    (True, 1.0)
    """
    return measures(dimension, max_atoms=max_atoms, uniform=False).map(points_and_weights)


def measures(
    dimension: int = 1, *, max_atoms: int = 5, uniform: bool | None = None
) -> st.SearchStrategy[Measure]:
    """Draw a `Measure`.

    Parameters
    ----------
    dimension : int, default 1
        The d of R^d.
    max_atoms : int, default 5
        The largest number of atoms.
    uniform : bool, optional
        Whether its weights are uniform; either where None.

    Returns
    -------
    SearchStrategy of Measure

    Examples
    --------
    >>> from hypothesis import find
    >>> find(measures(), lambda mu: len(mu) == 2).as_dict()
    {'points': [[0.0], [0.0]], 'weights': [1.0, 1.0]}
    """
    even = st.lists(_points(dimension), min_size=1, max_size=max_atoms).map(Measure)
    uneven = _weighted(dimension, max_atoms)
    return st.one_of(even, uneven) if uniform is None else even if uniform else uneven


def measure_pairs(
    dimension: int = 1, *, max_atoms: int = 5
) -> st.SearchStrategy[tuple[Measure, Measure]]:
    """Draw two measures, independent or nearly equal.

    Nearly equal: one atom moved by 2^-k, or the weights tilted by 2^-k on the same atoms.

    Parameters
    ----------
    dimension, max_atoms
        As for `measures`.

    Returns
    -------
    SearchStrategy of (Measure, Measure)

    Examples
    --------
    >>> from hypothesis import find
    >>> mu, nu = find(measure_pairs(), lambda pair: pair[0].points[0] != pair[1].points[0])
    >>> mu.points.tolist(), nu.points.tolist()
    ([[0.0]], [[1.0]])
    """
    one = measures(dimension, max_atoms=max_atoms)
    return st.one_of(
        st.tuples(one, one), _moved_pairs(dimension, max_atoms), _tilted_pairs(dimension, max_atoms)
    )


def measure_triples(
    dimension: int = 1, *, max_atoms: int = 4
) -> st.SearchStrategy[tuple[Measure, Measure, Measure]]:
    """Draw three measures of sizes that may differ.

    Parameters
    ----------
    dimension, max_atoms
        As for `measures`.

    Returns
    -------
    SearchStrategy of three Measures

    Examples
    --------
    >>> from hypothesis import find
    >>> [len(mu) for mu in find(measure_triples(), lambda triple: True)]
    [1, 1, 1]
    """
    one = measures(dimension, max_atoms=max_atoms)
    return st.tuples(one, one, one)


def points_and_weights(mu: Measure) -> tuple[np.ndarray, np.ndarray]:
    """Return points, (n,) on the line and else (n, d), and weights, with uniform ones 1/n."""
    points = mu.points.ravel() if mu.dimension == 1 else mu.points
    weights = np.full(len(mu), 1 / len(mu)) if mu.uniform else mu.weights
    return points.copy(), weights.copy()


@st.composite
def _weighted(draw: Draw, dimension: int, max_atoms: int) -> Measure:
    entry = st.tuples(_points(dimension), shares())
    points, weights = draw(columns(entry, None, max_atoms).filter(lambda rows: any(rows[1])))
    return Measure(points, normalised(weights))


@st.composite
def _moved_pairs(draw: Draw, dimension: int, max_atoms: int) -> tuple[Measure, Measure]:
    mu = draw(measures(dimension, max_atoms=max_atoms))
    points = mu.points.copy()
    i = draw(st.integers(0, len(mu) - 1))
    points[i, draw(st.integers(0, dimension - 1))] += 2 ** -draw(st.integers(0, 52))
    return mu, Measure(points, None if mu.uniform else mu.weights)


@st.composite
def _tilted_pairs(draw: Draw, dimension: int, max_atoms: int) -> tuple[Measure, Measure]:
    entry = st.tuples(_points(dimension), shares(), st.sampled_from([0, 1, -1]))
    points, weights, signs = draw(columns(entry, None, max_atoms).filter(lambda rows: any(rows[1])))
    other = tilted(weights, signs, draw(tilts()))
    return Measure(points, normalised(weights)), Measure(points, normalised(other))


def _points(dimension: int) -> st.SearchStrategy[list[float]]:
    whole = st.integers(-9, 9)
    coordinate = st.one_of(whole.map(float), st.sampled_from(_FAR), whole.map(lambda k: k * _TINY))
    return st.lists(coordinate, min_size=dimension, max_size=dimension)
