"""Points where the slope of a function is that of its chord."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from . import supports

Function = Callable[[float], float]


def has_mean_point(f: Function, slope: Function, a: float, b: float) -> bool:
    """Look in (a, b), ends left out, for a point where the slope is that of the chord."""
    chord = (f(b) - f(a)) / (b - a)
    inside = np.linspace(a, b, 1001)[1:-1]
    gaps = [slope(x) - chord for x in inside]
    for low, high, first, last in zip(inside, inside[1:], gaps, gaps[1:], strict=False):
        if first * last <= 0:
            point = brentq(lambda x: slope(x) - chord, low, high) if first != last else low
            if abs(slope(point) - chord) <= 1e-6 * (1 + abs(chord)):
                return True
    return False


@supports("002-086")
def differentiable_functions_have_a_mean_point() -> tuple[bool, bool]:
    """Find it for random polynomials and a root; find none for |x|, which has a corner."""
    random = np.random.default_rng(86)
    found = [has_mean_point(lambda x: x**0.5, lambda x: 0.5 * x**-0.5, 0.0, 1.0)]
    for degree in range(1, 9):
        polynomial = np.polynomial.Polynomial(random.normal(size=degree + 1))
        found.append(has_mean_point(polynomial, polynomial.deriv(), -1.0, 2.0))
    corner = has_mean_point(abs, lambda x: float(np.sign(x)), -1.0, 2.0)
    holds = all(found) and not corner
    return holds, holds
