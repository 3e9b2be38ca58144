"""What the cells of a folder came to: numbers for `results.json`, and the table of distances."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from .cell import Cell, Plan

VERSION = 1
THIN = 10  # every so many-th iteration's losses are kept
COLUMNS = ("critic_loss", "generator_loss", "penalty", "critic_gradient", "generator_gradient")
DISTANCES = ("w1", "w2", "sliced_w2", "kid", "fid", "precision", "recall", "density", "coverage")


def results(
    found: list[Cell], plan: Plan, known: str, reference: dict[str, Any], about: dict[str, Any]
) -> dict[str, Any]:
    """Return all numbers of the cells: those of the judge that is known as `known`."""
    return {
        "version": VERSION,
        "command": "compare",
        **about,
        "iterations": plan.iterations,
        "batch": plan.batch,
        "filters": plan.filters,
        "weak_reference": reference,
        "runs": [_run(cell, plan, known) for cell in found],
    }


def _run(cell: Cell, plan: Plan, known: str) -> dict[str, Any]:
    log = cell.read("events")
    done = cell.read("done") or {"failure": None}
    rows = slice(THIN - 1, None, THIN)
    seconds = sorted(log["seconds"])
    return {
        "method": cell.method,
        "architecture": cell.architecture,
        "seed": cell.seed,
        "iterations": len(log["iteration"]),
        "critic_updates": log["critic_updates"][-1],
        "images_seen": log["images_seen"][-1],
        "failure": done["failure"],
        "seconds": sum(seconds),
        "seconds_per_iteration": seconds[len(seconds) // 2],
        "jitter": {
            "discriminator": jitter(log["critic_loss"]),
            "generator": jitter(log["generator_loss"]),
        },
        "losses": {name: log[name][rows] for name in ("iteration", *COLUMNS)},
        "distances": {str(i): judged for i, judged in _judged(cell, plan, known)},
    }


def jitter(losses: list[float]) -> int:
    """Return how often a loss rises: what one of the documents counted as `failed attempts`."""
    return sum(later > earlier for earlier, later in pairwise(losses))


def _judged(cell: Cell, plan: Plan, known: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for iteration in plan.looks:
        judged = cell.read(f"judged-{iteration}")
        if judged is not None and judged["judge"] == known:
            yield iteration, judged["found"]


def table(found: dict[str, Any]) -> str:
    """Return a line for each generator that was judged, the null below the last."""
    head = ("run", "iteration", "critic updates", "images seen", *DISTANCES, "fidelity")
    lines: list[tuple[str, ...]] = [head]
    for run in found["runs"]:
        name = f"{run['method']} {run['architecture']} {run['seed']}"
        for iteration, judged in run["distances"].items():
            share = int(iteration) / max(run["iterations"], 1)
            counts = (round(share * run[key]) for key in ("critic_updates", "images_seen"))
            lines.append(
                (name, iteration, *(f"{one:,}" for one in counts), *_line(judged, "samples"))
            )
    judged = [one for run in found["runs"] for one in run["distances"].values()]
    if judged:
        lines.append(("held-out images", "", "", "", *_line(judged[-1], "null")))
    lines.append(("Gaussians", "", "", "", *_line(found["weak_reference"], "samples")))
    return "\n".join(_aligned(lines))


def _line(judged: dict[str, Any], side: str) -> list[str]:
    overall = judged["overall"][side]
    numbers = (overall[name] for name in DISTANCES)
    # of bounds, which agree far beyond these digits, the lower
    words = [f"{one[0] if isinstance(one, list) else one:.4g}" for one in numbers]
    fidelity = judged["fidelity" if side == "samples" else "fidelity_real"]
    shares = "" if fidelity is None else " ".join(f"{one:.3f}" for one in fidelity["overall"])
    return [*words, shares]


def _aligned(lines: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        first = line[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))
        yield "  ".join([first, *rest]).rstrip()
