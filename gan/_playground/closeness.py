"""How near a generator has come to a shape, as a share of how far off a Gaussian is."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass

import torch
from torch import Tensor

from .shapes import Shape, evenly, normal

POINTS, DIRECTIONS, DRAWS = 10_000, 512, 5
_SEEDS = (10_000, 10_001, 10_002)  # of the real points, of others, of the latent ones


@dataclass(frozen=True)
class Closeness:
    """Sliced W1 of 10,000 points against 10,000, as shares of one distance.

    Attributes
    ----------
    laws : float
        Between real and generated points, both spread evenly: what the laws differ by.
    laws_null : float
        Between real and real points spread evenly in two ways: what is left of chance there.
    samples, samples_null : float
        The same two with independent points, means of five draws. Chance alone makes the null.
    gaussian : float
        The distance that all four are shares of: from the shape to the Gaussian of its mean and
        covariance, both spread evenly.
    """

    laws: float
    laws_null: float
    samples: float
    samples_null: float
    gaussian: float

    def as_dict(self) -> dict[str, float]:
        """Return the five numbers."""
        return asdict(self)


def closeness(
    generator: Callable[[Tensor], Tensor], shape: Shape, *, latent: int = 2, seed: int = 0
) -> Closeness:
    """Say how near a generator has come to a shape.

    Two samples of one law are apart by chance, so that of independent points much of the distance
    may be chance. Points that are spread evenly, the images of a Sobol sequence, leave less.

    Parameters
    ----------
    generator : callable
        From latent points (n, latent), normal, to points (n, 2).
    shape : Shape
        The target.
    latent : int, default 2
        Entries of a latent point.
    seed : int, default 0
        Draws the independent points. Those that are spread evenly are always the same.

    Returns
    -------
    Closeness
        Shares, at least 0; a Gaussian of the shape's mean and covariance is near 1.

    Raises
    ------
    ValueError
        If the shape is a Gaussian already, or a point.

    Examples
    --------
    >>> import torch
    >>> from gan.playground import closeness, line
    >>> slope = torch.tensor([[1.0, 0.5]])
    >>> perfect = closeness(lambda z: torch.erf(z[:, :1] / 2**0.5) * slope, line)
    >>> perfect.laws < 0.01 < perfect.samples
    True
    """
    draws = torch.Generator().manual_seed(seed)
    real, other = (shape.spread(POINTS, seed=one) for one in _SEEDS[:2])
    gaussian = _apart(real, _fitted(real))
    if not gaussian > 1e-9:
        raise ValueError(f"{shape.name} is {gaussian:g} from its own Gaussian; pass another shape")
    spread = normal(evenly(POINTS, latent, seed=_SEEDS[2]))
    with torch.no_grad():
        laws = _apart(real, generator(spread))
        samples = [_by_lot(generator, shape, latent, draws) for _ in range(DRAWS)]
    found, null = (math.fsum(one) / DRAWS for one in zip(*samples, strict=True))
    return Closeness(
        laws / gaussian, _apart(real, other) / gaussian, found / gaussian, null / gaussian, gaussian
    )


def _by_lot(
    generator: Callable[[Tensor], Tensor], shape: Shape, latent: int, draws: torch.Generator
) -> tuple[float, float]:
    """Return how far independent real points are from generated ones, and from real ones."""
    real, other = (shape.sample(POINTS, generator=draws) for _ in range(2))
    z = torch.randn(POINTS, latent, generator=draws, dtype=torch.float64)
    return _apart(real, generator(z)), _apart(real, other)


def _apart(x: Tensor, y: Tensor) -> float:
    """Return sliced W1: as `divergences.sliced_wasserstein`, but for its care with rounding."""
    turn = math.pi / DIRECTIONS * torch.arange(DIRECTIONS, dtype=torch.float64)
    along = torch.stack([turn.cos(), turn.sin()], dim=1)
    first, second = ((along @ points.T).sort(dim=1).values for points in (x, y.double()))
    return float((first - second).abs().mean())


def _fitted(x: Tensor) -> Tensor:
    """Return as many points, spread evenly, of the Gaussian of the mean and covariance of x."""
    variances, axes = torch.linalg.eigh(x.T.cov(correction=0))
    z = normal(evenly(len(x), 2, seed=_SEEDS[2]))
    return x.mean(dim=0) + (z * variances.clamp(min=0).sqrt()) @ axes.T
