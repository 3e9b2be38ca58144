"""Penalties on the norm of a critic's gradient; the weight before them is the caller's.

A penalty asks for slopes at the points where it looks, and bounds none elsewhere: at the optimum
of the penalised objective the slope is above 1 (between two atoms at distance theta it is
1 + theta / (2 lambda)), so the value of such a critic is no lower bound of W1.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from ..critics._distances import lengths

Critic = Callable[[Tensor], Tensor]


def gradient_penalty(
    critic: Critic,
    x: Tensor,
    y: Tensor,
    *,
    generator: torch.Generator | None = None,
    share: Tensor | None = None,
) -> Tensor:
    """Return the mean of (|grad f| - 1)^2 at points drawn between pairs (x_i, y_i).

    Each point is uniform on the segment from x_i to y_i. Differentiable in the critic's weights,
    under `torch.no_grad` too.

    Parameters
    ----------
    critic : callable
        From (n, ...) to (n,), each score a function of its own point alone: no batch
        normalisation.
    x, y : Tensor, shape (n, ...)
        Points, taken as pairs in the order given.
    generator : torch.Generator, optional
        Draws the points.
    share : Tensor, shape (n,), optional
        How far from x_i to y_i each point is, in place of a generator: 0 is x_i, 1 is y_i.

    Returns
    -------
    Tensor
        One number, at least 0; 0 where all slopes seen are 1.

    Raises
    ------
    ValueError
        If x and y have different shapes or no points, or the critic does not return shape (n,), or
        both of `generator` and `share` are given, or neither, or not one share a pair.

    References
    ----------
    Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville (2017), Improved Training of Wasserstein
    GANs, arXiv:1704.00028.

    Examples
    --------
    >>> import torch
    >>> from gan.penalties import gradient_penalty
    >>> x, y = torch.zeros(4, 2), torch.ones(4, 2)
    >>> draws = torch.Generator().manual_seed(0)
    >>> float(gradient_penalty(lambda z: 3 * z[:, 0], x, y, generator=draws))
    4.0
    """
    norms = lengths(_gradients(critic, _between(x, y, generator, share)))
    return ((norms - 1) ** 2).mean()


def one_sided_gradient_penalty(
    critic: Critic,
    x: Tensor,
    y: Tensor,
    *,
    generator: torch.Generator | None = None,
    share: Tensor | None = None,
) -> Tensor:
    """Return the mean of max(|grad f| - 1, 0)^2 at points drawn between pairs (x_i, y_i).

    As `gradient_penalty`, but flat places cost nothing: an optimal critic for independent pairs
    has slope 1 along the arrows of the plan, not along all segments.

    Parameters
    ----------
    critic : callable
        From (n, ...) to (n,), each score a function of its own point alone.
    x, y : Tensor, shape (n, ...)
        Points, taken as pairs in the order given.
    generator : torch.Generator, optional
        Draws the points.
    share : Tensor, shape (n,), optional
        How far from x_i to y_i each point is, in place of a generator: 0 is x_i, 1 is y_i.

    Returns
    -------
    Tensor
        One number, at least 0; 0 where all slopes seen are at most 1.

    Raises
    ------
    ValueError
        If x and y have different shapes or no points, or the critic does not return shape (n,), or
        both of `generator` and `share` are given, or neither, or not one share a pair.

    References
    ----------
    Petzka, Fischer and Lukovnikov (2018), On the regularization of Wasserstein GANs,
    arXiv:1709.08894.

    Examples
    --------
    >>> import torch
    >>> from gan.penalties import one_sided_gradient_penalty
    >>> x, y = torch.zeros(4, 2), torch.ones(4, 2)
    >>> draws = torch.Generator().manual_seed(0)
    >>> float(one_sided_gradient_penalty(lambda z: z[:, 0] / 2, x, y, generator=draws))
    0.0
    """
    norms = lengths(_gradients(critic, _between(x, y, generator, share)))
    return ((norms - 1).clamp(min=0) ** 2).mean()


def zero_centred_penalty(critic: Critic, x: Tensor) -> Tensor:
    """Return the mean of |grad f|^2 at the points x, the real data.

    Parameters
    ----------
    critic : callable
        From (n, ...) to (n,), each score a function of its own point alone.
    x : Tensor, shape (n, ...)
        The real points. The paper weighs the penalty by gamma / 2.

    Returns
    -------
    Tensor
        One number, at least 0.

    Raises
    ------
    ValueError
        If there are no points, or the critic does not return shape (n,).

    References
    ----------
    Mescheder, Geiger and Nowozin (2018), Which Training Methods for GANs do actually Converge?,
    arXiv:1801.04406.

    Examples
    --------
    >>> import torch
    >>> from gan.penalties import zero_centred_penalty
    >>> float(zero_centred_penalty(lambda z: 3 * z[:, 0], torch.zeros(4, 2)))
    9.0
    """
    return (_gradients(critic, x) ** 2).sum(dim=1).mean()


def _between(
    x: Tensor, y: Tensor, generator: torch.Generator | None, share: Tensor | None
) -> Tensor:
    if x.shape != y.shape:
        raise ValueError(f"x has shape {tuple(x.shape)}, y {tuple(y.shape)}; pass pairs of points")
    if generator is not None:
        if share is not None:
            raise ValueError("generator and share are both given; pass one of them")
        share = torch.rand(x.shape[:1], dtype=x.dtype, generator=generator, device=generator.device)
    if share is None or share.shape != x.shape[:1]:
        got = "is missing" if share is None else f"has shape {tuple(share.shape)}"
        raise ValueError(f"share {got}; pass {tuple(x.shape[:1])}, one a pair, or a generator")
    wide = share.to(x).view(*x.shape[:1], *(1 for _ in x.shape[1:]))
    return x + wide * (y - x)


def _gradients(critic: Critic, x: Tensor) -> Tensor:
    """Return the gradients at the points, shape (n, d), themselves differentiable."""
    if x.ndim < 2 or x.numel() == 0:
        raise ValueError(f"x has shape {tuple(x.shape)}; pass at least one point, (n, ...)")
    with torch.enable_grad():
        points = x.detach().clone().requires_grad_()
        scores = critic(points)
        if scores.shape != points.shape[:1]:
            raise ValueError(f"critic(x) has shape {tuple(scores.shape)}; return ({len(x)},)")
        (gradients,) = torch.autograd.grad(scores.sum(), points, create_graph=True)
        return gradients.flatten(1)
