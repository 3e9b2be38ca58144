"""Arithmetic that carries second differences along, so that they need not cancel.

A function of two atoms, each of which may stand in its place x or have moved to y, has four
values; `mixed` is its second difference, with both moved minus one moved minus other moved plus
none. For small moves it is of second order, and subtracting values would lose it all.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Moved:
    """Values (arrays of one shape) before and after two moves, and their differences.

    Attributes
    ----------
    here, first, second, both : ndarray
        The value with no atom moved, the first, the second, both.
    by_first, by_second : ndarray
        first - here and second - here, to their own relative accuracy.
    mixed : ndarray
        both - first - second + here.
    """

    here: np.ndarray
    first: np.ndarray
    second: np.ndarray
    both: np.ndarray
    by_first: np.ndarray
    by_second: np.ndarray
    mixed: np.ndarray

    def __mul__(self, other: "Moved | float") -> "Moved":
        if not isinstance(other, Moved):
            return Moved(*(other * part for part in _parts(self)))
        f, g = self, other
        return Moved(
            f.here * g.here,
            f.first * g.first,
            f.second * g.second,
            f.both * g.both,
            f.by_first * g.first + f.here * g.by_first,
            f.by_second * g.second + f.here * g.by_second,
            f.mixed * g.both
            + f.by_first * g.by_second
            + f.by_second * g.by_first
            + (f.first + f.by_second) * g.mixed,
        )

    def __add__(self, constant: float) -> "Moved":
        values, differences = _parts(self)[:4], _parts(self)[4:]
        return Moved(*(value + constant for value in values), *differences)


Number = Moved | np.ndarray


def exp(f: Number) -> Number:
    """Return e^f."""
    if not isinstance(f, Moved):
        return np.asarray(np.exp(f))
    here, first, second, both = _values(np.exp, f)
    with np.errstate(over="ignore", invalid="ignore"):  # steps above 1 are not taken
        by_first = np.where(np.abs(f.by_first) <= 1, here * np.expm1(f.by_first), first - here)
        by_second = np.where(np.abs(f.by_second) <= 1, here * np.expm1(f.by_second), second - here)
        lesser_first = np.abs(f.by_first) <= np.abs(f.by_second)
        step, other, place = (
            np.where(lesser_first, *pair)
            for pair in ((f.by_first, f.by_second), (by_second, by_first), (second, first))
        )
        mixed = other * np.expm1(step) + place * np.exp(step) * np.expm1(f.mixed)
    small = (np.abs(step) <= 1) & (np.abs(f.mixed) <= 1)
    mixed = np.where(small, mixed, both - first - second + here)
    return Moved(here, first, second, both, by_first, by_second, mixed)


def sqrt(f: Number) -> Number:
    """Return the root of f >= 0."""
    if not isinstance(f, Moved):
        return np.asarray(np.sqrt(f))
    here, first, second, both = _values(np.sqrt, f)
    by_first, by_second = (
        _ratio(difference, value + here)
        for difference, value in ((f.by_first, first), (f.by_second, second))
    )
    # g^2 = f gives mixed (both + here + by_first + by_second) = f.mixed - 2 by_first by_second
    divisor = both + here + by_first + by_second
    mixed = _ratio(f.mixed - 2 * by_first * by_second, divisor)
    small = 2 * divisor > both + here
    mixed = np.where(small, mixed, both - first - second + here)
    return Moved(here, first, second, both, by_first, by_second, mixed)


def log1p(f: Number) -> Number:
    """Return log(1 + f), f > -1."""
    if not isinstance(f, Moved):
        return np.asarray(np.log1p(f))
    here, first, second, both = _values(np.log1p, f)
    by_first = _log_ratio(f.by_first / (1 + f.here), first - here)
    by_second = _log_ratio(f.by_second / (1 + f.here), second - here)
    crossed = (1 + f.here) * f.mixed - f.by_first * f.by_second
    mixed = _log_ratio(crossed / (1 + f.first) / (1 + f.second), both - first - second + here)
    return Moved(here, first, second, both, by_first, by_second, mixed)


def _log_ratio(excess: np.ndarray, far: np.ndarray) -> np.ndarray:
    """Return log(1 + excess), from a difference of logs where it is not near 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(excess) <= 0.5, np.log1p(excess), far)


def _values(
    function: Callable[[np.ndarray], np.ndarray], f: Moved
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    return function(f.here), function(f.first), function(f.second), function(f.both)


def _parts(f: Moved) -> tuple[np.ndarray, ...]:
    return (f.here, f.first, f.second, f.both, f.by_first, f.by_second, f.mixed)


def _ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    """Return over / under, and 0 where under is 0."""
    return np.asarray(np.divide(over, under, out=np.zeros_like(under), where=under != 0))
