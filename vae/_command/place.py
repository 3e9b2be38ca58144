"""Where files go: refused before any work, where none could be written."""

import importlib.util
from pathlib import Path


def refuse_no_folder(option: str, path: Path) -> None:
    """Raise where there is no such folder."""
    if not path.is_dir():
        raise ValueError(f"{option} {path}: there is no such folder; make it first")


def refuse_no_pictures(path: Path) -> None:
    """Raise where no picture can be drawn, or there is no folder for it."""
    if importlib.util.find_spec("matplotlib") is None:
        raise ModuleNotFoundError("--figures takes matplotlib: pip install 'divergences[docs]'")
    refuse_no_folder("--figures", path)
