"""The exact posterior of a linear regression with unknown prior precision, by quadrature."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln

from divergences import NotConverged

from ._quadrature import NEGLIGIBLE
from ._reading import Array
from ._regression import Data, read_data
from ._results import keep, plain

_FEWEST, _MOST = 2**8, 2**17
_AGREE = 1e-13
_FARTHEST = 700.0  # of log lambda from 0: exp(710) is beyond a double


@dataclass(frozen=True, eq=False)
class ExactRegression:
    """The posterior moments of beta and lambda, and the evidence.

    Attributes
    ----------
    mean, covariance : ndarray, shapes (d,) and (d, d)
        Of beta. Its law is a mixture of normal laws, not one of them.
    precision : float
        The mean of lambda.
    log_evidence : float
        log p(y), in nats.
    """

    mean: Array
    covariance: Array
    precision: float
    log_evidence: float

    def __post_init__(self) -> None:
        keep(self)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists."""
        return plain(self)


def exact_regression(
    X: Any, y: Any, *, tau: float = 1.0, nu0: float = 1.0, b0: float = 1.0
) -> ExactRegression:
    """Return the posterior that `variational_regression` approximates.

        p(y) = int N(y; 0, I / tau + X X' / lambda) Gamma(lambda; nu0, b0) dlambda

    Given lambda, all is normal: what is left is one integral, taken over log lambda by the
    trapezoid rule, with twice the nodes until nothing changes.

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

    Returns
    -------
    ExactRegression
        Moments and evidence, to about 12 digits.

    Raises
    ------
    ValueError
        If an argument is not what is asked for; or if the posterior variance is infinite: where
        X has rank r < d and nu0 + r / 2 is at most 1 (or above it by too little to integrate).
    NotConverged
        If 2^17 nodes do not settle the integrals; its result is what was reached.

    Examples
    --------
    >>> from vae.inference import exact_regression
    >>> exact = exact_regression([[1, 0], [1, 1], [1, 2], [1, 3]], [0, 1, 1, 3])
    >>> round(exact.precision, 10), round(exact.log_evidence, 10)
    (1.3725995207, -6.4670420564)
    """
    data = read_data(X, y, tau, nu0, b0)
    rank = int((data.squares > 0).sum())
    if rank < data.d and data.nu0 + rank / 2 <= 1:
        raise ValueError(
            f"X has the rank {rank} < {data.d} and nu0 is {nu0:g}: the posterior variance of beta "
            f"is infinite; pass nu0 above {1 - rank / 2:g}, or drop columns"
        )
    low, high = _ends(data)
    nodes = _FEWEST
    last = _on_grid(data, low, high, nodes)
    change = math.inf
    while change > _AGREE and nodes < _MOST:
        nodes *= 2
        found = _on_grid(data, low, high, nodes)
        change = _apart(last, found)
        last = found
    if change > _AGREE:
        raise NotConverged(
            f"{_MOST} nodes leave a change of {change:g}; rescale X, or move nu0 away from its "
            "limit",
            result=last,
        )
    return last


def _log_joint(data: Data, t: Array) -> Array:
    """Return log p(y, t) + tau misfit / 2 at t = log lambda, with d lambda = lambda dt.

    The misfit, which may be large, does not depend on lambda: added here, its rounding would.
    """
    lam = np.exp(t)[:, None]
    rank = data.squares > 0
    ratio = data.tau * data.squares[rank]
    log_det = np.log1p(ratio / lam).sum(1)
    explained = (data.aligned[rank] ** 2 * (lam / (lam + ratio))).sum(1)
    likelihood = data.n * math.log(data.tau / (2 * math.pi)) - log_det
    likelihood = likelihood - data.tau * explained
    constant = data.nu0 * math.log(data.b0) - float(gammaln(data.nu0))
    with np.errstate(over="ignore"):  # there the density is 0
        return likelihood / 2 + constant + data.nu0 * t - data.b0 * np.exp(t)


def _ends(data: Data) -> tuple[float, float]:
    """Return ends of log lambda beyond which density times lambda or 1 / lambda is negligible."""
    centre = math.log(data.nu0 / data.b0)
    width = 1.0
    while width < 2 * _FARTHEST:
        t = np.linspace(max(centre - width, -_FARTHEST), min(centre + width, _FARTHEST), 4097)
        f = _log_joint(data, t)
        weighed = (f, f + t, f - t) if (data.squares == 0).any() else (f, f + t)
        if all(max(w[0], w[-1]) < w.max() + NEGLIGIBLE for w in weighed):
            return float(t[0]), float(t[-1])
        width *= 2
    raise ValueError(
        f"lambda is not kept between exp(-{_FARTHEST:g}) and exp({_FARTHEST:g}) by nu0 = "
        f"{data.nu0:g} and b0 = {data.b0:g}; pass larger ones"
    )


def _on_grid(data: Data, low: float, high: float, nodes: int) -> ExactRegression:
    t = np.linspace(low, high, nodes + 1)
    f = _log_joint(data, t)
    weights = np.exp(f - f.max())
    log_evidence = float(f.max() + np.log(weights.sum()) + np.log((high - low) / nodes))
    log_evidence -= data.tau * data.misfit / 2
    weights /= weights.sum()
    lam = np.exp(t)[:, None]
    variances = 1 / (lam + data.tau * data.squares)
    means = data.tau * variances * data.projected
    mean = weights @ means
    spread = (means - mean) * np.sqrt(weights)[:, None]
    covariance = spread.T @ spread + np.diag(weights @ variances)
    rotation = data.rotation
    return ExactRegression(
        rotation @ mean,
        rotation @ covariance @ rotation.T,
        float(weights @ lam[:, 0]),
        log_evidence,
    )


def _apart(a: ExactRegression, b: ExactRegression) -> float:
    """How far two answers are apart, in their own units."""
    units = np.sqrt(np.diag(b.covariance))
    return max(
        abs(a.log_evidence - b.log_evidence) / (1 + abs(b.log_evidence)),
        abs(a.precision - b.precision) / b.precision,
        float((np.abs(a.mean - b.mean) / (units + np.abs(b.mean))).max()),
        float((np.abs(a.covariance - b.covariance) / np.outer(units, units)).max()),
    )
