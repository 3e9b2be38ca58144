"""Transport: an answer that carries its own evidence."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ._measure import Measure


@dataclass(frozen=True, eq=False)
class Transport:
    """A transport plan, its cost, and the potentials that show how good it is."""

    mu: Measure
    nu: Measure
    cost: Any
    value: float
    plan: Any
    f: np.ndarray
    g: np.ndarray
    iterations: int
