"""What every result can do: keep its arrays from being written to, and say itself plainly."""

import dataclasses
from typing import Any

import numpy as np


def keep(result: Any) -> None:
    """Make the arrays of a result read-only."""
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False


def plain(result: Any) -> dict[str, Any]:
    """Return the fields of a result as Python numbers, lists and dictionaries."""
    return {field.name: _plain(getattr(result, field.name)) for field in dataclasses.fields(result)}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return plain(value) if dataclasses.is_dataclass(value) else value
