"""Several processes that train as one: each takes its rows of every batch.

All of them draw the same numbers for the whole batch, and keep their own rows. So the mean of their
gradients is the gradient of one process that has the whole batch: there is nothing else to agree.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm


@dataclass(frozen=True)
class World:
    """How many processes there are, and which this is."""

    rank: int
    size: int

    def rows(self, drawn: Tensor) -> Tensor:
        """Return this process's rows of what was drawn for all."""
        count = len(drawn) // self.size
        return drawn[self.rank * count : (self.rank + 1) * count]

    def refuse_own_means(self, *modules: nn.Module) -> None:
        """Refuse normalisation by the means of one process's rows."""
        if self.size == 1:
            return
        for module in modules:
            for name, part in module.named_modules():
                if isinstance(part, _BatchNorm) and not isinstance(part, nn.SyncBatchNorm):
                    raise ValueError(
                        f"{type(module).__name__}.{name} is a {type(part).__name__}, whose means "
                        f"would be those of one process's rows, not of all {self.size}; pass "
                        "torch.nn.SyncBatchNorm.convert_sync_batchnorm(...), which takes CUDA, or "
                        "an architecture without batch normalisation"
                    )

    @contextmanager
    def together(self) -> Iterator[None]:
        """Refuse in every process what one of them refuses: else the others wait for it forever."""
        error = None
        try:
            yield
        except Exception as caught:
            error = caught
        said = self.gathered(None if error is None else str(error))
        if error is not None:
            raise error
        for rank, one in enumerate(said):
            if one is not None:
                raise ValueError(f"process {rank} refuses: {one}")

    def require_same(self, place: dict[str, Any]) -> None:
        """Refuse, in every process, to go on from where they do not all stand."""
        first, *others = self.gathered(place)
        for rank, other in enumerate(others, start=1):
            for name, one in first.items():
                if other[name] != one:
                    raise ValueError(
                        f"{name} is {one} in process 0 and {other[name]} in process {rank}; pass "
                        "the same to all, and one checkpoint that all of them read"
                    )

    def agree(self, *modules: nn.Module) -> None:
        """Start from the first process's weights."""
        if self.size == 1:
            return
        for module in modules:
            for tensor in module.state_dict().values():
                dist.broadcast(tensor, 0)

    def gathered(self, found: Any) -> list[Any]:
        """Return what all processes have found, by rank."""
        if self.size == 1:
            return [found]
        every = [None] * self.size
        dist.all_gather_object(every, found)
        return every

    def wait(self) -> None:
        """Wait until all processes are here."""
        self.gathered(None)

    def average_gradients(self, module: nn.Module) -> None:
        """Put the mean over processes in place of each gradient."""
        if self.size == 1:
            return
        found = [p.grad for p in module.parameters() if p.grad is not None]
        flat = torch.cat([one.flatten() for one in found])
        dist.all_reduce(flat)
        flat /= self.size
        first = 0
        for one in found:
            one.copy_(flat[first : first + one.numel()].view_as(one))
            first += one.numel()

    def mean(self, *numbers: Tensor) -> list[float]:
        """Return the means of numbers over processes."""
        found = torch.stack([one.detach().double() for one in numbers])
        if self.size > 1:
            dist.all_reduce(found)
        return [float(one) / self.size for one in found]


def here() -> World:
    """Return the processes that torch.distributed joins, or this one alone."""
    if dist.is_available() and dist.is_initialized():
        return World(dist.get_rank(), dist.get_world_size())
    return World(0, 1)
