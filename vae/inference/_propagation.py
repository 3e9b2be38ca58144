"""Expectation propagation with Gaussian laws."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg

from divergences import NotConverged

from ._families import full_covariance
from ._reading import Array, is_definite, read_gaussian, read_number, read_whole
from ._results import keep, plain
from ._sites import Site

Natural = tuple[Array, Array]  # precision, and precision times mean


@dataclass(frozen=True, eq=False)
class Propagation:
    """A fixed point of expectation propagation.

    Attributes
    ----------
    mean, covariance : ndarray, shapes (d,) and (d, d)
        Of q, which is the prior times all approximate factors.
    log_evidence : float
        The logarithm of the integral of that product: an estimate of the evidence, no bound.
    site_precisions, site_shifts : ndarray, shapes (n, d, d) and (n, d)
        The approximate factors exp(shift . z - z' precision z / 2), up to constants. A precision
        may be negative.
    changes : ndarray, shape (sweeps,)
        The largest change of q in each sweep, in its own deviations.
    """

    mean: Array
    covariance: Array
    log_evidence: float
    site_precisions: Array
    site_shifts: Array
    changes: Array

    def __post_init__(self) -> None:
        keep(self)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists."""
        return plain(self)


def expectation_propagation(
    mean: Any,
    covariance: Any,
    sites: Sequence[Site],
    *,
    family: Callable[[Array], Array] = full_covariance,
    damping: float = 1.0,
    tolerance: float = 1e-10,
    max_sweeps: int = 1000,
) -> Propagation:
    """Approximate N(z; mean, covariance) prod_i t_i(z) by a Gaussian law, factor by factor.

    Each factor in turn is taken out of q, put in exactly, and replaced by what gives the Gaussian
    law with the moments of this tilted law: KL(tilted || q) is minimised, not KL(posterior || q).
    With one factor the two are the same, and the answer is exact. Else it need not be, the steps
    need not converge, and several fixed points are possible.

    Parameters
    ----------
    mean, covariance : array_like, shapes (d,) and (d, d), or numbers
        Of the prior.
    sites : sequence
        The factors: `Probit`, `Clutter`, or anything with their `dim`, `log` and `tilted`.
    family : callable, default `full_covariance`
        Which Gaussian laws: `full_covariance`, `diagonal_covariance`, `spherical_covariance`. The
        prior must be one of them.
    damping : float, default 1
        How far to go to the new factor, in (0, 1].
    tolerance : float, default 1e-10
        Stop when no mean or covariance moved by more than this times the damping in a sweep, in
        deviations of q.
    max_sweeps : int, default 1000
        Stop there in any case.

    Returns
    -------
    Propagation
        The moments of q, its factors, and the estimate of the evidence.

    Raises
    ------
    ValueError
        If an argument is not what is asked for, or the prior is not of the family.
    NotConverged
        If `max_sweeps` were not enough; or if q stands still while a factor cannot be updated,
        as q without it has no positive definite precision (such a factor is passed over in a
        sweep). Its result is the Propagation reached. Happens with few and scattered data.

    References
    ----------
    Minka (2001), Expectation propagation for approximate Bayesian inference, UAI; Bishop (2006),
    Pattern Recognition and Machine Learning, section 10.7.

    Examples
    --------
    >>> from vae.inference import Probit, expectation_propagation
    >>> q = expectation_propagation(0, 1, [Probit(3, 1), Probit(-4, 2)])
    >>> q.mean.round(7), q.covariance.round(7)
    (array([0.0518203]), array([[0.1401968]]))
    """
    mean, covariance = read_gaussian(mean, covariance)
    sites = read_sites(sites, len(mean))
    apart = float(np.abs(family(covariance) - covariance).max())
    if apart > 1e-12 * np.abs(covariance).max():
        raise ValueError(
            f"the prior's covariance is {apart:g} from the family; pass one in it, or another"
        )
    damping = read_number(damping, "damping", above=0)
    if damping > 1:
        raise ValueError(f"damping is {damping:g}; pass a number above 0 and at most 1")
    tolerance = read_number(tolerance, "tolerance", above=0)
    max_sweeps = read_whole(max_sweeps, "max_sweeps")
    prior = _natural(mean, covariance)
    d, n = len(mean), len(sites)
    factors = (np.zeros((n, d, d)), np.zeros((n, d)))
    changes = [math.inf]
    passed_over = 0
    before = mean, covariance
    while changes[-1] > tolerance * damping and len(changes) <= max_sweeps:
        passed_over = _sweep(prior, factors, sites, family, damping)
        after = _moments(_product(prior, factors))
        changes.append(_change(before, after))
        before = after
    result = Propagation(
        *before, _log_evidence(prior, factors, sites), *factors, np.array(changes[1:])
    )
    if changes[-1] > tolerance * damping or passed_over:
        raise NotConverged(_why(changes, passed_over, tolerance * damping), result=result)
    return result


def _why(changes: list[float], passed_over: int, tolerance: float) -> str:
    if changes[-1] > tolerance:
        return (
            f"sweep {len(changes) - 1} moved q by {changes[-1]:g} deviations and passed over "
            f"{passed_over} factors; raise max_sweeps, or lower damping"
        )
    return (
        f"q stands still, and without {passed_over} of the factors it has no positive definite "
        "precision, so that they cannot be updated; lower damping, or give the sites another order"
    )


def _sweep(
    prior: Natural,
    factors: Natural,
    sites: Sequence[Site],
    family: Callable[[Array], Array],
    damping: float,
) -> int:
    """Update each factor once, in place; return how many were passed over."""
    precisions, shifts = factors
    passed_over = 0
    for i, site in enumerate(sites):
        precision, shift = _product(prior, factors)  # anew, so that rounding does not pile up
        cavity = precision - precisions[i], shift - shifts[i]
        if not is_definite(cavity[0]):
            passed_over += 1
            continue
        _, mean, covariance = site.tilted(*_moments(cavity))
        new = _natural(mean, family(covariance))
        precisions[i] += damping * (new[0] - precision)
        shifts[i] += damping * (new[1] - shift)
    return passed_over


def _log_evidence(prior: Natural, factors: Natural, sites: Sequence[Site]) -> float:
    """Return the log integral of the prior times the factors, each scaled to its tilted mass.

    A factor without which q is improper has no such scale: then there is no estimate, NaN.
    """
    q = _product(prior, factors)
    total = _log_partition(q) - _log_partition(prior)
    for i, site in enumerate(sites):
        cavity = q[0] - factors[0][i], q[1] - factors[1][i]
        if not is_definite(cavity[0]):
            return math.nan
        total += site.tilted(*_moments(cavity))[0] + _log_partition(cavity) - _log_partition(q)
    return total


def _product(prior: Natural, factors: Natural) -> Natural:
    return prior[0] + factors[0].sum(0), prior[1] + factors[1].sum(0)


def _natural(mean: Array, covariance: Array) -> Natural:
    precision = _inverse(covariance)
    return precision, precision @ mean


def _moments(law: Natural) -> tuple[Array, Array]:
    covariance = _inverse(law[0])
    return covariance @ law[1], covariance


def _inverse(matrix: Array) -> Array:
    inverse = scipy.linalg.cho_solve(scipy.linalg.cho_factor(matrix), np.eye(len(matrix)))
    return (inverse + inverse.T) / 2


def _log_partition(law: Natural) -> float:
    """Return the log integral of exp(shift . z - z' precision z / 2)."""
    precision, shift = law
    d = len(shift)
    log_det = float(np.linalg.slogdet(precision)[1])
    mean = scipy.linalg.solve(precision, shift, assume_a="pos")
    return (float(shift @ mean) - log_det + d * math.log(2 * math.pi)) / 2


def _change(before: tuple[Array, Array], after: tuple[Array, Array]) -> float:
    units = np.sqrt(np.diag(after[1]))
    moved = np.abs(after[0] - before[0]) / units
    turned = np.abs(after[1] - before[1]) / np.outer(units, units)
    return float(max(moved.max(), turned.max()))


def read_sites(sites: Any, d: int) -> list[Site]:
    """Read the factors of a posterior on a space of d dimensions, or refuse them."""
    if not isinstance(sites, Iterable) or not (sites := list(sites)):
        raise ValueError(f"sites is {sites!r}; pass a list of at least one factor")
    for i, site in enumerate(sites):
        if not isinstance(site, Site):
            raise ValueError(f"sites[{i}] is {site!r}; pass one with dim, log and tilted")
        if site.dim != d:
            raise ValueError(
                f"sites[{i}] has {site.dim} dimensions and the prior {d}; pass factors on its space"
            )
    return sites
