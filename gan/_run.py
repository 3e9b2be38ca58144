"""A training that is under way: what it is given, where it stands, and its checkpoint."""

import numbers
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from ._described import described, of_parts
from ._methods import MakeOptimizer, Method
from ._parallel import World
from ._saved import Saved, digest
from ._state import into_optimizer, of_module, of_optimizer, under
from .truths._reading import read_seed, read_whole

STAGE = "training"


@dataclass(eq=False)
class Run:
    """Everything that the next step depends on."""

    generator: Any
    critic: Any
    points: Tensor
    labels: Tensor | None
    method: Method
    iterations: int
    batch: int
    seed: int
    every: int
    done: int = 0
    saved: Saved | None = None
    random: torch.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.random = torch.Generator().manual_seed(self.seed)
        self.generator_optimizer = self.method.generator_optimizer(self.generator.parameters())
        self.critic_optimizer = self.method.critic_optimizer(self.critic.parameters())
        self._like = next(self.critic.parameters())

    def real(self, total: int, world: World) -> tuple[Tensor, Tensor | None]:
        """Draw real points, and their labels if there are any."""
        rows = world.rows(torch.randint(len(self.points), (total,), generator=self.random))
        labels = None if self.labels is None else self.labels[rows].to(self._like.device)
        return self.points[rows].to(self._like), labels

    def noise(self, total: int, world: World) -> Tensor:
        """Draw what the generator makes points of."""
        shape, like = (total, self.generator.latent), self._like
        drawn = torch.randn(shape, generator=self.random, dtype=like.dtype)
        return world.rows(drawn).to(like)

    def shares(self, total: int, world: World) -> Tensor | None:
        """Draw where the penalty looks, if there is one."""
        if self.method.penalty is None:
            return None
        drawn = torch.rand(total, generator=self.random, dtype=self._like.dtype)
        return world.rows(drawn).to(self._like)

    def resume(self, path: str | Path | None, world: World) -> None:
        """Go on from the checkpoint, if its file is there."""
        if path is None:
            return
        data = {"points": self.points}
        data |= {} if self.labels is None else {"labels": self.labels}
        about = {
            **_method(self.method),
            "batch": self.batch,
            "processes": world.size,
            "seed": self.seed,
            **of_parts("generator", self.generator),
            **of_parts("critic", self.critic),
            "points": digest(data),
        }
        self.saved = Saved(path, about)
        if state := self.saved.load(STAGE):
            self.generator.load_state_dict(under("generator", state))
            self.critic.load_state_dict(under("critic", state))
            into_optimizer(self.generator_optimizer, under("of generator", state))
            into_optimizer(self.critic_optimizer, under("of critic", state))
            self.random.set_state(state["random"])
            self.done = int(state["done"])

    def place(self) -> dict[str, Any]:
        """Return what is the same in all processes that train as one, besides the weights."""
        return {
            "iterations": self.iterations,
            "batch": self.batch,
            "every": self.every,
            "seed": self.seed,
            "checkpoint": "there" if self.saved else "none",
            "iteration": self.done,
            "state of the random numbers": digest({"": self.random.get_state()}),
            "state of the optimizers": digest(self._moments()),
        }

    def save(self, world: World) -> None:
        """Write the checkpoint, if there is to be one; all processes go on once it is there."""
        if self.saved is None:
            return
        if world.rank == 0:
            state = {"random": self.random.get_state(), "done": torch.tensor(self.done)}
            state |= of_module("generator", self.generator) | of_module("critic", self.critic)
            state |= self._moments()
            self.saved.save(STAGE, state)
        world.wait()

    def _moments(self) -> dict[str, Tensor]:
        found = of_optimizer("of generator", self.generator_optimizer)
        return found | of_optimizer("of critic", self.critic_optimizer)


