"""Train a cell: its events, its generators at each look, and what a failure was."""

import time
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from .._data_set import Images
from .._train import Event, train
from .cell import Cell, Plan

OFTEN = 100  # iterations between checkpoints
KEPT = [one.name for one in fields(Event) if one.name not in ("measured", "failure")]


def train_cell(
    cell: Cell, images: Images, plan: Plan, report: Callable[[str, int, int], None]
) -> None:
    """Train it from where it stands; leave `events`, generators, and `done` when it is over.

    A cell's events are columns: those of `Event` that are numbers, and `seconds` of the processor.
    """
    cell.folder.mkdir(parents=True, exist_ok=True)
    if cell.read("done") is not None:
        return
    generator, critic = cell.players(images, plan)
    if not (cell.folder / "run.safetensors").exists():
        cell.keep(generator, 0)
    log: dict[str, list[Any]] = cell.read("events") or {name: [] for name in [*KEPT, "seconds"]}
    events = train(
        generator,
        critic,
        images.x,
        images.y,
        method=cell.recipe,
        iterations=plan.iterations,
        batch=plan.batch,
        seed=cell.seed,
        every=OFTEN,
        checkpoint=cell.folder / "run.safetensors",
    )
    failure, begun = None, time.process_time()
    for event in events:
        for name, column in log.items():
            del column[event.iteration - 1 :]  # what came after the checkpoint comes again
            column.append(getattr(event, name, None))
        log["seconds"][-1] = time.process_time() - begun
        failure = event.failure
        if event.iteration in plan.looks and failure is None:
            cell.keep(generator, event.iteration)
        if event.iteration % OFTEN == 0 or event.iteration == plan.iterations or failure:
            cell.write("events", log)
            report(cell.name, event.iteration, plan.iterations)
        begun = time.process_time()
    cell.write("done", {"iterations": len(log["iteration"]), "failure": failure})
