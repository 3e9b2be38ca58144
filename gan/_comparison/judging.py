"""Judge what the cells have made: each generator that was kept, by the same held-out images."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from .._data_set import Images
from .._judging.gaussian import gaussian_images
from .._judging.judge import Judge
from .cell import Cell, Plan

CHUNK = 500  # made at a time
NOISE = 1 << 20  # from which seeds of samples count: none trained by

Report = Callable[[str, int, int], None]


def judge_cell(
    cell: Cell, judge: Judge, known: str, held_out: Images, plan: Plan, report: Report
) -> None:
    """Write `judged-ITERATION` for each generator that was kept: by whom, and what was found.

    `known` is what tells the judge from others, whose judgements are made anew.
    """
    for iteration in plan.looks:
        name = f"judged-{iteration}"
        before = cell.read(name)
        if before is not None and before["judge"] == known:
            continue
        generator = cell.kept(held_out, plan, iteration)
        if generator is None:  # the run failed before
            continue
        report(f"judging {cell.name}", iteration, plan.iterations)
        samples = samples_of(generator, held_out, len(held_out), cell.seed)
        cell.write(name, {"judge": known, "found": judge(samples).as_dict()})


def samples_of(generator: Any, like: Images, count: int, seed: int) -> Images:
    """Return samples, of the classes in the same shares as other images, at most as many."""
    count = min(count, len(like))
    random = torch.Generator().manual_seed(NOISE + seed)
    y = None if like.y is None else _spread(like.y, count)
    z = torch.randn(count, generator.latent, generator=random)
    return Images(made(generator, z, y), y, like.classes)


def made(generator: Any, z: Tensor, y: Tensor | None) -> Tensor:
    """Return what the generator makes of noise and labels, in evaluation mode."""
    like = next(generator.parameters())
    generator.eval()
    with torch.no_grad():
        parts = [
            generator(part.to(like)) if y is None else generator(part.to(like), label)
            for part, label in _chunks(z, y)
        ]
    return torch.cat(parts).float().cpu().clamp(-1, 1)


def weak_reference(train: Images, held_out: Images, judge: Judge) -> dict[str, Any]:
    """Judge images drawn from Gaussians in pixel space, one a class, fitted to the training."""
    return judge(gaussian_images(train, len(held_out))).as_dict()


def _spread(y: Tensor, count: int) -> Tensor:
    """Return labels in the same shares, in the order of the classes."""
    ordered = y.sort().values
    return ordered[torch.linspace(0, len(y) - 1, count).round().long()]


def _chunks(z: Tensor, y: Tensor | None) -> Iterator[tuple[Tensor, Any]]:
    for first in range(0, len(z), CHUNK):
        rows = slice(first, first + CHUNK)
        yield z[rows], None if y is None else y[rows]
