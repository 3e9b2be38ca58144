"""What the estimators are given: settings, seeds, devices and rows, read or refused."""

import math
import numbers
import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.utils import check_random_state
from torch import Tensor

from ._checkpoint import Checkpoint, fingerprint
from ._training import Settings

ADDRESS = r" at 0x[0-9a-f]+"  # of a function: another one in each process


def read_count(value: Any, name: str, *, least: int = 1) -> int:
    """Read a whole number, or refuse it."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < least:
        raise ValueError(f"{name} is {value!r}; pass a whole number of at least {least}")
    return int(value)


def read_rate(value: Any, name: str, *, below: float = math.inf, least: float = 0.0) -> float:
    """Read a number above `least` (0 included where `below` is given) and below `below`."""
    closed = below < math.inf
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not real or not (least <= value if closed else least < value) or not value < below:
        known = f"from {least:g} to below {below:g}" if closed else f"above {least:g}, finite"
        raise ValueError(f"{name} is {value!r}; pass a number {known}")
    return float(value)


def read_widths(value: Any) -> tuple[int, ...]:
    """Read the sizes of hidden layers; one number means one layer."""
    sizes = [value] if isinstance(value, numbers.Integral) else list(value)
    return tuple(read_count(size, "hidden_layer_sizes") for size in sizes)


def read_settings(estimator: Any) -> Settings:
    """Read how an estimator is to be trained, or refuse."""
    read_rate(estimator.validation_fraction, "validation_fraction", below=1)
    return Settings(
        read_count(estimator.max_epochs, "max_epochs"),
        read_count(estimator.batch_size, "batch_size"),
        read_rate(estimator.learning_rate, "learning_rate"),
        read_count(estimator.n_iter_no_change, "n_iter_no_change"),
        read_count(estimator.warm_up, "warm_up", least=0),
        _read_switch(estimator.decay, "decay"),
    )


def _read_switch(value: Any, name: str) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} is {value!r}; pass True or False")
    return bool(value)


def read_device(name: Any) -> torch.device:
    """Return the device of this name, or refuse one that is not there."""
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, TypeError) as error:
        first = str(error).splitlines()[0]
        raise ValueError(f"device is {name!r}, and torch says: {first}; pass 'cpu'") from None
    return device


def seed_of(random_state: Any) -> int:
    """Return the seed that a random state gives."""
    return int(check_random_state(random_state).randint(2**31 - 1))


def held_out_rows(n: int, fraction: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Split n indices by lot: those to train on, and the fraction, rounded down, to hold out."""
    order = torch.randperm(n, generator=generator)
    held = int(n * fraction)
    return order[held:].sort().values, order[:held].sort().values


def read_checkpoint(estimator: Any, seed: int, tensors: list[Tensor]) -> Checkpoint | None:
    """Return the checkpoint that an estimator names, bound to its settings and to the data."""
    if estimator.checkpoint is None:
        return None
    if estimator.random_state is None:
        raise ValueError(
            "checkpoint needs a random_state, so that a training can be taken up again; "
            "pass one, such as random_state=0"
        )
    aside = {"checkpoint", "verbose", "random_state"}
    if not estimator.decay:  # a rate that falls is bound to the epoch in which it is 0
        aside.add("max_epochs")
    settings = {
        name: re.sub(ADDRESS, "", repr(value))
        for name, value in estimator.get_params(deep=False).items()
        if name not in aside
    }
    data = {"estimator": type(estimator).__name__, "seed": seed, "data": fingerprint(tensors)}
    return Checkpoint(Path(estimator.checkpoint), data | settings)
