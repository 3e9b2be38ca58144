"""critics: fit a critic on a benchmark pair whose W1 is known, and say what its value is worth."""

import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import torch
import typer

from .. import PUBLISHED, audit, fit_critic
from ..truths import Rays, scores
from . import options
from .endings import endings
from .pair_report import Findings, PairReport, print_report
from .progress import Step, progress

DEFAULT, STEPS = "default", 2000
SEEDS = 1 << 64
SAMPLE, LEVEL = 1000, 0.95
NAMES = ", ".join((DEFAULT, *PUBLISHED))

PairFile = Annotated[
    Path, typer.Argument(metavar="PAIR.npz", help="centers (funnels, dim) and bias (funnels,).")
]
HalfWidth = Annotated[
    float | None,
    typer.Option(metavar="W", help="Of the box; else PAIR.json says it."),
]
Degree = Annotated[
    float | None,
    typer.Option(metavar="D", help="Of the moves; else PAIR.json says it."),
]
Name = Annotated[str, typer.Option("--critic", metavar="NAME", help=f"One of {NAMES}.")]
Steps = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help=f"Training steps of a named critic, {STEPS:,} if not given; the default critic stops "
        "by itself.",
    ),
]
Points = Annotated[
    int,
    typer.Option(metavar="N", help="Fresh points a side that judge the critic."),
]


def critics_command(
    pair: PairFile,
    critic: Name = DEFAULT,
    steps: Steps = None,
    half_width: HalfWidth = None,
    degree: Degree = None,
    points: Points = 200_000,
    seed: options.Seed = 0,
    as_json: options.Json = False,
) -> None:
    """Fit a critic on a pair of laws whose W1 is known, and report what its value is worth.

    PAIR.npz holds the funnels of the benchmark of Korotin, Kolesov & Burnaev (NeurIPS 2022):
    centers and bias; half_width and degree stand in PAIR.json or are given.

    \b
    Examples:
      python -m gan critics dim2-funnels4.npz
      python -m gan critics dim16-funnels64.npz --critic groupsort --steps 500 --json
      python -m gan critics mine.npz --half-width 2.5 --degree 8

    Results go to standard output, progress to standard error. Exit code 0: reported, whatever was
    found. 2: refused, in one sentence that says what to change. 130: stopped by Ctrl-C.
    """  # noqa: D301 - \b keeps click from filling the lines of the examples
    with endings():
        fit = _fitting(critic, steps)
        _refuse(steps, points, seed)
        truth = Rays.from_file(pair, half_width=half_width, degree=degree, seed=seed)
        about = _about(pair.name, truth, (critic, steps), points)
        with progress() as step:
            report = _judge(truth, fit, about, step)
    _show(report, as_json)


Fit = Callable[[Rays, Step], Any]


def _fitting(name: str, steps: int | None) -> Fit:
    if name == DEFAULT:
        if steps is not None:
            raise ValueError(
                f"--steps is {steps}, but the default critic stops by itself; "
                f"leave --steps out, or give --critic one of {', '.join(PUBLISHED)}"
            )
        return lambda truth, step: fit_critic(
            truth.sample_p, truth.sample_q, seed=truth.seed, progress=step
        )
    if name not in PUBLISHED:
        raise ValueError(f"--critic is {name!r}; give one of {NAMES}")
    recipe, count = PUBLISHED[name], STEPS if steps is None else steps
    return lambda truth, step: recipe.fit(
        truth.sample_p, truth.sample_q, seed=truth.seed, steps=count, progress=step
    )


def _refuse(steps: int | None, points: int, seed: int) -> None:
    for name, number, least in (
        ("--steps", steps, 1),
        ("--points", points, 2),
        ("--seed", seed, 0),
    ):
        if number is not None and number < least:
            raise ValueError(f"{name} is {number}; give at least {least}")
    if seed >= SEEDS:
        raise ValueError(f"--seed is {seed}; give one below 2^64")


def _about(name: str, truth: Rays, how: tuple[str, int | None], points: int) -> dict[str, Any]:
    critic, steps = how
    return {
        "pair": name,
        "dim": truth.dim,
        "funnels": len(truth.centres),
        "half_width": truth.half_width,
        "degree": truth.degree,
        "critic": critic,
        "steps": STEPS if steps is None and critic != DEFAULT else steps,
        "seed": truth.seed,
        "points": points,
        "sample": min(SAMPLE, points),
        "level": LEVEL,
    }


def _judge(truth: Rays, fit: Fit, about: dict[str, Any], step: Step) -> PairReport:
    start = time.perf_counter()
    critic = fit(truth, step)
    seconds = time.perf_counter() - start
    step("judging", 0, 1)
    x, y = truth.sample_p(about["points"]), truth.sample_q(about["points"])
    few = truth.sample_p(about["sample"]), truth.sample_q(about["sample"])
    with torch.no_grad():
        f, g = critic(x), critic(y)
    # Both laws live in the box, whose diameter is known: the laws' bound is a certain one.
    diameter = 2 * truth.half_width * math.sqrt(truth.dim)
    audited = audit(critic, *few, fresh=(x, y), diameter=diameter * (1 + 1e-12), level=LEVEL)
    found = audited.as_dict()
    near = scores(critic, truth, x)
    findings = Findings(
        cosine=near.cosine,
        l2=near.l2,
        w1_estimate=float(f.mean() - g.mean()),
        lipschitz_bound=critic.lipschitz_bound(),
        samples_lower_bound=found["samples"]["lower"],
        laws_lower_bound=found["laws"]["certain"][0],
        w1_true=truth.w1,
        seconds=seconds,
    )
    error = math.sqrt(float(f.var() + g.var()) / about["points"])
    step("judging", 1, 1)
    return PairReport(about, findings, {"w1_estimate": error, "w1_true": truth.w1_standard_error})


def _show(report: PairReport, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
        return
    from rich.console import Console

    print_report(report, Console(highlight=False))
