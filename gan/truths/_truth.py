"""What a pair of laws with known W1 can be asked."""

from typing import Protocol

from torch import Tensor


class Truth(Protocol):
    """Two laws P and Q on R^d whose W1 is known, with samplers and an optimal critic.

    Each class of this package is one. What it promises:

    - ``sample_p(n)``, ``sample_q(n)``: n fresh points, a float64 tensor of shape (n, dim). The two
      streams are apart: what is drawn of P depends on the seed and on what was drawn of P before.
    - ``potential(y)``, shape (n,): a 1-Lipschitz function f with E_P f - E_Q f = W1(P, Q).
    - ``gradient(y)``, shape (n, dim): the gradient that every optimal 1-Lipschitz critic has at y
      if it has one; a row of NaN where optimal critics may differ, or where none has a gradient.
    - ``w1``, and ``w1_standard_error``: 0.0 where `w1` is a closed form, the solution of a finite
      problem or an integral on the line; above 0 where it was estimated by drawing from the optimal
      plan.
    """

    @property
    def dim(self) -> int:
        """The dimension d."""

    @property
    def w1(self) -> float:
        """The Wasserstein-1 distance of P and Q, for the Euclidean distance."""

    @property
    def w1_standard_error(self) -> float:
        """The standard error of `w1`."""

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of P."""

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of Q."""

    def potential(self, y: Tensor) -> Tensor:
        """Return an optimal critic's values."""

    def gradient(self, y: Tensor) -> Tensor:
        """Return the gradient of every optimal critic, NaN where there is no such thing."""
