"""Proofs for divergences of laws, which the functions have read before, and not refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ._arrays import read_numbers
from ._f_divergence import read_limit
from ._measure import Measure
from ._renyi import read_order
from ._simplex import as_law

if TYPE_CHECKING:
    from proofs.kernel import Ends

Pairs = list[tuple[int, int]]
DEFINITION = "the definition, in exact and ball arithmetic"


def _read(p: Any, q: Any, *, axis: int = -1, normalize: bool = False) -> tuple[Pairs, int]:
    """Return two laws as integers over one total, atoms of measures matched exactly."""
    from proofs.kernel.laws import balanced

    if isinstance(p, Measure) and isinstance(q, Measure):
        p, q = _on_union(p, q)
    else:
        p, q = _one(p, "p", axis, normalize), _one(q, "q", axis, normalize)
    a, b, whole = balanced(p, q)
    return list(zip(a, b, strict=True)), whole


def _one(p: Any, name: str, axis: int, normalize: bool) -> np.ndarray:
    if axis not in (-1, 0):
        raise ValueError(f"axis is {axis}; prove takes one vector, so pass a single law")
    return as_law(p, name, normalize=normalize, summable=False)


def _on_union(mu: Measure, nu: Measure) -> tuple[list[int], list[int]]:
    """Return exact weights, each times a constant, on the atoms of either measure."""
    from proofs.kernel.laws import integers

    masses: dict[tuple[float, ...], list[int]] = {}
    for side, measure in enumerate((mu, nu)):
        for point, weight in zip(measure.points, integers(measure.weights)[0], strict=True):
            masses.setdefault(tuple(point.tolist()), [0, 0])[side] += weight
    return [a for a, _ in masses.values()], [b for _, b in masses.values()]


def _to_midpoint(pairs: Pairs) -> list[tuple[int, int, int]]:
    """Return the terms z log(2 z / (x + y)), z either of x and y."""
    return [(z, 2 * z, x + y) for x, y in pairs for z in (x, y)]


def _defined(formula: Callable[[Any, Pairs, int], Any]) -> Callable[..., "Ends"]:
    """Return the prover of a formula of (kernel, pairs, total)."""

    def prover(p: Any, q: Any, **reading: Any) -> "Ends":
        from proofs.kernel import laws
        from proofs.kernel.bounds import enclose

        pairs, whole = _read(p, q, **reading)
        return enclose(lambda: formula(laws, pairs, whole), DEFINITION)

    return prover


def _tv(p: Any, q: Any, **reading: Any) -> "Ends":
    from proofs.kernel.bounds import between
    from proofs.kernel.laws import total_variation

    value = total_variation(*_read(p, q, **reading))
    return between(value, value, "the definition, in rational arithmetic")


def _renyi(p: Any, q: Any, order: Any, **reading: Any) -> "Ends":
    from proofs.kernel import laws
    from proofs.kernel.bounds import enclose

    a = read_order(order)
    if a == 1:
        return LAWS["kl"](p, q, **reading)
    pairs, whole = _read(p, q, **reading)
    return enclose(lambda: laws.renyi(pairs, whole, a), DEFINITION)


def _f_divergence(
    p: Any,
    q: Any,
    f: Any,
    *,
    at_zero: Any,
    slope_at_infinity: Any,
    **reading: Any,
) -> "Ends":
    from proofs.kernel import laws
    from proofs.kernel.bounds import enclose

    pairs, whole = _read(p, q, **reading)
    zero = read_limit(at_zero, "at_zero")
    slope = read_limit(slope_at_infinity, "slope_at_infinity")
    try:
        return enclose(
            lambda: laws.f_divergence(pairs, f, zero, slope) / whole,
            "the definition, f evaluated on balls",
        )
    except (TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(
            f"f cannot be followed on balls ({error}); write it in + - * / ** and numpy.log, exp, "
            "sqrt, abs, so that no step is a float64 routine without a proved error"
        ) from error


def _entropy(p: Any, *, axis: int = -1, normalize: bool = False) -> "Ends":
    from proofs.kernel.bounds import enclose
    from proofs.kernel.laws import balanced, log_sum

    law = _one(p, "p", axis, normalize)
    a, _, whole = balanced(law, law)
    return enclose(lambda: log_sum((x, whole, x) for x in a) / whole, DEFINITION)


def _mutual_information(joint: Any, *, normalize: bool = False) -> "Ends":
    from proofs.kernel.bounds import enclose
    from proofs.kernel.laws import balanced, log_sum

    table = read_numbers(joint, "joint")
    law = as_law(table.ravel(), "joint", normalize=normalize, summable=False)
    flat, _, _ = balanced(law, law)
    exact = np.array(flat, dtype=object).reshape(table.shape)
    rows, columns, whole = exact.sum(axis=1), exact.sum(axis=0), exact.sum()
    pairs = [
        (x * whole, r * c)
        for r, row in zip(rows, exact, strict=True)
        for x, c in zip(row, columns, strict=True)
    ]
    return enclose(lambda: log_sum((x, x, y) for x, y in pairs) / whole**2, DEFINITION)


def _kl_from_logs(log_p: Any, log_q: Any, *, axis: int = -1) -> "Ends":
    from proofs.kernel.bounds import enclose
    from proofs.kernel.laws import kl_of_logs

    u, v = read_numbers(log_p, "log_p"), read_numbers(log_q, "log_q")
    if u.ndim != 1 or v.ndim != 1:
        raise ValueError(f"log_p has shape {u.shape}; prove takes one vector, so pass a single law")
    return enclose(lambda: kl_of_logs(u.tolist(), v.tolist()), DEFINITION)


LAWS: dict[str, Callable[..., "Ends"]] = {
    "kl": _defined(lambda k, pairs, whole: k.log_sum((x, x, y) for x, y in pairs) / whole),
    "js": _defined(lambda k, pairs, whole: k.log_sum(_to_midpoint(pairs)) / (2 * whole)),
    "js_distance": _defined(
        lambda k, pairs, whole: (k.log_sum(_to_midpoint(pairs)) / (2 * whole)).sqrt()
    ),
    "tv": _tv,
    "hellinger_squared": _defined(lambda k, pairs, whole: k.root_difference(pairs) / (2 * whole)),
    "hellinger": _defined(lambda k, pairs, whole: (k.root_difference(pairs) / (2 * whole)).sqrt()),
    "chi2": _defined(lambda k, pairs, whole: k.pearson(pairs) / whole),
    "cross_entropy": _defined(
        lambda k, pairs, whole: k.log_sum((x, whole, y) for x, y in pairs) / whole
    ),
    "renyi": _renyi,
    "f_divergence": _f_divergence,
    "entropy": _entropy,
    "mutual_information": _mutual_information,
    "kl_from_logs": _kl_from_logs,
}
