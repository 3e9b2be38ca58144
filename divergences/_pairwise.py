"""Distances among many measures, on as many processes or machines as joblib is told to use."""

import hashlib
import json
import math
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ._arrays import read_flag, refuse_no_function
from ._identity import identity
from ._late import late
from ._measure import Measure
from ._wasserstein import wasserstein

_SIDE = 8  # measures of a tile: 64 distances go to a worker, and are lost with it, at once
_SHARE = 4  # tiles for each worker, where all of a share come back together
_SAME = 1e-6  # relative: more than what is approximate, and less than what is not symmetric
_EPS = float(np.finfo(float).eps)

Distance = Callable[[Measure, Measure], float]
Tile = tuple[int, int]


def pairwise(
    measures: Iterable[Any],
    distance: Distance = wasserstein,
    *,
    symmetric: bool = True,
    out: str | os.PathLike[str] | None = None,
) -> np.ndarray:
    """Distances among many measures.

    Where and how it runs is joblib's business: ``with joblib.parallel_config(n_jobs=2):`` takes two
    processes, ``backend="dask"`` (tested) or any other that is registered, as Ray's, a cluster.
    Workers get measures and send distances back; they share no disk, and what a lost worker had is
    done again by another where the backend does so, as Dask's does. Distances are written as they
    come, or, where a backend returns no generator, some tiles of 64 for each worker at a time.

    Parameters
    ----------
    measures : iterable of Measure or array_like, length k
        Plain arrays are points of equal weights.
    distance : callable, default `wasserstein`
        Of two measures, a number, or what ``float()`` makes one of, not NaN. Of a module, so that
        other processes can find it: ``functools.partial(wasserstein, order=2)``, not a lambda,
        unless the backend can send that.
    symmetric : bool, default True
        Whether the distance does not hang on the order of its measures: then only one half, and the
        diagonal, is computed; and one of the other half, to be sure.
    out : path, optional
        A file of NumPy, ending in .npy, to which distances are written as they come, and one of
        JSON beside it, which says of what. If they are there, only what is missing is computed, by
        tiles of 64 distances. A distance of a module is known by its name, a partial, a method, a
        wrapper or an object by what pickle keeps of it, a lambda, an inner function or what a
        script defines by its code and by the globals that it reads and does not assign. What a
        module holds is not looked at: after a change there, in `distance` or in what it calls,
        remove the file.

    Returns
    -------
    ndarray, shape (k, k)
        A memory map of `out`, if that is given.

    Raises
    ------
    ValueError
        If there are no measures, or one of them is none; if a distance is NaN or no number, or
        `symmetric` and not the same both ways; if `out` is of other measures, another distance, or
        damaged, its folder is not there, or what is there was not written here.
    OverflowError
        If a distance exceeds the largest double.

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
    named = out is None or (isinstance(out, str | os.PathLike) and Path(out).suffix == ".npy")
    if not named:
        raise ValueError(f"out is {str(out)!r}; pass a path that ends in .npy")
    if not isinstance(measures, Iterable) or isinstance(measures, Measure):
        raise ValueError(f"measures is {measures!r}; pass a sequence of measures")
    those = [m if isinstance(m, Measure) else Measure(m) for m in measures]
    if not those:
        raise ValueError("measures is empty; pass at least one measure")
    found = _matrix(those, distance, symmetric, out)
    for tile, block in _computed(those, distance, symmetric, _missing(found, symmetric)):
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
    joblib = late("joblib")

    tasks = [
        joblib.delayed(_tile)(
            (i, j), those[i : i + _SIDE], those[j : j + _SIDE], distance, symmetric and i == j
        )
        for i, j in tiles
    ]
    try:
        parallel = joblib.Parallel(return_as="generator_unordered")
    except ValueError:  # as the backends of multiprocessing and Ray say
        share = _SHARE * joblib.effective_n_jobs()
        for first in range(0, len(tasks), share):
            yield from joblib.Parallel()(tasks[first : first + share])
    else:
        yield from parallel(tasks)


def _tile(
    tile: Tile, rows: list[Measure], columns: list[Measure], distance: Distance, half: bool
) -> tuple[Tile, np.ndarray]:
    """Return the distances of some measures to some others; `half` where they are the same."""

    def found(i: int, j: int) -> float:
        name = f"distance(measures[{tile[0] + i}], measures[{tile[1] + j}])"
        value = distance(rows[i], columns[j])
        try:  # of what a word or an array of many is, nothing is made
            word = isinstance(value, str | bytes)
            number = math.nan if word or np.ndim(value) else float(value)
        except TypeError:
            number = math.nan
        except OverflowError as error:
            raise OverflowError(
                f"{name} exceeds the largest double; pass a distance in a larger unit"
            ) from error
        if math.isnan(number):
            raise ValueError(f"{name} is {value!r}; pass a distance that gives a number")
        return number

    block = np.empty((len(rows), len(columns)))
    for i, j in np.ndindex(block.shape):
        block[i, j] = block[j, i] if half and j < i else found(i, j)
    if half and tile == (0, 0) and len(rows) > 1:
        there, back = block[0, 1], found(1, 0)
        if not math.isclose(there, back, rel_tol=_SAME, abs_tol=_rounding(block)):
            raise ValueError(
                f"the distance from measures[0] to measures[1] is {there}, and back {back}; pass "
                "symmetric=False"
            )
    return tile, block


def _rounding(block: np.ndarray) -> float:
    """Return what may be nothing but rounding: as much as is on the diagonal, if that is little."""
    size = np.abs(block[np.isfinite(block)]).max(initial=0)
    return float(min(max(abs(block[0, 0]), abs(block[1, 1]), _EPS), _SAME * size))


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
    if not path.parent.is_dir():
        raise ValueError(f"{path.parent}, the folder of out, is not there; make it")
    about = {"measures": _digest(those), "distance": identity(distance), "symmetric": symmetric}
    beside = path.with_suffix(".json")
    there = [one for one in (path, beside) if one.exists()]
    if len(there) == 2:
        return _taken_up(path, beside, about, shape)
    if there:
        other = beside if there[0] == path else path
        raise ValueError(
            f"{there[0]} is there without {other.name}; remove it, or pass another path"
        )
    found = np.lib.format.open_memmap(path, mode="w+", dtype=np.float64, shape=shape)
    found[:] = np.nan
    found.flush()
    beside.write_text(json.dumps(about) + "\n")
    return found


def _taken_up(path: Path, beside: Path, about: dict[str, Any], shape: tuple[int, int]) -> np.memmap:
    try:
        found = np.lib.format.open_memmap(path, mode="r")
        known = dict(json.loads(beside.read_text()))
    except (TypeError, ValueError, OverflowError, RecursionError, IsADirectoryError) as error:
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
