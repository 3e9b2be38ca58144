"""One frame: the critic from above, the points and their arrows, and beside them the truth."""

from typing import Any

import numpy as np
import torch

from .plane import FAKE, REAL, draw_plane, handles, is_logit
from .playing import Scene
from .shapes import normal
from .truth import CELLS, COUNTED, NULLS, TRANSPORTED

SIZE, DPI = (12.0, 6.4), 80  # inches; an even number of pixels a side, for films
_LINES, _ALONG = 15, 200  # of the latent grid, and points on each


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
    heat = draw_plane(scene, places["plane"])
    _draw_words(places["plane"], heat, "D" if is_logit(scene.method) else "critic")
    _draw_latent(places["latent"], scene)
    _draw_losses(places["losses"], scene)
    few = f"{TRANSPORTED:,} against {TRANSPORTED:,} points"
    many = f"{COUNTED:,} against {COUNTED:,}, {CELLS} x {CELLS} cells"
    _draw_truth(places["w1"], scene, "w1", f"exact $W_1$\n{few}")
    _draw_truth(places["js"], scene, "js", f"JS of histograms\n{many}")
    done = f"step {scene.iteration:,} of {scene.iterations:,}"
    figure.suptitle(f"{scene.shape.name}: {done}", fontsize=11)
    return figure


def _draw_words(axes: Any, heat: Any, name: str) -> None:
    axes.tick_params(labelsize=7)
    below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.04)}
    axes.legend(handles=handles(), ncols=3, fontsize=8, frameon=False, **below)
    bar = axes.figure.colorbar(heat, ax=axes, shrink=0.6, pad=0.01, location="left")
    bar.set_label(name, fontsize=8)
    bar.ax.tick_params(labelsize=7)


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
    for name, colour in (("critic", "black"), ("generator", FAKE)):
        losses = [getattr(event, f"{name}_loss") for event in scene.events]
        axes.plot(steps, losses, color=colour, linewidth=0.5, label=name)
    axes.set_xlim(0, scene.iterations)
    axes.set_title("losses, on batches", fontsize=8)
    axes.tick_params(labelsize=7)
    if scene.events:
        axes.legend(fontsize=7, frameon=False, loc="best")


def _draw_truth(axes: Any, scene: Scene, name: str, title: str) -> None:
    null = np.array([getattr(one, name) for one in scene.truth.null])
    axes.axhspan(null.min(), null.max(), color=REAL, alpha=0.25, linewidth=0)
    axes.axhline(
        np.median(null), color=REAL, linewidth=0.8, label=f"null: {NULLS} x real against real"
    )
    steps = [iteration for iteration, _ in scene.found]
    values = [getattr(found, name) for _, found in scene.found]
    axes.semilogy(
        steps, values, ".-", color=FAKE, linewidth=1, markersize=4, label="generated against real"
    )
    axes.set_xlim(0, scene.iterations)
    low, high = (of([*null, *values]) for of in (min, max))
    if low > 0:
        axes.set_ylim(low / 1.5, high * (high / low) ** 0.35)  # room for the words
    axes.set_title(title, fontsize=8)
    axes.tick_params(labelsize=7, which="both")
    axes.legend(fontsize=7, frameon=False, loc="upper right")
    axes.set_xlabel("generator's steps", fontsize=7)
