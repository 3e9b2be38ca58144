"""The catalogue: each divergence of laws, with the laws that it promises to keep."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Divergence:
    """A function of two laws, and what it promises.

    Attributes
    ----------
    function : callable
        ``function(p, q)``.
    symmetric : bool
        Whether ``function(p, q) == function(q, p)``.
    largest : float
        The least upper bound over all pairs of laws; may be ``inf``.
    metric_power : float or None
        The power of the function that obeys the triangle inequality, where there is one.
    data_processing : bool
        Whether no channel can increase it.
    """

    function: Callable[..., Any]
    symmetric: bool
    largest: float
    metric_power: float | None
    data_processing: bool


CATALOGUE: dict[str, Divergence] = {}


def divergence(
    *, symmetric: bool, largest: float, metric_power: float | None, data_processing: bool
) -> Callable[[Function], Function]:
    """Enter the decorated function into `CATALOGUE`, with the laws it promises.

    Parameters
    ----------
    symmetric, largest, metric_power, data_processing
        As in `Divergence`. The test suite holds each entry to them.

    Returns
    -------
    callable
        A decorator that returns its function unchanged.

    Examples
    --------
    >>> from divergences import CATALOGUE
    >>> CATALOGUE["tv"].symmetric, CATALOGUE["tv"].largest
    (True, 1.0)
    """

    def enter(function: Function) -> Function:
        name: str = function.__name__
        CATALOGUE[name] = Divergence(function, symmetric, largest, metric_power, data_processing)
        return function

    return enter
