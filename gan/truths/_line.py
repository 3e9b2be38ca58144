"""Laws on the line."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ._reading import read_count, read_points, streams
from ._stretches import Stretches, integral, stretches


class Line:
    """Two continuous laws on the line.

        W1 = integral of |F_P - F_Q|,    f' = sign(F_Q - F_P)

    with the distribution functions F. The gradient is unique where F_P and F_Q differ. The integral
    is taken by Gauss and Legendre's rule between some thousand quantiles of both laws and the
    places where the difference changes its sign, in cells halved until that changes nothing but
    what F is rounded by: laws closer than 1e-15 of their spread are not told apart. Sign changes
    that come twice between two neighbouring quantiles are missed.

    Parameters
    ----------
    p, q : frozen continuous distributions of scipy.stats
        With finite means; scipy.stats.rv_histogram gives steps.
    seed : int, default 0
        Decides every point.

    Raises
    ------
    ValueError
        If a law is not frozen, not continuous, or without a finite mean; if its distribution
        function is too rough to be integrated.

    Examples
    --------
    >>> from scipy.stats import uniform
    >>> from gan.truths import Line
    >>> round(Line(uniform(0, 3), uniform(1, 1)).w1, 12)  # |y - 1.5| is optimal: 3/4 - 1/4
    0.5
    """

    dim = 1
    w1_standard_error = 0.0

    def __init__(self, p: Any, q: Any, *, seed: int = 0) -> None:
        self.p, self.q = _continuous(p, "p"), _continuous(q, "q")
        self._of_p, self._of_q = streams(seed)
        self._stretches: Stretches = stretches(p, q)
        self.w1 = integral(p, q, self._stretches)

    def __repr__(self) -> str:
        return f"Line({_words(self.p)}, {_words(self.q)})"

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of P."""
        return _draw(self.p, self._of_p, read_count(n))

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of Q."""
        return _draw(self.q, self._of_q, read_count(n))

    def potential(self, y: Tensor) -> Tensor:
        """Return the zigzag whose slope is the sign of F_Q - F_P (1 where they are equal)."""
        return self._stretches.potential(read_points(y, 1)[:, 0])

    def gradient(self, y: Tensor) -> Tensor:
        """Return 1 or -1; NaN where the distribution functions are equal."""
        slope = self._stretches.slope(read_points(y, 1))
        return slope.masked_fill(slope == 0, math.nan)


def _continuous(law: Any, name: str) -> Any:
    if not all(hasattr(law, method) for method in ("cdf", "sf", "ppf", "isf", "pdf", "rvs")):
        raise ValueError(
            f"{name} is {law!r}; pass a frozen continuous law, as scipy.stats.norm(0, 1), "
            "or take Finite for atoms"
        )
    mean = law.mean()
    if not np.ndim(mean) == 0 or not math.isfinite(mean):
        raise ValueError(f"{name} has the mean {mean}; pass a law with a finite mean")
    return law


def _draw(law: Any, stream: np.random.Generator, n: int) -> Tensor:
    points = law.rvs(size=(n, 1), random_state=stream)
    return torch.from_numpy(np.asarray(points, dtype=np.float64))


def _words(law: Any) -> str:
    name = getattr(getattr(law, "dist", law), "name", None) or type(law).__name__
    return f"{name}{getattr(law, 'args', ())}"
