"""The normal law nearest to a density on the line, in either direction of KL."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from divergences import NotConverged

from ._quadrature import integrate_line
from ._reading import Array, is_definite, read_number
from ._results import plain

_FARTHEST = 12.0  # deviations; beyond, a normal law has 4e-33 of its mass
STEPS = tuple(0.02 / 2**k for k in range(7))
_AGREE = 1e-11  # how far two steps of the quadrature may be apart
_MOST = 200  # steps of Newton's method
_ENTROPY = (1 + math.log(2 * math.pi)) / 2  # of N(0, 1)


@dataclass(frozen=True)
class NormalFit:
    """A normal law q near a law p on the line.

    Attributes
    ----------
    mean, deviation : float
        Of q.
    kl : float
        The divergence that was minimised, in nats: KL(q || p) by `reverse_kl_fit`, KL(p || q) by
        `forward_kl_fit`.
    log_mass : float
        The logarithm of the integral of the density that was given for p.
    """

    mean: float
    deviation: float
    kl: float
    log_mass: float

    @property
    def variance(self) -> float:
        """The square of the deviation."""
        return self.deviation**2

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers."""
        return plain(self)


def forward_kl_fit(log_density: Callable[[Array], Array], low: float, high: float) -> NormalFit:
    """Return the normal law q that minimises KL(p || q): it has the mean and variance of p.

    Parameters
    ----------
    log_density : callable, (n,) -> (n,)
        The logarithm of the density of p, up to a constant; -inf where it is 0. Smooth.
    low, high : float
        What lies outside is left out: the density must have died there.

    Returns
    -------
    NormalFit
        The one minimum. Its `log_mass` is found on the way.

    Raises
    ------
    ValueError
        If the density is not negligible at an end, nowhere positive, or NaN.
    NotConverged
        If 2^20 nodes do not settle the integrals; its result is the NormalFit reached.

    Examples
    --------
    >>> from vae.inference import forward_kl_fit
    >>> fit = forward_kl_fit(lambda x: -(x**4), -4, 4)
    >>> round(fit.variance, 12)
    0.337989120034
    """
    low, high = read_number(low, "low"), read_number(high, "high")
    if not low < high:
        raise ValueError(f"low is {low:g} and high {high:g}; pass low < high")
    found = integrate_line(log_density, low, high)
    deviation = math.sqrt(found.variance)
    kl = _ENTROPY + math.log(deviation) - found.entropy
    fit = NormalFit(found.mean, deviation, kl, found.log_mass)
    if not found.settled:
        raise NotConverged(
            "2^20 nodes do not settle the integrals; pass a smoother density or a smaller interval",
            result=fit,
        )
    return fit


def reverse_kl_fit(
    log_density: Callable[[Array], Array],
    *,
    mean: float = 0.0,
    deviation: float = 1.0,
    log_mass: float = 0.0,
) -> NormalFit:
    """Return a normal law q at which KL(q || p) has a local minimum.

        KL(q || p) = log_mass - log s - (1 + log 2 pi) / 2 - E f(m + s u),    u ~ N(0, 1)

    for q = N(m, s^2) and f = log_density. Newton's method, downhill only; the derivatives of the
    last term are means of f times Hermite polynomials in u, so that none of f is needed. Where p
    has several modes, which minimum is found depends on the start.

    Parameters
    ----------
    log_density : callable, (n,) -> (n,)
        The logarithm of the density of p, up to a constant. Finite on the whole line, smooth.
    mean, deviation : float, default 0 and 1
        Where the search begins.
    log_mass : float, default 0
        The logarithm of the integral of exp(log_density), where that is not 1: it changes `kl`
        only. Without it, -kl is the evidence lower bound.

    Returns
    -------
    NormalFit
        The minimum. Means are taken by the trapezoid rule, with a step that is halved until the
        value stands to 1e-11.

    Raises
    ------
    ValueError
        If a number is not finite, or the log density is not: where it is -inf, KL(q || p) is
        infinite for every normal q.
    NotConverged
        If the search stops at no minimum, as it does at a saddle point that it started at; its
        result is the NormalFit reached.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, section 10.1.2 and figure 10.3.

    Examples
    --------
    >>> from vae.inference import reverse_kl_fit
    >>> fit = reverse_kl_fit(lambda x: -(x**4))
    >>> round(fit.variance, 12)
    0.288675134595
    """
    at = np.array(
        [read_number(mean, "mean"), math.log(read_number(deviation, "deviation", above=0))]
    )
    log_mass = read_number(log_mass, "log_mass")
    for step in STEPS:
        at, minimal = _descend(log_density, at, step)
        value = reverse_loss(log_density, at, step)[0]
        finer = reverse_loss(log_density, at, step / 2)[0]
        settled = abs(value - finer) <= _AGREE * (1 + abs(value))
        if settled:
            break
    fit = NormalFit(float(at[0]), math.exp(at[1]), log_mass + finer, log_mass)
    if not (minimal and settled):
        why = "no minimum was reached" if settled else "the quadrature does not settle"
        raise NotConverged(
            f"{why} from mean {mean:g} and deviation {deviation:g}; start elsewhere, "
            "or pass a smoother log_density",
            result=fit,
        )
    return fit


