"""The kernels of `divergences.kernels`.

Differences of points are taken before squares. Each kernel is written once, for plain numbers and
for numbers that carry their second differences, from which `divergences.mmd` is computed.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._arrays import read_number, shown
from ._differences import Moved, Number, exp, power, sqrt


class _Radial:
    """A kernel that depends on the squared Euclidean distance alone."""

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        raise NotImplementedError(f"{type(self).__name__} has no profile; write one")

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the matrix (n, m) of the kernel between points x (n, d) and y (m, d)."""
        return np.asarray(self.profile(_squares(x, y)))

    def moved(self, x: np.ndarray, y: np.ndarray, z: np.ndarray, w: np.ndarray) -> Number:
        """Return the kernel between atoms that moved from x to y (n, d) and z to w (m, d)."""
        p, q, u, v = y - x, w - z, x - z[0], z - z[0]
        long_p, long_q = _rows(p, p)[:, None], _rows(q, q)
        here, first, second, both = (_squares(a, b) for a, b in ((x, z), (y, z), (x, w), (y, w)))
        # moves no shorter than the way between the atoms leave nothing to cancel
        by_first = np.where(
            here <= long_p, first - here, 2 * (_rows(p, u)[:, None] - p @ v.T) + long_p
        )
        by_second = np.where(here <= long_q, second - here, 2 * (_rows(q, v) - u @ q.T) + long_q)
        return self.profile(Moved(here, first, second, both, by_first, by_second, -2 * (p @ q.T)))


class _Dot:
    """A kernel that depends on the inner product alone."""

    def profile(self, dot: Number) -> Number:
        """Return the kernel at inner products."""
        raise NotImplementedError(f"{type(self).__name__} has no profile; write one")

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the matrix (n, m) of the kernel between points x (n, d) and y (m, d)."""
        return np.asarray(self.profile(x @ y.T))

    def moved(self, x: np.ndarray, y: np.ndarray, z: np.ndarray, w: np.ndarray) -> Number:
        """Return the kernel between atoms that moved from x to y (n, d) and z to w (m, d)."""
        p, q = y - x, w - z
        values = x @ z.T, y @ z.T, x @ w.T, y @ w.T
        return self.profile(Moved(*values, p @ z.T, x @ q.T, p @ q.T))


@dataclass(frozen=True)
class gaussian(_Radial):  # noqa: N801 - reads as a function: kernels.gaussian(1.0)
    """The Gaussian kernel, exp(-|x - y|^2 / (2 bandwidth^2)): characteristic.

    Parameters
    ----------
    bandwidth : float
        Above 0, in the units of the points.

    Raises
    ------
    ValueError
        If the bandwidth is not a finite number above 0.

    Examples
    --------
    >>> gaussian(1.0)(np.array([[0.0]]), np.array([[0.0]]))
    array([[1.]])
    """

    bandwidth: float

    def __post_init__(self) -> None:
        _refuse_not_positive(self.bandwidth, "bandwidth")

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        return exp(square * (-0.5 / self.bandwidth / self.bandwidth))


@dataclass(frozen=True)
class laplace(_Radial):  # noqa: N801
    """The Laplace kernel of the Euclidean norm, exp(-|x - y| / bandwidth): characteristic.

    Parameters
    ----------
    bandwidth : float
        Above 0, in the units of the points.

    Raises
    ------
    ValueError
        If the bandwidth is not a finite number above 0.
    """

    bandwidth: float

    def __post_init__(self) -> None:
        _refuse_not_positive(self.bandwidth, "bandwidth")

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        return exp(sqrt(square) * (-1 / self.bandwidth))


@dataclass(frozen=True)
class inverse_multiquadric(_Radial):  # noqa: N801
    """The inverse multiquadric, (1 + |x - y|^2 / bandwidth^2)^(-1/2): characteristic.

    Parameters
    ----------
    bandwidth : float
        Above 0, in the units of the points.

    Raises
    ------
    ValueError
        If the bandwidth is not a finite number above 0.
    """

    bandwidth: float

    def __post_init__(self) -> None:
        _refuse_not_positive(self.bandwidth, "bandwidth")

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        return power(square * (1 / self.bandwidth / self.bandwidth) + 1.0, -0.5)


@dataclass(frozen=True)
class rational_quadratic(_Radial):  # noqa: N801
    """The rational quadratic, (1 + |x - y|^2 / (2 alpha bandwidth^2))^-alpha: characteristic.

    Parameters
    ----------
    bandwidth, alpha : float
        Above 0; the bandwidth in the units of the points.

    Raises
    ------
    ValueError
        If a parameter is not a finite number above 0.
    """

    bandwidth: float
    alpha: float = 1.0

    def __post_init__(self) -> None:
        _refuse_not_positive(self.bandwidth, "bandwidth")
        _refuse_not_positive(self.alpha, "alpha")

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        scale = 0.5 / self.alpha / self.bandwidth / self.bandwidth
        return power(square * scale + 1.0, -self.alpha)


@dataclass(frozen=True)
class energy(_Radial):  # noqa: N801
    """The kernel of the energy distance, -|x - y|: conditionally positive definite.

    `divergences.mmd` with it is `divergences.energy_distance`.
    """

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        return sqrt(square) * -1.0


@dataclass(frozen=True)
class polynomial(_Dot):  # noqa: N801
    """The polynomial kernel, (x.y + constant)^degree: it tells laws apart by their moments.

    Parameters
    ----------
    degree : int
        At least 1: the highest moment that is compared.
    constant : float
        At least 0; above 0, lower moments are compared too.

    Raises
    ------
    ValueError
        If the degree is not a whole number of at least 1, or the constant is below 0.
    """

    degree: int
    constant: float = 1.0

    def __post_init__(self) -> None:
        if not (isinstance(self.degree, int) and self.degree >= 1):
            raise ValueError(f"degree is {shown(self.degree)}; pass a whole number of at least 1")
        if not 0 <= read_number(self.constant, "constant") < math.inf:
            raise ValueError(
                f"constant is {shown(self.constant)}; pass a finite number of at least 0"
            )

    def profile(self, dot: Number) -> Number:
        """Return the kernel at inner products."""
        base = dot + self.constant
        return math.prod([base] * (self.degree - 1), start=base)


@dataclass(frozen=True)
class linear(_Dot):  # noqa: N801
    """The linear kernel, x.y: `divergences.mmd` with it is the distance between the means."""

    def profile(self, dot: Number) -> Number:
        """Return the kernel at inner products."""
        return dot


def _refuse_not_positive(value: Any, name: str) -> None:
    if not 0 < read_number(value, name) < math.inf:
        raise ValueError(f"{name} is {shown(value)}; pass a finite number above 0")


def _squares(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    from scipy.spatial.distance import cdist

    return np.asarray(cdist(x, y, "sqeuclidean"))


def _rows(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the inner product of each row of x with that of y."""
    return np.asarray(np.einsum("ij,ij->i", x, y))
