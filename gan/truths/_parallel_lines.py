"""Two parallel segments in the plane, theta apart."""

import math

import numpy as np
import torch
from torch import Tensor

from ._reading import read_count, read_number, read_points, streams


class ParallelLines:
    """P is uniform on {0} x [0, 1], Q on {theta} x [0, 1].

        W1 = |theta|,    f(y) = -sign(theta) y_1

    The rays of the plan are the horizontal segments from one line to the other: there the gradient
    is unique; outside this strip optimal critics differ.

    Parameters
    ----------
    theta : float, default 1.0
        How far Q lies to the right of P; at 0 the laws are equal, and no gradient is unique.
    seed : int, default 0
        Decides every point.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    References
    ----------
    Arjovsky, Chintala & Bottou (2017), Wasserstein GAN, arXiv:1701.07875, example 1.

    Examples
    --------
    >>> from gan.truths import ParallelLines
    >>> ParallelLines(-0.25).w1
    0.25
    """

    dim = 2
    w1_standard_error = 0.0

    def __init__(self, theta: float = 1.0, *, seed: int = 0) -> None:
        self.theta = read_number(theta, "theta")
        self._of_p, self._of_q = streams(seed)

    def __repr__(self) -> str:
        return f"ParallelLines({self.theta:g})"

    @property
    def w1(self) -> float:
        """The distance of the lines."""
        return abs(self.theta)

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of the line through the origin."""
        return _on_line(self._of_p, 0.0, read_count(n))

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of the line at theta."""
        return _on_line(self._of_q, self.theta, read_count(n))

    def potential(self, y: Tensor) -> Tensor:
        """Return how far left (for a positive theta) the points lie."""
        return read_points(y, 2)[:, 0] * -math.copysign(1.0, self.theta)

    def gradient(self, y: Tensor) -> Tensor:
        """Return the unit vector from Q to P for points between the lines, NaN elsewhere."""
        y = read_points(y, 2)
        low, high = min(0.0, self.theta), max(0.0, self.theta)
        across = (low <= y[:, 0]) & (y[:, 0] <= high) & (y[:, 1] >= 0) & (y[:, 1] <= 1)
        towards_p = torch.tensor([-math.copysign(1.0, self.theta), 0.0], dtype=torch.float64)
        unique = across if self.theta != 0 else torch.zeros_like(across)
        return towards_p.repeat(len(y), 1).masked_fill(~unique[:, None], math.nan)


def _on_line(stream: np.random.Generator, x: float, n: int) -> Tensor:
    heights = stream.random(n)
    return torch.from_numpy(np.column_stack([np.full(n, x), heights]))
