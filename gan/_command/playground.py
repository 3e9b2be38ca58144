"""playground: train a GAN in the plane and film it, with the truth beside it."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import objectives
from .._playground.live import can_show
from .._playground.setting import ITERATIONS
from ..playground import SHAPES, WGAN_GP, Scene, Shape, closeness, drawn, film, live, play
from . import options
from .endings import endings
from .progress import Step, progress

VERSION = 1  # of the JSON
OBJECTIVES = {
    "wasserstein": objectives.wasserstein,
    "minimax": objectives.minimax,
    "nonsaturating": objectives.nonsaturating,
    "least_squares": objectives.least_squares,
    "hinge": objectives.hinge,
}

Target = Annotated[
    str,
    typer.Option(
        "--shape",
        metavar="SHAPE",
        help=f"{', '.join(SHAPES)}, or a file of points: .csv, .npy and what `audit` reads, of two "
        "columns.",
    ),
]
Aim = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help=f"One of {', '.join(OBJECTIVES)}; each with the gradient penalty.",
    ),
]
Iterations = Annotated[int, typer.Option(metavar="N", help="Steps of the generator.")]
Frames = Annotated[int, typer.Option(metavar="N", help="How many, after the first.")]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Write the frames there as PNG, and a film of them as GIF, and as MP4 where ffmpeg is "
        "installed.",
    ),
]
Live = Annotated[bool, typer.Option("--live", help="Show the frames in a window as they come.")]


def playground_command(
    shape: Target = "ring",
    objective: Aim = "wasserstein",
    iterations: Iterations = ITERATIONS,
    frames: Frames = 30,
    seed: options.Seed = 0,
    out: Out = None,
    window: Live = False,
    as_json: options.Json = False,
) -> None:
    """Train a generator towards a shape in the plane, and hold it against the truth.

    Each frame shows the critic from above, or D; real and generated points; at generated points the
    critic's gradient and what the minimax and the non-saturating loss make of it; the generator's
    image of a latent grid; the losses; and the exact W1 of samples and the JS of histograms, with
    what real points against real ones give.

    \b
    Examples:
      python -m gan playground --shape ring --out ring
      python -m gan playground --shape points.csv --objective nonsaturating --live

    Results go to standard output, progress to standard error. Exit code 0: trained, however near it
    came. 2: refused, in one sentence that says what to change. 130: stopped by Ctrl-C.
    """  # noqa: D301 - \b keeps click from filling the lines of the examples
    left = "nothing was written" if out is None else f"what frames there are lie in {out}"
    with endings(left):
        _refuse(iterations, frames, seed)
        if window and not can_show():
            raise ValueError(
                "--live is given, and there is no screen to open a window on; give --out DIR in "
                "its place, which writes pictures"
            )
        target, method = _target(shape), replace(WGAN_GP, objective=_objective(objective))
        with progress() as step:
            start = time.perf_counter()
            scenes = play(target, method=method, iterations=iterations, looks=frames, seed=seed)
            last = _watched(scenes, out, window, step)
            seconds = time.perf_counter() - start
            found = _found(last, seed, step)
        about = {
            "version": VERSION,
            "command": "playground",
            "shape": target.name,
            "objective": objective,
            "iterations": last.iteration,
            "seed": seed,
            "seconds": seconds,
        }
        print(json.dumps(about | found, indent=2) if as_json else _table(about | found))


def _refuse(iterations: int, frames: int, seed: int) -> None:
    for option, value, least in (
        ("--iterations", iterations, 1),
        ("--frames", frames, 1),
        ("--seed", seed, 0),
    ):
        if value < least:
            raise ValueError(f"{option} is {value}; give at least {least}")
    if frames > iterations:
        raise ValueError(f"--frames is {frames} and --iterations {iterations}; give at most that")


def _target(shape: str) -> Shape:
    if shape in SHAPES:
        return SHAPES[shape]
    if not Path(shape).is_file():
        raise ValueError(f"--shape is {shape!r}, no file; give one, or one of {', '.join(SHAPES)}")
    return drawn(shape)


def _objective(name: str) -> objectives.Objective:
    if name not in OBJECTIVES:
        raise ValueError(f"--objective is {name!r}; give one of {', '.join(OBJECTIVES)}")
    return OBJECTIVES[name]


def _watched(scenes: Iterator[Scene], out: Path | None, window: bool, step: Step) -> Scene:
    """Go through the scenes, with pictures where they are asked for, and return the last."""
    if window:
        scenes = live(scenes)
    if out is not None:
        scenes = film(scenes, out)
    for scene in scenes:
        step("training", scene.iteration, scene.iterations)
    failure = scene.events[-1].failure if scene.events else None
    if failure is not None:
        raise ValueError(f"the training has failed at step {scene.iteration}: {failure}")
    return scene


def _found(scene: Scene, seed: int, step: Step) -> dict[str, Any]:
    step("judging", 0, 1)
    found, usual, largest = scene.found[-1][1], scene.truth.usual(), scene.truth.largest()
    near = closeness(scene.generate, scene.shape, seed=seed)
    step("judging", 1, 1)
    return {
        "w1": found.w1,
        "w1_null": usual.w1,
        "w1_null_largest": largest.w1,
        "js": found.js,
        "js_null": usual.js,
        "js_null_largest": largest.js,
        **near.as_dict(),
    }


def _table(found: dict[str, Any]) -> str:
    rows = (
        ("exact W1, 500 against 500 points", found["w1"], found["w1_null"]),
        ("JS of histograms, in nats", found["js"], found["js_null"]),
        ("sliced W1 of the laws, over the Gaussian's", found["laws"], found["laws_null"]),
        ("the same of independent points", found["samples"], found["samples_null"]),
    )
    head = (
        f"{found['shape']}, {found['objective']}: {found['iterations']:,} steps of the generator "
        f"in {found['seconds']:.1f} s, seed {found['seed']}\n\n"
        f"{'':<44}{'generated':>10}{'null':>10}\n"
    )
    lines = "\n".join(f"{name:<44}{value:>10.4f}{null:>10.4f}" for name, value, null in rows)
    return (
        f"{head}{lines}\n\nNull: real points in place of the generated ones, as many; the median "
        f"of 20 for the first two.\nThe Gaussian: of the shape's mean and covariance, "
        f"{found['gaussian']:.4f} from it by sliced W1, 10,000 points, 512 directions."
    )
