"""A folder of images: every file in it an image, all of one size and one mode."""

from pathlib import Path

import numpy as np

_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm")
_MODES = ("L", "I", "F", "I;16", "RGB", "RGBA")  # what NumPy reads without a conversion
_CONVERTED = {"1": "L", "P": "RGB"}  # bits, and numbers of colours, say nothing as intensities


def read_images(folder: Path) -> np.ndarray:
    """Return the images of a folder by name, shape (n, height, width) or (n, height, width, c).

    Hidden files (names that begin with a dot) are no part of the data.

    Raises
    ------
    ValueError
        If there is no image, a file that is none or cannot be read, or sizes or modes differ.
    ModuleNotFoundError
        If Pillow is not installed.
    """
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    for path in paths:
        if path.suffix.lower() not in _ENDINGS:
            raise ValueError(
                f"{path} is not an image ({' '.join(_ENDINGS)}); a folder given as data holds "
                "images only: move it out"
            )
    if not paths:
        raise ValueError(f"{folder} holds no images; give a folder of {' '.join(_ENDINGS)}")
    images = [_read_image(path) for path in paths]
    for path, image in zip(paths, images, strict=True):
        if image.shape != images[0].shape:
            raise ValueError(
                f"{path} is {_size(image)} where {paths[0].name} is {_size(images[0])}; "
                "bring the images to one size and mode"
            )
    return np.stack(images)


def _read_image(path: Path) -> np.ndarray:
    try:
        from PIL import Image
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"reading {path} takes Pillow: pip install 'divergences[files]'"
        ) from error
    try:
        with Image.open(path) as image:
            frames = getattr(image, "n_frames", 1)
            image.load()
            mode, pixels = image.mode, np.asarray(image.convert(_CONVERTED.get(image.mode)))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(
            f"{path} cannot be read as an image ({error}); repair it or move it out"
        ) from error
    if frames != 1:
        raise ValueError(f"{path} has {frames} frames; save the one meant as an image")
    if mode not in _MODES and mode not in _CONVERTED:
        raise ValueError(f"{path} has mode {mode}; convert it to one of {' '.join(_MODES)}")
    return pixels


def _size(image: np.ndarray) -> str:
    height, width, *channels = image.shape
    return f"{width} x {height}" + (f" with {channels[0]} channels" if channels else "")
