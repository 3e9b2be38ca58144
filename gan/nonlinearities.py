"""The nonlinearities of Gulrajani et al. (2017), Table 1: functions of one number with slopes."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class Nonlinearity:
    """A function of one number, with what a layer before or after it has to know.

    Parameters
    ----------
    name : str
        What reports call it.
    function : callable
        From a tensor to one of the same shape, entry by entry.
    slope : float
        Its largest slope.
    square : float
        The mean of its square at a standard normal number. Weights of variance
        1 / (square * fan in) behind it give the next layer numbers of variance 1: for `relu` that
        is 2 / fan in.

    References
    ----------
    He, Zhang, Ren and Sun (2015), Delving Deep into Rectifiers: Surpassing Human-Level Performance
    on ImageNet Classification, arXiv:1502.01852, section 2.2.

    Examples
    --------
    >>> import torch
    >>> from gan.nonlinearities import leaky_relu
    >>> leaky_relu(torch.tensor([-1.0, 1.0])).tolist()
    [-0.20000000298023224, 1.0]
    """

    name: str
    function: Callable[[Tensor], Tensor]
    slope: float
    square: float

    def __call__(self, x: Tensor) -> Tensor:
        """Return the function of each entry."""
        return self.function(x)


def _leaky(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, 0.2)


def _smooth(x: Tensor) -> Tensor:
    return functional.softplus(x + 1, beta=2.0, threshold=40.0) - 1  # softplus(2 x + 2) / 2 - 1


relu = Nonlinearity("relu", torch.relu, slope=1.0, square=0.5)
leaky_relu = Nonlinearity("leaky relu", _leaky, slope=1.0, square=0.52)
softplus = Nonlinearity("softplus", _smooth, slope=1.0, square=0.661377239198694)
tanh = Nonlinearity("tanh", torch.tanh, slope=1.0, square=0.394294490397841)
