"""audit: what a critic's value is worth, beside the exact distance."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from divergences import Measure, costs, transport

from ._audit_laws import OnLaws, Settings, on_laws
from ._audit_reading import (
    as_points,
    read_fresh,
    read_pair,
    refuse_apart,
    refuse_many,
    refuse_range,
    refuse_settings,
    refuse_shared,
)
from ._audit_samples import OnSamples, on_samples
from ._audit_table import as_html, as_text
from ._evaluation import Critic, Pair, lipschitz_bound_of, over_bound, values_of
from ._potentials import Certificate

Step = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Audit:
    """A critic's value, and what it is worth; `float` gives the raw value.

    Attributes
    ----------
    samples : OnSamples
        What holds for these samples.
    laws : OnLaws or None
        What holds for the laws behind them; None where no fresh sample was given.

    Examples
    --------
    >>> from gan import audit
    >>> x, y = [[2.0, 0.0], [3.0, 0.0]], [[0.0, 0.0], [1.0, 0.0]]
    >>> found = audit(lambda points: 3 * points[:, 0], x, y)
    >>> float(found), round(found.samples.lower, 9), float(found.samples.w1)
    (6.0, 2.0, 2.0)
    """

    samples: OnSamples
    laws: OnLaws | None

    def __float__(self) -> float:
        return self.samples.value

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers; the optimal plan is left out."""
        return {
            "samples": self.samples.as_dict(),
            "laws": None if self.laws is None else self.laws.as_dict(),
        }

    def __str__(self) -> str:
        return as_text(self.samples, self.laws)

    def _repr_html_(self) -> str:
        return as_html(self.samples, self.laws)


def audit(
    critic: Critic,
    x: Any,
    y: Any,
    *,
    fresh: tuple[Any, Any] | None = None,
    diameter: float | None = None,
    lipschitz_bound: float | None = None,
    level: float = 0.95,
    step: Step | None = None,
) -> Audit:
    """Say what a critic's value mean f(x) - mean f(y) is worth as a Wasserstein distance.

    For these samples: the value over the critic's Lipschitz bound; what its values prove as
    potentials, at their best scale, whatever the critic; and the exact W1 with proved bounds. For
    the laws behind them, where a fresh sample is given: two-sided statements on their W1, certain
    ones if the diameter of their set is known, asymptotic ones always.

    Parameters
    ----------
    critic : callable
        From (batch, ...) to (batch,). An `nn.Module` is given tensors of its own dtype and device;
        another callable what `x` is, arrays or tensors.
    x, y : array_like or Tensor, shapes (n, ...) and (m, ...)
        Samples; distances between them are Euclidean, over all entries of a point.
    fresh : tuple of two array_like or Tensor, optional
        Further samples of the same laws, of any size, that played no part in making the critic;
        ``fresh=(x, y)`` where these played none and L is finite. Without a finite L the critic is
        extended from its values at x and y, and no point of these may be among the fresh ones.
    diameter : float, optional
        Of a set on which both laws live: known beforehand, not seen in the samples. Images of d
        pixels from 0 to 1 have sqrt(d).
    lipschitz_bound : float, optional
        An upper bound of the critic's Lipschitz constant; by default what ``critic
        .lipschitz_bound()`` says, if it has that.
    level : float, default 0.95
        Confidence of each two-sided statement on the laws.
    step : callable, optional
        Told (what, done, of) as work proceeds.

    Returns
    -------
    Audit
        `samples` and `laws`; ``float()`` is the raw value, ``str()`` a table with each number
        explained.

    Raises
    ------
    ValueError
        If samples are no points of one shape, too many (2^26 pairs), further apart than the
        diameter; if the critic gives no finite real number a point, or values that depend on the
        batch; if fresh points are points that the critic is extended from; if the level is not
        between 0 and 1.
    OverflowError
        If a result is above the largest double.

    References
    ----------
    Maurer, A. and Pontil, M. (2009), arXiv:0907.3740, theorem 4: the certain lower side.

    Examples
    --------
    >>> import numpy as np
    >>> from gan import audit
    >>> x, y = np.eye(3) + 1, np.eye(3)
    >>> samples = audit(lambda points: points.sum(axis=1), x, y).samples
    >>> samples.value, round(samples.lower, 12), round(float(samples.w1), 12)
    (3.0, 1.732050807569, 1.732050807569)
    """
    tell = step or (lambda what, done, of: None)
    x, y = as_points(x), as_points(y)
    first, second = read_pair(x, y, ("x", "y"))
    refuse_many(first, second)
    refuse_settings(level, diameter)
    new = None if fresh is None else read_fresh(fresh, x)
    f = values_of(critic, x), values_of(critic, y)
    bound = lipschitz_bound_of(critic, lipschitz_bound)
    extended = bound is None or bound == np.inf
    if new is not None and extended:
        refuse_shared((x, y), new[0])
    tell("distances", 0, 4)
    distances = costs.euclidean(first.points, second.points)
    all_points = [side.points for side in (first, second, *(new[1] if new else ()))]
    refuse_apart(all_points, diameter, float(distances.max()))
    tell("exact W1", 1, 4)
    optimal = transport(first, second, costs.euclidean)
    tell("bounds", 2, 4)
    samples, certificate = on_samples(critic, (x, y), f, bound, distances, optimal)
    if new is None:
        return Audit(samples, None)
    tell("laws", 3, 4)
    values = values_of(critic, new[0][0]), values_of(critic, new[0][1])
    certified = _certified(values, bound, diameter, certificate, new[1])
    settings = Settings(extended, level, diameter)
    return Audit(samples, on_laws(values, certified, optimal, samples.w1, settings))


def _certified(
    values: Pair,
    bound: float | None,
    diameter: float | None,
    certificate: Certificate,
    fresh: tuple[Measure, Measure],
) -> Pair:
    """Return the values at the fresh points of a 1-Lipschitz function: f / L, or the extension."""
    if bound is None or bound == np.inf:
        found = certificate.extension(fresh[0].points), certificate.extension(fresh[1].points)
        refuse_range("the critic's extension", found, 1.0, diameter)
        return found
    refuse_range("the critic", values, bound, diameter)
    return over_bound(values, bound)
