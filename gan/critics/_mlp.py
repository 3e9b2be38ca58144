"""The plain critic: a multilayer perceptron, as steep as its weights make it."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import torch
from torch import Tensor
from torch.nn import functional

from ._norms import up
from ._perceptron import Perceptron

# The largest slope of a function of one number; those that are not here may have any.
SLOPES: dict[Callable[[Tensor], Tensor], float] = {
    torch.relu: 1.0,
    torch.tanh: 1.0,
    torch.sigmoid: 0.25,
    torch.abs: 1.0,
    functional.relu: 1.0,
    functional.leaky_relu: 1.0,
    functional.elu: 1.0,
}


class MLP(Perceptron):
    """A multilayer perceptron of doubles: steep or flat, nothing holds it.

    Parameters
    ----------
    dim : int
        Entries of a point; points (batch, ...) are flattened.
    widths : sequence of int, default (64, 64)
        Sizes of the hidden layers; none makes an affine function.
    activation : callable, default torch.relu
        A function of one number, entry by entry. For `relu`, `leaky_relu`, `elu`, `tanh`,
        `sigmoid` and `abs` the bound is known; for any other `lipschitz_bound` is inf.
    generator : torch.Generator
        Draws weights and biases, uniform within 1 / sqrt(fan in).

    Raises
    ------
    ValueError
        If a size is no positive integer; on a call, if the points have another dimension or type.

    Examples
    --------
    >>> import torch
    >>> from gan.critics import MLP
    >>> critic = MLP(2, (8, 8), generator=torch.Generator().manual_seed(0))
    >>> critic(torch.zeros(5, 2, dtype=torch.float64)).shape
    torch.Size([5])
    """

    def __init__(
        self,
        dim: int,
        widths: Sequence[int] = (64, 64),
        *,
        activation: Callable[[Tensor], Tensor] = torch.relu,
        generator: torch.Generator,
    ) -> None:
        slope = SLOPES.get(activation, math.inf)
        super().__init__((dim, *widths, 1), activation, slope, generator)

    def clipped_bound(self, c: float) -> float:
        """Return a Lipschitz constant of all perceptrons of this shape with weights in [-c, c].

        With L hidden layers of n_1, ..., n_L units and slopes of at most 1 that is
        ``K = c^(L + 1) n_1 ... n_L sqrt(d)``, for a layer of n times m weights has a spectral norm
        of at most its Frobenius norm, c sqrt(n m). Rounded outward.

        Parameters
        ----------
        c : float
            The bound that the weights are clipped to, positive and finite.

        Returns
        -------
        float
            K; inf if the slopes of the activation are not known.

        Raises
        ------
        ValueError
            If c is not positive and finite.

        References
        ----------
        Arjovsky, Chintala and Bottou (2017), Wasserstein GAN, arXiv:1701.07875, section 3: weights
        in a box make the critics K-Lipschitz for some K.

        Examples
        --------
        >>> import torch
        >>> from gan.critics import MLP
        >>> critic = MLP(784, (64, 64), generator=torch.Generator().manual_seed(0))
        >>> round(critic.clipped_bound(0.01), 9)
        0.114688
        """
        if not 0 < c < math.inf:
            raise ValueError(f"c is {c!r}; pass a positive finite number")
        if math.isinf(self.slope):
            return math.inf
        sizes = [weight.numel() for weight in self.weights()]
        square = Fraction(self.slope) ** (2 * len(sizes) - 2) * Fraction(c) ** (2 * len(sizes))
        return up(math.sqrt(up(float(square * math.prod(sizes)))))
