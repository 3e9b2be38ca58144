"""Pictures of a comparison: losses, grids of one noise, clear items, distances as they fall."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .._data_set import Images
from .cell import Cell, Plan
from .judging import made

GRID, SIDE, GAP = 64, 8, 2  # images of a grid, of its side; pixels between grids
STILL = 7  # the seed of the noise of all grids
COLOURS = {"DCGAN": "#4477aa", "WGAN-CP": "#ee6677", "WGAN-GP": "#228833"}
OF_LABELS = 2  # images a label, of a method and real


def draw_losses(found: list[Cell], architecture: str, path: Path) -> None:
    """Draw the discriminators' losses and the generators', a curve for each method."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.4), layout="constrained")
    panels = figure.subplots(1, 2)
    names = ("critic_loss", "generator_loss")
    for axes, name, title in zip(panels, names, ("discriminator", "generator"), strict=True):
        seen = set()
        for cell in found:
            log = cell.read("events")
            if cell.architecture != architecture or log is None:
                continue
            label = None if cell.method in seen else cell.method
            seen.add(cell.method)
            axes.plot(
                log["iteration"],
                _smooth(log[name]),
                color=COLOURS[cell.method],
                label=label,
                linewidth=0.8,
                alpha=0.8,
            )
        axes.set(xlabel="iteration", title=f"{title}, architecture {architecture}")
        axes.set_ylabel("loss, each method in its own units")
        axes.legend(frameon=False)
    figure.savefig(path, dpi=110)


def draw_grids(cell: Cell, images: Images, plan: Plan, path: Path) -> None:
    """Draw the 64 images of one noise at iterations a quarter apart, side by side."""
    shown = {round(k * plan.iterations / 4) for k in range(5)}
    looks = [iteration for iteration in plan.looks if iteration in shown]
    grids = []
    for iteration in looks:
        generator = cell.kept(images, plan, iteration)
        if generator is not None:
            z, y = still(generator.latent, GRID, images.classes)
            grids.append(_tiled(made(generator, z, y), SIDE))
    if grids:
        _save(_beside(grids), path)


def draw_strip(found: Sequence[Cell], images: Images, plan: Plan, path: Path) -> None:
    """Draw a film strip for each cell: one noise a class, at every look from left to right."""
    rows = []
    count = max(images.classes, SIDE)
    for cell in found:
        frames = []
        for iteration in plan.looks:
            generator = cell.kept(images, plan, iteration)
            if generator is not None:
                z, y = still(generator.latent, count, images.classes)
                frames.append(_tiled(made(generator, z, y), 1))
        if frames:
            rows.append(_beside(frames))
    if rows:
        width = max(row.shape[1] for row in rows)
        _save(np.concatenate([_widened(row, width) for row in rows]), path)


def draw_labels(
    found: Sequence[Cell], images: Images, plan: Plan, labels: Sequence[int], path: Path
) -> None:
    """Draw two images of each label, a row for each cell, and two real ones in the last row."""
    y = torch.tensor(labels).repeat_interleave(OF_LABELS)
    rows = []
    for cell in found:
        generator = cell.kept(images, plan, plan.iterations)
        if generator is not None:
            z, _ = still(generator.latent, len(y), images.classes)
            rows.append(made(generator, z, y))
    known = images.y if images.y is not None else torch.zeros(len(images), dtype=torch.int64)
    places = [(known == label).nonzero()[:OF_LABELS, 0] for label in labels]
    rows.append(images.x[torch.cat(places)])
    _save(_tiled(torch.cat(rows), len(y)), path)


def draw_distances(found: dict[str, Any], measure: str, path: Path) -> None:
    """Draw a distance against iterations, critic updates and images seen, with the null."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.4), layout="constrained")
    panels = figure.subplots(1, 3, sharey=True)
    keys = ("iterations", "critic_updates", "images_seen")
    nulls = []
    for axes, key in zip(panels, keys, strict=True):
        seen = set()
        for run in found["runs"]:
            judged = {int(i): one for i, one in run["distances"].items() if int(i) > 0}
            if not judged:
                continue
            values = [_number(one["overall"]["samples"][measure]) for one in judged.values()]
            nulls += [_number(one["overall"]["null"][measure]) for one in judged.values()]
            scale = run[key] / max(run["iterations"], 1)
            label = None if run["method"] in seen else run["method"]
            seen.add(run["method"])
            style = "-" if run["architecture"] == "A" else "--"
            axes.plot(
                [i * scale for i in judged],
                values,
                style,
                color=COLOURS[run["method"]],
                label=label,
                marker=".",
            )
        if nulls:
            axes.axhline(min(nulls), color="grey", linewidth=1, label="held-out images")
        axes.set(xlabel=key.replace("_", " "))
        axes.set_yscale("log")
    panels[0].set_ylabel(measure.replace("_", " "))
    if nulls:
        panels[0].legend(frameon=False, fontsize="small")
    figure.savefig(path, dpi=110)


def still(latent: int, count: int, classes: int) -> tuple[Tensor, Tensor | None]:
    """Return noise that is always the same, and labels in turn."""
    z = torch.randn(count, latent, generator=torch.Generator().manual_seed(STILL))
    return z, torch.arange(count) % classes if classes else None


def _number(found: Any) -> float:
    return float(found[0] if isinstance(found, list) else found)


def _smooth(values: list[float], width: int = 25) -> np.ndarray:
    """Return running means of the last values, as many as there are at first."""
    sums = np.cumsum(np.concatenate([[0.0], values]))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - width, 0)
    return np.asarray((sums[ends] - sums[starts]) / (ends - starts))


def _tiled(x: Tensor, columns: int) -> np.ndarray:
    """Return images in rows, as bytes (height, width, channels)."""
    n, channels, height, width = x.shape
    bytes_ = ((x + 1) * 127.5).round().to(torch.uint8)
    tiles = bytes_.view(n // columns, columns, channels, height, width)
    return tiles.permute(0, 3, 1, 4, 2).reshape(-1, columns * width, channels).numpy()


def _beside(grids: Sequence[np.ndarray]) -> np.ndarray:
    gap = np.full((len(grids[0]), GAP, grids[0].shape[2]), 255, dtype=np.uint8)
    parts = [part for grid in grids for part in (grid, gap)]
    return np.concatenate(parts[:-1], axis=1)


def _widened(row: np.ndarray, width: int) -> np.ndarray:
    padded = np.full((len(row) + GAP, width, row.shape[2]), 255, dtype=np.uint8)
    padded[: len(row), : row.shape[1]] = row
    return padded


def _save(image: np.ndarray, path: Path) -> None:
    from PIL import Image

    Image.fromarray(image[..., 0] if image.shape[2] == 1 else image).save(path, optimize=True)
