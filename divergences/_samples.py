"""Samples from files: the numbers as they stand, or a refusal that names the place."""

import gzip
import io
import math
import os
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ._arrays import first_index, read_numbers, refuse_empty
from ._idx import parse_idx
from ._image_folder import read_images
from ._text_table import column_name, parse_table

_FORMATS = ".npy .npz .csv .tsv and IDX (each also .gz), .parquet, or a folder of images"


@dataclass(frozen=True, eq=False)
class Samples:
    """The points of a file, and what the file says of them.

    Attributes
    ----------
    points : ndarray, shape (n, d)
        float64, finite.
    columns : tuple of str
        The names of the d columns, or empty.
    shape : tuple of int
        The shape of one sample before it was laid out as a row: (28, 28) for small images.
    """

    points: np.ndarray
    columns: tuple[str, ...]
    shape: tuple[int, ...]


def load(path: str | Path) -> np.ndarray:
    r"""Read samples from a file, or from a folder of images: one row a sample.

    The format goes by the name: ``.npy``, ``.npz`` (of one array), ``.csv``, ``.tsv``, IDX (a name
    like ``train-images-idx3-ubyte`` or ``digits.idx``), each also ``.gz``; ``.parquet``; or a
    folder in which every file is an image of one size and mode. Entries keep their values
    (pixels are 0 to 255), and no pickle is ever read.

    Parameters
    ----------
    path : str or Path
        The file or the folder.

    Returns
    -------
    ndarray, shape (n, d)
        float64, finite. A one-dimensional array of n entries is n points of the line; images are
        laid out as rows.

    Raises
    ------
    ValueError
        If the path is none or does not exist, its format is unknown, or its content is not a table
        of finite numbers: the message names the file, the row and the column.
    ModuleNotFoundError
        If Parquet or images are asked for and ``divergences[files]`` is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "heights.csv")
    ...     _ = path.write_text("father,son\n1.7,1.8\n1.6,1.7\n")
    ...     print(load(path))
    [[1.7 1.8]
     [1.6 1.7]]
    """
    return read_samples(path).points


def read_samples(path: str | Path) -> Samples:
    """Read samples with the names of their columns and their shape; see `load`."""
    if not isinstance(path, str | os.PathLike) or path == "":
        raise ValueError(f"path is {path!r}; give the path of a file or of a folder of images")
    path = Path(path)
    try:
        values, columns = _read(path)
    except OSError as error:  # gzip's and the file system's
        raise ValueError(f"{path} cannot be read ({error}); check the path and the file") from error
    except (EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is damaged ({error}); fetch or write it again") from error
    numbers = _numbers(values, str(path))
    if numbers.ndim == 0:
        raise ValueError(f"{path} holds a single number; give an array of samples, one a row")
    refuse_empty(numbers, str(path))
    shape = numbers.shape[1:]
    points = numbers.reshape(len(numbers), math.prod(shape))
    _refuse_not_finite(points, columns, path)
    return Samples(np.ascontiguousarray(points), columns, shape)


def _read(path: Path) -> tuple[np.ndarray, tuple[str, ...]]:
    if not path.exists():
        raise ValueError(f"{path} does not exist; check the path, and the folder that it starts in")
    if path.is_dir():
        return read_images(path), ()
    name = path.name.lower().removesuffix(".gz")
    zipped = path.name.lower().endswith(".gz")
    if name.endswith(".parquet") and not zipped:
        return _read_parquet(path)
    if not name.endswith((".npy", ".npz", ".csv", ".tsv")) and not _is_idx(name):
        raise ValueError(f"{path} has an ending that is not known; give {_FORMATS}")
    content = gzip.decompress(path.read_bytes()) if zipped else path.read_bytes()
    if name.endswith(".csv"):
        return parse_table(content, str(path), ",")
    if name.endswith(".tsv"):
        return parse_table(content, str(path), "\t")
    if name.endswith(".npy"):
        return _parse_npy(io.BytesIO(content), str(path)), ()
    if name.endswith(".npz"):
        return _parse_npz(content, path), ()
    return parse_idx(content, str(path)), ()


def _is_idx(name: str) -> bool:
    return re.search(r"[-.]idx\d*(-[a-z]+)?$", name) is not None


def _parse_npy(stream: Any, name: str) -> np.ndarray:
    try:
        return np.lib.format.read_array(stream, allow_pickle=False)
    except ValueError as error:
        raise ValueError(
            f"{name} is no array of numbers in the .npy format ({error}); write it with numpy.save "
            "from a float64 array (pickled objects are never read)"
        ) from error


def _parse_npz(content: bytes, path: Path) -> np.ndarray:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if len(names) != 1:
            arrays = ", ".join(sorted(name.removesuffix(".npy") for name in names)) or "nothing"
            raise ValueError(
                f"{path} holds {len(names)} arrays ({arrays}); save the one meant as a .npy file"
            )
        with archive.open(names[0]) as stream:
            return _parse_npy(stream, f"{path}, array {names[0].removesuffix('.npy')},")


def _read_parquet(path: Path) -> tuple[np.ndarray, tuple[str, ...]]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"reading {path} takes pyarrow: pip install 'divergences[files]'"
        ) from error
    try:
        table = pyarrow.parquet.read_table(path)
    except pyarrow.ArrowException as error:
        raise ValueError(f"{path} is no Parquet file ({error}); write it again") from error
    names = tuple(table.column_names)
    columns = []
    for name, column in zip(names, table.columns, strict=True):
        if column.null_count:
            row = first_index(np.asarray(column.is_null()))[0] + 1
            raise ValueError(
                f"{path}: row {row}, column {name!r} is empty; leave the row or the column out"
            )
        columns.append(_numbers(column.to_numpy(), f"{path}, column {name!r}"))
    if not columns:
        raise ValueError(f"{path} has no columns; give it at least one")
    return np.column_stack(columns), names


def _numbers(values: np.ndarray, place: str) -> np.ndarray:
    try:
        return read_numbers(values, "values")
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error


def _refuse_not_finite(points: np.ndarray, columns: tuple[str, ...], path: Path) -> None:
    finite = np.isfinite(points)
    if not finite.all():
        row, column = first_index(~finite)
        raise ValueError(
            f"{path}: row {row + 1}, {column_name(columns, column)} is {points[row, column]}; "
            "leave the row or the column out, or give it a number"
        )
