"""The moments of a Gaussian law times factors, by quadrature in one and two dimensions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from divergences import NotConverged

from ._propagation import read_sites
from ._quadrature import NEGLIGIBLE
from ._reading import Array, read_gaussian
from ._results import keep, plain
from ._sites import Site

_FEWEST = {1: 2**10, 2: 2**7}  # nodes an axis
_MOST = {1: 2**18, 2: 2**10}
_AGREE = 1e-12
_EXPONENTS = 2.0**-54  # what rounding them leaves, where they are large, of weights that are summed
_WIDEST = 2.0**12  # deviations of the prior
_ROUNDS = 20  # of moving the grid to where the mass is


@dataclass(frozen=True, eq=False)
class ExactMoments:
    """The moments of a posterior, and the evidence.

    Attributes
    ----------
    mean, covariance : ndarray, shapes (d,) and (d, d)
        Of the posterior: also of the Gaussian law that minimises KL(posterior || q).
    log_evidence : float
        The logarithm of its integral before it is normalised.
    """

    mean: Array
    covariance: Array
    log_evidence: float

    def __post_init__(self) -> None:
        keep(self)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists."""
        return plain(self)


def exact_moments(mean: Any, covariance: Any, sites: Sequence[Site]) -> ExactMoments:
    """Return what `expectation_propagation` approximates, for d = 1 and d = 2.

        p(z) prop. to N(z; mean, covariance) prod_i t_i(z)

    By the trapezoid rule in v, z = c + s sinh(v) along each axis, which converges geometrically
    for smooth densities: dense where the mass is, with twice the nodes until nothing changes
    twice in a row. A second peak that is narrow and far from the first may be missed.

    Parameters
    ----------
    mean, covariance : array_like, shapes (d,) and (d, d), or numbers
        Of the prior.
    sites : sequence
        The factors: `Probit`, `Clutter`, or anything with their `dim` and `log`.

    Returns
    -------
    ExactMoments
        Mean, covariance and evidence, to about 11 digits; to fewer where the logarithm of the
        evidence is beyond -10^5, whose rounding moves the weights of the nodes.

    Raises
    ------
    ValueError
        If an argument is not what is asked for, or d > 2.
    NotConverged
        If the finest grid does not settle the integrals; its result is what was reached.

    Examples
    --------
    >>> from vae.inference import Probit, exact_moments
    >>> exact = exact_moments(0, 1, [Probit(3, 1), Probit(-4, 2)])
    >>> exact.mean.round(7), exact.covariance.round(7)
    (array([0.0521255]), array([[0.1272022]]))
    """
    mean, covariance = read_gaussian(mean, covariance)
    sites = read_sites(sites, len(mean))
    if len(mean) not in _MOST:
        raise ValueError(f"the prior has {len(mean)} dimensions; pass 1 or 2")
    law = _Posterior(mean, np.linalg.cholesky(covariance), sites)
    nodes, agreed, settled = _FEWEST[len(mean)], False, False
    grid = _place(law, nodes)
    last = _integrals(law, grid, nodes)
    while not settled and nodes < _MOST[len(mean)]:
        nodes *= 2
        found = _integrals(law, grid, nodes)
        agrees = _apart(last, found) <= max(_AGREE, _EXPONENTS * abs(found.log_evidence))
        last, agreed, settled = found, agrees, agrees and agreed
    if not settled:
        raise NotConverged(
            f"{nodes} nodes an axis do not settle the integrals; move the prior nearer", result=last
        )
    return last


@dataclass(frozen=True)
class _Posterior:
    """The prior, as mean and Cholesky factor, and the factors."""

    mean: Array
    root: Array
    sites: Sequence[Site]


@dataclass(frozen=True)
class _Grid:
    """Nodes x = centre + scale sinh(v), v equidistant, up to half from the centre on both sides.

    In deviations of the prior. Dense within the scale, so that a narrow peak is resolved, and
    sparse beyond, so that its tails are not left out.
    """

    centre: Array
    scale: Array
    half: Array

    def axes(self, nodes: int) -> tuple[Array, Array]:
        """Return the nodes and their weights, each of shape (d, nodes + 1)."""
        end = np.arcsinh(self.half / self.scale)
        v = np.linspace(-end, end, nodes + 1).T
        scale = self.scale[:, None]
        return self.centre[:, None] + scale * np.sinh(v), scale * np.cosh(v) * (
            2 * end[:, None] / nodes
        )


def _weigh(law: _Posterior, grid: _Grid, nodes: int) -> tuple[Array, Array]:
    """Return the logarithms of density times weight at the nodes, and the nodes (n, d)."""
    d = len(law.mean)
    axes, widths = grid.axes(nodes)
    points = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, d)
    cells = np.stack(np.meshgrid(*np.log(widths), indexing="ij"), -1).reshape(-1, d)
    logs = cells.sum(1) - (points**2).sum(1) / 2 - d * math.log(2 * math.pi) / 2
    z = law.mean + points @ law.root.T
    for site in law.sites:
        logs = logs + site.log(z)
    return logs, points


def _place(law: _Posterior, nodes: int) -> _Grid:
    """Return a grid around the mass: widened until its edge is negligible, moved, and narrowed."""
    d = len(law.mean)
    grid = _Grid(np.zeros(d), np.ones(d), np.full(d, 12.0))
    for _ in range(_ROUNDS):
        logs, points = _weigh(law, grid, nodes)
        edge = (np.abs(points - grid.centre) > 0.99 * grid.half).any(1)
        if logs[edge].max() > logs.max() + NEGLIGIBLE and grid.half.max() < _WIDEST:
            grid = _Grid(grid.centre, grid.scale, 2 * grid.half)
            continue
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        centre = weights @ points
        deviation = np.sqrt(weights @ (points - centre) ** 2)
        step = np.sqrt(grid.scale**2 + (centre - grid.centre) ** 2) * (
            2 * np.arcsinh(grid.half / grid.scale) / nodes
        )
        better = _Grid(centre, 3 * np.maximum(deviation, step), grid.half)
        moved = np.abs(better.centre - grid.centre) / better.scale
        shrunk = np.abs(np.log(better.scale / grid.scale))
        grid = better
        if moved.max() < 0.3 and shrunk.max() < 0.3:
            break
    return grid


def _integrals(law: _Posterior, grid: _Grid, nodes: int) -> ExactMoments:
    logs, points = _weigh(law, grid, nodes)
    top = float(logs.max())
    weights = np.exp(logs - top)
    mass = float(weights.sum())
    weights /= mass
    centre = weights @ points
    spread = (points - centre) * np.sqrt(weights)[:, None]
    return ExactMoments(
        law.mean + law.root @ centre,
        law.root @ (spread.T @ spread) @ law.root.T,
        top + math.log(mass),
    )


def _apart(a: ExactMoments, b: ExactMoments) -> float:
    """How far two answers are apart, in their own units; where one node has all mass, in 1."""
    units = np.sqrt(np.diag(b.covariance))
    units = np.where(units > 0, units, 1.0)
    return max(
        abs(a.log_evidence - b.log_evidence) / (1 + abs(b.log_evidence)),
        float((np.abs(a.mean - b.mean) / (units + np.abs(b.mean))).max()),
        float((np.abs(a.covariance - b.covariance) / np.outer(units, units)).max()),
    )
