"""How a generator and a critic are trained together: DCGAN, WGAN-CP, WGAN-GP, or one's own."""

import numbers
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import torch
from torch import Tensor, nn

from .objectives import Objective, nonsaturating, wasserstein
from .penalties import gradient_penalty
from .truths._reading import read_whole

MakeOptimizer = Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]


@dataclass(frozen=True)
class Method:
    """An objective, two optimizers, and what holds the critic down.

    Parameters
    ----------
    objective : Objective
        What critic and generator aim at.
    critic_optimizer, generator_optimizer : callable
        From parameters to an optimizer of them.
    critic_steps : int, default 1
        Steps of the critic for each of the generator, at least 1.
    clip : float, optional
        The largest size of the critic's parameters, into which each step is followed by a
        projection.
    penalty : callable, optional
        From (critic, x, fake, share=...) to what is added to the critic's loss, times `weight`:
        `gan.penalties.gradient_penalty` or one of its shape. `share` (batch,) is drawn uniformly.
    weight : float, default 10
        Of the penalty.

    Raises
    ------
    ValueError
        If `critic_steps` is no whole number of at least 1, or `clip` not positive and finite.

    Examples
    --------
    Least squares in place of the logistic loss:

    >>> from dataclasses import replace
    >>> from gan import DCGAN
    >>> from gan.objectives import least_squares
    >>> lsgan = replace(DCGAN, objective=least_squares)
    >>> lsgan.critic_steps
    1
    """

    objective: Objective
    critic_optimizer: MakeOptimizer
    generator_optimizer: MakeOptimizer
    critic_steps: int = 1
    clip: float | None = None
    penalty: Callable[..., Tensor] | None = None
    weight: float = 10.0

    def __post_init__(self) -> None:
        read_whole(self.critic_steps, "critic_steps", least=1)
        clip = 1.0 if self.clip is None else self.clip
        real = isinstance(clip, numbers.Real) and not isinstance(clip, bool)
        if not real or not 0 < clip < float("inf"):
            raise ValueError(f"clip is {self.clip!r}; pass a positive finite number, or None")


def _adam(rate: float, first: float, second: float) -> MakeOptimizer:
    return partial(torch.optim.Adam, lr=rate, betas=(first, second), fused=True)


_radford = _adam(2e-4, 0.5, 0.999)
_arjovsky = partial(torch.optim.RMSprop, lr=5e-5)
_gulrajani = _adam(1e-4, 0.0, 0.9)

DCGAN = Method(nonsaturating, _radford, _radford)
"""Radford, Metz and Chintala (2016), arXiv:1511.06434: one step each, Adam."""

WGAN_CP = Method(wasserstein, _arjovsky, _arjovsky, critic_steps=5, clip=0.01)
"""Arjovsky, Chintala and Bottou (2017), arXiv:1701.07875, algorithm 1: clipped weights, RMSProp."""

WGAN_GP = Method(wasserstein, _gulrajani, _gulrajani, critic_steps=5, penalty=gradient_penalty)
"""Gulrajani et al. (2017), arXiv:1704.00028, algorithm 1: the gradient penalty, lambda = 10."""

METHODS: Mapping[str, Method] = MappingProxyType(
    {"DCGAN": DCGAN, "WGAN-CP": WGAN_CP, "WGAN-GP": WGAN_GP}
)
