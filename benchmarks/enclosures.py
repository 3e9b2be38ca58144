"""Divergences by their definitions, in balls: certain as `definitions` is, and faster."""

import math

import numpy as np
from flint import arb, ctx


def integers(values):
    """The entries over one power of 2, which cancels in every law."""
    tops, powers = np.frexp(np.asarray(values, dtype=float))
    least = int(powers[tops != 0].min())
    steps = np.ldexp(tops, 53).astype(np.int64).tolist()
    pairs = zip(steps, powers.tolist(), strict=True)
    return [top << (power - least) if top else 0 for top, power in pairs]


def enclosures(p, q, orders):
    """Balls around every divergence and the Renyi divergence of every order (none of them 1).

    Returns
    -------
    dict
        From a name, or a pair ("renyi", order), to a ball known to 60 bits; exact zeros are 0.
    float
        The largest |log p / q| where both laws have mass.
    """
    a, b = integers(p), integers(q)
    whole_a, whole_b = sum(a), sum(b)
    pairs = [(x * whole_b, y * whole_a) for x, y in zip(a, b, strict=True) if x or y]
    names = ["kl", "js", "js_distance", "tv", "hellinger_squared", "hellinger", "chi2"]
    if all(x == y for x, y in pairs):
        return dict.fromkeys([*names, *(("renyi", order) for order in orders)], arb(0)), 0.0
    precision = 256
    while True:
        with ctx.workprec(precision):
            found, widest = _evaluated(pairs, whole_a * whole_b, orders)
        if all(ball.is_exact() or ball.rel_accuracy_bits() >= 60 for ball in found.values()):
            return found, widest
        precision *= 2


def _evaluated(pairs, whole, orders):
    kl = js = affinity = chi2 = arb(0)
    apart = lost = fresh = 0
    powers = {order: arb(0) for order in orders}
    half = arb(2).log()
    widest = -1.0
    for x, y in pairs:
        apart += abs(x - y)
        if not y:
            lost += x
            js += x * half
            continue
        chi2 += arb((x - y) * (x - y)) / y
        if not x:
            fresh += y
            js += y * half
            continue
        ratio = (arb(x) / y).log()
        middle = (arb(2 * x) / (x + y)).log()
        kl += x * ratio
        js += (x + y) * middle - y * ratio
        affinity += arb(x * y).sqrt()
        for order in orders:
            powers[order] += y * (ratio * order).exp()
        widest = max(widest, abs(float(ratio)))
    squared = 1 - affinity / whole
    found = {
        "kl": arb.pos_inf() if lost else kl / whole,
        "js": js / (2 * whole),
        "js_distance": (js / (2 * whole)).sqrt(),
        "tv": arb(apart) / (2 * whole),
        "hellinger_squared": squared,
        "hellinger": squared.sqrt(),
        "chi2": arb.pos_inf() if lost else chi2 / whole,
    }
    for order, power in powers.items():
        found["renyi", order] = _renyi(power / whole, order, lost, fresh, widest)
    return found, widest


def _renyi(power, order, lost, fresh, widest):
    if widest < 0 or (order > 1 and lost):
        return arb.pos_inf()
    if order == 0 and not fresh:
        return arb(0)
    return power.log() / (arb(order) - 1)


def overshoot(value, ball, factor=1.0):
    """|value - exact| over what the contract allows, rounded up: at most 1 where it is kept."""
    if not ball.is_finite() or math.isinf(value):
        above = value == math.inf and ball > arb(np.finfo(float).max)
        return 0.0 if above or (not ball.is_finite() and value == math.inf) else math.inf
    with ctx.workprec(256):
        allowed = ball * factor / arb(10) ** 14 + arb(2) ** -1074
        return float((abs(arb(value) - ball) / allowed).upper())
