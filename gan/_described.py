"""What tells functions and architectures apart, in words that are the same in every process."""

import enum
import numbers
from collections.abc import Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from ._saved import digest

DEPTH = 5  # of objects in objects; what lies deeper is its class
PLAIN = (str, numbers.Number, enum.Enum, torch.dtype, torch.Size, type(None))


def of_parts(name: str, module: nn.Module) -> dict[str, str]:
    """Return what a module is made of: its tensors, what its parts are called, and each of them."""
    tensors = module.state_dict().items()
    inside = [(key, one) for key, one in module.named_modules(remove_duplicate=False) if key]
    return {
        name: ", ".join(f"{key} {tuple(one.shape)} {one.dtype}" for key, one in tensors),
        f"parts of {name}": ", ".join(key for key, _ in inside),
        f"kind of {name}": described(module),
        **{f"{name}.{key}": described(part) for key, part in inside},
    }


def described(value: Any, depth: int = DEPTH) -> str:
    """Return a value in words: functions and classes by name, objects by class and settings."""
    if isinstance(value, PLAIN):
        return repr(value)
    if isinstance(value, Tensor):
        return f"tensor {tuple(value.shape)} {digest({'': value.detach()})}"
    if hasattr(value, "__qualname__"):
        return _name(value)
    if depth == 0:
        return _name(type(value))
    if isinstance(value, Mapping):
        return f"({', '.join(_settings(value, depth - 1))})"
    if isinstance(value, list | tuple | set | frozenset):
        inside = [described(one, depth - 1) for one in value]
        return f"[{', '.join(inside if isinstance(value, list | tuple) else sorted(inside))}]"
    if isinstance(value, partial):
        given = dict(enumerate(value.args)) | value.keywords
        return f"{described(value.func, depth - 1)}({', '.join(_settings(given, depth - 1))})"
    return f"{_name(type(value))}({', '.join(_settings(_public(value), depth - 1))})"


def _name(function: Any) -> str:
    return f"{getattr(function, '__module__', None) or ''}.{function.__qualname__}".lstrip(".")


def _public(value: Any) -> dict[str, Any]:
    """Return what an object is set to; of a module, but for the mode that it is in."""
    found = getattr(value, "__dict__", {})
    mode = "training" if isinstance(value, nn.Module) else None
    return {name: one for name, one in found.items() if name[:1] != "_" and name != mode}


def _settings(found: Mapping[Any, Any], depth: int) -> list[str]:
    return sorted(f"{name}={described(one, depth)}" for name, one in found.items())
