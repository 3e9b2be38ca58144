"""One frame: the critic from above, the points and their arrows, and beside them the truth."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .._methods import Method
from ..objectives import minimax
from .arrows import arrows
from .playing import Scene
from .shapes import normal
from .truth import CELLS, COUNTED, NULLS, TRANSPORTED

SIZE, DPI = (12.0, 6.4), 80  # inches; an even number of pixels a side, for films
SHOWN, POINTED = 400, 24  # points of each kind, and generated ones with arrows
_PIXELS, _LINES, _ALONG = 100, 15, 200  # of the heat map a side; of the latent grid
_LONGEST = 0.2  # an arrow, over half the window
_REAL, _FAKE = "#1b5e20", "#6a1b9a"
_POINTS = (("real", _REAL), ("generated", _FAKE))
_ARROWS = (
    ("critic", "black", "gradient of the critic"),
    ("minimax", "#d95f02", "down log(1 $-$ D): minimax"),
    ("nonsaturating", "#1f78ff", "down $-$log D: non-saturating"),
)


_DOT: dict[str, Any] = {"marker": "o", "linestyle": "", "markersize": 4}
_HEAD: dict[str, Any] = {"marker": ">", "markersize": 5, "markevery": [1], "linewidth": 1.6}


def draw(scene: Scene, figure: Any = None) -> Any:
    """Draw a scene: the plane on the left, the latent grid, the losses and the truth on the right.

    The heat map is D where scores are logits, and else the critic itself, in white where it is at
    the middle of its values at real and generated points. Arrows of three kinds start at the same
    generated points, side by side, all to one scale.

    Parameters
    ----------
    scene : Scene
        What to draw.
    figure : matplotlib.figure.Figure, optional
        Where, cleared before; by default a new one.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from gan.playground import draw, play, ring
    >>> before, after = play(ring, iterations=1, batch=16, looks=1)
    >>> draw(after).savefig("frame.png")  # doctest: +SKIP
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained") if figure is None else figure
    figure.clear()
    places = figure.subplot_mosaic(
        [["plane", "latent", "losses"], ["plane", "w1", "js"]], width_ratios=(2.1, 1, 1)
    )
    _draw_plane(places["plane"], scene)
    _draw_latent(places["latent"], scene)
    _draw_losses(places["losses"], scene)
    few = f"{TRANSPORTED:,} against {TRANSPORTED:,} points"
    many = f"{COUNTED:,} against {COUNTED:,}, {CELLS} x {CELLS} cells"
    _draw_truth(places["w1"], scene, "w1", f"exact $W_1$\n{few}")
    _draw_truth(places["js"], scene, "js", f"JS of histograms\n{many}")
    done = f"step {scene.iteration:,} of {scene.iterations:,}"
    figure.suptitle(f"{scene.shape.name}: {done}", fontsize=11)
    return figure


def is_logit(method: Method) -> bool:
    """Whether D is the logistic function of the scores: with the losses of the original GAN."""
    return method.objective.best_score is minimax.best_score


def _draw_plane(axes: Any, scene: Scene) -> None:
    from matplotlib.lines import Line2D

    grid = scene.truth.grid
    z = torch.randn(
        COUNTED, 2, generator=torch.Generator().manual_seed(0)
    )  # the same in each frame
    real, fake = scene.truth.real[:SHOWN], scene.generate(z)[:SHOWN]
    _draw_heat(axes, scene, torch.cat([real, fake]))
    for points, (_, colour) in zip((real, fake), _POINTS, strict=True):
        axes.scatter(*points.numpy().T, s=7, color=colour, linewidths=0)
    _draw_arrows(axes, scene, fake[:POINTED])
    (x, y), h = grid.centre, grid.half_width
    axes.set(xlim=(x - h, x + h), ylim=(y - h, y + h), aspect="equal")
    axes.tick_params(labelsize=7)
    dots = [Line2D([], [], color=c, label=n, **_DOT) for n, c in _POINTS]
    heads = [Line2D([0, 1], [0, 0], color=c, label=n, **_HEAD) for _, c, n in _ARROWS]
    below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.04)}
    axes.legend(handles=dots + heads, ncols=3, fontsize=8, frameon=False, **below)


