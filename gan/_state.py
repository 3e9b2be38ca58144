"""What a training has come to, as tensors by name: of modules, optimizers and a generator."""

from torch import Tensor, nn
from torch.optim import Optimizer

Tensors = dict[str, Tensor]


def of_module(head: str, module: nn.Module) -> Tensors:
    """Return a module's tensors, each under `head.name`."""
    return {f"{head}.{name}": one for name, one in module.state_dict().items()}


def of_optimizer(head: str, optimizer: Optimizer) -> Tensors:
    """Return an optimizer's moments, each under `head.number of the parameter.name`."""
    state = optimizer.state_dict()["state"]
    return {f"{head}.{i}.{name}": one for i, found in state.items() for name, one in found.items()}


def into_optimizer(optimizer: Optimizer, found: Tensors) -> None:
    """Put moments back, from tensors by `number of the parameter.name`."""
    moments: dict[int, Tensors] = {}
    for name, one in found.items():
        i, _, moment = name.partition(".")
        moments.setdefault(int(i), {})[moment] = one
    optimizer.load_state_dict({**optimizer.state_dict(), "state": moments})


def under(head: str, state: Tensors) -> Tensors:
    """Return the tensors whose names begin with `head.`, under the rest of their names."""
    return {
        name.removeprefix(f"{head}."): one
        for name, one in state.items()
        if name.startswith(f"{head}.")
    }
