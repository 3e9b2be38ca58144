"""Proofs for optimal transport: a plan from above, potentials from below."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ._costs import Cost, euclidean, power
from ._late import late
from ._measure import Measure, as_measures
from ._not_converged import NotConverged
from ._prove_points import line_bounds, line_cost
from ._wasserstein import read_histograms, read_order

if TYPE_CHECKING:
    from proofs.kernel import Ends
    from proofs.kernel.transport import Costs

_SMALL = 1 << 20  # coordinates of differences that are taken in exact integers: a second
_ROOTS = 1 << 15  # roots of them that are taken in balls: a second
_TABLE = 1 << 24  # entries of a matrix of costs
_GRID = 1 << 120  # masses of a plan that came without an exact one are multiples of 1 / _GRID
_SWEEPS = 64
_AT_ONCE = 1e-9  # seconds: after the first round of a search, whose plan is nearly the best
_CELLS = 1 << 18  # exponentials in balls: a second
CERTIFICATE = "a plan of exactly these marginals, and potentials below the cost everywhere"


def prove_transport(result: Any) -> "Ends":
    """Enclose the optimal cost, not rooted, from the plan and potentials of a `Transport`.

    True whatever plan and potentials are: an unconverged result gives loose bounds, never wrong
    ones. On the line the quantile functions are used instead.

    Parameters
    ----------
    result : Transport
        From `transport`, `transport_matrix` or `sinkhorn`, or ``NotConverged.result``.

    Returns
    -------
    Ends

    Raises
    ------
    ValueError
        If the problem is too large, or the order of the cost too rare, for the checker.
    """
    from proofs.kernel.bounds import between

    cost = result.cost
    if isinstance(cost, Cost) and result.mu.dimension == 1 and cost.order >= 1:
        return line_cost(result.mu, result.nu, cost.order)
    return between(*_ends(result), CERTIFICATE)


def _ends(result: Any) -> tuple[Fraction, Fraction]:
    """Return a lower and an upper end of the optimal cost."""
    from proofs.kernel import transport as kernel
    from proofs.kernel.laws import balanced

    costs = _enclosed_costs(result.mu, result.nu, result.cost)
    a, b, _ = balanced(result.mu.weights, result.nu.weights)
    plan = _plan(result)
    high = kernel.upper(kernel.feasible(a, b, *_arcs(result, plan)), costs)
    f = _in_steps(result.f, costs.unit)
    low = kernel.lower(a, b, costs, f)
    if len(a) * len(b) * costs.entries <= _SMALL:
        f = _repaired(costs, plan.coords, f, len(b))
        low = max(low, kernel.lower(a, b, costs, f))
    return (max(low, Fraction()) if isinstance(result.cost, Cost) else low), high


def _enclosed_costs(mu: Measure, nu: Measure, cost: Any) -> "Costs":
    """Return the costs as the kernel's integers, exact where the problem is small."""
    from proofs.kernel import transport as kernel

    x, y = mu.points, nu.points
    if isinstance(cost, Cost):
        small = x.size * len(y) <= (_SMALL if cost.order == cost.norm else _ROOTS * x.shape[1])
        if small:
            return kernel.exact_costs(x, y, cost.norm, cost.order)
        if cost.order not in (1, cost.norm):
            raise ValueError(
                f"{len(x)} x {len(y)} costs {cost} are too many to enclose (at most {_ROOTS}; of "
                "distances and of squared Euclidean ones any number); pass fewer points"
            )
        return kernel.float_costs(x, y, cost.norm, cost.order)
    if len(x) * len(y) > _TABLE:
        raise ValueError(f"{len(x)} x {len(y)} costs are too many to check (at most {_TABLE})")
    return kernel.matrix_costs(np.asarray(cost(x, y), dtype=np.float64))


def _in_steps(f: np.ndarray, unit: Fraction) -> list[int]:
    """Round potentials to whole steps; what is not finite becomes 0."""
    exact = [Fraction(v if np.isfinite(v) else 0) for v in f.tolist()]
    return [round(v / unit) for v in exact]


def _plan(result: Any) -> Any:
    """Return a plan in arrows: that of the result, or one found anew where it is in none."""
    plan = result.plan
    if hasattr(plan, "coords"):
        return plan
    if plan.shape[0] * plan.shape[1] <= _CELLS:
        return late("scipy.sparse").coo_array(plan.toarray())
    from ._transport import transport

    return _attempt(transport, result.mu, result.nu, result.cost, time_limit=_AT_ONCE).plan


def _arcs(result: Any, plan: Any) -> tuple[list[tuple[int, int, int]], int]:
    """Return the arcs of a plan and their denominator: exact flows, where it is a forest."""
    rows, columns = (c.tolist() for c in plan.coords)
    if len(rows) < len(result.mu) + len(result.nu):
        from ._basis import exact_flows

        try:
            masses, scale = exact_flows(result.mu.weights, result.nu.weights, *plan.coords)
            return list(zip(rows, columns, masses, strict=True)), scale
        except ValueError:
            pass  # no forest: its masses as they are
    floats = np.nan_to_num(plan.data, nan=0, posinf=1, neginf=0).tolist()
    masses = [int(Fraction(mass) * _GRID) for mass in floats]
    return list(zip(rows, columns, masses, strict=True)), _GRID


