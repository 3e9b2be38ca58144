"""Estimates: what samples say about the distance of the laws behind them."""

import functools
import html
import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from ._arrays import read_number, shown
from ._measure import Measure, read_points
from ._mmd import BLOCK, Kernel, kernel_matrix, refuse_no_kernel
from ._projections import Others, Pairs, distances_along, gaps, projections
from ._sliced import refuse_order

METHOD_MMD = "unbiased U-statistic; normal interval from its first-order variance"
METHOD_SLICED = "plug-in; normal interval from potentials (sampling) and spread over directions"


@dataclass(frozen=True, eq=False)
class Estimate:
    """An estimate of a distance between laws, from samples of them.

    Attributes
    ----------
    value : float
        The estimate; an unbiased one may be negative.
    standard_error : float
        Its standard deviation, estimated.
    interval : tuple of two floats
        Where the true distance lies, with confidence `level`.
    level : float
        Between 0 and 1.
    method : str
        How value and interval were made.
    n, m : int
        Sizes of the samples.

    Examples
    --------
    >>> e = Estimate(1.0, 0.1, (0.8, 1.2), 0.95, "by hand", 10, 20)
    >>> e
    Estimate(1 +- 0.1, 95 % in [0.8, 1.2], n=10, m=20)
    >>> float(e)
    1.0
    """

    value: float
    standard_error: float
    interval: tuple[float, float]
    level: float
    method: str
    n: int
    m: int

    def __float__(self) -> float:
        return self.value

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers, strings and a list of two floats."""
        return {**asdict(self), "interval": list(self.interval)}

    def __repr__(self) -> str:
        low, high = self.interval
        return (
            f"Estimate({self.value:.6g} +- {self.standard_error:.2g}, "
            f"{100 * self.level:.6g} % in [{low:.6g}, {high:.6g}], n={self.n}, m={self.m})"
        )

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><th>{html.escape(k)}</th><td>{html.escape(str(v))}</td></tr>"
            for k, v in self.as_dict().items()
        )
        return f"<table>{cells}</table>"


def estimate_mmd_squared(x: Any, y: Any, kernel: Kernel, *, level: float = 0.95) -> Estimate:
    """Estimate MMD^2 between the laws behind two samples, without bias.

    The value is the U-statistic of Gretton et al. (2012), lemma 6. Its variance to first order is
    4 Var h(X) / n + 4 Var g(Y) / m with h(x) = E k(x, X') - E k(x, Y), g(y) = E k(y, Y') -
    E k(X, y) (Hoeffding's decomposition; Sutherland 2019): here with the variance of their
    estimates over the sample.

    The interval is for laws that differ. Where they are equal, h and g are constant, the
    statistic is not normal, and the standard error is of the order of the value's spread but the
    interval's level is not promised: the null by relabelling answers whether laws differ.

    Parameters
    ----------
    x, y : array_like, shape (n, d) and (m, d), or (n,) and (m,)
        Independent draws from the two laws, at least two each.
    kernel : callable
        One of `divergences.kernels`, or (n, d), (m, d) -> (n, m).
    level : float, default 0.95
        Confidence of the interval.

    Returns
    -------
    Estimate
        Of MMD^2; it may be negative.

    Raises
    ------
    ValueError
        If a sample has fewer than two points, is refused, or their dimensions differ; if the level
        is not between 0 and 1.

    References
    ----------
    Gretton, Borgwardt, Rasch, Schoelkopf & Smola (2012), JMLR 13:723-773, lemma 6.
    Sutherland (2019), arXiv:1906.02104.

    Examples
    --------
    >>> from divergences import kernels
    >>> estimate_mmd_squared([0.0, 2.0], [5.0, 5.0], kernels.linear()).value
    15.0
    """
    x, y = _read_samples(x, y)
    refuse_no_kernel(kernel)
    z = _normal_quantile(level)
    n, m = len(x), len(y)
    within_x, within_y = _means(kernel, x, x, True), _means(kernel, y, y, True)
    across_x, across_y = _means(kernel, x, y, False), _means(kernel, y, x, False)
    value = float(within_x.mean() + within_y.mean() - across_x.mean() - across_y.mean())
    first, second = (within_x - across_x).var(ddof=1), (within_y - across_y).var(ddof=1)
    error = 2 * math.sqrt(first / n + second / m)
    interval = (value - z * error, value + z * error)
    return Estimate(value, error, interval, level, METHOD_MMD, n, m)


def estimate_sliced_wasserstein(
    x: Any,
    y: Any,
    *,
    order: float = 1,
    n_directions: int,
    rng: np.random.Generator,
    level: float = 0.95,
) -> Estimate:
    """Estimate the sliced Wasserstein distance over all directions between two laws.

    The value is the sliced distance of the samples over random directions. Two errors are added:
    that of the directions, from the spread of W^order over them; and that of the samples, from the
    spread of the optimal potentials, averaged over directions, over the points (the variance of
    the central limit theorem of Rodriguez-Vitores et al., 2025, stated there for order > 1).

    The interval is for laws that differ. The plug-in is biased upwards by some n^(-1/2) (of W, not
    its square) where laws are close, and where they are equal the interval lies above 0, the
    truth: see Manole et al. (2019). The null by relabelling answers whether laws differ.

    Parameters
    ----------
    x, y : array_like, shape (n, d) and (m, d), or (n,) and (m,)
        Independent draws from the two laws, at least two each.
    order : float, default 1
        At least 1 and finite.
    n_directions : int
        How many directions to draw, at least 2.
    rng : numpy.random.Generator
        Draws them, uniform on the sphere.
    level : float, default 0.95
        Confidence of the interval.

    Returns
    -------
    Estimate
        Of the rooted distance, at least 0.

    Raises
    ------
    ValueError
        If a sample has fewer than two points, is refused, or their dimensions differ; if order,
        n_directions or level are out of range, or rng is no Generator.

    References
    ----------
    Rodriguez-Vitores, del Barrio & Loubes (2025), arXiv:2503.18831.
    Manole, Balakrishnan & Wasserman (2019), arXiv:1909.07862.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> estimate_sliced_wasserstein([0.0, 1.0], [2.0, 3.0], n_directions=5, rng=rng).value
    2.0
    """
    x, y = _read_samples(x, y)
    z = _normal_quantile(level)
    refuse_order(order)
    directions = _draw_directions(n_directions, x.shape[1], rng)
    exponent = int(np.frexp(max(np.abs(x).max(), np.abs(y).max()))[1])  # so that no power overflows
    distances, power = distances_along(Measure(x), Measure(y), directions, float(order))
    powers = np.ldexp(distances, power - exponent) ** order
    scaled = np.ldexp(x, -exponent), np.ldexp(y, -exponent)
    f, g = _potentials_along(*scaled, directions, float(order))
    mean = float(powers.mean())
    variance = powers.var(ddof=1) / n_directions + f.var(ddof=1) / len(x) + g.var(ddof=1) / len(y)
    error = math.sqrt(variance)
    value = mean ** (1 / order)
    slope = value / (mean or 1) / order
    low, high = (max(mean + sign * z * error, 0) ** (1 / order) for sign in (-1, 1))
    value, error, low, high = (
        float(v) for v in np.ldexp([value, slope * error, low, high], exponent)
    )
    return Estimate(value, error, (low, high), level, METHOD_SLICED, len(x), len(y))


def _means(kernel: Kernel, x: np.ndarray, y: np.ndarray, leave_self_out: bool) -> np.ndarray:
    """Return the mean of k(x_i, y_j) over j, or over j != i, a block of rows at a time."""
    step, means = max(1, BLOCK // len(y)), []
    for start in range(0, len(x), step):
        block = np.array(kernel_matrix(kernel, x[start : start + step], y))
        if leave_self_out:
            np.fill_diagonal(block[:, start:], 0)
        means.append(block.sum(axis=1) / (len(y) - leave_self_out))
    return np.concatenate(means)


def _potentials_along(
    x: np.ndarray, y: np.ndarray, directions: np.ndarray, order: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the potentials averaged over directions."""
    drawn = (_potentials(x, y, direction, order) for direction in directions)
    f, g = np.split(functools.reduce(np.add, drawn) / len(directions), [len(x)])
    return f, g


def _potentials(x: np.ndarray, y: np.ndarray, direction: np.ndarray, order: float) -> np.ndarray:
    """Return the potentials of x and of y along one direction, one after the other."""
    (u,), (v,) = (projections(points, direction[None]) for points in (x, y))
    return np.concatenate([_potential(u, v, order), _potential(v, u, order)])


def _potential(u: Pairs, v: Others, order: float) -> np.ndarray:
    """Return an optimal potential at each of u; only its differences count.

    Between neighbours it grows as the cost to the quantile of v at their common level; where
    that is between two atoms of v, as the mean of both.
    """
    n, m = u.shape[1], v.shape[1]
    places = np.lexsort(u[::-1])
    ordered, v, levels = u[:, places], v[:, np.lexsort(v[::-1])], np.arange(1, n) * m
    growth = np.zeros(n)
    for atom in (v[:, (levels - 1) // n], v[:, levels // n]):
        growth[1:] += gaps(ordered[:, 1:], atom) ** order / 2
        growth[1:] -= gaps(ordered[:, :-1], atom) ** order / 2
    potential = np.empty(n)
    potential[places] = np.cumsum(growth)
    return potential


def _draw_directions(k: Any, d: int, rng: Any) -> np.ndarray:
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng is {rng!r}; pass numpy.random.default_rng(seed)")
    if not (isinstance(k, int) and k >= 2):
        raise ValueError(f"n_directions is {shown(k)}; pass a whole number of at least 2")
    drawn = rng.normal(size=(k, d))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def _read_samples(x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    first, second = read_points(x, "x"), read_points(y, "y")
    for sample, name in ((first, "x"), (second, "y")):
        if len(sample) < 2:
            raise ValueError(f"{name} has {len(sample)} point; an estimate takes at least 2")
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            f"x lives in R^{first.shape[1]} and y in R^{second.shape[1]}; give one dimension"
        )
    return first, second


def _normal_quantile(level: Any) -> float:
    if not 0 < read_number(level, "level") < 1:
        raise ValueError(
            f"level is {shown(level)}; pass a confidence between 0 and 1, for example 0.95"
        )
    return float(ndtri((1 + level) / 2))
