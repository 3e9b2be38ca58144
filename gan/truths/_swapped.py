"""A truth with its two laws exchanged."""

from torch import Tensor

from ._truth import Truth


class Swapped:
    """P and Q exchanged: the same distance, and minus the potential.

    A critic that is a maximum of cones has then to be fitted to a minimum of cones.

    Parameters
    ----------
    truth : Truth
        The truth; its streams are used, P's for Q and Q's for P.

    Examples
    --------
    >>> from gan.truths import Dilation, Swapped
    >>> Swapped(Dilation(2)).w1 == Dilation(2).w1
    True
    """

    def __init__(self, truth: Truth) -> None:
        self.truth = truth

    def __repr__(self) -> str:
        return f"Swapped({self.truth!r})"

    @property
    def dim(self) -> int:
        """The dimension."""
        return self.truth.dim

    @property
    def w1(self) -> float:
        """The same distance."""
        return self.truth.w1

    @property
    def w1_standard_error(self) -> float:
        """The same standard error."""
        return self.truth.w1_standard_error

    def sample_p(self, n: int) -> Tensor:
        """Return n fresh points of what was Q."""
        return self.truth.sample_q(n)

    def sample_q(self, n: int) -> Tensor:
        """Return n fresh points of what was P."""
        return self.truth.sample_p(n)

    def potential(self, y: Tensor) -> Tensor:
        """Return minus the potential."""
        return -self.truth.potential(y)

    def gradient(self, y: Tensor) -> Tensor:
        """Return minus the gradient."""
        return -self.truth.gradient(y)
