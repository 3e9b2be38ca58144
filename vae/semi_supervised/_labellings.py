"""Which labels are seen: as many of each class, drawn anew for each draw."""

import numpy as np

from .._labels import hide_labels

USUAL = (100, 600, 1000, 3000)  # those of the paper


def usual_labels(y: np.ndarray) -> tuple[int, ...]:
    """Return the numbers of labels of the paper that these rows can show, as many of each class."""
    counts = np.unique(y, return_counts=True)[1]
    found = tuple(n for n in USUAL if len(counts) <= n <= len(counts) * counts.min())
    if not found:
        raise ValueError(
            f"{len(y)} rows of {len(counts)} classes, the least with {counts.min()}, have none of "
            f"the usual numbers of labels {USUAL}; say how many labels to keep"
        )
    return found


def labellings(
    y: np.ndarray, labels: tuple[int, ...], *, draws: int, seed: int = 0
) -> dict[int, list[np.ndarray]]:
    """Return for each number of labels as many draws of them: y, with -1 for what is hidden.

    Draw k is decided by seed + k, whatever the method that sees it.

    Raises
    ------
    ValueError
        As `hide_labels`: fewer labels than classes, or a class with too few rows.
    """
    return {
        n: [hide_labels(y, n, rng=np.random.default_rng(seed + k)) for k in range(draws)]
        for n in labels
    }
