"""Fitting a critic to two laws, of which only samples are seen."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from ._cone_fit import fit_cones, start_cones
from ._sides import Sides, read_sides
from .critics import GroupSort, McShane, Negated

Progress = Callable[[str, int, int], None]

WIDTHS = (64, 64, 64)
STEPS, BATCH, RATE = 3000, 512, 5e-3
EVERY, PATIENCE = 100, 10  # steps between looks at the held-out points; looks without a gain


def critic_step(critic: Any, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    """Raise mean f(x) - mean f(y) by one step of the optimizer, and return it as it was before.

    Parameters
    ----------
    critic : nn.Module
        From (batch, d) to (batch,).
    optimizer : torch.optim.Optimizer
        Of the critic's parameters.
    x, y : Tensor, shape (n, d) and (m, d)
        Points of the two laws.

    Returns
    -------
    float
        mean f(x) - mean f(y), before the step.

    Examples
    --------
    >>> import torch
    >>> from gan import critic_step
    >>> from gan.critics import McShane
    >>> critic = McShane(torch.zeros(1, 1), torch.zeros(1))
    >>> optimizer = torch.optim.SGD(critic.parameters(), lr=0.1)
    >>> x, y = torch.ones(1, 1).double(), torch.full((1, 1), 3.0).double()
    >>> critic_step(critic, optimizer, x, y)
    2.0
    """
    loss = critic(y).mean() - critic(x).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return -float(loss.detach())


def fit_critic(
    sample_x: Any,
    sample_y: Any,
    *,
    seed: int = 0,
    critic: Any = None,
    progress: Progress | None = None,
) -> Any:
    """Return a 1-Lipschitz critic f with a large E f(x) - E f(y), chosen on held-out points.

    Parameters
    ----------
    sample_x, sample_y : callables or array_like
        From n to n fresh points (n, d); or points (n, d), of which one in four is held out.
    seed : int, default 0
        Decides everything that is drawn here.
    critic : nn.Module, optional
        Trained, with Adam, and returned, instead of the best of several.
    progress : callable, optional
        Told (what is fitted, done, steps).

    Returns
    -------
    nn.Module
        From (batch, d) float64 to (batch,).

    Raises
    ------
    ValueError
        If the points are not finite numbers of shape (n, d), or of two dimensions, or too few; if
        the value of `critic` is never a number.

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
    generator = torch.Generator().manual_seed(seed)
    sides = read_sides(sample_x, sample_y, generator)
    report = progress or _silent
    if critic is not None:
        return _trained(critic, sides, generator, report)
    critics = [*_closed(sides)]
    with torch.no_grad():
        critics.append(_cones(sides, report))
    sorting = GroupSort(sides.dim, WIDTHS, generator=generator).double()
    critics.append(_trained(sorting, sides, generator, report))
    return max(critics, key=lambda f: _gain(f, sides))


def _cones(sides: Sides, report: Progress) -> nn.Module:
    """Return a maximum of cones, or of their opposites, whichever starts better."""
    up, down = (start_cones(side) for side in (sides, sides.flipped()))
    told = partial(report, "cones")
    if up[2] >= down[2]:
        return McShane(*fit_cones(sides, *up[:2], told))
    return Negated(McShane(*fit_cones(sides.flipped(), *down[:2], told)))


def _gain(critic: nn.Module, sides: Sides) -> float:
    """Return the mean over held-out points of P minus that over those of Q."""
    with torch.no_grad():
        return float(critic(sides.held_x).mean() - critic(sides.held_y).mean())


def _silent(what: str, done: int, steps: int) -> None:
    """Tell nobody."""


def _closed(sides: Sides) -> list[nn.Module]:
    """Return what needs no training: along the difference of means, and cones about the mean."""
    apart = sides.x.mean(dim=0) - sides.y.mean(dim=0)
    linear = GroupSort(sides.dim, (), generator=torch.Generator()).double()
    with torch.no_grad():
        length = apart.norm()
        if length > 0:
            linear.get_parameter("layers.0.weight").copy_(apart / length)
    cone = McShane(torch.cat([sides.x, sides.y]).mean(dim=0, keepdim=True), torch.zeros(1))
    return [linear, cone, Negated(cone)]


def _trained(critic: Any, sides: Sides, generator: torch.Generator, report: Progress) -> Any:
    """Train with Adam, and leave the weights that gained most on the held-out points."""
    optimizer = torch.optim.Adam(critic.parameters(), lr=RATE, betas=(0.5, 0.9))
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    best, kept, seen = -torch.inf, {}, 0
    for step in range(1, STEPS + 1):
        x, y = (
            side[torch.randint(len(side), (BATCH,), generator=generator)]
            for side in (sides.x, sides.y)
        )
        critic_step(critic, optimizer, x, y)
        fall.step()
        if step % EVERY == 0:
            now = _gain(critic, sides)
            seen = 0 if now > best else seen + 1
            if now > best:
                best, kept = now, {k: v.clone() for k, v in critic.state_dict().items()}
            if seen == PATIENCE:
                break
        report(type(critic).__name__, step, STEPS)
    if not kept:
        raise ValueError(f"the critic's value is {now:g}, no number; pass another critic or scale")
    critic.load_state_dict(kept)
    return critic
