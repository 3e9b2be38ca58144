"""Reading the files of a benchmark pair: funnels in .npz, settings and W1 in .json beside it."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ._reading import read_number

_NAMES = ("centers", "bias")


@dataclass(frozen=True, eq=False)
class _Pair:
    """What the two files say."""

    centres: np.ndarray
    biases: np.ndarray
    half_width: float
    degree: float
    known: tuple[float, float] | None


def read_pair(path: Path, half_width: float | None, degree: float | None) -> _Pair:
    """Read a pair; `half_width` and `degree` hold where given, else those of the .json file."""
    centres, biases = _funnels(path)
    beside = path.with_suffix(".json")
    said = _settings(beside)
    for name, given in (("half_width", half_width), ("degree", degree)):
        if given is None and name not in said:
            where = f"{beside.name} does not say" if beside.is_file() else f"no {beside.name} says"
            raise ValueError(f"{where} the {name} of {path.name}; give {name}")
    width = read_number(said["half_width"] if half_width is None else half_width, "half_width")
    power = read_number(said["degree"] if degree is None else degree, "degree")
    agree = (said.get("half_width"), said.get("degree")) == (width, power)
    known = None
    if agree and "w1" in said and "w1_standard_error" in said:
        known = (
            read_number(said["w1"], "w1", least=0),
            read_number(said["w1_standard_error"], "w1_standard_error", least=0),
        )
    return _Pair(centres, biases, width, power, known)


def _funnels(path: Path) -> tuple[np.ndarray, np.ndarray]:
    if not path.is_file():
        raise ValueError(f"{path} is no file; give a .npz file with centers and bias")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = {name: arrays[name].astype(np.float64) for name in _NAMES if name in arrays}
    except (zipfile.BadZipFile, EOFError, OSError, AttributeError, TypeError, ValueError):
        raise ValueError(f"{path} is no .npz file of numbers; give one that is") from None
    missing = [name for name in _NAMES if name not in found]
    if missing:
        raise ValueError(f"{path} has no {' and no '.join(missing)}; give both arrays")
    return found["centers"], found["bias"]


def _settings(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is no JSON ({error}); mend or remove it") from None
    if not isinstance(said, dict):
        raise ValueError(f"{path} holds no object with half_width and degree; mend or remove it")
    return said
