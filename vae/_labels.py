"""Labels of which some are missing: read, hidden, encoded."""

from typing import Any

import numpy as np
from sklearn.utils.multiclass import check_classification_targets

from ._door import read_count


def read_labels(y: np.ndarray, unlabelled: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the classes, sorted, and each row's place among them, -1 where it is unlabelled."""
    labelled = np.ones(len(y), dtype=bool)
    if unlabelled is not None:
        labelled = np.array([not _same(label, unlabelled) for label in y], dtype=bool)
    if not labelled.any():
        raise ValueError(
            f"every label equals unlabelled={unlabelled!r}; label two classes at least"
        )
    check_classification_targets(y[labelled])
    classes, codes = np.unique(y[labelled], return_inverse=True)
    if len(classes) == 1:
        hint = (
            f": {unlabelled!r} stands for unlabelled rows; if it is a class, pass unlabelled=None"
            if not labelled.all()
            else ""
        )
        raise ValueError(
            f"y has one class, {classes[0]}, and a classifier takes at least two{hint}"
        )
    found = np.full(len(y), -1)
    found[labelled] = codes
    return classes, found


def hide_labels(
    y: Any, n_labels: int, *, rng: np.random.Generator, unlabelled: Any = -1
) -> np.ndarray:
    """Return the labels with all but some hidden, as many of each class as of any other.

    Parameters
    ----------
    y : array_like, shape (n,)
        Labels, at least two classes.
    n_labels : int
        How many to keep, at least one a class. What does not divide goes to classes by lot.
    rng : numpy.random.Generator
        Draws the rows.
    unlabelled : default -1
        What stands for a hidden label.

    Returns
    -------
    ndarray, shape (n,)
        A copy of y with `unlabelled` in place of what is hidden; of objects, where no other type
        holds both as they are.

    Raises
    ------
    ValueError
        If there are fewer labels to keep than classes, or a class has too few rows, or `unlabelled`
        is a class.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([0, 0, 0, 1, 1, 1])
    >>> int((hide_labels(y, 2, rng=np.random.default_rng(0)) == -1).sum())
    4
    """
    y = np.asarray(y)
    classes, codes = read_labels(y, None)
    if any(_same(label, unlabelled) for label in classes):
        raise ValueError(f"unlabelled={unlabelled!r} is a class of y; pass another value")
    if read_count(n_labels, "n_labels") < len(classes):
        raise ValueError(
            f"{n_labels} labels cannot show {len(classes)} classes; keep at least {len(classes)}"
        )
    each = np.full(len(classes), n_labels // len(classes))
    each[rng.permutation(len(classes))[: n_labels % len(classes)]] += 1
    kept = []
    for code, count in enumerate(each):
        rows = np.flatnonzero(codes == code)
        if len(rows) < count:
            raise ValueError(
                f"class {classes[code]} has {len(rows)} rows, and {count} are to be kept; "
                "keep fewer labels"
            )
        kept.append(rng.choice(rows, count, replace=False))
    hidden = np.full(len(y), unlabelled, dtype=_holding(y, unlabelled))
    rows = np.concatenate(kept)
    hidden[rows] = y[rows]
    return hidden


def _holding(y: np.ndarray, unlabelled: Any) -> Any:
    """Return a type that holds labels and mark as they are: a number among strings stays one."""
    mark = np.asarray(unlabelled)
    texts = [kind in "US" for kind in (y.dtype.kind, mark.dtype.kind)]
    return object if texts[0] != texts[1] else np.result_type(y.dtype, mark.dtype)


def _same(label: Any, unlabelled: Any) -> bool:
    """Whether a label is the mark of unlabelled rows; a string is no number."""
    return isinstance(label, str) == isinstance(unlabelled, str) and bool(label == unlabelled)
