"""What the bound does not say: latents against the prior, samples against held-out rows.

A bound near log p(x) may go with latents that do not fill the prior, and then what is generated
from the prior is not what was learnt. Here both gaps are measured between samples of equal size,
each beside its null: the same distance when the pooled points are relabelled by lot.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.spatial.distance import pdist

from divergences import (
    Bounds,
    Estimate,
    estimate_mmd_squared,
    kernels,
    prove,
    sliced_wasserstein,
    wasserstein,
)

from ._door import read_count
from ._features import VAEFeatures

DIRECTIONS = 50
Distance = Callable[[np.ndarray, np.ndarray], float]


@dataclass(frozen=True, eq=False)
class Relabelled:
    """A distance between two samples, and what it is when their points are relabelled.

    Attributes
    ----------
    value : float
        The distance as observed.
    null : float
        Its median under relabelling: what it would be about if the laws were equal.
    p_value : float
        (1 + relabellings that reach the value) / (1 + relabellings): at most u with probability
        at most u where the laws are equal.
    """

    value: float
    null: float
    p_value: float

    def as_dict(self) -> dict[str, float]:
        """Return the three numbers."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Gap:
    """How far apart two samples are, with what is proved and what is estimated of it.

    Attributes
    ----------
    wasserstein, sliced, mmd : Relabelled
        W2, exact; sliced W2 over 50 random directions; MMD by a Gaussian kernel whose bandwidth is
        the median distance of the pooled points.
    bounds : Bounds
        Of W2, proved.
    mmd_squared : Estimate
        Of MMD^2 between the laws, without bias.
    score : float
        Mean log p(x) of the rows in nats, as `VAEFeatures.score` estimates it: what stands beside.
    """

    wasserstein: Relabelled
    sliced: Relabelled
    mmd: Relabelled
    bounds: Bounds
    mmd_squared: Estimate
    score: float

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers, strings, lists and dictionaries, for JSON."""
        parts = {name: part.as_dict() for name, part in vars(self).items() if name != "score"}
        return {**parts, "score": self.score}


def prior_gap(
    features: VAEFeatures,
    X: Any,
    *,
    rng: np.random.Generator,
    points: int = 300,
    relabellings: int = 99,
) -> Gap:
    """Measure the aggregate posterior, the mean of q(z | x) over rows, against N(0, I).

    Parameters
    ----------
    features : VAEFeatures
        Fitted.
    X : array_like, shape (n, d)
        Rows, of which as many as `points` are drawn: one latent from the posterior of each.
    rng : numpy.random.Generator
        Draws.
    points : int, default 300
        Of each sample, at most n.
    relabellings : int, default 99
        For the nulls.

    Returns
    -------
    Gap
        In units of the prior's deviation.

    Raises
    ------
    ValueError
        If a number is no whole number of at least 2 points, or 1 relabelling.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_digits
    >>> from vae import VAEFeatures
    >>> X = load_digits().data
    >>> features = VAEFeatures(2, hidden_layer_sizes=(8,), max_epochs=2, random_state=0).fit(X)
    >>> gap = prior_gap(features, X, rng=np.random.default_rng(0), points=50, relabellings=9)
    >>> gap.bounds.lower <= gap.wasserstein.value <= gap.bounds.upper
    True
    """
    rows = _drawn(X, points, rng)
    mean, deviation = features.posterior(rows)
    latents = mean + deviation * rng.normal(size=mean.shape)
    return _gap(latents, rng.normal(size=mean.shape), rng, relabellings, features.score(rows))


def sample_gap(
    features: VAEFeatures,
    X: Any,
    *,
    rng: np.random.Generator,
    points: int = 300,
    relabellings: int = 99,
) -> Gap:
    """Measure samples of the model against rows that it was not trained on.

    Parameters
    ----------
    features : VAEFeatures
        Fitted.
    X : array_like, shape (n, d)
        Held-out rows, of which as many as `points` are drawn.
    rng : numpy.random.Generator
        Draws.
    points : int, default 300
        Of each sample, at most n.
    relabellings : int, default 99
        For the nulls.

    Returns
    -------
    Gap
        In units of the rows.

    Raises
    ------
    ValueError
        If a number is no whole number of at least 2 points, or 1 relabelling.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_digits
    >>> from vae import VAEFeatures
    >>> X = load_digits().data
    >>> features = VAEFeatures(2, hidden_layer_sizes=(8,), max_epochs=2, random_state=0)
    >>> features = features.fit(X[:900])
    >>> rng = np.random.default_rng(0)
    >>> gap = sample_gap(features, X[900:], rng=rng, points=50, relabellings=9)
    >>> bool(gap.wasserstein.value > gap.wasserstein.null)  # two epochs teach little
    True
    """
    rows = _drawn(X, points, rng)
    drawn = features.sample(len(rows), random_state=int(rng.integers(2**31 - 1)))
    return _gap(drawn, rows, rng, relabellings, features.score(rows))


def _drawn(X: Any, points: Any, rng: np.random.Generator) -> np.ndarray:
    rows = np.asarray(X, dtype=np.float64)
    count = min(read_count(points, "points", least=2), len(rows))
    return np.asarray(rows[rng.choice(len(rows), count, replace=False)])


def _gap(
    x: np.ndarray, y: np.ndarray, rng: np.random.Generator, relabellings: Any, score: float
) -> Gap:
    count = read_count(relabellings, "relabellings")
    pool = np.concatenate([x, y])
    middle = float(np.median(pdist(pool)))
    kernel = kernels.gaussian(middle if middle > 0 else 1.0)
    gram = kernel(pool, pool)
    normals = rng.normal(size=(DIRECTIONS, x.shape[1]))
    directions = normals / np.linalg.norm(normals, axis=1, keepdims=True)

    def discrepancy(first: np.ndarray, second: np.ndarray) -> float:
        signs = np.zeros(len(pool))
        signs[first], signs[second] = 1 / len(first), -1 / len(second)
        return float(np.sqrt(max(signs @ gram @ signs, 0.0)))

    def between(distance: Callable[[np.ndarray, np.ndarray], float]) -> Distance:
        return lambda first, second: distance(pool[first], pool[second])

    orders = [rng.permutation(len(pool)) for _ in range(count)]
    found = [
        _relabelled(distance, orders, len(x))
        for distance in (
            between(lambda a, b: wasserstein(a, b, order=2)),
            between(lambda a, b: sliced_wasserstein(a, b, directions, order=2)),
            discrepancy,
        )
    ]
    bounds = prove(wasserstein, x, y, order=2)
    return Gap(found[0], found[1], found[2], bounds, estimate_mmd_squared(x, y, kernel), score)


def _relabelled(distance: Distance, orders: list[np.ndarray], n: int) -> Relabelled:
    places = np.arange(len(orders[0]))
    value = distance(places[:n], places[n:])
    draws = np.array([distance(order[:n], order[n:]) for order in orders])
    reached = int(np.count_nonzero(draws >= value))
    return Relabelled(value, float(np.median(draws)), (1 + reached) / (1 + len(draws)))
