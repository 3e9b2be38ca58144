"""Entropic transport between measures, and the Sinkhorn divergence."""

import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._arrays import read_number, refuse_not_one_of, shown
from ._costs import CostFunction
from ._coupling import couple
from ._entropic import NEWTON_UP_TO, Solution
from ._measure import Measure, as_measures
from ._not_converged import NotConverged
from ._regularised import ByMatrix, too_light
from ._transport import refuse_no_cost
from ._transport_result import Transport

if TYPE_CHECKING:
    from ._sinkhorn_blocks import ByBlocks

METHODS = ("auto", "dense", "blocks")
_BLOCKS_FROM, _BLOCKS_AT_LAST = 1 << 21, 1 << 24  # pairs; the latter where Newton's method is used
ARRAYS = 8  # matrices of the size of the cost that the solver holds at once


@dataclass(frozen=True, eq=False, repr=False)
class EntropicTransport(Transport):
    """A plan of entropic transport, rounded to feasibility, and its potentials.

    Attributes
    ----------
    value : float
        <P, C> for the plan P: at least the optimal cost of transport, as P has the marginals.
    f, g : ndarray, shapes (n,) and (m,)
        Potentials of the regularised problem: P is near a_i b_j exp((f_i + g_j - c_ij) / eps).
        They are not below the cost; a c-transform makes them so, and `bounds` does it.
    iterations : int
        Sweeps and steps of Newton's method, over all regularisations that led to eps.
    plan : scipy.sparse.coo_array or EntropicPlan
        An `EntropicPlan` where the matrix was not made: it has ``shape``, ``@``, ``T``, ``sum``,
        ``block`` and ``toarray``, and makes its entries where they are wanted.
    eps : float
        The regularisation.
    regularised : float
        <P, C> + eps KL(P || a x b): at least the least value of that.
    error : float
        How far the columns of the plan were from the weights of nu, in total mass, before rounding;
        from a measure to itself, by how much of eps a sweep moved the potential, on the mean.
    """

    eps: float
    regularised: float
    error: float

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists; the plan as (row, column, mass).

        A plan in no matrix is None: f, g and eps say what it is.
        """
        more = {"eps": self.eps, "regularised": self.regularised, "error": self.error}
        return {**super().as_dict(), **more}


def sinkhorn(
    mu: Any,
    nu: Any,
    cost: CostFunction,
    *,
    eps: float,
    max_iterations: int = 10_000,
    tolerance: float = 1e-13,
    method: str = "auto",
) -> EntropicTransport:
    """Transport with entropic regularisation, by Sinkhorn's sweeps and Newton's method.

        minimise <P, C> + eps KL(P || a x b) over plans P with marginals a and b

    All is done in the log domain, from strong regularisation to eps. The plan is then rounded to
    its marginals, so that `value`, its cost, is never below the optimal cost: the cost of an
    infeasible plan can be.

    Parameters
    ----------
    mu, nu : Measure or array_like, shape (n, d) or (n,)
        Measures, or points of uniform weight.
    cost : callable
        One of `divergences.costs`, or (n, d), (m, d) -> (n, m).
    eps : float
        Above 0, in the units of the cost, and at least 2^-40 (9e-13) of the largest cost: below,
        rounding would misplace a thousandth of the mass. As large as you like.
    max_iterations : int, default 10000
        At least 1.
    tolerance : float, default 1e-13
        How far the columns may be from the weights of nu, in total mass, before rounding; an
        error that double precision cannot see (some 1e-15 max|C| / eps) counts as none.
    method : str, default "auto"
        "dense" makes the matrix of costs. "blocks" never does, in memory n + m, and foresees its
        sweeps by the problem of some thousand points in the place of all (half a gigabyte, from
        2^14 points on). Where those are too few for sqrt(eps), in many dimensions or below 0.3 % of
        the mean cost, it takes many sweeps. A cost of your own is called for a few points at a
        time, so it must not depend on the others. "auto" is "blocks" from 2^21 pairs of points on,
        but from 2^24 where one side has at most 1500: "dense" has Newton's method there.

    Returns
    -------
    EntropicTransport
        With ``float()``, ``.plan``, ``.regularised`` and ``.bounds()``.

    Raises
    ------
    ValueError
        If the measures are refused; if eps, max_iterations, tolerance or method are out of range;
        if the cost is no function, or not finite, above 1e307 or of the wrong shape; if memory
        would not suffice.
    NotConverged
        If max_iterations were not enough. Its ``.result`` is what was reached: a feasible plan.

    References
    ----------
    Altschuler, Weed & Rigollet (2017), arXiv:1705.09634, algorithm 2.

    Examples
    --------
    >>> from divergences import costs
    >>> round(float(sinkhorn([0.0, 1.0], [0.0, 1.0], costs.euclidean, eps=1.0)), 6)
    0.268941
    """
    mu, nu = as_measures(mu, nu)
    refuse_no_cost(cost)
    _refuse_settings(eps, max_iterations, tolerance, method)
    problem = _problem(mu, nu, cost, float(eps), method)
    solution = problem.potentials(max_iterations, tolerance)
    return _refuse_unconverged(_as_transport(problem, solution), solution, tolerance)


def sinkhorn_divergence(
    mu: Any,
    nu: Any,
    cost: CostFunction,
    *,
    eps: float,
    max_iterations: int = 10_000,
    tolerance: float = 1e-13,
    method: str = "auto",
) -> float:
    """Sinkhorn divergence: entropic transport less what it gives for equal measures.

        S = OT_eps(mu, nu) - (OT_eps(mu, mu) + OT_eps(nu, nu)) / 2

    with OT_eps the least <P, C> + eps KL(P || a x b), from the dual.

    Parameters
    ----------
    mu, nu : Measure or array_like, shape (n, d) or (n,)
        Measures, or points of uniform weight.
    cost : callable
        One of `divergences.costs`, or (n, d), (m, d) -> (n, m); symmetric, and 0 from a point to
        itself.
    eps : float
        As in `sinkhorn`, for each of the three problems.
    max_iterations : int, default 10000
        At least 1, for each of the three problems.
    tolerance : float, default 1e-13
        As in `sinkhorn`.
    method : str, default "auto"
        As in `sinkhorn`.

    Returns
    -------
    float
        0 for equal measures. At least 0 where exp(-C / eps) is a positive definite kernel, as for
        the Euclidean cost and its square, up to an absolute error of some 1e-14 OT_eps: nearly
        equal measures may give a value below 0 by that, which is not hidden.

    Raises
    ------
    ValueError
        As in `sinkhorn`.
    NotConverged
        If max_iterations were not enough for one of the problems: its plan is ``.result``.

    References
    ----------
    Feydy, Sejourne, Vialard, Amari, Trouve & Peyre (2019), arXiv:1810.08278.

    Examples
    --------
    >>> from divergences import costs
    >>> sinkhorn_divergence([0.0, 1.0], [1.0, 0.0], costs.euclidean, eps=0.1)
    0.0
    >>> sinkhorn_divergence([0.0], [3.0], costs.squared_euclidean, eps=0.1)
    9.0
    """
    mu, nu = as_measures(mu, nu)
    refuse_no_cost(cost)
    _refuse_settings(eps, max_iterations, tolerance, method)
    between = _problem(mu, nu, cost, float(eps), method)
    if len(couple(mu, nu).mass) == 0:
        return 0.0
    solution = between.potentials(max_iterations, tolerance)
    if not solution.converged:
        _refuse_unconverged(_as_transport(between, solution), solution, tolerance)
    # <a, f - f_mu> + <b, g - g_nu>: differences first, for nearly equal measures
    terms = []
    for measure, law, potential in ((mu, between.a, solution.f), (nu, between.b, solution.g)):
        within = _problem(measure, measure, cost, float(eps), method)
        own = within.own_potential(max_iterations, tolerance)
        if not own.converged:
            _refuse_unconverged(_as_transport(within, own), own, tolerance)
        terms.extend(law * (potential - own.f))
    return math.fsum(terms) + 0.0


def _problem(
    mu: Measure, nu: Measure, cost: CostFunction, eps: float, method: str
) -> "ByMatrix | ByBlocks":
    """Return what finds potentials and plans, by the method that is meant."""
    pairs, newton = len(mu) * len(nu), min(len(mu), len(nu)) <= NEWTON_UP_TO
    many = pairs >= (_BLOCKS_AT_LAST if newton else _BLOCKS_FROM)
    if method == "blocks" or (method == "auto" and many and not any(map(too_light, (mu, nu)))):
        from ._sinkhorn_blocks import ByBlocks

        return ByBlocks(mu, nu, cost, eps)
    _refuse_too_large(len(mu), len(nu))
    return ByMatrix(mu, nu, cost, eps)


def _as_transport(problem: "ByMatrix | ByBlocks", found: Solution) -> EntropicTransport:
    plan, value, relative_entropy = problem.plan(found)
    return EntropicTransport(
        mu=problem.mu,
        nu=problem.nu,
        cost=problem.cost,
        value=value,
        plan=plan,
        f=found.f,
        g=found.g,
        iterations=found.iterations,
        eps=problem.eps,
        regularised=value + relative_entropy,
        error=found.error,
    )


def _refuse_unconverged(
    result: EntropicTransport, solution: Solution, tolerance: float
) -> EntropicTransport:
    if solution.converged:
        return result
    raise NotConverged(_unfinished(solution, tolerance), result=result)


def _unfinished(solution: Solution, tolerance: float) -> str:
    return (
        f"stopped after {solution.iterations} iterations with {solution.error:.3g} of the mass in "
        f"the wrong place, above {tolerance:.3g}; raise max_iterations, tolerance or eps"
    )


def _refuse_settings(eps: Any, max_iterations: Any, tolerance: Any, method: Any) -> None:
    if not 0 < read_number(eps, "eps") < math.inf:
        raise ValueError(
            f"eps is {shown(eps)}; pass a finite number above 0, or use transport, which is exact"
        )
    whole = isinstance(max_iterations, int) and not isinstance(max_iterations, bool)
    if not (whole and max_iterations >= 1):
        raise ValueError(
            f"max_iterations is {shown(max_iterations)}; pass a whole number of at least 1"
        )
    if not 0 < read_number(tolerance, "tolerance") < math.inf:
        raise ValueError(f"tolerance is {shown(tolerance)}; pass a finite number above 0")
    refuse_not_one_of(method, "method", METHODS)


def _refuse_too_large(n: int, m: int) -> None:
    """Refuse, before anything is allocated, what the machine's memory cannot hold."""
    needed, there = 8 * ARRAYS * n * m, _memory()
    if needed > there:
        raise ValueError(
            f"{n} x {m} costs take {needed:.3g} bytes with the solver's copies, of {there:.3g} on "
            "this machine; pass fewer points"
        )


def _memory() -> float:
    """Return the bytes of memory of this machine, inf where the system does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # pragma: no cover - Windows
        return math.inf
