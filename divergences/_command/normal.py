"""Gaussian W2: the Wasserstein distance of the fitted normals (Frechet's, as in FID).

By Gelbrich's theorem it is a lower bound: of all pairs of laws with given means and covariances the
normal ones are nearest in W2, because in a plan between the normals the cross-covariance, on which
alone the cost depends once the moments are given, can be any that a plan could have.

References
----------
Gelbrich (1990), Math. Nachr. 147, 185-203, doi:10.1002/mana.19901470121.
"""

import math
from fractions import Fraction

import numpy as np

import divergences

from .._relabelling import relabelled
from .moving import rooted
from .problem import Problem
from .report import Row

_LARGEST = 2_000  # columns: a covariance above this takes minutes
_AFFORDABLE = 64  # columns up to which every relabelling, and the proof, takes seconds
Fit = tuple[np.ndarray, np.ndarray]


def gaussian_row(problem: Problem) -> list[Row]:
    """Return the row of W2 between the normal laws with the samples' means and covariances.

    Its bounds are proved for the means and covariances as rounded to doubles.
    """
    d = problem.dimension
    if min(problem.n, problem.m) < 2:
        return [Row("Gaussian W2", "nothing", note="one point has no covariance")]
    if d > _LARGEST:
        note = f"{d} columns; covariances are compared up to {_LARGEST}"
        return [Row("Gaussian W2", "nothing", note=note)]
    kind = "estimate" if problem.drawn else "lower bound"
    note = "of the normals with the samples' moments; W2 is at least that (Gelbrich 1990)"
    fits = _fit(problem.x), _fit(problem.y)
    value = divergences.gaussian_wasserstein(*fits[0], *fits[1])
    if d > _AFFORDABLE:
        return [
            Row("Gaussian W2", kind, value, note=f"{note}; no p-value above {_AFFORDABLE} columns")
        ]
    bounds = proved(*fits)
    lower, upper = bounds or (None, None)
    interval = None if bounds is None else "proved"

    def distance(i: np.ndarray, j: np.ndarray) -> float:
        fitted = [_fit(problem.pooled[part]) for part in (i, j)]
        return divergences.gaussian_wasserstein(*fitted[0], *fitted[1])

    null = None
    if problem.draws:
        null = relabelled(
            distance, problem.n, problem.m, draws=problem.draws, rng=problem.labellings()
        )
    return [Row("Gaussian W2", kind, value, lower, upper, interval, null, note)]


def proved(p: Fit, q: Fit) -> tuple[float, float] | None:
    """Return bounds on W2 of two normals, or None where the eigenvalues cannot be told apart.

    A coordinate that has variance 0 in one of the two moves alone: its part of W2^2, the squared
    difference of the means and the other variance, is added without rounding.
    """
    both = (np.diag(p[1]) > 0) & (np.diag(q[1]) > 0)
    alone = sum(
        (
            (Fraction(a) - Fraction(b)) ** 2 + Fraction(v) + Fraction(w)
            for a, b, v, w in np.column_stack([p[0], q[0], np.diag(p[1]), np.diag(q[1])])[
                ~both
            ].tolist()
        ),
        Fraction(0),
    )
    if not both.any():
        return _rooted(alone, alone)
    parts = [part for mean, cov in (p, q) for part in (mean[both], cov[np.ix_(both, both)])]
    try:
        bounds = divergences.prove(divergences.gaussian_wasserstein, *parts)
    except ValueError:  # eigenvalues of a singular product that no precision isolates
        return None
    if not alone:
        return bounds.lower, bounds.upper
    return _rooted(*(Fraction(end) ** 2 + alone for end in (bounds.lower, bounds.upper)))


def _rooted(lower: Fraction, upper: Fraction) -> tuple[float, float]:
    """Return square roots rounded outward."""
    low, high = float(lower), float(upper)
    low = low if Fraction(low) <= lower else math.nextafter(low, -math.inf)
    high = high if Fraction(high) >= upper else math.nextafter(high, math.inf)
    return rooted(low, -math.inf), rooted(high, math.inf)


def _fit(points: np.ndarray) -> Fit:
    return points.mean(axis=0), np.atleast_2d(np.cov(points, rowvar=False, bias=True))
