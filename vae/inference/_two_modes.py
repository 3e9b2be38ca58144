"""Two equal modes and one normal law: when does it leave one of them out?"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy import optimize

from ._normal_fit import STEPS, NormalFit, forward_kl_fit, reverse_kl_fit, reverse_loss
from ._reading import Array, read_number
from ._results import plain

_WITHOUT, _WITH = 2.0, 3.0  # values of a without and with a minimum on one mode
_SYMMETRIC = 0.1  # such a minimum is born with a mean above 2; what is nearer to 0 is broad


@dataclass(frozen=True)
class TwoModeFits:
    """Normal laws near p = N(-a, 1) / 2 + N(a, 1) / 2.

    Attributes
    ----------
    a : float
        Half the distance of the modes, in deviations of each.
    broad : NormalFit
        The symmetric minimum of KL(q || p).
    on_one_mode : NormalFit or None
        The minimum of KL(q || p) near a, which has a mirror image near -a; None where there is
        none.
    moments : NormalFit
        The one minimum of KL(p || q).
    """

    a: float
    broad: NormalFit
    on_one_mode: NormalFit | None
    moments: NormalFit

    @property
    def best(self) -> NormalFit:
        """The one with the least KL(q || p)."""
        one = self.on_one_mode
        return self.broad if one is None or self.broad.kl <= one.kl else one

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and dictionaries."""
        return plain(self)


def two_modes(a: float) -> Callable[[Array], Array]:
    """Return the log density of N(-a, 1) / 2 + N(a, 1) / 2.

    Parameters
    ----------
    a : float
        At least 0.

    Returns
    -------
    callable, (n,) -> (n,)
        The logarithm of the density, which integrates to 1.

    Raises
    ------
    ValueError
        If a is negative or not finite.

    Examples
    --------
    >>> from vae.inference import two_modes
    >>> two_modes(0)([0.0]).round(6)
    array([-0.918939])
    """
    a = _read_half_distance(a)
    constant = math.log(2) + math.log(2 * math.pi) / 2

    def log_density(x: Array) -> Array:
        x = np.asarray(x, dtype=np.float64)
        return np.logaddexp(-((x - a) ** 2) / 2, -((x + a) ** 2) / 2) - constant

    return log_density


def fit_two_modes(a: float) -> TwoModeFits:
    """Return the best normal laws for two modes at -a and a, in both directions of KL.

    KL(q || p) has one minimum for near modes and three for far ones; the broad one is always
    there. KL(p || q) has one minimum, with mean 0 and variance 1 + a^2, whatever a.

    Parameters
    ----------
    a : float
        Half the distance of the modes, in deviations of each; at least 0.

    Returns
    -------
    TwoModeFits
        The minima and their divergences.

    Raises
    ------
    ValueError
        If a is negative or not finite.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, figure 10.3.

    Examples
    --------
    >>> from vae.inference import fit_two_modes
    >>> near, far = fit_two_modes(2), fit_two_modes(3)
    >>> near.on_one_mode is None, round(near.best.deviation, 3), round(far.best.mean, 5)
    (True, 2.047, 2.98431)
    """
    a = _read_half_distance(a)
    log_density = two_modes(a)
    wide = math.sqrt(1 + a**2)
    one = _fit_of_one_mode(a)
    return TwoModeFits(
        a=a,
        broad=reverse_kl_fit(log_density, deviation=wide),
        on_one_mode=one if one.mean > _SYMMETRIC else None,
        moments=forward_kl_fit(log_density, -a - 12, a + 12),
    )


@cache
def two_modes_onset() -> float:
    """Return the a from which KL(q || p) has a minimum on one mode.

    It is born there together with a saddle point: the gradient is 0 and the Hessian singular.

    Returns
    -------
    float
        About 2.41.

    Examples
    --------
    >>> from vae.inference import two_modes_onset
    >>> round(two_modes_onset(), 2)
    2.41
    """
    low, high = _WITHOUT, _WITH
    fit = _fit_of_one_mode(high)
    while high - low > 1e-3:
        middle = (low + high) / 2
        found = _fit_of_one_mode(middle)
        if found.mean < _SYMMETRIC:
            low = middle
        else:
            high, fit = middle, found
    start = [fit.mean, math.log(fit.deviation), high]
    return float(optimize.root(_fold, start, tol=1e-13).x[2])


@cache
def two_modes_switch() -> float:
    """Return the a beyond which the best normal law in KL(q || p) sits on one mode.

    Returns
    -------
    float
        About 2.80: the zero of the difference of the two minima.

    Examples
    --------
    >>> from vae.inference import two_modes_switch
    >>> round(two_modes_switch(), 8)
    2.80008222
    """
    least = two_modes_onset() + 1e-3
    return float(optimize.brentq(_advantage, least, 2 * least, xtol=1e-13))


def _fit_of_one_mode(a: float) -> NormalFit:
    """Return the minimum that is downhill from one mode, be it there or between the two."""
    return reverse_kl_fit(two_modes(a), mean=a)


def _advantage(a: float) -> float:
    """Return by how much the fit on one mode is better than the broad one."""
    broad = reverse_kl_fit(two_modes(a), deviation=math.sqrt(1 + a**2))
    return broad.kl - _fit_of_one_mode(a).kl


def _fold(at: Any) -> list[float]:
    """Return the gradient and the determinant of the Hessian; at has the mean, log s and a."""
    _, gradient, hessian = reverse_loss(two_modes(float(at[2])), at[:2], STEPS[0])
    return [*gradient.tolist(), float(np.linalg.det(hessian))]


def _read_half_distance(a: Any) -> float:
    if read_number(a, "a") < 0:
        raise ValueError(f"a is {a!r}; pass a number of at least 0")
    return float(a)
