"""Films: frames as PNG, all of them as GIF, as MP4 where ffmpeg is there, and in a window."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .frame import draw
from .playing import Scene

SECOND = 6  # frames that one lasts
LAST = 2 * SECOND  # more times that the last frame is shown


def film(scenes: Iterable[Scene], folder: str | Path) -> Iterator[Scene]:
    """Draw each scene into a folder as it comes, and all of them as a film when they end.

    The frames are ``0000.png``, ``0001.png`` and so on; the films are ``film.gif`` and, where
    ffmpeg is installed, ``film.mp4``. No frame of an older film is written over.

    Parameters
    ----------
    scenes : iterable of Scene
        As `play` yields them.
    folder : path
        Made if it is not there.

    Yields
    ------
    Scene
        Each, once its frame is written. The films are written after the last.

    Raises
    ------
    ValueError
        If the folder cannot be made, or holds frames already, or ffmpeg fails.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from gan.playground import film, play, ring
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for scene in film(play(ring, iterations=1, batch=16, looks=1), folder):
    ...         pass
    ...     print(*sorted(path.name for path in pathlib.Path(folder).glob("*.png")))
    0000.png 0001.png
    """
    folder = _made(folder)
    paths: list[Path] = []
    for scene in scenes:
        path = folder / f"{len(paths):04d}.png"
        draw(scene).savefig(path, metadata={"Software": None})
        paths.append(path)
        yield scene
    frames = [_opened(path) for path in paths]
    frames += frames[-1:] * LAST
    _write_gif(frames, folder / "film.gif")
    if shutil.which("ffmpeg") is not None:
        _write_mp4(frames, folder / "film.mp4")


def _opened(path: Path) -> Any:
    from PIL import Image

    with Image.open(path) as image:
        return image.convert("RGB")


def _write_gif(frames: list[Any], path: Path) -> None:
    first, *others = (frame.quantize(dither=0) for frame in frames)
    first.save(path, save_all=True, append_images=others, duration=1000 // SECOND, loop=0)


def _write_mp4(frames: list[Any], path: Path) -> None:
    """Pipe the pixels to ffmpeg, whose complaint is the refusal's if it has any."""
    width, height = frames[0].size
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{SECOND}"]
    command = ["ffmpeg", "-loglevel", "error", "-y", *raw, "-i", "-", "-pix_fmt", "yuv420p"]
    pixels = b"".join(frame.tobytes() for frame in frames)
    done = subprocess.run([*command, str(path)], input=pixels, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"ffmpeg wrote no {path} ({said}); use film.gif, which is there")


def _made(folder: str | Path) -> Path:
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"{folder} cannot be a folder ({error}); name another") from None
    old = sorted(path.name for path in folder.glob("[0-9][0-9][0-9][0-9].png"))
    if old:
        raise ValueError(f"{folder} holds frames already, {old[0]} to {old[-1]}; name another")
    return folder
