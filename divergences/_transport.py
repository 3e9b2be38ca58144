"""Exact transport between measures, or between vectors for a matrix: by the method that fits."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ._arrays import (
    read_number,
    read_numbers,
    refuse_no_function,
    refuse_not_finite,
    refuse_not_one_of,
)
from ._costs import Cost, CostFunction, Matrix, called
from ._late import late
from ._line import line_cost
from ._line_plan import line_plan
from ._measure import Measure, as_measures
from ._not_converged import NotConverged
from ._simplex import as_law
from ._solve import refuse_too_large, solve
from ._transport_result import Transport

if TYPE_CHECKING:
    from ._sparse import Round

METHODS = ("auto", "line", "dense", "sparse")
_SPARSE_FROM = 1 << 22  # pairs of points from which the matrix is not made: it costs more


def transport(
    mu: Any,
    nu: Any,
    cost: CostFunction,
    *,
    method: str = "auto",
    time_limit: float = math.inf,
    progress: "Callable[[Round], None] | None" = None,
) -> Transport:
    """Return the cheapest way to move one measure to another, with its evidence.

    The least of ``sum P_ij c(x_i, y_j)`` over plans P >= 0 with marginals mu and nu; never rooted.
    All methods solve the same problem, and settle its last basis in integers.

    Parameters
    ----------
    mu, nu : Measure or array_like, shapes (n, d) and (m, d), or (n,) and (m,)
        Measures; plain arrays are points of equal weights.
    cost : callable
        One of `divergences.costs`, or any function of points (n, d) and (m, d) that gives the
        matrix (n, m) of finite costs.
    method : str, default "auto"
        "line" sorts; it wants d = 1 and a power >= 1 of a distance. "dense" makes the matrix of
        costs: POT's network simplex, in memory n m. "sparse" never makes it, in memory n + m: it
        wants a power >= 1 of a distance. "auto" is the first of "line", "sparse" and "dense" that
        can, where "sparse" counts from 2^22 pairs of points on.
    time_limit : float, optional
        Seconds, for "sparse", which looks at the clock after each round and between exchanges of
        arcs; the first round is always made, and takes most of the time.
    progress : callable, optional
        For "sparse": called after each round with a `Round`, which has the `number`, the `arcs`,
        the `value` so far, a lower `bound`, and their `gap`.

    Returns
    -------
    Transport
        The `value`, the `plan`, the potentials `f` and `g`; ``float()`` is the value.

    Raises
    ------
    ValueError
        If the measures are no measures or of different dimensions, `cost` is no function or gives
        what is not finite, the method is none or cannot solve this, `time_limit` is not above 0,
        or the problem does not fit into memory.
    OverflowError
        If a cost of ours, the value, or a potential exceeds the largest double.
    NotConverged
        If time ran out. Its `result` is a Transport: a feasible plan, and true bounds. So is that
        of a KeyboardInterrupt after the first round of "sparse".

    References
    ----------
    Bonneel, van de Panne, Paris and Heidrich (2011), Displacement interpolation using Lagrangian
    mass transport, ACM Transactions on Graphics 30(6), 158: the solver inside POT.

    Examples
    --------
    >>> from divergences import costs, transport
    >>> result = transport([[0.0, 0.0], [1.0, 0.0]], [[0.0, 2.0], [1.0, 2.0]], costs.euclidean)
    >>> result.value
    2.0
    >>> result.plan.toarray()
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    mu, nu = as_measures(mu, nu)
    refuse_no_cost(cost)
    refuse_not_one_of(method, "method", METHODS)
    chosen = _chosen(method, mu, nu, cost)
    if not read_number(time_limit, "time_limit") > 0:
        raise ValueError(f"time_limit is {time_limit!r}; pass seconds above 0, or leave it out")
    if progress is not None:
        refuse_no_function(progress, "progress", "a function of a Round, or leave it out")
    if isinstance(cost, Cost) and chosen == "line":
        return _on_the_line(mu, nu, cost)
    if isinstance(cost, Cost) and chosen == "sparse":
        return _without_matrix(mu, nu, cost, time_limit, progress)
    refuse_too_large(len(mu), len(nu))
    return transport_by_matrix(mu, nu, cost, _matrix(mu, nu, cost))


def _chosen(method: str, mu: Measure, nu: Measure, cost: CostFunction) -> str:
    """Return the method that is meant, or refuse it."""
    convex = isinstance(cost, Cost) and cost.order >= 1
    able = {"line": convex and mu.dimension == 1, "sparse": convex, "dense": True}
    if method == "auto":
        able["sparse"] = convex and sparse_pays(mu, nu)
        return next(name for name, can in able.items() if can)
    if not able[method]:
        plane = method == "line" and mu.dimension > 1
        where = f", on the line, and d is {mu.dimension}" if plane else ""
        raise ValueError(
            f"method {method!r} wants a power >= 1 of a distance of divergences.costs{where}, and "
            f"the cost is {cost!r}; pass method='dense'"
        )
    return method


