"""Distances between samples and real points, in one feature space."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from divergences import (
    Bounds,
    Estimate,
    gaussian_wasserstein,
    prove,
    sliced_wasserstein,
    wasserstein,
)

from .kernel import kid
from .neighbours import Neighbourhoods, neighbourhoods
from .reading import read_pair

DIRECTIONS = 128


@dataclass(frozen=True, eq=False)
class Distances:
    """How far samples are from real points, as many, in a feature space.

    Attributes
    ----------
    n, d : int
        How many points each, of how many entries.
    n_transport : int
        Of how many of them W1 and W2 are taken.
    w1, w2 : Bounds
        The Wasserstein distances of the first n_transport points, proved.
    sliced_w2 : float
        The sliced Wasserstein distance of order 2, over the same directions for all.
    kid : Estimate
        MMD^2 of the laws with the kernel (x.y / d + 1)^3, without bias; it may be below 0.
    fid : float
        W2^2 of the Gaussians with the points' means and covariances; biased upward.
    among : Neighbourhoods
        Precision, recall, density and coverage.
    """

    n: int
    d: int
    n_transport: int
    w1: Bounds
    w2: Bounds
    sliced_w2: float
    kid: Estimate
    fid: float
    among: Neighbourhoods

    def as_dict(self) -> dict[str, Any]:
        """Return everything as numbers; of bounds the ends, of the estimate its error."""
        return {
            "n": self.n,
            "d": self.d,
            "n_transport": self.n_transport,
            "w1": [self.w1.lower, self.w1.upper],
            "w2": [self.w2.lower, self.w2.upper],
            "sliced_w2": self.sliced_w2,
            "kid": self.kid.value,
            "kid_standard_error": self.kid.standard_error,
            "fid": self.fid,
            **asdict(self.among),
        }


def fid(samples: Any, real: Any) -> float:
    """Return the Frechet distance of Heusel et al.: W2^2 between fitted Gaussians.

        |m - m'|^2 + tr(C + C' - 2 (C C')^(1/2))

    Its mean is above the laws' value, by more for fewer points, and by an amount that depends on
    the laws: compare it at one size only, and with that of real points against real ones.

    Parameters
    ----------
    samples, real : array_like, shape (n, d) and (m, d)
        Points, at least two each.

    Returns
    -------
    float
        At least 0.

    Raises
    ------
    ValueError
        If there are fewer points, they are not finite, or their dimensions differ.

    References
    ----------
    Heusel, Ramsauer, Unterthiner, Nessler & Hochreiter (2017), arXiv:1706.08500.
    Chong & Forsyth (2019), arXiv:1911.07023 (the bias).

    Examples
    --------
    >>> fid([[0.0], [2.0]], [[3.0], [5.0]])
    9.0
    """
    x, y = read_pair(samples, real, least=2)
    fitted = [(z.mean(axis=0), np.atleast_2d(np.cov(z.T))) for z in (x, y)]
    return gaussian_wasserstein(*fitted[0], *fitted[1]) ** 2


def distances(
    x: np.ndarray, y: np.ndarray, labels: tuple[Any, Any], *, transport: int, seed: int
) -> Distances:
    """Return all of them, for as many points x as y, and the labels of both (None for none)."""
    few = min(transport, len(x))
    directions = np.random.default_rng(seed).normal(size=(DIRECTIONS, x.shape[1]))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return Distances(
        n=len(x),
        d=x.shape[1],
        n_transport=few,
        w1=prove(wasserstein, x[:few], y[:few]),
        w2=prove(wasserstein, x[:few], y[:few], order=2),
        sliced_w2=sliced_wasserstein(x, y, directions, order=2),
        kid=kid(x, y, *labels),
        fid=fid(x, y),
        among=neighbourhoods(x, y),
    )
