"""The kernels of `divergences.kernels`.

Differences of points are taken before squares. Each kernel is written once, for plain numbers and
for numbers that carry their second differences, from which `divergences.mmd` is computed.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

from ._arrays import read_number, shown
from ._differences import Number, exp, log1p, sqrt
from ._kernel_families import Dot, Radial, Scaled

SLIGHT = 100  # powers of two from the points up to the bandwidth, beyond which one term will do


@dataclass(frozen=True)
class _Bell(Radial):
    """A radial kernel with a bandwidth, 1 - (|x - y| / bandwidth)^2 / 2 or 1 - |x - y| / bandwidth
    up to higher powers.
    """

    bandwidth: float

    def reach(self) -> int:
        """Return how many powers of two above the bandwidth those powers still do not count."""
        return 0

    def scaled(self, size: int) -> Scaled:
        """Return the kernel in units of its bandwidth, or of the points where these are smaller."""
        width, own = math.frexp(self.bandwidth)
        if own + self.reach() - size <= SLIGHT:
            unit = min(own, size)
            return replace(self, bandwidth=math.ldexp(width, own - unit)), unit, 0, 1.0
        if self.root:
            return energy(), size, size - own, 1 / width
        return linear(), size, 2 * (size - own), 1 / width**2


@dataclass(frozen=True)
class gaussian(_Bell):  # noqa: N801 - reads as a function: kernels.gaussian(1.0)
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
    >>> import numpy as np
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
class laplace(_Bell):  # noqa: N801
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
    root = True

    def __post_init__(self) -> None:
        _refuse_not_positive(self.bandwidth, "bandwidth")

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        return exp(sqrt(square) * (-1 / self.bandwidth))


@dataclass(frozen=True)
class inverse_multiquadric(_Bell):  # noqa: N801
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
        return exp(log1p(square * (1 / self.bandwidth / self.bandwidth)) * -0.5)


@dataclass(frozen=True)
class rational_quadratic(_Bell):  # noqa: N801
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

    def reach(self) -> int:
        """Return how far below the bandwidth a small exponent makes the kernel bend."""
        return min(0, math.frexp(self.alpha)[1] // 2)

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        scale = 0.5 / self.alpha / self.bandwidth / self.bandwidth
        return exp(log1p(square * scale) * -self.alpha)


@dataclass(frozen=True)
class energy(Radial):  # noqa: N801
    """The kernel of the energy distance, -|x - y|: conditionally positive definite.

    `divergences.mmd` with it is `divergences.energy_distance`.
    """

    root = True

    def scaled(self, size: int) -> Scaled:
        """Return the kernel itself: it is homogeneous."""
        return self, size, size, 1.0

    def profile(self, square: Number) -> Number:
        """Return the kernel at squared distances."""
        return sqrt(square) * -1.0


@dataclass(frozen=True)
class polynomial(Dot):  # noqa: N801
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
        whole = isinstance(self.degree, int) and not isinstance(self.degree, bool)
        if not (whole and self.degree >= 1):
            raise ValueError(f"degree is {shown(self.degree)}; pass a whole number of at least 1")
        if not 0 <= read_number(self.constant, "constant") < math.inf:
            raise ValueError(
                f"constant is {shown(self.constant)}; pass a finite number of at least 0"
            )

    def scaled(self, size: int) -> Scaled:
        """Return the kernel in units in which the constant, or the largest product, is about 1."""
        half = (math.frexp(self.constant)[1] + 1) // 2 if self.constant else size
        unit, n = max(half, size), self.degree
        constant = math.ldexp(self.constant, -2 * unit)
        if unit - size <= SLIGHT:
            return polynomial(n, constant), unit, 2 * unit * n, 1.0
        return linear(), size, 2 * unit * (n - 1) + 2 * size, n * constant ** (n - 1)

    def profile(self, dot: Number) -> Number:
        """Return the kernel at inner products."""
        base = dot + self.constant
        return math.prod([base] * (self.degree - 1), start=base)


@dataclass(frozen=True)
class linear(Dot):  # noqa: N801
    """The linear kernel, x.y: `divergences.mmd` with it is the distance between the means."""

    def scaled(self, size: int) -> Scaled:
        """Return the kernel itself: it is homogeneous."""
        return self, size, 2 * size, 1.0

    def profile(self, dot: Number) -> Number:
        """Return the kernel at inner products."""
        return dot


def _refuse_not_positive(value: Any, name: str) -> None:
    if not 0 < read_number(value, name) < math.inf:
        raise ValueError(f"{name} is {shown(value)}; pass a finite number above 0")
