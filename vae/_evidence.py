"""The evidence log p(x), estimated by importance sampling."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ._blocks import ENTRIES, blocks
from ._elbo import LatentModel, log_weights, refuse_shapes


@dataclass(frozen=True, eq=False)
class Evidence:
    """Estimates of log p(x), one a row, by importance sampling from q(z | x).

    Attributes
    ----------
    value : Tensor, shape (n,)
        log of the mean weight, in nats.
    standard_error : Tensor, shape (n,)
        Of the value: the deviation of the mean weight over the mean weight.
    effective : Tensor, shape (n,)
        Effective sample size, (sum w)^2 / sum w^2, from 1 to the number of draws.
    elbo : Tensor, shape (n,)
        The mean log weight: the evidence lower bound.
    samples : int
        How many draws.
    """

    value: Tensor
    standard_error: Tensor
    effective: Tensor
    elbo: Tensor
    samples: int

    @property
    def bias(self) -> Tensor:
        """What the value is too low by in expectation: about -Var(w) / (2 K (E w)^2).

        To second order, and only as good as the variance of the weights is known; an effective
        size of a few draws says that it is not.
        """
        return -(self.standard_error**2) / 2


def log_evidence(
    model: LatentModel,
    x: Tensor,
    *,
    samples: int,
    generator: torch.Generator,
    progress: Callable[[int, int], None] | None = None,
) -> Evidence:
    """Estimate log p(x) of each row by importance sampling, with its standard error.

    Parameters
    ----------
    model : VAE
        Or what has `encode` and `log_likelihood` as it has them.
    x : Tensor, shape (n, dim)
        The rows.
    samples : int
        Draws from q(z | x) for each row, at least 2.
    generator : torch.Generator
        Makes the draws.
    progress : callable, optional
        Told (rows done, rows).

    Returns
    -------
    Evidence
        The estimates, biased low by about their squared standard error over 2.

    Raises
    ------
    ValueError
        If x is no matrix, or there are fewer than 2 samples.

    References
    ----------
    Burda, Grosse and Salakhutdinov (2015), arXiv:1509.00519. Nowozin (2018), Debiasing Evidence
    Approximations, ICLR: the bias to second order.

    Examples
    --------
    >>> import torch
    >>> from vae import VAE
    >>> generator = torch.Generator().manual_seed(0)
    >>> model = VAE(5, 2, (8,), generator=generator)
    >>> found = log_evidence(model, torch.zeros(3, 5), samples=100, generator=generator)
    >>> bool((found.effective <= 100).all())
    True
    """
    if samples < 2:
        raise ValueError(f"samples is {samples}; pass at least 2, the error is judged by them")
    refuse_shapes(model, x, None)
    draws = min(samples, max(1, ENTRIES // x.shape[1]))
    parts = []
    with torch.no_grad():
        for rows in blocks(x, ENTRIES // (draws * x.shape[1])):
            parts.append(_evidence(model, rows, samples, draws, generator))
            if progress is not None:
                progress(sum(len(part[0]) for part in parts), len(x))
    value, ratio, mean = (torch.cat(columns) for columns in zip(*parts, strict=True))
    error = torch.sqrt(torch.clamp(ratio - 1, min=0) / (samples - 1))
    return Evidence(value, error, samples / ratio, mean, samples)


def _evidence(
    model: LatentModel, x: Tensor, samples: int, draws: int, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Return log mean w, mean w^2 / (mean w)^2 and mean log w, a block of draws at a time."""
    first, second, total = [], [], torch.zeros(len(x), dtype=x.dtype)
    for start in range(0, samples, draws):
        shape = (min(draws, samples - start), len(x), model.latent)
        noise = torch.randn(shape, generator=generator, dtype=x.dtype)
        weights = log_weights(model, x, noise)
        first.append(weights.logsumexp(0))
        second.append((2 * weights).logsumexp(0))
        total += weights.sum(0)
    log_sum, log_squares = (torch.stack(parts).logsumexp(0) for parts in (first, second))
    ratio = torch.exp(log_squares - 2 * log_sum + math.log(samples))
    return log_sum - math.log(samples), ratio, total / samples
