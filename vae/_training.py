"""Training: one flat loop, early stopping on held-out rows, and a checkpoint after each epoch."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from ._checkpoint import Checkpoint, Tensors
from ._progress import Step

Loss = Callable[[Tensor, torch.Generator, float], Tensor]


@dataclass(frozen=True)
class Settings:
    """How long, in what steps."""

    max_epochs: int
    batch_size: int
    learning_rate: float
    patience: int
    warm_up: int
    decay: bool = False

    def rate(self, epoch: int) -> float:
        """Return the learning rate in this epoch, of which the first is 0."""
        if not self.decay:
            return self.learning_rate
        return self.learning_rate * (1 + math.cos(math.pi * epoch / self.max_epochs)) / 2

    def weight(self, epoch: int) -> float:
        """Return what the KL counts in this epoch, of which the first is 0."""
        return (epoch + 1) / self.warm_up if epoch < self.warm_up else 1.0


@dataclass
class History:
    """What a training has come to: losses in nats a row, and where it stands."""

    training: list[float] = field(default_factory=list)
    held_out: list[float] = field(default_factory=list)
    best: float = math.inf
    waited: int = 0


def train(
    model: nn.Module,
    loss: Loss,
    held_out: Callable[[], Tensor] | None,
    n: int,
    *,
    settings: Settings,
    generator: torch.Generator,
    checkpoint: Checkpoint | None = None,
    step: Step,
) -> History:
    """Minimise the mean loss over n rows with Adam; leave the weights that are best held out.

    Parameters
    ----------
    model : nn.Module
        Whose parameters are trained.
    loss : callable
        From indices of rows, the generator, and the weight of the KL, to the rows' mean loss.
    held_out : callable or None
        The loss on held-out rows, with draws that are always the same. Training stops when it has
        not fallen for `patience` epochs after the warm-up. None: all epochs, and the last weights.
    n : int
        How many rows.
    settings : Settings
        Epochs, size of a batch, rate and whether it falls, patience, epochs of warm-up.
    generator : torch.Generator
        Draws everything.
    checkpoint : Checkpoint, optional
        Continued if its file is there; written after each epoch.
    step : callable
        Told (what, epochs done, epochs).

    Returns
    -------
    History
        The losses.

    Raises
    ------
    FloatingPointError
        If a loss is no number.
    """
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(learnt, lr=settings.learning_rate, fused=True)
    history, best = _resumed(checkpoint, model, optimizer, generator)
    batches = math.ceil(n / settings.batch_size)
    while len(history.training) < settings.max_epochs and history.waited < settings.patience:
        total, epoch = torch.zeros((), device=learnt[0].device), len(history.training)
        weight = settings.weight(epoch)
        for group in optimizer.param_groups:
            group["lr"] = settings.rate(epoch)
        for rows in torch.randperm(n, generator=generator).tensor_split(batches):
            optimizer.zero_grad()
            value = loss(rows, generator, weight)
            torch.autograd.backward(value)
            optimizer.step()
            total += value.detach() * len(rows)
        history.training.append(_finite(total / n, epoch, settings))
        if held_out is not None:
            with torch.no_grad():
                now = _finite(held_out(), len(history.held_out), settings)
            history.held_out.append(now)
            waiting = now >= history.best and epoch >= settings.warm_up
            history.waited = history.waited + 1 if waiting else 0
            if now < history.best:
                history.best, best = now, _copied(model)
        if checkpoint is not None:
            _save(checkpoint, model, optimizer, generator, history, best)
        step(_what(history), len(history.training), settings.max_epochs)
    if held_out is not None:
        model.load_state_dict(best)
    return history


def _finite(value: Tensor, epoch: int, settings: Settings) -> float:
    if not torch.isfinite(value):
        raise FloatingPointError(
            f"the loss is {float(value)} after epoch {epoch + 1}; lower learning_rate, which is "
            f"{settings.learning_rate:g}"
        )
    return float(value)


def _what(history: History) -> str:
    held = f", held out {-history.held_out[-1]:.3f}" if history.held_out else ""
    return f"bound {-history.training[-1]:.3f}{held} nats"


def _copied(model: nn.Module) -> Tensors:
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def _save(
    checkpoint: Checkpoint,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
    history: History,
    best: Tensors,
) -> None:
    """Write all that decides what comes next."""
    tensors = {"generator": generator.get_state()}
    tensors |= {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    tensors |= {f"best.{name}": tensor for name, tensor in best.items()}
    for i, moments in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{i}.{name}": tensor for name, tensor in moments.items()}
    checkpoint.save(tensors, asdict(history) | {"best": history.best if best else None})


def _resumed(
    checkpoint: Checkpoint | None,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
) -> tuple[History, Tensors]:
    """Take up what was saved, or begin."""
    saved = checkpoint.load() if checkpoint is not None else None
    if saved is None:
        return History(), {}
    tensors, state = saved
    parts: dict[str, dict[str, Any]] = {"model": {}, "best": {}, "optimizer": {}}
    for name, tensor in tensors.items():
        part, _, rest = name.partition(".")
        if part in parts:
            parts[part][rest] = tensor
    model.load_state_dict(parts["model"])
    generator.set_state(tensors["generator"])
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in parts["optimizer"].items():
        i, _, kind = name.partition(".")
        moments.setdefault(int(i), {})[kind] = tensor
    optimizer.load_state_dict(optimizer.state_dict() | {"state": moments})
    best = math.inf if state["best"] is None else state["best"]
    return History(**(state | {"best": best})), parts["best"]
