"""Total variation distance."""

from typing import Any

import numpy as np

from ._catalogue import divergence
from ._exact import Difference
from ._form import Form, Settled, Sums, evaluate, scaled_down, total_of
from ._pair import read_pair
from ._sweep import Buffers
from ._values import values

_UNNOTICED = 2.0**-49


@divergence(symmetric=True, largest=1.0, metric_power=1.0, data_processing=True)
def tv(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> Any:
    """Total variation distance, the largest difference of the probabilities of an event."""
    first, second = read_pair(p, q, axis=axis, normalize=normalize)
    return values(*evaluate(first, second, _TV), first, 1.0)


def _terms(
    buffers: Buffers, d: np.ndarray, p: np.ndarray, q: np.ndarray, mass: np.ndarray
) -> np.ndarray:
    return np.add.reduce(np.abs(d, out=buffers[1]), axis=-1) / 2


def _settle(sums: Sums, gamma: np.ndarray) -> Settled:
    """Leaving gamma out changes the sum by at most |gamma| Sq / 2."""
    return sums.total / sums.p, np.abs(gamma) * sums.q <= _UNNOTICED * sums.total


def _careful(apart: Difference) -> tuple[float, int]:
    return scaled_down(total_of(_terms, apart), apart)


_TV = Form(_terms, _settle, _careful, infinite=False)
