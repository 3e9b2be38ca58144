"""Measures: weighted points in R^d."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ._arrays import read_flag, read_numbers, refuse_empty, refuse_not_finite
from ._simplex import as_law


@dataclass(frozen=True, eq=False, init=False, repr=False)
class Measure:
    """A probability measure with finitely many atoms: weighted points in R^d.

    Parameters
    ----------
    points : array_like, shape (n, d) or (n,)
        The atoms; one-dimensional points are atoms of the line. They may repeat.
    weights : array_like, shape (n,), optional
        The mass of each atom: non-negative, sum 1 within rounding. ``None`` means uniform.
        The measure meant is ``weights / (exact sum of weights)``.
    normalize : bool, default False
        Accept weights of any positive finite sum.

    Attributes
    ----------
    points : ndarray, shape (n, d)
        float64, read-only.
    weights : ndarray, shape (n,)
        float64, read-only; as given, not divided by their sum. Uniform weights are all 1.0:
        integers, so that their sums are exact.
    uniform : bool
        Whether no weights were given.

    Raises
    ------
    ValueError
        If points or weights are empty, not finite, not numbers, or of lengths that differ; if
        weights are negative or do not sum to 1.

    Examples
    --------
    >>> mu = Measure([[0.0, 0.0], [1.0, 0.0]], [0.25, 0.75])
    >>> mu
    Measure(2 atoms in R^2, weights 0.25 to 0.75)
    """

    points: np.ndarray
    weights: np.ndarray
    uniform: bool

    def __init__(self, points: Any, weights: Any = None, *, normalize: bool = False) -> None:
        read_flag(normalize, "normalize")
        x = read_points(points, "points")
        if weights is None:
            a = np.ones(len(x))
        else:
            a = as_law(weights, "weights", normalize=normalize)
            if len(a) != len(x):
                raise ValueError(
                    f"{len(x)} points and {len(a)} weights; give each point one weight"
                )
        object.__setattr__(self, "points", _frozen(x))
        object.__setattr__(self, "weights", _frozen(a))
        object.__setattr__(self, "uniform", weights is None)

    def __len__(self) -> int:
        return len(self.points)

    @property
    def dimension(self) -> int:
        """The d of R^d."""
        return int(self.points.shape[1])

    def rounded(self, decimals: int) -> "Measure":
        """Return the measure with its points rounded to `decimals` decimal places.

        For those who want 0.1 + 0.2 to meet 0.3: `kl` and its kin match atoms exactly.
        """
        points = np.round(self.points, decimals)
        return Measure(points, None if self.uniform else self.weights, normalize=True)

    def as_dict(self) -> dict[str, Any]:
        """Return points and weights as lists of Python floats."""
        return {"points": self.points.tolist(), "weights": self.weights.tolist()}

    def __repr__(self) -> str:
        atoms = "1 atom" if len(self) == 1 else f"{len(self)} atoms"
        low, high = float(self.weights.min()), float(self.weights.max())
        weights = "uniform" if self.uniform else f"weights {low:.6g} to {high:.6g}"
        return f"Measure({atoms} in R^{self.dimension}, {weights})"


def as_measures(mu: Any, nu: Any) -> tuple[Measure, Measure]:
    """Read two measures, or two plain arrays of points (uniform weights), of one dimension.

    Raises
    ------
    ValueError
        If their dimensions differ, or both look like probability vectors: those want
        `wasserstein_histogram`.
    """
    if not isinstance(mu, Measure) and not isinstance(nu, Measure):
        refuse_probability_vectors(mu, nu)
    mu = mu if isinstance(mu, Measure) else Measure(mu)
    nu = nu if isinstance(nu, Measure) else Measure(nu)
    if mu.dimension != nu.dimension:
        raise ValueError(
            f"mu lives in R^{mu.dimension} and nu in R^{nu.dimension}; give points of one dimension"
        )
    return mu, nu


def read_points(points: Any, name: str) -> np.ndarray:
    """Read points, shape (n, d), from (n, d) or (n,)."""
    if isinstance(points, Measure):
        raise ValueError(f"{name} is a Measure, not an array; pass its .points, or use it as it is")
    x = read_numbers(points, name)
    if x.ndim not in (1, 2):
        raise ValueError(f"{name} has shape {x.shape}; pass (n, d), or (n,) for points of the line")
    refuse_empty(x, name)
    refuse_not_finite(x, name)
    return x[:, None] if x.ndim == 1 else x


def refuse_probability_vectors(mu: Any, nu: Any) -> None:
    """Raise ValueError where two arrays of points are probability vectors by all appearances."""
    x, y = read_numbers(mu, "mu"), read_numbers(nu, "nu")
    if x.ndim != 1 or x.shape != y.shape or len(x) < 3:
        return
    if all(np.isfinite(v).all() and v.min() >= 0 and abs(v.sum() - 1) <= 1e-9 for v in (x, y)):
        raise ValueError(
            f"mu and nu are non-negative and sum to {x.sum():.12g} and {y.sum():.12g}: these are "
            "probability vectors: wasserstein_histogram(p, q, support), or Measure(x) if points"
        )


def _frozen(array: np.ndarray) -> np.ndarray:
    """Return a read-only array that no later write by the caller can change."""
    own = np.array(array, dtype=np.float64, order="C")
    own.flags.writeable = False
    return own
