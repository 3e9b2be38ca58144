"""Several processes that train as one: each takes its rows of every batch.

All of them draw the same numbers for the whole batch, and keep their own rows. So the mean of their
gradients is the gradient of one process that has the whole batch: there is nothing else to agree.
"""

from dataclasses import dataclass

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

    def agree(self, *modules: nn.Module) -> None:
        """Start from the first process's weights, or refuse what cannot be trained so."""
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
            for tensor in module.state_dict().values():
                dist.broadcast(tensor, 0)

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
