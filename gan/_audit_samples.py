"""What a critic's value says of the very samples that it was taken on."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from divergences import Bounds, Transport

from ._evaluation import Critic, Pair, difference, gradient_norms, over_bound
from ._potentials import Certificate, certificate_of, steepest
from ._powers import exponent

_SINGLE = 1e-6  # what a critic in float32 may be off by, relatively


@dataclass(frozen=True, eq=False)
class OnSamples:
    """What a critic's value is worth on two samples.

    Attributes
    ----------
    n, m, dimension : int
        Sizes of the samples, entries of a point.
    value : float
        Mean f(x) - mean f(y).
    gradient_norms : tuple of two floats, or None
        Median and largest |grad f| seen at the points; None where torch cannot differentiate f.
    steepest : float
        The largest |f(x) - f(y)| / |x - y| between the samples: at most the Lipschitz constant;
        inf where that is above the largest double.
    lipschitz_bound : float or None
        L, an upper bound of the Lipschitz constant, infinite or None where there is none.
    value_over_lipschitz : float or None
        value / L, at most W1 of the samples; None without a finite L.
    scale : float
        The factor at which the critic's values bound most as potentials; 0, which says nothing of
        the critic, where no double is that factor.
    lower : float
        What they prove at that scale: at most W1 of the samples, whatever the critic is.
    lower_from_zero, lower_from_centre : float
        The same from the potential 0, and from the distance to the mean of all points.
    w1 : Bounds
        W1 of the samples, proved.
    optimal : Transport
        The plan that attains it, with its potentials.

    Examples
    --------
    >>> import numpy as np
    >>> from gan import audit
    >>> samples = audit(lambda x: 2 * x[:, 0], np.eye(2) + [1, 0], np.eye(2)).samples
    >>> samples.value, samples.steepest, samples.lower
    (2.0, 2.0, 1.0)
    """

    n: int
    m: int
    dimension: int
    value: float
    gradient_norms: tuple[float, float] | None
    steepest: float
    lipschitz_bound: float | None
    value_over_lipschitz: float | None
    scale: float
    lower: float
    lower_from_zero: float
    lower_from_centre: float
    w1: Bounds
    optimal: Transport

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the plan, as numbers and lists; None for inf and nan."""
        kept = {name: _in_json(value) for name, value in vars(self).items() if name != "optimal"}
        return {**kept, "w1": self.w1.as_dict()}


def on_samples(
    critic: Critic,
    points: tuple[Any, Any],
    values: Pair,
    lipschitz_bound: float | None,
    distances: np.ndarray,
    optimal: Transport,
) -> tuple[OnSamples, Certificate]:
    """Return what holds on these samples, and the potential that proves the lower bound."""
    x, y = optimal.mu.points, optimal.nu.points
    value = difference(values)
    _refuse_steeper(values, lipschitz_bound, distances)
    away = _from_centre(x, y)
    none = np.zeros(len(x)), np.zeros(len(y))
    best = certificate_of(x, y, distances, values)
    outward = certificate_of(x, y, distances, away)
    inward = certificate_of(x, y, distances, (-away[0], -away[1]))
    samples = OnSamples(
        n=len(x),
        m=len(y),
        dimension=x.shape[1],
        value=value,
        gradient_norms=_seen(critic, points),
        steepest=steepest(distances, values),
        lipschitz_bound=lipschitz_bound,
        value_over_lipschitz=_over(value, lipschitz_bound),
        scale=best.scale,
        lower=best.proved(),
        lower_from_zero=certificate_of(x, y, distances, none).proved(),
        lower_from_centre=max(outward, inward, key=lambda c: c.bound).proved(),
        w1=optimal.bounds(),
        optimal=optimal,
    )
    return samples, best


def _refuse_steeper(values: Pair, lipschitz_bound: float | None, distances: np.ndarray) -> None:
    """Raise ValueError where a pair of points is steeper than the bound, and not by rounding."""
    rounding = _SINGLE * max(float(np.abs(v).max()) for v in values)
    slope = steepest(distances, values, rounding)
    if lipschitz_bound is not None and slope > lipschitz_bound * (1 + _SINGLE):
        raise ValueError(
            f"lipschitz_bound is {lipschitz_bound:.6g}, but a pair of points has the slope "
            f"{slope:.6g}; pass a bound that holds, or math.inf for none"
        )


def _over(value: float, lipschitz_bound: float | None) -> float | None:
    """Return value / L; 0 for a constant, and None without a finite L."""
    if lipschitz_bound is None or lipschitz_bound == np.inf:
        return None
    return float(over_bound((np.array([value]), np.array([-value])), lipschitz_bound)[0][0])


def _from_centre(x: np.ndarray, y: np.ndarray) -> Pair:
    """Return the distance of each point to the mean of all."""
    e = exponent(x, y)
    points = np.ldexp(np.concatenate([x, y]), -e)
    points = points - points.mean(axis=0)
    size = exponent(points)
    away = np.ldexp(np.linalg.norm(np.ldexp(points, -size), axis=1), size + e)
    return away[: len(x)], away[len(x) :]


def _in_json(value: Any) -> Any:
    """Return a tuple as a list, and None for a number that JSON does not have."""
    if isinstance(value, tuple):
        return [_in_json(number) for number in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _seen(critic: Critic, points: tuple[Any, Any]) -> tuple[float, float] | None:
    norms = [gradient_norms(critic, side) for side in points]
    if norms[0] is None or norms[1] is None:
        return None
    both = np.concatenate([norms[0], norms[1]])
    return float(np.median(both)), float(both.max())
