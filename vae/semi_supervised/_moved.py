"""Images moved by a pixel: what a classifier of images is to be indifferent to."""

import numpy as np

STEPS = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))  # pixels down and to the right


def moved(images: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return the images, then all of them moved by a pixel in each of four directions.

    What leaves the image is lost, what enters is 0. A support vector machine that is trained on
    these too has seen that they are the same: the virtual examples of Schoelkopf, Burges and
    Vapnik (1996), Incorporating invariances in support vector learning machines.

    Parameters
    ----------
    images : ndarray, shape (n, height * width)
        Rows of pixels.
    shape : (int, int)
        Height and width.

    Returns
    -------
    ndarray, shape (5 n, height * width)

    Raises
    ------
    ValueError
        If the rows have not height * width pixels.

    Examples
    --------
    >>> import numpy as np
    >>> from vae.semi_supervised import moved
    >>> moved(np.array([[1, 2, 3, 4]]), (2, 2)).tolist()
    [[1, 2, 3, 4], [0, 1, 0, 3], [2, 0, 4, 0], [0, 0, 1, 2], [3, 4, 0, 0]]
    """
    height, width = shape
    if images.ndim != 2 or images.shape[1] != height * width:
        raise ValueError(
            f"images have the shape {images.shape}; pass rows of {height} * {width} pixels"
        )
    framed = np.pad(images.reshape(-1, height, width), ((0, 0), (1, 1), (1, 1)))
    windows = [framed[:, 1 - i : 1 - i + height, 1 - j : 1 - j + width] for i, j in STEPS]
    return np.concatenate(windows).reshape(-1, height * width)