def sparse_pays(mu: Measure, nu: Measure) -> bool:
    """Decide whether there are so many pairs that their matrix costs more than doing without."""
    return len(mu) * len(nu) >= _SPARSE_FROM


def transport_matrix(a: Any, b: Any, M: Any, *, normalize: bool = False) -> Transport:
    """Return the cheapest plan between two probability vectors, for a matrix of costs.

    Parameters
    ----------
    a, b : array_like, shapes (n,) and (m,)
        Probability vectors; the laws meant are ``a / sum(a)`` and ``b / sum(b)``, exactly.
    M : array_like, shape (n, m)
        Finite costs of any sign, taken as the doubles they are.
    normalize : bool, default False
        Accept weights of any positive finite sum.

    Returns
    -------
    Transport
        Its `value` is the correctly rounded optimum, unless ten seconds of exchanges of arcs do not
        reach it: `bounds` says how far it is then. `mu` and `nu` are measures on 0, 1, 2, ...

    Raises
    ------
    ValueError
        If a or b is no probability vector, M is not finite or of another shape, or the problem
        does not fit into memory.
    OverflowError
        If a potential exceeds the largest double, which takes costs that are near it.

    Examples
    --------
    >>> from divergences import transport_matrix
    >>> transport_matrix([0.5, 0.5], [0.25, 0.75], [[0.0, 1.0], [1.0, 0.0]]).value
    0.25
    """
    a, b = as_law(a, "a", normalize=normalize), as_law(b, "b", normalize=normalize)
    matrix = read_numbers(M, "M")
    if matrix.shape != (len(a), len(b)):
        raise ValueError(f"M has shape {matrix.shape}; pass {(len(a), len(b))}, for a and b")
    refuse_not_finite(matrix, "M")
    refuse_too_large(*matrix.shape)
    entries = np.array(matrix, order="C")
    entries.flags.writeable = False
    mu = Measure(np.arange(len(a)), a, normalize=True)
    nu = Measure(np.arange(len(b)), b, normalize=True)
    return transport_by_matrix(mu, nu, Matrix(entries), entries)


def refuse_no_cost(cost: Any) -> None:
    """Raise ValueError where the cost is no function, a name for example."""
    refuse_no_function(cost, "cost", "costs.euclidean or a function of points (x, y)")


def transport_by_matrix(
    mu: Measure, nu: Measure, cost: CostFunction, matrix: np.ndarray
) -> Transport:
    """Solve for costs that are computed already: matrix[i, j] is the cost from x_i to y_j."""
    coo_array = late("scipy.sparse").coo_array

    best = solve(mu.weights, nu.weights, matrix, rounded=isinstance(cost, Cost))
    plan = coo_array((best.mass, (best.rows, best.columns)), shape=matrix.shape)
    return Transport(mu, nu, cost, best.value, plan, best.f, best.g, best.iterations)


def _without_matrix(
    mu: Measure,
    nu: Measure,
    cost: Cost,
    time_limit: float,
    progress: "Callable[[Round], None] | None",
) -> Transport:
    coo_array = late("scipy.sparse").coo_array

    from ._sparse import solve_points

    best = solve_points(
        mu.points, mu.weights, nu.points, nu.weights, cost, seconds=time_limit, report=progress
    )
    plan = coo_array((best.mass, (best.rows, best.columns)), shape=(len(mu), len(nu)))
    found = Transport(mu, nu, cost, best.value, plan, best.f, best.g, best.iterations)
    if best.stopped is not None:
        vars(best.stopped)["result"] = found
        raise best.stopped
    if not best.in_time:
        raise NotConverged(f"stopped after {time_limit:g} seconds; raise time_limit", result=found)
    return found


def _on_the_line(mu: Measure, nu: Measure, cost: Cost) -> Transport:
    coo_array = late("scipy.sparse").coo_array

    line = mu.points[:, 0], mu.weights, nu.points[:, 0], nu.weights, cost.order
    value = line_cost(*line)
    (rows, columns, mass), f, g = line_plan(*line)
    plan = coo_array((mass, (rows, columns)), shape=(len(mu), len(nu)))
    return Transport(mu, nu, cost, value, plan, f, g, 0)


def _matrix(mu: Measure, nu: Measure, cost: CostFunction) -> np.ndarray:
    if isinstance(cost, Cost):
        matrix = cost(mu.points, nu.points)
        if not np.isfinite(matrix).all():
            raise OverflowError(f"a cost {cost} exceeds the largest double; scale the points down")
        return matrix
    matrix = called(cost, mu.points, nu.points)
    if matrix.shape != (len(mu), len(nu)):
        raise ValueError(f"cost(x, y) has shape {matrix.shape}; return {(len(mu), len(nu))}")
    refuse_not_finite(matrix, "cost(x, y)")
    return matrix
