"""What a network of pictures is built from, read at the door."""

from typing import Any

from .nonlinearities import Nonlinearity
from .truths._reading import read_whole


def require_pictures(height: Any, width: Any, channels: Any, classes: Any) -> None:
    """Refuse what are no sizes of pictures, channels and number of labels."""
    for name, side in (("height", height), ("width", width)):
        if read_whole(side, name, least=4) % 4:
            raise ValueError(f"{name} is {side}; pass a multiple of 4, the pictures padded to it")
    read_whole(channels, "channels", least=1)
    read_whole(classes, "classes", least=0)


def require_layers(nonlinearity: Any, depth: Any, filters: Any, *, of: str = "") -> None:
    """Refuse what is no nonlinearity, number of layers or number of channels."""
    require_nonlinearity(nonlinearity, f"nonlinearity{of}")
    read_whole(depth, f"depth{of}", least=4)
    read_whole(filters, f"filters{of}", least=1)


def require_nonlinearity(value: Any, name: str) -> None:
    """Refuse what does not say what it leaves of a variance."""
    if not isinstance(value, Nonlinearity):
        raise ValueError(f"{name} is {value!r}; pass a Nonlinearity, as gan.nonlinearities.relu")


def require_one_of(value: Any, name: str, *choices: Any) -> None:
    """Refuse a value that is none of the choices."""
    if not any(value is choice for choice in choices):
        names = " or ".join(getattr(choice, "__name__", str(choice)) for choice in choices)
        raise ValueError(f"{name} is {value!r}; pass {names}")