def _scores(scene: Scene, points: Tensor) -> Tensor:
    with torch.no_grad():
        scores: Tensor = scene.critic(points.to(next(scene.critic.parameters())))
    return scores.double()


def _draw_heat(axes: Any, scene: Scene, points: Tensor) -> None:
    grid = scene.truth.grid
    across, up = (
        torch.linspace(c - grid.half_width, c + grid.half_width, _PIXELS, dtype=torch.float64)
        for c in grid.centre
    )
    plane = torch.stack(torch.meshgrid(across, up, indexing="xy"), dim=-1).reshape(-1, 2)
    heights, seen = _scores(scene, plane).reshape(_PIXELS, _PIXELS), _scores(scene, points)
    if is_logit(scene.method):
        heights, middle, reach, name = heights.sigmoid(), 0.5, 0.5, "D"
    else:
        middle = float(seen.max() + seen.min()) / 2
        reach, name = max(0.8 * float(seen.max() - seen.min()), 1e-6), "critic"
    mapped = axes.imshow(
        heights.numpy(),
        extent=(float(across[0]), float(across[-1]), float(up[0]), float(up[-1])),
        origin="lower",
        cmap="PRGn",
        vmin=middle - reach,
        vmax=middle + reach,
        interpolation="bilinear",
    )
    bar = axes.figure.colorbar(mapped, ax=axes, shrink=0.6, pad=0.01, location="left")
    bar.set_label(name, fontsize=8)
    bar.ax.tick_params(labelsize=7)


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
    for place, (name, colour, _) in zip((0, 1, -1), _ARROWS, strict=True):
        tails = y + place * 0.03 * h * aside
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


def _draw_latent(axes: Any, scene: Scene) -> None:
    """Draw where lines of the latent plane go: between two lies an equal share of the law."""
    from matplotlib import colormaps

    at = normal((torch.arange(_LINES, dtype=torch.float64) + 1) / (_LINES + 1))
    along = normal(torch.linspace(0.004, 0.996, _ALONG, dtype=torch.float64))
    for i, z in enumerate(at):
        across = torch.stack([z.expand(_ALONG), along], dim=1)
        for points, colours in ((across, "autumn"), (across.flip(1), "winter")):
            path = scene.generate(points)
            axes.plot(*path.T.numpy(), color=colormaps[colours](i / (_LINES - 1)), linewidth=0.5)
    (x, y), h = scene.truth.grid.centre, scene.truth.grid.half_width
    axes.set(xlim=(x - h, x + h), ylim=(y - h, y + h), aspect="equal", xticks=[], yticks=[])
    axes.set_title("the generator's image of a latent grid", fontsize=8)


def _draw_losses(axes: Any, scene: Scene) -> None:
    steps = [event.iteration for event in scene.events]
    for name, colour in (("critic", "black"), ("generator", _FAKE)):
        losses = [getattr(event, f"{name}_loss") for event in scene.events]
        axes.plot(steps, losses, color=colour, linewidth=0.5, label=name)
    axes.set_xlim(0, scene.iterations)
    axes.set_title("losses, on batches", fontsize=8)
    axes.tick_params(labelsize=7)
    if scene.events:
        axes.legend(fontsize=7, frameon=False, loc="best")


def _draw_truth(axes: Any, scene: Scene, name: str, title: str) -> None:
    null = np.array([getattr(one, name) for one in scene.truth.null])
    axes.axhspan(null.min(), null.max(), color=_REAL, alpha=0.25, linewidth=0)
    axes.axhline(
        np.median(null), color=_REAL, linewidth=0.8, label=f"null: {NULLS} x real against real"
    )
    steps = [iteration for iteration, _ in scene.found]
    values = [getattr(found, name) for _, found in scene.found]
    axes.semilogy(
        steps, values, ".-", color=_FAKE, linewidth=1, markersize=4, label="generated against real"
    )
    axes.set_xlim(0, scene.iterations)
    low, high = (of([*null, *values]) for of in (min, max))
    if low > 0:
        axes.set_ylim(low / 1.5, high * (high / low) ** 0.35)  # room for the words
    axes.set_title(title, fontsize=8)
    axes.tick_params(labelsize=7, which="both")
    axes.legend(fontsize=7, frameon=False, loc="upper right")
    axes.set_xlabel("generator's steps", fontsize=7)
