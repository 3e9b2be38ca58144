"""Labels spread over a graph of neighbours: what the shape of the data says of unlabelled rows."""

from typing import Any

import numpy as np
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from ._door import read_count

STEEPNESS = 4.0  # weights exp(-4 |x - y|^2 / (distance to the k-th neighbour)^2)
LEAK = 1e-6  # of a row's weight: rows that no label reaches get none, in place of 0 / 0
ACCURACY = 1e-6  # of the residual
TREE = 8  # columns up to which a tree finds neighbours; in 15 it is far slower than all pairs


def spread_labels(
    features: Any, codes: Any, *, neighbours: int = 10, graph: Any = None
) -> np.ndarray:
    """Return the probability of each class at each row: the harmonic function on a graph.

    Each row is joined to its nearest neighbours; a row's probabilities are the weighted mean of
    those of its neighbours, and 1 or 0 where it is labelled. Then each class is scaled so that its
    share among the unlabelled rows is that among the labelled (class mass normalisation).

    Parameters
    ----------
    features : array_like, shape (n, d)
        The rows, labelled or not.
    codes : array_like of int, shape (n,)
        0, 1, ... for the classes, -1 for unlabelled rows.
    neighbours : int, default 10
        How many each row is joined to, besides those that are joined to it.
    graph : sparse matrix, shape (n, n), optional
        `neighbour_graph(features, neighbours)`, where it is made once for many labellings; neither
        features nor neighbours are looked at then.

    Returns
    -------
    ndarray, shape (n, classes)
        Rows that sum to 1.

    Raises
    ------
    ValueError
        If `neighbours` is no whole number of at least 1, no row is labelled, or a graph is given
        that is not of so many rows.

    References
    ----------
    Zhu, Ghahramani and Lafferty (2003), Semi-supervised learning using Gaussian fields and harmonic
    functions, ICML. The weights are those of Calder, Cook, Thorpe and Slepcev (2020),
    arXiv:2006.11184, who spread labels over VAE features.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]])
    >>> spread_labels(x, [0, -1, -1, -1, -1, 1], neighbours=2).argmax(axis=1)
    array([0, 0, 0, 1, 1, 1])
    """
    codes = np.asarray(codes)
    if graph is not None and graph.shape != (len(codes), len(codes)):
        raise ValueError(f"graph has the shape {graph.shape}; pass {(len(codes), len(codes))}")
    known = codes >= 0
    if not known.any():
        raise ValueError("no row is labelled: every code is -1; label one row of each class")
    shares = np.bincount(codes[known]) / known.sum()
    found = np.eye(len(shares))[np.where(known, codes, 0)]
    if not known.all():
        if graph is None:
            graph = neighbour_graph(features, neighbours)
        spread = _harmonic(graph.tocsr(), found[known], known)
        masses = spread.mean(axis=0)
        spread = spread * np.divide(shares, masses, out=np.zeros_like(shares), where=masses > 0)
        total = spread.sum(axis=1, keepdims=True)
        found[~known] = np.where(total > 0, spread / np.where(total > 0, total, 1), shares)
    return np.asarray(found)


def neighbour_graph(features: Any, neighbours: int = 10) -> Any:
    """Return the weights exp(-4 |x - y|^2 / d_k(x)^2) between rows and their nearest neighbours.

    d_k(x) is the distance to the k-th; where only one of two rows is near the other, or both are,
    the weights of both directions are added.

    Parameters
    ----------
    features : array_like, shape (n, d)
        At least two rows.
    neighbours : int, default 10
        k, at most n - 1.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        Symmetric, without a diagonal.

    Raises
    ------
    ValueError
        If `neighbours` is no whole number of at least 1.

    Examples
    --------
    >>> neighbour_graph([[0.0], [1.0], [3.0]], 1).toarray().round(4)
    array([[0.    , 0.0366, 0.    ],
           [0.0366, 0.    , 0.0183],
           [0.    , 0.0183, 0.    ]])
    """
    features = np.asarray(features)
    count = min(read_count(neighbours, "neighbours"), len(features) - 1)
    search = NearestNeighbors(algorithm="auto" if features.shape[1] <= TREE else "brute")
    near = search.fit(features).kneighbors_graph(n_neighbors=count, mode="distance")
    distances = near.data.reshape(len(features), count)
    farthest = distances.max(axis=1, keepdims=True)
    scaled = np.divide(distances, farthest, out=np.zeros_like(distances), where=farthest > 0)
    near.data = np.exp(-STEEPNESS * scaled**2).ravel()
    return sparse.csr_array(near + near.T)


def _harmonic(graph: Any, labels: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Solve D_u f_u - W_uu f_u = W_ul labels, by conjugate gradients for all classes at once."""
    weights = graph[~known]
    right = np.asarray(weights[:, known] @ labels)
    diagonal = np.asarray(graph.sum(axis=1)).ravel()[~known] * (1 + LEAK)
    matrix = sparse.diags(diagonal) - weights[:, ~known]
    found, residual = np.zeros_like(right), right
    direction, energy = residual / diagonal[:, None], np.zeros(right.shape[1])
    norms = np.linalg.norm(right, axis=0)
    for step in range(len(right)):
        preconditioned = residual / diagonal[:, None]
        before, energy = energy, (residual * preconditioned).sum(axis=0)
        if step:
            direction = preconditioned + direction * _ratio(energy, before)
        image = matrix @ direction
        length = _ratio(energy, (direction * image).sum(axis=0))
        found = found + length * direction
        residual = residual - length * image
        if (np.linalg.norm(residual, axis=0) <= ACCURACY * norms).all():
            break
    return np.clip(found, 0, None)


def _ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a / b, 0 for a column that is solved already."""
    return np.divide(a, b, out=np.zeros_like(a), where=b > 0)
