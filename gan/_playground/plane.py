"""The plane from above: the critic, the points, and the arrows at the generated ones."""

import math
from typing import Any

import torch
from torch import Tensor

from .._methods import Method
from ..objectives import minimax
from .arrows import arrows
from .playing import Scene
from .truth import COUNTED

SHOWN, POINTED = 400, 24  # points of each kind, and generated ones with arrows
_PIXELS = 100  # of the heat map, a side
_FAR = 0.02  # share of the scores on each side that the colours need not tell apart
_LONGEST, _ASIDE = 0.2, 0.03  # an arrow, and the next one beside it, over half the window
REAL, FAKE = "#1b5e20", "#6a1b9a"
POINTS = (("real", REAL), ("generated", FAKE))
ARROWS = (
    ("critic", "black", "gradient of the critic"),
    ("minimax", "#d95f02", "down log(1 $-$ D): minimax"),
    ("nonsaturating", "#1f78ff", "down $-$log D: non-saturating"),
)
_DOT: dict[str, Any] = {"marker": "o", "linestyle": "", "markersize": 4}
_HEAD: dict[str, Any] = {"marker": ">", "markersize": 5, "markevery": [1], "linewidth": 1.6}


def is_logit(method: Method) -> bool:
    """Whether D is the logistic function of the scores: with the losses of the original GAN."""
    return method.objective.best_score is minimax.best_score


def draw_plane(scene: Scene, axes: Any) -> Any:
    """Draw the critic from above, real and generated points, and the arrows, and no words.

    Parameters
    ----------
    scene : Scene
        What to draw. The generated points are of the same latent ones in each scene.
    axes : matplotlib.axes.Axes
        Where.

    Returns
    -------
    matplotlib.image.AxesImage
        The heat map, for a colour bar.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from gan.playground import draw_plane, play, ring
    >>> before, after = play(ring, iterations=1, batch=16, looks=1)
    >>> figure = Figure()
    >>> for axes, scene in zip(figure.subplots(1, 2), (before, after)):
    ...     _ = draw_plane(scene, axes)
    """
    grid = scene.truth.grid
    z = torch.randn(COUNTED, 2, generator=torch.Generator().manual_seed(0))
    real, fake = scene.truth.real[:SHOWN], scene.generate(z)[:SHOWN]
    heat = _draw_heat(axes, scene, torch.cat([real, fake]))
    for points, (_, colour) in zip((real, fake), POINTS, strict=True):
        axes.scatter(*points.numpy().T, s=7, color=colour, linewidths=0)
    _draw_arrows(axes, scene, fake[:POINTED])
    (x, y), h = grid.centre, grid.half_width
    axes.set(xlim=(x - h, x + h), ylim=(y - h, y + h), aspect="equal")
    return heat


def handles() -> list[Any]:
    """Return what a legend of the points and the arrows is made of."""
    from matplotlib.lines import Line2D

    dots = [Line2D([], [], color=c, label=n, **_DOT) for n, c in POINTS]
    heads = [Line2D([0, 1], [0, 0], color=c, label=n, **_HEAD) for _, c, n in ARROWS]
    return dots + heads


def _scores(scene: Scene, points: Tensor) -> Tensor:
    with torch.no_grad():
        scores: Tensor = scene.critic(points.to(next(scene.critic.parameters())))
    return scores.double()


def _draw_heat(axes: Any, scene: Scene, points: Tensor) -> Any:
    grid = scene.truth.grid
    across, up = (
        torch.linspace(c - grid.half_width, c + grid.half_width, _PIXELS, dtype=torch.float64)
        for c in grid.centre
    )
    plane = torch.stack(torch.meshgrid(across, up, indexing="xy"), dim=-1).reshape(-1, 2)
    heights, seen = _scores(scene, plane).reshape(_PIXELS, _PIXELS), _scores(scene, points)
    if is_logit(scene.method):
        heights, middle, reach = heights.sigmoid(), 0.5, 0.5
    else:
        low, high = _ends(seen)
        middle, reach = (low + high) / 2, max(high - low, 1e-6)
    return axes.imshow(
        heights.numpy(),
        extent=(float(across[0]), float(across[-1]), float(up[0]), float(up[-1])),
        origin="lower",
        cmap="PRGn",
        vmin=middle - reach,
        vmax=middle + reach,
        interpolation="bilinear",
    )


def _ends(seen: Tensor) -> tuple[float, float]:
    """Return what most of the scores lie between; 0 twice where none is a number."""
    finite = seen[seen.isfinite()]
    if not len(finite):
        return 0.0, 0.0
    low, high = finite.quantile(torch.tensor([_FAR, 1 - _FAR], dtype=finite.dtype)).tolist()
    return low, high


def _draw_arrows(axes: Any, scene: Scene, y: Tensor) -> None:
    """Draw the three arrows of each point side by side: all of them point the same way."""
    found = arrows(scene.critic, y.to(next(scene.critic.parameters())))
    slope = found.critic.double()
    lengths = slope.norm(dim=1, keepdim=True)
    longest, h = float(lengths.max()), scene.truth.grid.half_width
    if not 0 < longest < math.inf:
        return
    scale = _LONGEST * h / longest
    aside = torch.stack([-slope[:, 1], slope[:, 0]], dim=1) / lengths.clamp(min=1e-300)
    for place, (name, colour, _) in zip((0, 1, -1), ARROWS, strict=True):
        tails = y + place * _ASIDE * h * aside
        ends = scale * getattr(found, name).double()
        axes.quiver(
            *tails.T.numpy(),
            *ends.T.numpy(),
            color=colour,
            angles="xy",
            scale_units="xy",
            scale=1,
            width=0.0035,
            headwidth=4.5,
            headlength=5,
            zorder=3,
        )
