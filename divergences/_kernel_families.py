"""Families of kernels: what they share, whatever their formula.

Each kernel knows itself in other units of length, so that no square under- or overflows on the way.
"""

import numpy as np

from ._differences import Moved, Number
from ._late import late

_LEAST, _ROOT_LEAST = 2**-900, 2**-480  # of squares, and of roots of squares of 2^-960
Scaled = tuple["Radial | Dot", int, int, float]


class Radial:
    """A kernel that depends on the squared Euclidean distance alone."""

    root = False  # whether it is smooth in the distance rather than in its square

    @property
    def least(self) -> float:
        """The sum of second differences below which the digits of squares may have been lost."""
        return _ROOT_LEAST if self.root else _LEAST

    def matters(self, points: np.ndarray) -> np.ndarray:
        """Return which coordinates matter: not those that all points (n, d) share."""
        return np.asarray((points != points[0]).any(axis=0))

    def scaled(self, size: int) -> Scaled:
        """Return a kernel, a unit, a power and a factor, for points of at most 2^size.

        Second differences are factor 2^power times those of that kernel, of points over 2^unit.
        """
        return self, 0, 0, 1.0

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


class Dot:
    """A kernel that depends on the inner product alone."""

    least = _LEAST

    def matters(self, points: np.ndarray) -> np.ndarray:
        """Return which coordinates matter: all of them."""
        return np.full(points.shape[1], True)

    def scaled(self, size: int) -> Scaled:
        """Return a kernel, a unit, a power and a factor; see `Radial.scaled`."""
        return self, 0, 0, 1.0

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


def _squares(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    cdist = late("scipy.spatial.distance").cdist

    return np.asarray(cdist(x, y, "sqeuclidean"))


def _rows(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the inner product of each row of x with that of y."""
    return np.asarray(np.einsum("ij,ij->i", x, y))
