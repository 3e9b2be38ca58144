"""Pairs of vectors on which divergences usually go wrong, from a seed."""

import math

import numpy as np

ORDERS = (
    [0.0, 1e-9, 0.25, 0.5, 0.75, 2.0, 3.0, 10.0, 100.0]
    + [1 + 2.0**-k for k in (1, 5, 10, 20, 30, 40, 52)]
    + [1 - 2.0**-k for k in (2, 5, 10, 20, 30, 40, 53)]
)


def laws(generator, n, decades):
    """A law whose entries spread over so many orders of magnitude."""
    v = generator.random(n) + 0.01
    if decades:
        v = v * 10.0 ** generator.uniform(-decades / 2, min(decades / 2, 290), n)
    return v


def cases(generator, n, decades):
    """Yield name, p, q, normalize for one size and spread: every kind of trap once."""
    wild = decades > 0
    p = laws(generator, n, decades)
    if not wild:
        p /= p.sum()
    yield "unrelated", p, _like(p, laws(generator, n, decades), wild), wild
    for k in (1, 5, 10, 20, 26, 30, 40, 48, 51, 52):
        one = p.copy()
        one[generator.integers(n)] *= 1 + 2.0**-k
        yield f"one entry tilted by 2^-{k}", p, _like(p, one, wild), wild
        every = p * (1 + 2.0**-k * generator.uniform(-1, 1, n))
        yield f"all tilted by 2^-{k}", _like(p, every, wild), p, wild
    for factor in (3.0, 0.1, 1.7):
        yield f"proportional up to rounding, {factor}", p, p * factor, True
    holes = generator.random(n) < 0.5
    holes[0] = False
    yield "zeros of q", p, _like(p, np.where(holes, 0.0, p), wild), wild
    yield "zeros of p", _like(p, np.where(holes, 0.0, p), wild), p, wild
    if not wild:
        off = min(8 * math.sqrt(n) * 2.0**-52, 1e-3) * 0.99
        yield "sums off by the whole tolerance", p * (1 + off / 2), p * (1 - off / 2), False
        other = laws(generator, n, 0)
        other /= other.sum()
        yield "off by the tolerance, unrelated", p * (1 + off / 2), other * (1 - off / 2), False


def _like(p, q, wild):
    """The vector q itself where sums are free, q with sum 1 otherwise."""
    return q if wild else q / q.sum()
