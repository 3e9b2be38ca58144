"""The costs of `divergences.costs`, and their c-transform.

Differences of points are taken before squares: |x|^2 + |y|^2 - 2 x.y is 0 between 1e8 and 1e8 + 1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ._arrays import read_number, read_numbers
from ._late import late

CostFunction = Callable[[np.ndarray, np.ndarray], np.ndarray]

_BLOCK = 1 << 22  # entries of a cost matrix held at once by a c-transform: 32 MB
_SAFE = (2**-480, 2**480)  # distances whose squares, summed, neither overflow nor underflow


@dataclass(frozen=True)
class Cost:
    """The cost c(x, y) = |x - y| ** order, for the Euclidean or the Manhattan norm.

    Parameters
    ----------
    name : str
        How it prints.
    norm : int
        2 for Euclidean, 1 for Manhattan.
    order : float
        The power, above 0.

    Examples
    --------
    >>> import numpy as np
    >>> from divergences import costs
    >>> costs.squared_euclidean(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]]))
    array([[25.]])
    """

    name: str
    norm: int
    order: float

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the matrix (n, m) of costs between points x (n, d) and y (m, d)."""
        if self.norm == 1 or x.shape[1] == 1:
            return _powers(_cdist(x, y, "cityblock"), self.order)
        if self.order == 2:  # no root: squares of whole numbers stay whole
            return _mended(_cdist(x, y, "sqeuclidean"), x, y, 2)
        return _powers(_mended(_cdist(x, y, "euclidean"), x, y, 1), self.order)

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False)
class Matrix:
    """A cost given entry by entry; its points are row and column numbers.

    Parameters
    ----------
    entries : ndarray, shape (n, m)
        The costs, taken as the exact doubles they are.

    Examples
    --------
    >>> import numpy as np
    >>> from divergences import costs
    >>> cost = costs.Matrix(np.array([[1.0, 2.0], [3.0, 4.0]]))
    >>> cost(np.array([[1.0]]), np.array([[0.0], [1.0]]))
    array([[3., 4.]])
    """

    entries: np.ndarray

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the entries at rows x (n, 1) and columns y (m, 1)."""
        rows, columns = x.ravel().astype(np.intp), y.ravel().astype(np.intp)
        return self.entries[np.ix_(rows, columns)]

    def __repr__(self) -> str:
        return f"Matrix({self.entries.shape[0]} x {self.entries.shape[1]})"


euclidean = Cost("euclidean", 2, 1.0)
squared_euclidean = Cost("squared_euclidean", 2, 2.0)
manhattan = Cost("manhattan", 1, 1.0)


def power(cost: Cost, order: float) -> Cost:
    """Return the cost raised to a power: ``power(euclidean, 3)`` is |x - y|^3.

    Parameters
    ----------
    cost : Cost
        `euclidean`, `squared_euclidean`, `manhattan`, or a power of these.
    order : float
        Above 0 and finite.

    Returns
    -------
    Cost

    Raises
    ------
    ValueError
        If `cost` is not a `Cost`, or `order` is not a finite number above 0.

    Examples
    --------
    >>> from divergences import costs
    >>> costs.power(costs.euclidean, 2) == costs.squared_euclidean
    True
    >>> costs.power(costs.squared_euclidean, 1.5)
    euclidean**3
    """
    if not isinstance(cost, Cost):
        raise ValueError(f"cost is {cost!r}; pass costs.euclidean, manhattan or a power of these")
    total = cost.order * read_number(order, "order")
    if not 0 < total < np.inf:
        raise ValueError(f"order is {order}; pass a finite power above 0")
    known = {(c.norm, c.order): c for c in (euclidean, squared_euclidean, manhattan)}
    name = "euclidean" if cost.norm == 2 else "manhattan"
    return known.get((cost.norm, total), Cost(f"{name}**{total:g}", cost.norm, total))


def called(cost: CostFunction, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return what a cost gives between points (n, d) and (m, d), or refuse what is no numbers."""
    try:
        values = cost(x, y)
    except TypeError as error:
        raise ValueError(
            f"cost is {cost!r}, which fails on points (n, d) and (m, d): {error}; pass one of "
            "divergences.costs, or a function of two arrays of points"
        ) from error
    return read_numbers(values, "cost(x, y)")


def c_transform(cost: CostFunction, x: np.ndarray, y: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Return g with g_j = min over i of c(x_i, y_j) - f_i, a block of columns at a time.

    Parameters
    ----------
    cost : callable
        (n, d), (m, d) -> (n, m).
    x, y : ndarray, shapes (n, d) and (m, d)
        Points.
    f : ndarray, shape (n,)
        A potential.

    Returns
    -------
    ndarray, shape (m,)
        The largest g with f_i + g_j <= c(x_i, y_j), up to the rounding of one subtraction.

    Examples
    --------
    >>> import numpy as np
    >>> from divergences import costs
    >>> x, y = np.array([[0.0], [1.0]]), np.array([[0.0], [3.0]])
    >>> costs.c_transform(costs.euclidean, x, y, np.array([0.0, 1.0]))
    array([0., 1.])
    """
    step = max(1, _BLOCK // len(x))
    blocks = (y[start : start + step] for start in range(0, len(y), step))
    return np.concatenate([(cost(x, block) - f[:, None]).min(axis=0) for block in blocks])


def _cdist(x: np.ndarray, y: np.ndarray, metric: str) -> np.ndarray:
    cdist = late("scipy.spatial.distance").cdist

    return np.asarray(cdist(x, y, metric))


def _powers(distances: np.ndarray, order: float) -> np.ndarray:
    with np.errstate(over="ignore", under="ignore"):  # the solver refuses infinite costs
        return distances if order == 1 else distances**order


def _mended(costs: np.ndarray, x: np.ndarray, y: np.ndarray, order: int) -> np.ndarray:
    """Compute again, each pair on its own scale, where squares over- or underflow."""
    rows, columns = np.nonzero(~((costs >= _SAFE[0] ** order) & (costs <= _SAFE[1] ** order)))
    step = max(1, _BLOCK // x.shape[1])
    for start in range(0, len(rows), step):
        i, j = rows[start : start + step], columns[start : start + step]
        costs[i, j] = _powers(_scaled_norm(x[i], y[j]), order)
    return costs


def _scaled_norm(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return |x_k - y_k| for each row k, on the row's own scale: squares stay within range."""
    with np.errstate(over="ignore", under="ignore"):
        difference = x - y
        exponent = np.frexp(np.abs(difference).max(axis=1))[1]
        scaled = np.ldexp(difference, -exponent[:, None])
        return np.asarray(np.ldexp(np.sqrt((scaled**2).sum(axis=1)), exponent))
