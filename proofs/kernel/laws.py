"""Divergences of laws by their definitions, in balls. A law is integers over their exact sum."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
from flint import arb, fmpq

from .strict import Strict

Pairs = list[tuple[int, int]]  # of p and q, atom by atom, over one denominator


def integers(values: Any) -> tuple[list[int], int]:
    """Return integers and a scale: each double is its integer / scale, exactly."""
    ratios = [value.as_integer_ratio() for value in np.ravel(values).tolist()]
    scale = max(bottom for _, bottom in ratios)
    return [top * (scale // bottom) for top, bottom in ratios], scale


def balanced(p: Any, q: Any) -> tuple[list[int], list[int], int]:
    """Return the laws p / (exact sum of p) and q / (exact sum of q) over one denominator."""
    (a, _), (b, _) = integers(p), integers(q)
    if min(a + b) < 0 or not sum(a) * sum(b):
        raise ValueError("no law: weights are at least 0, and one is above")
    whole_a, whole_b = sum(a), sum(b)
    return [x * whole_b for x in a], [y * whole_a for y in b], whole_a * whole_b


def total(terms: Any) -> arb:
    """Return the sum, a ball even where there is no term."""
    return sum(terms, arb(0))


def log_sum(terms: Iterable[tuple[int, int, int]]) -> arb:
    """Return sum w log(x / y) over (w, x, y), infinite where y = 0 < w."""
    return total(w * (arb(x) / y).log() if y else arb.pos_inf() for w, x, y in terms if w)


def total_variation(pairs: Pairs, whole: int) -> Fraction:
    """Return sum |x - y| / 2 over the total."""
    return Fraction(sum(abs(x - y) for x, y in pairs), 2 * whole)


def root_difference(pairs: Pairs) -> arb:
    """Return sum (sqrt x - sqrt y)^2."""
    return total((arb(x).sqrt() - arb(y).sqrt()) ** 2 for x, y in pairs if x != y)


def pearson(pairs: Pairs) -> arb:
    """Return sum (x - y)^2 / y, infinite where y = 0 < x."""
    return total(arb(x - y) ** 2 / y if y else arb.pos_inf() for x, y in pairs if x != y)


def renyi(pairs: Pairs, whole: int, order: float) -> arb:
    """Return log(sum p^order q^(1 - order)) / (order - 1), order not 1; log max p / q at inf."""
    common = [(x, y) for x, y in pairs if x and y]
    if not common or (order > 1 and any(x and not y for x, y in pairs)):
        return arb.pos_inf()
    if order == inf:
        return arb(max(fmpq(x, y) for x, y in common)).log()
    power = total(y * (arb(x) / y) ** order for x, y in common)
    return (power / whole).log() / (arb(order) - 1)


def f_divergence(pairs: Pairs, f: Callable[[Any], Any], at_zero: float, slope: float) -> arb:
    """Return sum y f(x / y), with f(0) for x = 0 and the slope of f at infinity for y = 0."""
    images = ((y, f(Strict(arb(x) / y))) for x, y in pairs if x and y)
    inside = total(y * arb(getattr(image, "ball", image)) for y, image in images)
    gone, fresh = sum(x for x, y in pairs if not y), sum(y for x, y in pairs if not x)
    return inside + total(arb(c) * mass for c, mass in ((slope, gone), (at_zero, fresh)) if mass)


def kl_of_logs(log_p: list[float], log_q: list[float]) -> arb:
    """Return sum p log(p / q) for p = exp(log_p) / sum exp(log_p), q likewise."""
    pairs = [(arb(u), arb(v)) for u, v in zip(log_p, log_q, strict=True) if u > -inf]
    whole_p, whole_q = total(u.exp() for u, _ in pairs), total(arb(v).exp() for v in log_q)
    gap = total(u.exp() * (u - v) for u, v in pairs) / whole_p + (whole_q / whole_p).log()
    return arb(0) if log_p == log_q else gap.nonnegative_part()
