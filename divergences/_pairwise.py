"""Distances among many measures, on as many processes or machines as joblib is told to use."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ._arrays import read_flag, refuse_no_function
from ._measure import Measure
from ._wasserstein import wasserstein

_SIDE = 8  # measures of a tile: 64 distances go to a worker, and are lost with it, at once

Distance = Callable[[Measure, Measure], float]
Tile = tuple[int, int]


def pairwise(
    measures: Sequence[Any],
    distance: Distance = wasserstein,
    *,
    symmetric: bool = True,
    out: str | os.PathLike[str] | None = None,
) -> np.ndarray:
    """Distances among many measures.

    Where and how it runs is joblib's business: ``with joblib.parallel_config(n_jobs=2):`` takes two
    processes, ``backend="dask"`` or ``"ray"`` a cluster. Workers get measures and send distances
    back; they share no disk, and what a lost worker had is done again by another where the backend
    does so, as Dask's does.

    Parameters
    ----------
    measures : sequence of Measure or array_like, length k
        Plain arrays are points of equal weights.
    distance : callable, default `wasserstein`
        Of two measures, a number that is not NaN. Of a module, so that other processes can find it:
        ``functools.partial(wasserstein, order=2)``, not a lambda, unless the backend can send that.
    symmetric : bool, default True
        Whether the distance does not hang on the order of its measures: then only one half, and the
        diagonal, is computed.
    out : path, optional
        A file of NumPy, ending in .npy, to which distances are written as they come, and one of
        JSON beside it, which says of what. If they are there, only what is missing is computed.

    Returns
    -------
    ndarray, shape (k, k)
        A memory map of `out`, if that is given.

    Raises
    ------
    ValueError
        If there are no measures, one of them is none, a distance is NaN, or `out` is of other
        measures, another distance, or damaged.

    Examples
    --------
    >>> from divergences import pairwise
    >>> pairwise([[0.0, 1.0], [1.0, 2.0], [4.0, 5.0]])
    array([[0., 1., 4.],
           [1., 0., 3.],
           [4., 3., 0.]])
    """
    refuse_no_function(distance, "distance", "wasserstein, or a function of two measures")
    read_flag(symmetric, "symmetric")
    those = [m if isinstance(m, Measure) else Measure(m) for m in measures]
    if not those:
        raise ValueError("measures is empty; pass at least one measure")
    found = _matrix(those, distance, symmetric, out)
    for tile, block in _computed(those, distance, symmetric, _missing(found, symmetric)):
        if np.isnan(block).any():
            i, j = np.argwhere(np.isnan(block))[0] + tile
            raise ValueError(f"distance(measures[{i}], measures[{j}]) is nan; pass one that is not")
        rows, columns = (slice(start, start + _SIDE) for start in tile)
        if symmetric:  # first, as a restart looks at the other half
            found[columns, rows] = block.T
        found[rows, columns] = block
        if isinstance(found, np.memmap):
            found.flush()
    return found


def _missing(found: np.ndarray, symmetric: bool) -> list[Tile]:
    """Return the tiles in which a distance is missing, by their first row and column."""
    starts = range(0, len(found), _SIDE)
    tiles = [(i, j) for i in starts for j in starts if not symmetric or i <= j]
    return [(i, j) for i, j in tiles if np.isnan(found[i : i + _SIDE, j : j + _SIDE]).any()]


def _computed(
    those: list[Measure], distance: Distance, symmetric: bool, tiles: list[Tile]
) -> Iterator[tuple[Tile, np.ndarray]]:
    """Yield tiles as they are done, in any order."""
    from joblib import Parallel, delayed

    tasks = (
        delayed(_tile)(
            (i, j), those[i : i + _SIDE], those[j : j + _SIDE], distance, symmetric and i == j
        )
        for i, j in tiles
    )
    yield from Parallel(return_as="generator_unordered")(tasks)


def _tile(
    tile: Tile, rows: list[Measure], columns: list[Measure], distance: Distance, half: bool
) -> tuple[Tile, np.ndarray]:
    """Return the distances of some measures to some others; `half` where they are the same."""
    block = np.empty((len(rows), len(columns)))
    for i, mu in enumerate(rows):
        for j, nu in enumerate(columns):
            block[i, j] = block[j, i] if half and j < i else distance(mu, nu)
    return tile, block


def _matrix(
    those: list[Measure],
    distance: Distance,
    symmetric: bool,
    out: str | os.PathLike[str] | None,
) -> np.ndarray:
    """Return a matrix of NaN, or what is in a file already."""
    shape = (len(those), len(those))
    if out is None:
        return np.full(shape, np.nan)
    path = Path(out)
    if path.suffix != ".npy":
        raise ValueError(f"out is {str(path)!r}; pass a path that ends in .npy")
    about = {"measures": _digest(those), "distance": _name(distance), "symmetric": symmetric}
    beside = path.with_suffix(".json")
    if path.exists() and beside.exists():
        return _taken_up(path, beside, about, shape)
    if path.exists():
        raise ValueError(f"{path} is there without {beside.name}; remove it, or pass another path")
    found = np.lib.format.open_memmap(path, mode="w+", dtype=np.float64, shape=shape)
    found[:] = np.nan
    found.flush()
    beside.write_text(json.dumps(about) + "\n")
    return found


def _taken_up(path: Path, beside: Path, about: dict[str, Any], shape: tuple[int, int]) -> np.memmap:
    try:
        found, known = np.load(path, mmap_mode="r"), json.loads(beside.read_text())
        known = dict(known)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} or {beside.name} is damaged ({error}); remove both") from error
    for name, value in about.items():
        if known.get(name) != value:
            raise ValueError(f"{path} is of another {name}; remove it, or pass another path")
    if found.shape != shape or found.dtype != np.float64:
        raise ValueError(f"{path} holds {found.shape} {found.dtype}, not {shape}; remove it")
    del found  # only now to be written to: that would have made a file that is cut short longer
    return np.lib.format.open_memmap(path, mode="r+")


def _digest(those: list[Measure]) -> str:
    """Return what tells these measures from others."""
    total = hashlib.sha256()
    for one in those:
        total.update(repr(one.points.shape).encode() + one.points.tobytes())
        total.update(one.weights.tobytes())
    return total.hexdigest()


def _name(distance: Any) -> str:
    """Return a distance by its name, with the settings of a partial."""
    inner = getattr(distance, "func", None)
    if inner is not None:
        return f"{_name(inner)} {distance.args!r} {sorted(distance.keywords.items())!r}"
    return f"{distance.__module__}.{getattr(distance, '__qualname__', type(distance).__name__)}"
