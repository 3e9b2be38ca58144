"""What a critic's values prove about two samples: potentials, at the best scale.

For any numbers v_i at the points x_i, and g_j = min_i |x_i - y_j| - s v_i, every plan of the two
samples costs at least mean(s v) + mean(g): the dual of optimal transport. So a critic's values are
a proof whatever the critic is, and `proofs.kernel` makes the number from them.

    h(s) = s mean(v) + mean_j min_i (|x_i - y_j| - s v_i)

is concave in s, a minimum of lines: h(0) is the mean distance to the nearest point, h(1 / L) is at
least value / L, and the best scale is found between tangents.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array

from divergences import Measure, Transport, costs

from ._powers import exponent, up

_BLOCK = 1 << 17  # entries of the distances that are looked at together: they stay in a cache
_STEPS = 60
_FAR = 500  # powers of two that distances may be from 1 without being brought near it
_NEAR = 1e-9  # of the bound: what the tangents still allow
Line = tuple[float, float, float]  # a scale s, h(s), and a slope of h at s


def _best_scale(distances: np.ndarray, values: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Return the scale s >= 0 at which the values, as potentials, bound most; h(s), and s v.

    The potentials are less s mean(v), which changes no bound. Where no double is the best scale,
    as for values of 1e-320 at distances of 1, it is 0: any scale bounds, and that one knows h(0).

    Parameters
    ----------
    distances : ndarray, shape (m, n)
        From each point of the other sample to each with a value, at least 0.
    values : ndarray, shape (n,)
        The values.
    """
    far = math.frexp(float(distances.max()))[1]
    far = far if abs(far) > _FAR else 0
    distances = np.ldexp(distances, -far) if far else distances
    size = exponent(values)
    unit = np.ldexp(values, -size)
    spread = float(np.ptp(unit))
    if spread > 0 and distances.any():
        unit = (unit - unit.mean()) / spread
        s, bound = _highest(distances, unit)
        scale = _double(s / spread, far - size)
        if scale > 0:
            return scale, up(bound, far), np.ldexp(s * unit, far)
    return 0.0, up(_line(distances, unit, 0.0)[1], far), np.zeros_like(unit)


def _double(number: float, e: int) -> float:
    """Return number x 2^e, or 0 where that is above the largest double."""
    try:
        return math.ldexp(number, e)
    except OverflowError:
        return 0.0


def _highest(distances: np.ndarray, unit: np.ndarray) -> tuple[float, float]:
    """Return the best scale of values that range over 1, and h there, between tangents."""
    left = _line(distances, unit, 0.0)
    right = _line(distances, unit, float(distances.max()))
    for _ in range(_STEPS):
        if right[2] <= 0:
            break
        left, right = right, _line(distances, unit, 2 * right[0])
    for _ in range(_STEPS):
        highest = max(left, right, key=lambda line: line[1])
        if left[2] <= 0 or right[2] >= 0:
            break
        s = (right[1] - left[1] + left[2] * left[0] - right[2] * right[0]) / (left[2] - right[2])
        allowed = left[1] + left[2] * (s - left[0])
        if allowed - highest[1] <= _NEAR * allowed or not left[0] < s < right[0]:
            break
        middle = _line(distances, unit, s)
        left, right = (middle, right) if middle[2] > 0 else (left, middle)
    highest = max(left, right, key=lambda line: line[1])
    return highest[0], highest[1]


@dataclass(frozen=True, eq=False)
class Certificate:
    """A potential at the points of one sample, which bounds W1 to another from below.

    Attributes
    ----------
    at, other : ndarray, shapes (k, d) and (l, d)
        The sample that it stands on, and the one that the c-transform is taken to.
    potential : ndarray, shape (k,)
        Its values, scaled.
    sign : int
        1 where it stands on the sample of P, -1 where on that of Q.
    scale : float
        What the critic's values were multiplied by.
    bound : float
        What it proves, but for rounding.
    """

    at: np.ndarray
    other: np.ndarray
    potential: np.ndarray
    sign: int
    scale: float
    bound: float

    def proved(self) -> float:
        """Return what it proves, by `proofs.kernel`: a lower bound of W1.

        The plan is left empty, so that nothing but the potential counts.
        """
        x, y = self.at, self.other
        if x.shape[1] == 1:  # on the line `bounds` sorts, and does not look at potentials
            x, y = (np.hstack([points, np.zeros_like(points)]) for points in (x, y))
        nothing = coo_array((np.zeros(0), (np.zeros(0, int), np.zeros(0, int))), (len(x), len(y)))
        potentials = self.potential.copy(), np.zeros(len(y))
        guess = Transport(Measure(x), Measure(y), costs.euclidean, 0.0, nothing, *potentials, 0)
        return guess.bounds().lower

    def extension(self, points: np.ndarray) -> np.ndarray:
        """Return a 1-Lipschitz function of any points, which has the potential on its sample.

        That is max_i (v_i - |z - x_i|), or less that at the other sample: its difference of means
        over the two samples is at least the bound.
        """
        return -self.sign * costs.c_transform(costs.euclidean, self.at, points, self.potential)


def certificate_of(
    x: np.ndarray, y: np.ndarray, distances: np.ndarray, values: tuple[np.ndarray, np.ndarray]
) -> Certificate:
    """Return what a critic's values certify: s f(x_i) at x, or -s f(y_j) at y, the better one."""
    scale, bound, potential = _best_scale(np.ascontiguousarray(distances.T), values[0])
    at_x = Certificate(x, y, potential, 1, scale, bound)
    scale, bound, potential = _best_scale(distances, -values[1])
    at_y = Certificate(y, x, potential, -1, scale, bound)
    return at_x if at_x.bound >= at_y.bound else at_y


def steepest(
    distances: np.ndarray, values: tuple[np.ndarray, np.ndarray], rounding: float = 0.0
) -> float:
    """Return the largest |f(x_i) - f(y_j)| / |x_i - y_j| over pairs of points that differ.

    The rises are taken less `rounding`; a slope above the largest double is inf.
    """

    @np.errstate(over="ignore")
    def largest(rows: slice) -> float:
        rise = np.abs(values[0][rows, None] - values[1]) - rounding
        apart = distances[rows] > 0
        return float(np.divide(rise, distances[rows], np.zeros_like(rise), where=apart).max())

    return max(_over_blocks(largest, distances.shape))


def _over_blocks(function: Callable[[slice], float], shape: tuple[int, ...]) -> list[float]:
    step = max(1, _BLOCK // shape[1])
    return [function(slice(k, k + step)) for k in range(0, shape[0], step)]


def _line(distances: np.ndarray, values: np.ndarray, s: float) -> Line:
    """Return s, h(s), and a slope: the mean of v less that of the v that are nearest."""
    m, step = len(distances), max(1, _BLOCK // len(values))
    potential, total, risen = s * values, 0.0, 0.0
    for k in range(0, m, step):
        reduced = distances[k : k + step] - potential
        nearest = reduced.argmin(axis=1)
        total += float(np.take_along_axis(reduced, nearest[:, None], axis=1).sum())
        risen += float(values[nearest].sum())
    mean = float(values.mean())
    return s, s * mean + total / m, mean - risen / m
