"""Laws on finitely many points."""

from fractions import Fraction
from typing import Any

import numpy as np
import torch
from torch import Tensor

from divergences import Bounds, Measure, costs, transport

from ._reading import lengths, read_count, read_points, streams


class Finite:
    """Two laws on finitely many points, with W1 proved.

        f(y) = min_j (|y - y_j| - g_j)    over the points y_j of Q, g an optimal potential there

    is 1-Lipschitz and gains W1. Optimal critics are bound at the atoms only, and need no gradient
    there: none is unique.

    Parameters
    ----------
    p, q : Measure or array_like, shape (n, dim) or (n,)
        The laws; plain arrays are points of equal weights.
    seed : int, default 0
        Decides every point drawn.

    Raises
    ------
    ValueError
        If the measures are no measures, or of different dimensions.

    Examples
    --------
    >>> from divergences import Measure
    >>> from gan.truths import Finite
    >>> Finite(Measure([0.0, 1.0], [0.25, 0.75]), Measure([2.0, 4.0])).exact
    Fraction(9, 4)
    """

    w1_standard_error = 0.0

    def __init__(self, p: Any, q: Any, *, seed: int = 0) -> None:
        self.p = p if isinstance(p, Measure) else Measure(p)
        self.q = q if isinstance(q, Measure) else Measure(q)
        solved = transport(self.p, self.q, costs.euclidean)
        self.w1 = float(solved)
        self.bounds: Bounds = solved.bounds()
        self._y = torch.tensor(self.q.points)
        self._g = torch.tensor(solved.g)
        self._of_p, self._of_q = streams(seed)

    def __repr__(self) -> str:
        return f"Finite({len(self.p)} and {len(self.q)} atoms in R^{self.dim})"

    @property
    def dim(self) -> int:
        """The dimension."""
        return self.p.dimension

    @property
    def exact(self) -> Fraction | None:
        """W1 as a fraction where its bounds meet, as on the line; else None, and see `bounds`."""
        low, high = self.bounds.exact or (None, None)
        return low if low == high else None

    def sample_p(self, n: int) -> Tensor:
        """Return n points of P, by lot."""
        return _draw(self.p, self._of_p, read_count(n))

    def sample_q(self, n: int) -> Tensor:
        """Return n points of Q, by lot."""
        return _draw(self.q, self._of_q, read_count(n))

    def potential(self, y: Tensor) -> Tensor:
        """Return the largest 1-Lipschitz function that is at most -g on the points of Q."""
        y = read_points(y, self.dim)
        values = [lengths(y - at) - g for at, g in zip(self._y, self._g, strict=True)]
        return torch.stack(values).amin(0)

    def gradient(self, y: Tensor) -> Tensor:
        """Return NaN: no gradient is unique."""
        return torch.full_like(read_points(y, self.dim), torch.nan)


def _draw(law: Measure, stream: np.random.Generator, n: int) -> Tensor:
    weights = law.weights / law.weights.sum()
    picked = stream.choice(len(law), size=n, p=weights)
    return torch.tensor(law.points[picked])
