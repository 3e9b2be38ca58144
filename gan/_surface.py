"""A picture of a critic in the plane, with the optimal plan of two samples over it."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from divergences import Transport, costs, transport

from ._audit_reading import as_points, read_pair, refuse_many
from ._evaluation import Critic, values_of

_GRID = 160  # points a side
_LEVELS = 24
_ARROWS = 400


def plot_critic(
    critic: Critic, x: Any, y: Any, *, optimal: Transport | None = None, axes: Any = None
) -> Any:
    """Draw a critic's level lines in the plane, two samples, and the optimal plan between them.

    Where the critic is an optimal one of slope 1, the plan's segments run straight down its slope
    and cross its level lines, drawn at equal steps, at right angles and at even distances.

    Parameters
    ----------
    critic : callable
        As for `audit`.
    x, y : array_like or Tensor, shapes (n, 2) and (m, 2)
        The samples.
    optimal : Transport, optional
        The plan: an audit's ``samples.optimal``; found anew if None.
    axes : matplotlib.axes.Axes, optional
        Where to draw; by default new ones.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If the points do not lie in the plane, or are refused by `audit`.

    Examples
    --------
    >>> import numpy as np
    >>> from gan import plot_critic
    >>> axes = plot_critic(lambda points: points[:, 0], np.eye(2) + [2, 0], np.eye(2))
    >>> axes.figure.savefig("surface.png")  # doctest: +SKIP
    """
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure

    x, y = as_points(x), as_points(y)
    first, second = read_pair(x, y, ("x", "y"))
    if first.dimension != 2:
        raise ValueError(f"points have {first.dimension} entries; a surface is drawn over 2")
    refuse_many(first, second)
    plan = (transport(first, second, costs.euclidean) if optimal is None else optimal).plan
    axes = Figure(figsize=(7, 5.5), layout="constrained").add_subplot() if axes is None else axes
    across, up = _ranges(np.concatenate([first.points, second.points]))
    grid = np.stack(np.meshgrid(across, up), axis=-1)
    flat = grid.reshape(-1, 2)
    heights = values_of(critic, torch.tensor(flat).to(x) if isinstance(x, Tensor) else flat)
    filled = axes.contourf(across, up, heights.reshape(grid.shape[:2]), _LEVELS, cmap="YlGnBu")
    axes.contour(filled, colors="white", linewidths=0.6)
    axes.figure.colorbar(filled, ax=axes, label="critic f", shrink=0.7)
    kept = np.argsort(-plan.data, kind="stable")[:_ARROWS]
    rows, columns = (side[kept] for side in plan.coords)
    ends = np.stack([first.points[rows], second.points[columns]], axis=1)
    axes.add_collection(LineCollection(list(ends), colors="black", linewidths=0.5, alpha=0.5))
    for measure, colour, name in ((first, "tab:orange", "x"), (second, "tab:red", "y")):
        axes.scatter(*measure.points.T, s=7, color=colour, label=name, zorder=3)
    axes.legend(loc="upper right")
    axes.set_aspect("equal")
    return axes


def _ranges(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the grid's coordinates, a tenth wider than the points on each side."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.1 * float((high - low).max()) or 1.0
    across, up = np.linspace(low - margin, high + margin, _GRID).T
    return across, up
