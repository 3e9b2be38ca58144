"""Factors of a posterior, as expectation propagation takes them."""

import math
from typing import Any, Protocol, runtime_checkable

import numpy as np
import scipy.linalg
from scipy.special import erfcx, log_ndtr

from ._reading import Array, read_array, read_number

Tilted = tuple[float, Array, Array]


@runtime_checkable
class Site(Protocol):
    """A factor t of the posterior: its logarithm, and its moments against a Gaussian law."""

    @property
    def dim(self) -> int:
        """The dimension of the space."""

    def log(self, z: Array) -> Array:
        """Return log t at points of shape (n, d), as shape (n,)."""

    def tilted(self, mean: Array, covariance: Array) -> Tilted:
        """Return log Z, mean and covariance of N(mean, covariance) t / Z."""


class Probit:
    """The factor Phi(slope . z + offset), Phi the distribution function of N(0, 1).

    Its moments against a Gaussian law are known in closed form, and its logarithm is concave, so
    that expectation propagation never leaves the proper laws.

    Parameters
    ----------
    slope : array_like, shape (d,), or a number
        How Phi's argument moves with z.
    offset : float, default 0
        Phi's argument at z = 0.

    Raises
    ------
    ValueError
        If slope or offset are not finite numbers.

    Examples
    --------
    >>> import numpy as np
    >>> from vae.inference import Probit
    >>> log_z, mean, _ = Probit(1.0).tilted(np.zeros(1), np.eye(1))
    >>> round(float(np.exp(log_z)), 12), mean.round(6)
    (0.5, array([0.56419]))
    """

    def __init__(self, slope: Any, offset: float = 0.0) -> None:
        self.slope = read_array(np.atleast_1d(slope), "slope", ndim=1)
        self.offset = read_number(offset, "offset")

    def __repr__(self) -> str:
        return f"Probit({self.slope.tolist()}, {self.offset:g})"

    @property
    def dim(self) -> int:
        """The dimension of z."""
        return len(self.slope)

    def log(self, z: Array) -> Array:
        """Return log Phi(slope . z + offset) at points of shape (n, d)."""
        return log_ndtr(z @ self.slope + self.offset)

    def tilted(self, mean: Array, covariance: Array) -> Tilted:
        """Return log Z, mean and covariance of N(mean, covariance) times the factor, over Z."""
        along = covariance @ self.slope
        length = math.sqrt(1 + float(self.slope @ along))
        t = (float(self.slope @ mean) + self.offset) / length
        ratio = math.sqrt(2 / math.pi) / float(erfcx(-t / math.sqrt(2)))  # phi(t) / Phi(t)
        step = along / length
        shrunk = covariance - np.outer(step, step) * (ratio * (t + ratio))
        return float(log_ndtr(t)), mean + step * ratio, shrunk


class Clutter:
    """The factor (1 - w) N(x; z, I) + w N(x; 0, a I): an observation that may be clutter.

    Parameters
    ----------
    x : array_like, shape (d,), or a number
        The observation.
    weight : float, default 0.5
        w, the probability of clutter; from 0 to below 1.
    spread : float, default 10
        a, the variance of the clutter in each coordinate.

    Raises
    ------
    ValueError
        If x is not finite, the weight not in [0, 1), or the spread not above 0.

    References
    ----------
    Minka (2001), Expectation propagation for approximate Bayesian inference, UAI; Bishop (2006),
    Pattern Recognition and Machine Learning, section 10.7.1, equations (10.209) to (10.219).

    Examples
    --------
    >>> import numpy as np
    >>> from vae.inference import Clutter
    >>> _, mean, covariance = Clutter(2.0, weight=0).tilted(np.zeros(1), np.eye(1))
    >>> mean, covariance
    (array([1.]), array([[0.5]]))
    """

    def __init__(self, x: Any, *, weight: float = 0.5, spread: float = 10.0) -> None:
        self.x = read_array(np.atleast_1d(x), "x", ndim=1)
        self.weight = read_number(weight, "weight")
        self.spread = read_number(spread, "spread", above=0)
        if not 0 <= self.weight < 1:
            raise ValueError(f"weight is {self.weight:g}; pass a number of at least 0 and below 1")

    def __repr__(self) -> str:
        return f"Clutter({self.x.tolist()}, weight={self.weight:g}, spread={self.spread:g})"

    @property
    def dim(self) -> int:
        """The dimension of z."""
        return len(self.x)

    def log(self, z: Array) -> Array:
        """Return the logarithm of the factor at points of shape (n, d)."""
        signal = -((z - self.x) ** 2).sum(1) / 2 - self.dim * math.log(2 * math.pi) / 2
        return np.logaddexp(math.log1p(-self.weight) + signal, self._log_clutter())

    def tilted(self, mean: Array, covariance: Array) -> Tilted:
        """Return log Z, mean and covariance of N(mean, covariance) times the factor, over Z."""
        root = scipy.linalg.cho_factor(covariance + np.eye(self.dim), lower=True)
        apart = self.x - mean
        scaled = scipy.linalg.cho_solve(root, apart)
        log_signal = -(
            float(apart @ scaled) / 2
            + float(np.log(np.diag(root[0])).sum())
            + self.dim * math.log(2 * math.pi) / 2
        )
        log_z = float(np.logaddexp(math.log1p(-self.weight) + log_signal, self._log_clutter()))
        signal = math.exp(math.log1p(-self.weight) + log_signal - log_z)  # P(x is no clutter)
        shift = covariance @ scaled
        gain = covariance @ scipy.linalg.cho_solve(root, covariance)
        between = signal * (1 - signal) * np.outer(shift, shift)
        return log_z, mean + signal * shift, covariance - signal * gain + between

    def _log_clutter(self) -> float:
        """Return log w N(x; 0, a I); -inf where w = 0."""
        if self.weight == 0:
            return -math.inf
        normal = -float(self.x @ self.x) / (2 * self.spread)
        return math.log(self.weight) + normal - self.dim * math.log(2 * math.pi * self.spread) / 2
