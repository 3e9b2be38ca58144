"""Gaussian laws approximated by products: mean field, moment matching, both divergences."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg

from divergences import NotConverged, gaussian_kl

from ._reading import Array, read_gaussian, read_number, read_vector, read_whole
from ._results import keep, plain


@dataclass(frozen=True, eq=False)
class MomentMatching:
    """The product of the marginals of a Gaussian law p.

    Attributes
    ----------
    mean, variances : ndarray, shape (d,)
        Of q: the mean of p and the diagonal of its covariance.
    reverse_kl, forward_kl : float
        KL(q || p) and KL(p || q), in nats. No product is nearer to p in the second.
    """

    mean: Array
    variances: Array
    reverse_kl: float
    forward_kl: float

    def __post_init__(self) -> None:
        keep(self)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists."""
        return plain(self)


@dataclass(frozen=True, eq=False)
class MeanField:
    """The product nearest to a Gaussian law p in KL(q || p), and the way there.

    Attributes
    ----------
    mean, variances : ndarray, shape (d,)
        Of q: the variances are those of each coordinate given all others.
    reverse_kl, forward_kl : float
        KL(q || p) and KL(p || q), in nats. No product is nearer to p in the first.
    rate : float
        The factor by which a sweep shrinks the error in the end: see `contraction_rate`.
    means : ndarray, shape (sweeps + 1, d)
        The means at the start and after each sweep.
    reverse_kls : ndarray, shape (sweeps + 1,)
        KL(q || p) at each of them; it never rises.
    """

    mean: Array
    variances: Array
    reverse_kl: float
    forward_kl: float
    rate: float
    means: Array
    reverse_kls: Array

    def __post_init__(self) -> None:
        keep(self)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists."""
        return plain(self)


def moment_matching(mean: Any, covariance: Any) -> MomentMatching:
    """Approximate a Gaussian law p by the product q that is nearest in KL(p || q).

        q_j = N(mean_j, covariance_jj)

    The marginals of p, as for any p: KL(p || q) is then the mutual information.

    Parameters
    ----------
    mean : array_like, shape (d,), or a number
        The mean of p.
    covariance : array_like, shape (d, d), or a number
        The covariance of p, positive definite.

    Returns
    -------
    MomentMatching
        Its mean, its variances and both divergences.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the covariance is not symmetric and positive definite.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 10.1.2.

    Examples
    --------
    >>> from vae.inference import moment_matching
    >>> moment_matching([0, 1], [[1, 0.9], [0.9, 1]]).variances
    array([1., 1.])
    """
    mean, covariance = read_gaussian(mean, covariance)
    variances = np.diag(covariance).copy()
    return MomentMatching(mean, variances, *_both_kls(mean, covariance, variances))


def contraction_rate(covariance: Any) -> float:
    """Return the factor by which a sweep of coordinate ascent shrinks the error in the end.

        rho(-(D + L)^-1 L'),    D + L + L' = covariance^-1, L strictly lower triangular

    Mean field of a Gaussian law solves a linear system by the method of Gauss and Seidel, whose
    error is multiplied by this matrix each sweep. Below 1 for every covariance; in two dimensions
    the square of the correlation; 0 without correlations.

    Parameters
    ----------
    covariance : array_like, shape (d, d), or a number
        Positive definite.

    Returns
    -------
    float
        The spectral radius, at least 0.

    Raises
    ------
    ValueError
        If the covariance is not square, symmetric and positive definite.

    Examples
    --------
    >>> from vae.inference import contraction_rate
    >>> round(contraction_rate([[1, 0.9], [0.9, 1]]), 14)
    0.81
    """
    _, covariance = read_gaussian(np.zeros(len(np.atleast_1d(covariance))), covariance)
    precision = _inverse(covariance)
    scale = 1 / np.sqrt(np.diag(precision))  # the rate does not depend on units
    precision = precision * scale * scale[:, None]
    sweep = scipy.linalg.solve_triangular(precision, np.triu(precision, 1), lower=True)
    return float(np.abs(np.linalg.eigvals(sweep)).max())


def mean_field(
    mean: Any,
    covariance: Any,
    *,
    start: Any = None,
    tolerance: float = 1e-12,
    max_sweeps: int = 10_000,
) -> MeanField:
    """Approximate a Gaussian law p by the product q nearest in KL(q || p), by coordinate ascent.

        m_j <- mean_j - sum_{k != j} Lambda_jk (m_k - mean_k) / Lambda_jj,    v_j = 1 / Lambda_jj

    with the precision Lambda = covariance^-1, coordinate after coordinate. Each step solves the
    mean-field equation log q_j = E log p + const, the others kept.

    Parameters
    ----------
    mean : array_like, shape (d,), or a number
        The mean of p, which is that of the solution.
    covariance : array_like, shape (d, d), or a number
        The covariance of p, positive definite.
    start : array_like, shape (d,), optional
        Where the means begin; by default one standard deviation of p above its mean.
    tolerance : float, default 1e-12
        Stop when no mean is farther from the solution, in standard deviations of q.
    max_sweeps : int, default 10000
        Stop there in any case.

    Returns
    -------
    MeanField
        The product, both divergences, the rate and the iterates.

    Raises
    ------
    ValueError
        If an argument is not what is asked for.
    NotConverged
        If `max_sweeps` were not enough; its result is the MeanField reached.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 10.1.2.

    Examples
    --------
    >>> from vae.inference import mean_field
    >>> fit = mean_field([0, 1], [[1, 0.9], [0.9, 1]])
    >>> fit.variances.round(12), round(fit.rate, 12), round(fit.reverse_kl, 12)
    (array([0.19, 0.19]), 0.81, 0.830365603411)
    """
    mean, covariance = read_gaussian(mean, covariance)
    tolerance = read_number(tolerance, "tolerance", above=0)
    max_sweeps = read_whole(max_sweeps, "max_sweeps")
    deviations = np.sqrt(np.diag(covariance))
    error = deviations if start is None else read_vector(start, "start", len(mean)) - mean
    precision = _inverse(covariance)
    errors, left = _sweeps(precision, error, tolerance, max_sweeps)
    rate = contraction_rate(covariance)
    result = _mean_field(mean, covariance, precision, errors, rate)
    if left > tolerance:
        needed = math.ceil(math.log(tolerance / left, rate)) if 0 < rate < 1 else "many"
        raise NotConverged(
            f"after {max_sweeps} sweeps the means are {left:g} deviations from the solution and "
            f"each sweep leaves {rate:.6g} of it; raise max_sweeps by about {needed}",
            result=result,
        )
    return result


def _sweeps(
    precision: Array, error: Array, tolerance: float, max_sweeps: int
) -> tuple[Array, float]:
    """Return the errors after each sweep, and how large the last is in deviations of q.

    What is iterated is the error itself, so that it can fall below the rounding of the means.
    """
    units = np.sqrt(np.diag(precision))
    errors = [error]
    left = float(np.abs(error * units).max())
    while left > tolerance and len(errors) <= max_sweeps:
        error = error.copy()
        for j, row in enumerate(precision):
            error[j] = (row[j] * error[j] - row @ error) / row[j]
        errors.append(error)
        left = float(np.abs(error * units).max())
    return np.array(errors), left


def _mean_field(
    mean: Array, covariance: Array, precision: Array, errors: Array, rate: float
) -> MeanField:
    """Return the result: the divergence at an error e is the least one plus e' Lambda e / 2."""
    variances = 1 / np.diag(precision)
    reverse, forward = _both_kls(mean, covariance, variances)
    excess = ((errors @ precision) * errors).sum(1) / 2
    return MeanField(
        mean + errors[-1], variances, reverse + float(excess[-1]),
        forward + float((errors[-1] ** 2 / variances).sum() / 2),
        rate, mean + errors, reverse + excess,
    )  # fmt: skip


def _both_kls(mean: Array, covariance: Array, variances: Array) -> tuple[float, float]:
    """Return KL(q || p) and KL(p || q) for the product q with these variances."""
    product = np.diag(variances)
    return (
        gaussian_kl(mean, product, mean, covariance),
        gaussian_kl(mean, covariance, mean, product),
    )


def _inverse(matrix: Array) -> Array:
    """Return the inverse of a positive definite matrix, symmetric."""
    inverse = scipy.linalg.cho_solve(scipy.linalg.cho_factor(matrix), np.eye(len(matrix)))
    return (inverse + inverse.T) / 2