def read_run(
    generator: Any,
    critic: Any,
    points: Any,
    labels: Any,
    method: Any,
    iterations: int,
    batch: int,
    seed: int,
    every: int,
) -> Run:
    """Return the training at its beginning, or refuse it."""
    if not isinstance(method, Method):
        raise ValueError(f"method is {method!r}; pass gan.DCGAN or another gan.Method")
    refuse_no_generator(generator)
    iterations = read_whole(iterations, "iterations", least=1)
    batch = read_whole(batch, "batch", least=1)
    seed, every = read_seed(seed), read_whole(every, "every", least=1)
    _refuse_points(points, batch)
    _refuse_labels(labels, len(points), generator.classes)
    if batch == 1:
        _refuse_one_alone(generator=generator, critic=critic)
    if method.penalty is not None and _normalises(critic):
        raise ValueError(
            "critic has batch normalisation, with which no score is a function of its own point, "
            "and method a gradient penalty; pass a critic with layer normalisation, or without any"
        )
    return Run(generator, critic, points, labels, method, iterations, batch, seed, every)


def refuse_no_generator(generator: Any) -> None:
    """Refuse what does not say what it makes points of."""
    for name in ("latent", "classes"):
        if not isinstance(getattr(generator, name, None), numbers.Integral):
            raise ValueError(
                f"generator is {type(generator).__name__}, without a number {name}; pass a module "
                "with latent, the length of the noise, and classes, 0 for none"
            )


def _normalises(module: nn.Module) -> bool:
    return any(isinstance(part, _BatchNorm) for part in module.modules())


def _refuse_one_alone(**players: nn.Module) -> None:
    for player, module in players.items():
        if _normalises(module):
            raise ValueError(
                f"batch is 1, and {player} has batch normalisation, whose means are "
                "over a batch; pass 2 or more"
            )


def _refuse_points(points: Any, batch: int) -> None:
    if not isinstance(points, Tensor):
        raise ValueError(
            f"points are {type(points).__name__}; pass a tensor, as torch.as_tensor(points)"
        )
    if points.ndim < 2 or not points.is_floating_point():
        raise ValueError(
            f"points are {points.dtype} of shape {tuple(points.shape)}; pass floats (n, ...)"
        )
    if batch > len(points):
        raise ValueError(f"batch is {batch}, and there are {len(points)} points; pass at most that")
    if not points.isfinite().all():
        first = int((~points.flatten(1).isfinite().all(dim=1)).nonzero()[0])
        raise ValueError(f"points[{first}] is not finite; leave it out")


def _refuse_labels(labels: Any, count: int, classes: int) -> None:
    if labels is None:
        if classes:
            raise ValueError(f"generator.classes is {classes}, and there are no labels; pass them")
        return
    if not classes:
        raise ValueError("labels are given, and generator.classes is 0; pass labels=None")
    if not isinstance(labels, Tensor):
        raise ValueError(
            f"labels are {type(labels).__name__}; pass a tensor, as torch.as_tensor(labels)"
        )
    if labels.shape != (count,) or labels.dtype != torch.int64:
        raise ValueError(
            f"labels are {labels.dtype} of shape {tuple(labels.shape)}; pass int64, ({count},)"
        )
    outside = (labels < 0) | (labels >= classes)
    if outside.any():
        row = int(outside.nonzero()[0])
        raise ValueError(
            f"labels[{row}] is {int(labels[row])}; with generator.classes = {classes} they are "
            f"from 0 to {classes - 1}"
        )
    missing = (torch.bincount(labels, minlength=classes) == 0).nonzero().flatten().tolist()
    if missing:
        raise ValueError(
            f"class {missing[0]} has no point; pass points of all {classes} classes, or number "
            "those that there are from 0"
        )


def _method(method: Method) -> dict[str, Any]:
    """Return what tells methods apart."""
    goal = (method.objective.real, method.objective.fake, method.objective.generator)
    return {
        "objective": [described(one) for one in goal],
        "critic optimizer": _optimizer(method.critic_optimizer),
        "generator optimizer": _optimizer(method.generator_optimizer),
        "critic_steps": method.critic_steps,
        "clip": method.clip,
        "penalty": described(method.penalty),
        "weight": method.weight,
    }


def _optimizer(make: MakeOptimizer) -> str:
    """Return an optimizer's class and settings, as it is made for one number."""
    made = make([nn.Parameter(torch.zeros(1))])
    return f"{type(made).__name__} {sorted(made.defaults.items())}"
