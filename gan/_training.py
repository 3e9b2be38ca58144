"""Fitting a critic to two laws, of which only samples are seen."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ._adam import trained
from ._closed_forms import closed_forms, simplest
from ._cone_fit import ConeFit, fit_cones, start_cones
from ._saved import Saved
from ._sides import Sides, read_sides
from ._sorting import fit_sorting
from .critics import McShane, Negated
from .truths._reading import read_seed

Progress = Callable[[str, int, int], None]
UP, DOWN = "cones", "cones turned over"
FAR = 0.75  # of the larger gain at the start: below it, cones are not fitted


def fit_critic(
    sample_x: Any,
    sample_y: Any,
    *,
    seed: int = 0,
    critic: Any = None,
    progress: Progress | None = None,
    checkpoint: str | Path | None = None,
) -> Any:
    """Return a 1-Lipschitz critic f with a large E f(x) - E f(y), chosen on held-out points.

    The supremum of E f(x) - E f(y) over 1-Lipschitz f is the Wasserstein-1 distance. These are
    fitted, and the simplest kept that is not surely below the best: the linear critic along the
    difference of means; the distance to the mean, and minus that; a maximum of cones
    b_j - |x - c_j| (or a minimum of cones turned over), whose centres start at modes of one law and
    whose number follows from what each cone gains; GroupSort with orthogonal layers.

    Lengths are measured in the points' own (distances to neighbours, how far the highest cone is
    above the next), so no setting depends on the scale of the data; and none is to be chosen.

    Parameters
    ----------
    sample_x, sample_y : callables or array_like
        From n to n fresh points (n, d), called twice; or points (n, d), or (n,) on the line, of
        which one in four is held out.
    seed : int, default 0
        Decides everything that is drawn here; from 0 to 2^64 - 1.
    critic : nn.Module, optional
        A module with weights to train. It is trained, with Adam, and returned with the weights that
        were best on held-out points, instead of the best of several. Slopes that its layers do not
        hold down are by the one-sided gradient penalty (Petzka et al. 2018), and its value may then
        exceed the distance.
    progress : callable, optional
        Told (what is fitted, done, steps).
    checkpoint : path, optional
        A file of safetensors, written as the fit goes on. If it is there, the fit goes on from it,
        to the same numbers; samplers must then give the same points again.

    Returns
    -------
    nn.Module
        From (batch, d) float64 to (batch,), with ``lipschitz_bound()``. Its value on fresh points
        is a lower bound of the distance, up to sampling error.

    Raises
    ------
    ValueError
        If the points are not finite numbers of shape (n, d), or of two dimensions, or too few, or
        their largest coordinate is above 2^400 or, unless it is 0, below 2^-400; if `seed` is no
        whole number; if `critic` is no module with weights to train, or not of shape (batch,), or
        its value is never a number; if the checkpoint was left by another fit or architecture, or
        is damaged, or its folder is not there.

    Examples
    --------
    >>> import torch
    >>> from gan import fit_critic
    >>> from gan.critics import McShane
    >>> x, y = torch.zeros(8, 1).double(), torch.ones(8, 1).double()
    >>> critic = fit_critic(x, y, critic=McShane([[-1.0]], [0.0]))
    >>> (critic(x).mean() - critic(y).mean()).item()
    1.0
    """
    seed = read_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    sides = read_sides(sample_x, sample_y, generator)
    report = progress or _silent
    given = "" if critic is None else _architecture(critic)
    points = None if checkpoint is None else sides.digest()
    saved = Saved(checkpoint, {"seed": seed, "critic": given, "points": points})
    if critic is not None:
        return trained(critic, sides, generator, report, saved, penalised=True)
    with torch.no_grad():
        critics = [*closed_forms(sides), *_cones(sides, report, saved)]
    critics.append(fit_sorting(sides, generator, report, saved))
    return simplest(critics, sides)


def _architecture(critic: Any) -> str:
    """Return the critic's class and the shapes and types of its tensors, or refuse it."""
    weights = critic.parameters() if isinstance(critic, nn.Module) else ()
    if not any(one.requires_grad for one in weights):
        raise ValueError(
            f"critic is {type(critic).__name__}, with no weights to train; pass an nn.Module with "
            "parameters, or judge a function as it is by audit(critic, x, y)"
        )
    tensors = critic.state_dict().items()
    shapes = (f"{name} {tuple(one.shape)} {one.dtype}" for name, one in tensors)
    return f"{type(critic).__name__}: {', '.join(shapes)}"


def _silent(what: str, done: int, steps: int) -> None:
    """Tell nobody."""


def _cones(sides: Sides, report: Progress, saved: Saved) -> list[nn.Module]:
    """Return a maximum of cones, and one turned over, unless it starts far below the other."""
    flipped = sides.flipped()
    up, down = _start(sides, UP, saved), _start(flipped, DOWN, saved)
    most = max(up.begun, down.begun)
    critics: list[nn.Module] = []
    if up.begun >= FAR * most:
        critics.append(McShane(*fit_cones(sides, up, partial(report, UP), saved, UP)))
    if down.begun >= FAR * most:
        cones = fit_cones(flipped, down, partial(report, DOWN), saved, DOWN)
        critics.append(Negated(McShane(*cones)))
    return critics


def _start(sides: Sides, stage: str, saved: Saved) -> ConeFit:
    found = saved.load(stage)
    if found:
        return ConeFit.of(found)
    fit = start_cones(sides)
    saved.save(stage, fit.tensors())
    return fit