def reverse_loss(
    log_density: Callable[[Array], Array], at: Array, step: float
) -> tuple[float, Array, Array]:
    """Return KL(q || p) - log_mass, its gradient and its Hessian in (m / s, log s).

    With He_k the Hermite polynomials, d E f / dm = E f He_1 / s, d E f / d log s = E f He_2,
    d E f He_k / dm = E f He_(k+1) / s and d E f He_k / d log s = k E f He_k + E f He_(k+2).
    """
    count = round(_FARTHEST / step)
    u = np.arange(-count, count + 1) * step
    x = at[0] + math.exp(at[1]) * u
    f = np.asarray(log_density(x), dtype=np.float64)
    if f.shape != x.shape or not np.isfinite(f).all():
        raise ValueError(_complaint(f, x))
    weighed = f * np.exp(-(u**2) / 2) * (step / math.sqrt(2 * math.pi))
    u2 = u**2
    hermite = (1.0, u, u2 - 1, u * (u2 - 3), u2 * u2 - 6 * u2 + 3)
    e0, e1, e2, e3, e4 = (float((weighed * polynomial).sum()) for polynomial in hermite)
    gradient = -np.array([e1, 1 + e2])
    hessian = -np.array([[e2, e3], [e3, 2 * e2 + e4]])
    return float(-at[1]) - _ENTROPY - e0, gradient, hessian


def _complaint(f: Array, x: Array) -> str:
    if f.shape != x.shape:
        return f"log_density returns the shape {f.shape} for {x.shape}; make it elementwise"
    where = ~np.isfinite(f)
    return (
        f"log_density is {f[where][0]} at {x[where][0]:g}; pass one that is finite everywhere "
        "(where p has no density, KL(q || p) is infinite for every normal q)"
    )


def _descend(log_density: Callable[[Array], Array], at: Array, step: float) -> tuple[Array, bool]:
    """Newton's method with the eigenvalues of the Hessian made positive, and steps halved.

    Returns where it ends, and whether the Hessian is positive definite there and the last step
    so small that its square is below rounding.
    """
    value, gradient, hessian = reverse_loss(log_density, at, step)
    for _ in range(_MOST):
        eigenvalues, vectors = np.linalg.eigh(hessian)
        move = -vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(eigenvalues), 1e-6))
        size = float(np.abs(move).max())
        move *= min(1.0, 1 / size) if size > 0 else 1.0
        if size < 1e-9:  # one more step, and what is left is the square of it
            at = at + move * np.array([math.exp(at[1]), 1.0])
            return at, is_definite(hessian)
        shorter = 1.0
        while shorter > 1e-6:
            there = at + shorter * move * np.array([math.exp(at[1]), 1.0])
            found = reverse_loss(log_density, there, step)
            if found[0] <= value + 1e-14 * (1 + abs(value)):
                break
            shorter /= 2
        at, (value, gradient, hessian) = there, found
    return at, False
