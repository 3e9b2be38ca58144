"""Linear regression whose prior precision is unknown: variational Bayes, and the exact answer.

y | beta ~ N(X beta, I / tau),    beta | lambda ~ N(0, I / lambda),    lambda ~ Gamma(nu0, b0)
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import digamma, gammaln

from divergences import NotConverged

from ._reading import Array, read_array, read_number, read_vector, read_whole
from ._results import keep, plain


@dataclass(frozen=True)
class Data:
    """The data in the coordinates of the singular value decomposition X = U diag(s) V'."""

    n: int
    d: int
    squares: Array  # s^2, with zeros up to d of them
    projected: Array  # s U' y, with zeros
    rotation: Array  # V, all d columns
    misfit: float  # the squared length of y outside the range of X
    aligned: Array  # U' y where s > 0, else 0
    tau: float
    nu0: float
    b0: float


@dataclass(frozen=True, eq=False)
class VariationalRegression:
    """The factorised posterior q(beta) q(lambda).

    Attributes
    ----------
    mean, covariance : ndarray, shapes (d,) and (d, d)
        q(beta) = N(mean, covariance).
    shape, rate : float
        q(lambda) = Gamma(shape, rate): density prop. to lambda^(shape - 1) exp(-rate lambda).
    elbos : ndarray, shape (sweeps,)
        The evidence lower bound after each sweep, in nats; it never falls but by rounding.
    """

    mean: Array
    covariance: Array
    shape: float
    rate: float
    elbos: Array

    def __post_init__(self) -> None:
        keep(self)

    @property
    def precision(self) -> float:
        """The mean of lambda."""
        return self.shape / self.rate

    @property
    def elbo(self) -> float:
        """The evidence lower bound that was reached, in nats."""
        return float(self.elbos[-1])

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists."""
        return plain(self)


def variational_regression(
    X: Any,
    y: Any,
    *,
    tau: float = 1.0,
    nu0: float = 1.0,
    b0: float = 1.0,
    tolerance: float = 1e-13,
    max_sweeps: int = 10_000,
) -> VariationalRegression:
    """Approximate the posterior of beta and lambda by a product q(beta) q(lambda).

        q(beta) = N(m, S),         S = (E[lambda] I + tau X'X)^-1,    m = tau S X'y
        q(lambda) = Gamma(a, b),   a = nu0 + d / 2,    b = b0 + (m'm + tr S) / 2

    in turn, from E[lambda] = nu0 / b0 on. There is no intercept but a column of ones.

    Parameters
    ----------
    X : array_like, shape (n, d)
        The covariates, one row an observation.
    y : array_like, shape (n,)
        The responses.
    tau : float, default 1
        The precision of the noise, known.
    nu0, b0 : float, default 1
        Shape and rate of the prior of lambda.
    tolerance : float, default 1e-13
        Stop when a sweep changes b by no more than this part of it.
    max_sweeps : int, default 10000
        Stop there in any case.

    Returns
    -------
    VariationalRegression
        Both factors, and the evidence lower bound after each sweep.

    Raises
    ------
    ValueError
        If an argument is not what is asked for.
    NotConverged
        If `max_sweeps` were not enough; its result is what was reached.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 10.3.

    Examples
    --------
    >>> from vae.inference import variational_regression
    >>> X, y = [[1, 0], [1, 1], [1, 2], [1, 3]], [0, 1, 1, 3]
    >>> fit = variational_regression(X, y)
    >>> fit.mean.round(8), round(fit.elbo, 10)
    (array([0.10151544, 0.74321114]), -6.5207293234)
    """
    data = read_data(X, y, tau, nu0, b0)
    tolerance = read_number(tolerance, "tolerance", above=0)
    max_sweeps = read_whole(max_sweeps, "max_sweeps")
    shape, rate = data.nu0 + data.d / 2, data.b0 * (1 + data.d / (2 * data.nu0))
    elbos: list[float] = []
    change = math.inf
    while change > tolerance and len(elbos) < max_sweeps:
        variances = 1 / (shape / rate + data.tau * data.squares)
        mean = data.tau * variances * data.projected
        last, rate = rate, data.b0 + float(mean @ mean + variances.sum()) / 2
        change = abs(rate - last) / rate
        elbos.append(_elbo(data, mean, variances, shape, rate))
    rotation = data.rotation
    result = VariationalRegression(
        rotation @ mean,
        (rotation * variances) @ rotation.T,
        shape,
        rate,
        np.array(elbos),
    )
    if change > tolerance:
        raise NotConverged(
            f"sweep {max_sweeps} changed b by {change:g} of it; raise max_sweeps or tolerance",
            result=result,
        )
    return result


def _elbo(data: Data, mean: Array, variances: Array, shape: float, rate: float) -> float:
    """Return E log p(y, beta, lambda) - E log q, of q(beta) in the rotated coordinates."""
    precision, log_precision = shape / rate, float(digamma(shape)) - math.log(rate)
    likelihood = data.n * math.log(data.tau / (2 * math.pi)) - data.tau * (
        data.misfit
        + float(((data.aligned - np.sqrt(data.squares) * mean) ** 2).sum())
        + float(data.squares @ variances)
    )
    weights = data.d * log_precision - precision * float(mean @ mean + variances.sum())
    entropy = float(np.log(variances).sum()) + data.d  # of q(beta), its log 2 pi cancelled
    prior = _log_gamma_constant(data.nu0, data.b0) - _log_gamma_constant(shape, rate)
    between = (data.nu0 - shape) * log_precision + (rate - data.b0) * precision
    return (likelihood + weights + entropy) / 2 + prior + between


def _log_gamma_constant(shape: float, rate: float) -> float:
    return shape * math.log(rate) - float(gammaln(shape))


def read_data(X: Any, y: Any, tau: Any, nu0: Any, b0: Any) -> Data:
    """Read data and prior, or refuse them; rotate the data so that all matrices are diagonal."""
    X = read_array(X, "X", ndim=2)
    n, d = X.shape
    y = read_vector(y, "y", n)
    u, s, vt = np.linalg.svd(X, full_matrices=n < d)  # all d rows of V' in any case
    s[s <= s[0] * max(n, d) * np.finfo(float).eps] = 0.0
    rank = int((s > 0).sum())
    singular, aligned = np.zeros(d), np.zeros(d)
    singular[:rank], aligned[:rank] = s[:rank], u[:, :rank].T @ y
    misfit = float(((y - u[:, :rank] @ aligned[:rank]) ** 2).sum())
    named = {"tau": tau, "nu0": nu0, "b0": b0}
    tau, nu0, b0 = (read_number(value, name, above=0) for name, value in named.items())
    return Data(n, d, singular**2, singular * aligned, vt.T, misfit, aligned, tau, nu0, b0)
