"""Points in the plane against the circles around them."""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from ._reading import lengths, read_count, read_number, read_points, streams

_APART = 1 + 1e-12  # a decimal such as 0.1 may put touching circles a rounding too near


class Cones:
    """P is uniform on a few points of the plane, Q on the circles around them.

        W1 = radius,    f(y) = max_j -|y - c_j|

    No centre is nearer to any circle than the radius, as no two circles cross; and f, whose graph
    is a row of cones, gains exactly the radius. The gradient is unique inside the discs, where the
    rays of the plan run, but for the centres, where P lies: f has none there.

    Parameters
    ----------
    centres : sequence of pairs, default ((-2, 0), (0, 0), (2, 0))
        The points; the default, with radius 1, is the three cones of Anil et al. (who put P on
        circles of radius 1e-7).
    radius : float, default 1.0
        Of all circles; above 0.
    seed : int, default 0
        Decides every point.

    Raises
    ------
    ValueError
        If the centres are no pairs of numbers, or nearer to each other than two radii.

    References
    ----------
    Anil, Lucas & Grosse (2019), Sorting out Lipschitz function approximation, arXiv:1811.05381;
    their code's setting "three_cones_experiment".

    Examples
    --------
    >>> from gan.truths import Cones
    >>> Cones().w1
    1.0
    """

    dim = 2
    w1_standard_error = 0.0

    def __init__(
        self,
        centres: Sequence[Sequence[float]] = ((-2.0, 0.0), (0.0, 0.0), (2.0, 0.0)),
        radius: float = 1.0,
        *,
        seed: int = 0,
    ) -> None:
        self.centres = torch.as_tensor(centres, dtype=torch.float64)
        self.radius = read_number(radius, "radius", least=0)
        if self.centres.ndim != 2 or self.centres.shape[1] != 2 or not len(self.centres):
            raise ValueError(f"centres have the shape {tuple(self.centres.shape)}; pass pairs")
        if self.radius == 0:
            raise ValueError("radius is 0; pass a number above 0")
        nearest = torch.pdist(self.centres).min() if len(self.centres) > 1 else math.inf
        if not _APART * nearest >= 2 * self.radius:
            raise ValueError(
                f"two centres are {float(nearest):g} apart and the radius is {radius:g}; "
                "pass centres at least two radii apart"
            )
        self._of_p, self._of_q = streams(seed)

    def __repr__(self) -> str:
        return f"Cones({len(self.centres)} centres, radius={self.radius:g})"

    @property
    def w1(self) -> float:
        """The radius."""
        return self.radius

    def sample_p(self, n: int) -> Tensor:
        """Return n of the centres, by lot."""
        return self._some_centres(self._of_p, read_count(n))

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of the circles."""
        centres = self._some_centres(self._of_q, read_count(n))
        angle = torch.from_numpy(self._of_q.uniform(0, 2 * math.pi, size=len(centres)))
        return centres + self.radius * torch.stack([angle.cos(), angle.sin()], dim=1)

    def potential(self, y: Tensor) -> Tensor:
        """Return how near the nearest centre is: minus the distance."""
        y = read_points(y, 2)
        return -torch.stack([lengths(y - centre) for centre in self.centres]).amin(0)

    def gradient(self, y: Tensor) -> Tensor:
        """Return the unit vectors to the nearest centre; NaN at centres and outside the discs."""
        y = read_points(y, 2)
        nearest = torch.stack([lengths(y - centre) for centre in self.centres]).argmin(0)
        towards = self.centres[nearest] - y
        distance = lengths(towards)[:, None]
        outside = distance > self.radius * (1 + 1e-12)  # points of Q lie on the circles, rounded
        return (towards / distance).masked_fill(outside, math.nan)

    def _some_centres(self, stream: np.random.Generator, n: int) -> Tensor:
        picked = stream.integers(len(self.centres), size=n)
        return self.centres[torch.from_numpy(picked)]
