"""Where a picture goes: refused before any work, where none could be written."""

from pathlib import Path


def refuse_no_place(path: Path, dimension: int) -> None:
    """Raise, before any work is done, where no picture could be drawn or written to `path`."""
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "--plot takes matplotlib: pip install 'divergences[docs]'"
        ) from error
    if dimension != 2:
        raise ValueError(f"--plot draws over the plane; these points have {dimension} entries")
    if not path.parent.is_dir():
        raise ValueError(f"--plot {path}: there is no folder {path.parent}; make it first")
    formats = Figure().canvas.get_supported_filetypes()
    if path.is_dir() or path.suffix.removeprefix(".") not in formats:
        raise ValueError(f"--plot {path}: pass one of the endings {', '.join(sorted(formats))}")