def _repaired(costs: "Costs", support: Any, f: list[int], m: int) -> list[int]:
    """Return potentials that are tight on the support, by shortest paths from the guess."""
    rows, columns = support
    low = costs.pick(*np.ogrid[: len(f), :m])[0]
    away = -np.array(f, dtype=object)
    for _ in range(_SWEEPS):
        reached = (low + away[:, None]).min(axis=0)
        closer = away.copy()
        np.minimum.at(closer, rows, reached[columns] - low[rows, columns])
        if (closer == away).all():
            break
        away = closer
    return list(-away)


def _attempt(solve: Callable[..., Any], *args: Any, **settings: Any) -> Any:
    """Return the result, converged or not: its bounds are true."""
    try:
        return solve(*args, **settings)
    except NotConverged as stopped:
        return stopped.result


def _wasserstein(mu: Any, nu: Any, *, order: Any = 1) -> "Ends":
    from proofs.kernel.bounds import rooted

    from ._transport import transport

    mu, nu = as_measures(mu, nu)
    order = read_order(order)
    if mu.dimension == 1:
        return line_bounds(mu, nu, order)
    if order == np.inf:
        raise ValueError(f"order is inf and d is {mu.dimension}; pass a finite order, or d = 1")
    unit = _unit(np.concatenate([mu.points, nu.points]))
    scaled = [
        Measure(np.ldexp(m.points, -unit), None if m.uniform else m.weights, normalize=True)
        for m in (mu, nu)
    ]
    result = _attempt(transport, *scaled, power(euclidean, order))
    return _times(rooted(*_ends(result), order, CERTIFICATE), unit)


def _unit(points: np.ndarray) -> int:
    """Return a power of two near the largest coordinate, by which all can be divided exactly."""
    sizes = np.frexp(np.abs(points[points != 0]))[1]
    return min(int(sizes.max()), int(sizes.min()) - 53 + 1074) if sizes.size else 0


def _times(ends: "Ends", unit: int) -> "Ends":
    """Return the ends times 2^unit, rounded outward again."""
    from proofs.kernel.bounds import between

    low, high = (Fraction(2) ** unit * end for end in ends.exact or map(Fraction, ends[:2]))
    scaled = between(low, high, ends.how)
    return scaled if ends.exact else scaled._replace(exact=None)


def _wasserstein_histogram(
    p: Any, q: Any, support: Any, *, order: Any = 1, normalize: bool = False
) -> "Ends":
    mu, nu = read_histograms(p, q, support, normalize=normalize)
    return _wasserstein(mu, nu, order=order)


def _transport(mu: Any, nu: Any, cost: Any, **settings: Any) -> "Ends":
    from ._transport import transport

    return prove_transport(_attempt(transport, mu, nu, cost, **settings))


def _transport_matrix(a: Any, b: Any, M: Any, *, normalize: bool = False) -> "Ends":
    from ._transport import transport_matrix

    return prove_transport(_attempt(transport_matrix, a, b, M, normalize=normalize))


def _sinkhorn(mu: Any, nu: Any, cost: Any, *, eps: Any, **settings: Any) -> "Ends":
    from proofs.kernel import Ends

    low, high = _regularised(mu, nu, cost, eps, settings)
    return Ends(low, high, f"{CERTIFICATE}, with the entropy, in balls")


def _sinkhorn_divergence(mu: Any, nu: Any, cost: Any, *, eps: Any, **settings: Any) -> "Ends":
    from proofs.kernel.bounds import between

    ends = [
        [Fraction(end) for end in _regularised(u, v, cost, eps, settings)]
        for u, v in ((mu, nu), (mu, mu), (nu, nu))
    ]
    (low, high), (low_mu, high_mu), (low_nu, high_nu) = ends
    return between(
        low - (high_mu + high_nu) / 2,
        high - (low_mu + low_nu) / 2,
        "the bounds of its three regularised optima",
    )


def _regularised(
    mu: Any, nu: Any, cost: Any, eps: float, settings: dict[str, Any]
) -> tuple[float, float]:
    """Enclose the least <P, C> + eps KL(P || a x b), by weak duality and a feasible plan."""
    from proofs.kernel import transport as kernel
    from proofs.kernel.bounds import enclose
    from proofs.kernel.laws import balanced

    from ._sinkhorn import sinkhorn

    result = _attempt(sinkhorn, mu, nu, cost, eps=eps, **settings)
    a, b, _ = balanced(result.mu.weights, result.nu.weights)
    if len(a) * len(b) > _CELLS:
        raise ValueError(
            f"{len(a)} x {len(b)} exponentials are too many (at most {_CELLS}); prove a subsample"
        )
    costs = _enclosed_costs(result.mu, result.nu, result.cost)
    plan = kernel.feasible(a, b, *_arcs(result, _plan(result)))
    potentials = [result.f.tolist(), result.g.tolist()]
    low = enclose(lambda: kernel.entropic_lower(a, b, costs, potentials, eps), "").lower
    return low, enclose(lambda: kernel.entropic_upper(plan, a, b, costs, eps), "").upper


TRANSPORT: dict[str, Callable[..., "Ends"]] = {
    "wasserstein": _wasserstein,
    "wasserstein_histogram": _wasserstein_histogram,
    "transport": _transport,
    "transport_matrix": _transport_matrix,
    "sinkhorn": _sinkhorn,
    "sinkhorn_divergence": _sinkhorn_divergence,
}
