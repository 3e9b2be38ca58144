"""The images that a command is given: a folder, or those that come with scikit-learn."""

from pathlib import Path

import numpy as np

from .. import DataSet, read_images
from .._images import split

GREY = 8.0  # half the largest value of scikit-learn's digits


def read_data(path: Path | None) -> DataSet:
    """Read a folder; without one, scikit-learn's digits: 1,797 of 8 x 8, every fifth held out."""
    if path is not None:
        return read_images(path)
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "without --data, the digits of scikit-learn: pip install 'divergences[demo]'"
        ) from error
    x, y = load_digits(return_X_y=True)
    images = (x / GREY - 1).astype(np.float32).reshape(-1, 1, 8, 8)
    return split("digits", images, y)
