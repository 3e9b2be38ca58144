"""Where a critic sends the generated points: three fields of arrows."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Arrows:
    """What three generators would do with points, if they could move each by itself.

    With the score s = f(y) taken for a logit, D = 1 / (1 + exp(-s)), all three point along grad f
    and differ in length. Those of the two losses of the original GAN sum to the critic's own: what
    the one wants of a point, the other leaves.

    Attributes
    ----------
    critic : Tensor, shape (n, 2)
        grad f: down the loss -f of the Wasserstein generator.
    minimax : Tensor, shape (n, 2)
        D grad f: down log(1 - D). It dies where the critic is sure that y is generated.
    nonsaturating : Tensor, shape (n, 2)
        (1 - D) grad f: down -log D. It dies where the critic is sure that y is real.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Networks, arXiv:1406.2661, section 3.
    """

    critic: Tensor
    minimax: Tensor
    nonsaturating: Tensor


def arrows(critic: Callable[[Tensor], Tensor], y: Tensor) -> Arrows:
    """Return the three fields of arrows at generated points.

    Parameters
    ----------
    critic : callable
        From (n, 2) to scores (n,), each a function of its own point alone.
    y : Tensor, shape (n, 2)
        The generated points.

    Returns
    -------
    Arrows
        Of the type of y.

    Raises
    ------
    ValueError
        If y is not (n, 2), or the critic does not return shape (n,).

    Examples
    --------
    >>> import torch
    >>> from gan.playground import arrows
    >>> found = arrows(lambda y: 4 * y[:, 0], torch.tensor([[0.0, 5.0]]))
    >>> found.critic.tolist(), found.minimax.tolist(), found.nonsaturating.tolist()
    ([[4.0, 0.0]], [[2.0, 0.0]], [[2.0, 0.0]])
    """
    if y.ndim != 2 or y.shape[1] != 2:
        raise ValueError(f"y has shape {tuple(y.shape)}; pass points of the plane, (n, 2)")
    with torch.enable_grad():
        points = y.detach().clone().requires_grad_()
        scores = critic(points)
        if scores.shape != y.shape[:1]:
            raise ValueError(f"critic(y) has shape {tuple(scores.shape)}; return ({len(y)},)")
        (slope,) = torch.autograd.grad(scores.sum(), points)
    scores = scores.detach()[:, None]
    return Arrows(slope, scores.sigmoid() * slope, (-scores).sigmoid() * slope)
