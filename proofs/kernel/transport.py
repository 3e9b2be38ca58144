"""Transport: integer costs that enclose the true ones, and bounds from any plan and potential."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from operator import mul
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq

from .laws import integers, total

Arc = tuple[int, int, int]  # row, column, mass


@dataclass(frozen=True)
class Costs:
    """Costs in integer steps of `unit`: ``pick(i, j)`` gives low and high with low <= c <= high."""

    pick: Callable[[Any, Any], Any]
    unit: Fraction
    entries: int  # numbers that one cost takes to make: blocks are sized by it


def exact_costs(x: np.ndarray, y: np.ndarray, norm: int, order: float) -> Costs:
    """Return |x - y|_norm ** order in exact integers, where order is norm; else to 128 bits."""
    z, scale = integers(np.concatenate([x, y]))
    points = np.array(z, dtype=object).reshape(-1, x.shape[1])
    bits = int(order * scale.bit_length()) + 128

    def root(v: int) -> tuple[int, int]:
        ball = (arb(v) / scale**norm) ** (arb(order) / norm) * 2**bits
        return int(ball.lower().floor().unique_fmpz()), int(ball.upper().ceil().unique_fmpz())

    def pick(i: Any, j: Any) -> Any:
        exact = (abs(points[i] - points[len(x) + j]) ** norm).sum(axis=-1)
        if order == norm:
            return exact << bits, exact << bits
        with ctx.workprec(bits + 256):
            return np.frompyfunc(root, 1, 2)(exact)

    return Costs(pick, Fraction(1, (scale**norm if order == norm else 1) << bits), x.shape[1])


def in_steps(values: np.ndarray, shift: int) -> Any:
    """Return floor(values * 2^shift), whatever is rounded on the way, as int64."""
    steps = np.floor(np.ldexp(values, shift))
    return (steps - (np.ldexp(steps, -shift) > values)).astype(np.int64)


def float_costs(x: np.ndarray, y: np.ndarray, norm: int, order: float) -> Costs:
    """Return |x - y|, or its Euclidean square, from float64 where nothing over- or underflows."""
    both = np.concatenate([x, y])
    size = [1.0, *np.abs(both[both != 0])]
    if order not in (1, norm) or not 2.0**-400 <= min(size) <= max(size) <= 2.0**400:
        raise ValueError("float64 bounds want order 1 or 2, and coordinates from 2^-400 to 2^400")
    diameter = np.linalg.norm(both.max(axis=0) - both.min(axis=0), norm)
    shift = 60 - int(order * np.frexp(diameter)[1])
    # roundings: a difference, a square, d sums (or a root), two for the margin, one for products
    margin = (x.shape[1] + 5) * 2.0**-53

    def pick(i: Any, j: Any) -> Any:
        move = x[i] - y[j]
        near = np.abs(move).sum(axis=-1) if norm == 1 else np.einsum("...k,...k->...", move, move)
        near = near if order == norm else np.sqrt(near)
        return in_steps(near * (1 - margin), shift), -in_steps(near * -(1 + margin), shift)

    return Costs(pick, 1 / Fraction(2) ** shift, x.shape[1])


def matrix_costs(entries: np.ndarray) -> Costs:
    """Return the doubles given as exact integers."""
    steps, scale = integers(entries)
    table = np.array(steps, dtype=object).reshape(entries.shape) << 64
    return Costs(lambda i, j: (table[i, j], table[i, j]), Fraction(1, scale << 64), 1)


def lower(a: list[int], b: list[int], costs: Costs, f: list[int]) -> Fraction:
    """Return a . f + b . g <= optimum, g_j = min_i c_ij - f_i: any f will do, in steps."""
    short = np.int64 if max(map(abs, f)) < 2**61 else object  # int64 costs are below that too
    potential, g = np.array(f, dtype=short)[:, None], []
    side = max(1, isqrt(2**18 // costs.entries))  # of a block that fits a cache
    rows = [np.arange(len(a))[k : k + side, None] for k in range(0, len(a), side)]
    for k in range(0, len(b), side):
        j = np.arange(len(b))[None, k : k + side]
        g += np.min([np.min(costs.pick(i, j)[0] - potential[i[:, 0]], 0) for i in rows], 0).tolist()
    return Fraction(sum(map(mul, a, f)) + sum(map(mul, b, g)), sum(a)) * costs.unit


def feasible(a: list[int], b: list[int], arcs: Iterable[Arc], scale: int) -> list[Arc]:
    """Return a plan of marginals a * scale, b * scale: arcs over `scale`, clipped; then corners."""
    whole, rows, columns = sum(a), [w * scale for w in a], [w * scale for w in b]

    def moved(i: int, j: int, mass: int) -> Arc:
        clipped = max(0, min(mass, rows[i], columns[j]))
        rows[i], columns[j] = rows[i] - clipped, columns[j] - clipped
        return i, j, clipped

    plan = [moved(i, j, mass * whole) for i, j, mass in arcs]
    i = j = 0
    while i < len(a):  # the columns last as long, as both sides have one total
        plan.append(moved(i, j, rows[i]))
        i, j = (i, j + 1) if rows[i] else (i + 1, j)
    return [arc for arc in plan if arc[2]]


def upper(plan: list[Arc], costs: Costs) -> Fraction:
    """Return the cost of a feasible plan, at the upper end of each cost."""
    value, step = 0, max(1, 2**18 // costs.entries)
    for start in range(0, len(plan), step):
        i, j, mass = zip(*plan[start : start + step], strict=True)
        value += sum(map(mul, mass, costs.pick(np.array(i), np.array(j))[1].tolist()))
    return value * costs.unit / sum(mass for _, _, mass in plan)


def entropic_lower(
    a: list[int], b: list[int], costs: Costs, potentials: list[list[float]], eps: float
) -> arb:
    """Return a . f + b . g - eps sum a b (exp((f + g - c) / eps) - 1): any f, g will do."""
    (f, g), whole = ([list(map(arb, potential)) for potential in potentials]), sum(a)
    low = costs.pick(*np.ogrid[: len(a), : len(b)])[0] * fmpq(*costs.unit.as_integer_ratio())
    cells = ((a[i] * b[j], (f[i] + g[j] - low[i, j]) / eps) for i, j in np.ndindex(low.shape))
    linear = total(map(mul, a, f)) + total(map(mul, b, g))
    return linear / whole - eps * total(w * (excess.exp() - 1) for w, excess in cells) / whole**2


def entropic_upper(plan: list[Arc], a: list[int], b: list[int], costs: Costs, eps: float) -> arb:
    """Return <P, c> + eps KL(P || a x b) of a feasible plan."""
    cells = defaultdict[tuple[int, int], int](int)
    for i, j, mass in plan:
        cells[i, j] += mass
    moved, whole = sum(cells.values()), sum(a)
    terms = (m * (arb(m * whole**2) / (moved * a[i] * b[j])).log() for (i, j), m in cells.items())
    return fmpq(*upper(plan, costs).as_integer_ratio()) + eps * total(terms) / moved
