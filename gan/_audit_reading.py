"""What `audit` is given: samples of any shape, and settings, read or refused."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from torch import Tensor

from divergences import Measure, costs

LARGEST = 1 << 26  # pairs of points: their distances take half a gigabyte
_ROUNDING = 1e-6  # of a range that a critic in float32 may exceed


def as_points(points: Any) -> Any:
    """Return a tensor as it is, and anything else as an array."""
    return points if isinstance(points, Tensor) else np.asarray(points)


def read_pair(x: Any, y: Any, names: tuple[str, str]) -> tuple[Measure, Measure]:
    """Return two samples as measures on rows, or refuse what is no pair of samples."""
    if x.shape[1:] != y.shape[1:]:
        shapes = " and ".join(str(tuple(points.shape[1:])) for points in (x, y))
        raise ValueError(f"points of {names[0]} and {names[1]} have shapes {shapes}; give one")
    first, second = (_measure(points, name) for points, name in zip((x, y), names, strict=True))
    for measure, name in ((first, names[0]), (second, names[1])):
        if len(measure) < 2:
            raise ValueError(f"{name} has a single point, and so no scatter; give at least 2")
    return first, second


def read_fresh(fresh: Any, x: Any) -> tuple[tuple[Any, Any], tuple[Measure, Measure]]:
    """Return the fresh samples as they are and as measures, or refuse others than those of x."""
    if not isinstance(fresh, tuple | list) or len(fresh) != 2:
        raise ValueError("fresh is no pair; pass fresh=(x, y), further samples of the two laws")
    u, v = as_points(fresh[0]), as_points(fresh[1])
    sides = read_pair(u, v, ("fresh[0]", "fresh[1]"))
    if u.shape[1:] != x.shape[1:]:
        shapes = f"{tuple(u.shape[1:])}, those of x {tuple(x.shape[1:])}"
        raise ValueError(f"fresh points have shape {shapes}; pass samples of the same laws")
    return (u, v), sides


def refuse_many(first: Measure, second: Measure) -> None:
    """Raise ValueError where the distances between all points would be too many."""
    if len(first) * len(second) > LARGEST:
        raise ValueError(
            f"{len(first)} x {len(second)} pairs of points are too many (at most {LARGEST}); pass "
            "fewer as x and y, drawn at random, and the others as fresh=(x, y)"
        )


def refuse_settings(level: float, diameter: float | None) -> None:
    """Raise ValueError where the level is no confidence, or the diameter no distance."""
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; pass a confidence between 0 and 1, for example 0.95")
    if diameter is not None and not 0 < diameter < np.inf:
        raise ValueError(f"diameter is {diameter}; pass a positive number, or None if not known")


def refuse_apart(points: Sequence[np.ndarray], diameter: float | None, seen: float = 0.0) -> None:
    """Raise ValueError where points, (n, d) each, are seen further apart than the diameter.

    Looked at are the distances to three points, each the furthest from the one before: at least
    1 / sqrt(3) of the largest, in linear time. `seen` is one already known.
    """
    if diameter is None:
        return
    both = np.concatenate(points)
    anchor, widest = both[:1], seen
    for _ in range(3):
        away = costs.euclidean(both, anchor)[:, 0]
        furthest = int(away.argmax())
        anchor, widest = both[furthest, None], max(widest, float(away[furthest]))
    if widest > diameter * (1 + _ROUNDING):
        raise ValueError(
            f"two points are {widest:.6g} apart, and diameter is {diameter}; pass the diameter of "
            "a set that holds all points of both laws, or leave it out"
        )


def refuse_range(
    whose: str,
    values: tuple[np.ndarray, np.ndarray],
    bound: float | None,
    diameter: float | None,
) -> None:
    """Raise ValueError where values range over more than L times the diameter."""
    if bound is None or diameter is None:
        return
    both = np.concatenate(values)
    with np.errstate(over="ignore"):
        wide = float(np.ptp(both))
    if wide > bound * diameter * (1 + _ROUNDING) + _ROUNDING * float(np.abs(both).max()):
        raise ValueError(
            f"the values of {whose} range over {wide:.6g}, more than its Lipschitz bound "
            f"{bound:.6g} times the diameter {diameter:.6g}: one of the two is false"
        )


def refuse_shared(samples: tuple[Any, Any], fresh: tuple[Any, Any]) -> None:
    """Raise ValueError where a fresh point is one of those that a function is extended from.

    A law with atoms gives the same point to independent samples too; nothing in the points tells
    that from a point used twice, so it is refused as well. Where one of the arrays is in float32,
    points are compared in that.
    """
    single = any(str(points.dtype).endswith("float32") for points in (*samples, *fresh))
    seen = {row for points in samples for row in _rows(points, single)}
    again = sum(row in seen for points in fresh for row in _rows(points, single))
    if again:
        raise ValueError(
            f"{again} of {sum(map(len, fresh))} fresh points are points of x or y, from whose "
            "values a critic without a Lipschitz bound is extended; pass fresh points that are "
            "none of these, or a lipschitz_bound (for laws with atoms, which give one point to "
            "both by chance, see docs/audit.md)"
        )


def _rows(points: Any, single: bool) -> list[bytes]:
    """Return the points as bytes, equal where the points are: adding 0 turns -0.0 into 0.0."""
    kept = points.cpu() if isinstance(points, Tensor) else points
    with np.errstate(over="ignore", under="ignore"):
        x: np.ndarray = np.asarray(kept, dtype=np.float32 if single else np.float64)
    return [row.tobytes() for row in x + 0.0]


def _measure(points: Any, name: str) -> Measure:
    try:
        return Measure(points.reshape(len(points), -1) if points.ndim > 2 else points)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
