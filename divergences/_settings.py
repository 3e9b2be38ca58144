"""Settings at the door: one real number, or a refusal that names it and the cure."""

from typing import Any

import numpy as np


def read_real(value: Any, name: str, wanted: str) -> float:
    """Return a setting as a float.

    Parameters
    ----------
    value : object
        What the caller passed.
    name : str
        How the message calls it.
    wanted : str
        What the message asks for instead.

    Raises
    ------
    ValueError
        If it is no real number: a string, None, complex, a bool, an array.
    """
    real = isinstance(value, int | float | np.integer | np.floating)
    if isinstance(value, bool) or not real:
        raise ValueError(f"{name} is {value!r}; pass {wanted}")
    return float(value)


def is_whole(value: Any, least: int) -> bool:
    """Return whether a setting is an integer of at least `least`."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return whole and bool(value >= least)
