"""Training a critic by Adam, on one batch after another."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ._saved import Saved
from ._sides import Sides
from ._state import into_optimizer, of_module, of_optimizer, under
from .penalties import one_sided_gradient_penalty

Penalty = Callable[[Any, Tensor, Tensor], Tensor]

STEPS, BATCH, RATE, BETAS = 2000, 512, 5e-3, (0.5, 0.9)
EVERY, PATIENCE = 100, 10  # steps between looks at the held-out points; looks without a gain
WEIGHT, PENALISED = 10.0, 4096  # of the penalty; held-out pairs on which it is judged


def critic_step(
    critic: Any,
    optimizer: torch.optim.Optimizer,
    x: Tensor,
    y: Tensor,
    *,
    penalty: Penalty | None = None,
) -> float:
    """Raise mean f(x) - mean f(y) by one step of the optimizer, and return it as it was before.

    Parameters
    ----------
    critic : nn.Module
        From (batch, d) to (batch,).
    optimizer : torch.optim.Optimizer
        Of the critic's parameters.
    x, y : Tensor, shape (n, d) and (m, d)
        Points of the two laws.
    penalty : callable, optional
        From (critic, x, y) to a scalar that the step lowers as well.

    Returns
    -------
    float
        mean f(x) - mean f(y), before the step and without the penalty.

    Raises
    ------
    ValueError
        If the critic does not give one value a point, shape (batch,).

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
    over, under = critic(x), critic(y)
    for name, values, points in (("x", over, x), ("y", under, y)):
        if values.shape != (len(points),):
            raise ValueError(
                f"critic({name}) has shape {tuple(values.shape)} for {len(points)} points; return "
                "one value a point, (batch,), as by .squeeze(1)"
            )
    value = over.mean() - under.mean()
    loss = -value if penalty is None else penalty(critic, x, y) - value
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(value.detach())


def trained(
    critic: Any,
    sides: Sides,
    generator: torch.Generator,
    report: Callable[[str, int, int], None],
    saved: Saved,
    *,
    penalised: bool,
) -> Any:
    """Train with Adam, and leave the weights that were worth most on the held-out points.

    That is what they gain there, less the penalty if there is one. The rate falls to 0 along half a
    cosine. The training stops early where the worth has long been below its best.
    """
    name = type(critic).__name__
    optimizer = torch.optim.Adam(critic.parameters(), lr=RATE, betas=BETAS)
    penalty = _held_down(generator) if penalised else None
    best, seen, first = -math.inf, 0, 0
    kept: dict[str, Tensor] = {}
    if state := saved.load(name):
        best, seen, first = _restore(state, critic, optimizer, generator)
        kept = under("kept", state)
    like = next(critic.parameters())
    for step in range(first, STEPS):
        if seen == PATIENCE:
            break
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 + math.cos(math.pi * step / STEPS)) / 2
        x, y = (_drawn(side, generator).to(like) for side in (sides.x, sides.y))
        critic_step(critic, optimizer, x, y, penalty=penalty)
        if (step + 1) % EVERY == 0:
            now = _worth(critic, sides, penalty)
            seen = 0 if now > best else seen + 1
            if now > best:
                best, kept = now, {k: v.clone() for k, v in critic.state_dict().items()}
            report(name, step + 1, STEPS)
            numbers = {"best": torch.tensor(best).double(), "at": torch.tensor([seen, step + 1])}
            saved.save(name, {**numbers, **_state(critic, optimizer, generator, kept)})
    if not kept:
        now = _worth(critic, sides, penalty)
        raise ValueError(f"the critic's value is {now:g}, no number; pass another critic or scale")
    critic.load_state_dict(kept)
    return critic


def _worth(critic: Any, sides: Sides, penalty: Penalty | None) -> float:
    """Return the mean over held-out points of P minus that over those of Q, less the penalty."""
    like = next(critic.parameters())
    x, y = sides.held_x.to(like), sides.held_y.to(like)
    with torch.no_grad():
        gain = float(critic(x).mean() - critic(y).mean())
    few = min(len(x), len(y), PENALISED)
    return gain if penalty is None else gain - float(penalty(critic, x[:few], y[:few]).detach())


def _drawn(points: Tensor, generator: torch.Generator) -> Tensor:
    return points[torch.randint(len(points), (BATCH,), generator=generator)]


def _held_down(generator: torch.Generator) -> Penalty:
    """Return what holds slopes down where a critic's own layers do not; else it is 0."""
    return lambda f, x, y: WEIGHT * one_sided_gradient_penalty(f, x, y, generator=generator)


def _state(
    critic: Any,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
    kept: dict[str, Tensor],
) -> dict[str, Tensor]:
    """Return everything that the next step depends on."""
    state = {"drawn": generator.get_state()}
    state |= of_module("critic", critic) | {f"kept.{name}": one for name, one in kept.items()}
    return state | of_optimizer("adam", optimizer)


def _restore(
    state: dict[str, Tensor],
    critic: Any,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
) -> tuple[float, int, int]:
    """Put everything back as it was, and return the best gain, looks without one, and the step."""
    critic.load_state_dict(under("critic", state))
    into_optimizer(optimizer, under("adam", state))
    generator.set_state(state["drawn"])
    seen, step = state["at"].tolist()
    return float(state["best"]), seen, step
