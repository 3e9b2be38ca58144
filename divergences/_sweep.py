"""One pass over the rows of two matrices, in pieces that fit the cache."""

from collections.abc import Callable, Sequence

import numpy as np

from ._threads import mapped

PIECE = 16384  # entries: with five buffers of scratch it fits a second-level cache

Buffers = list[np.ndarray]
Work = Callable[..., Sequence[np.ndarray]]
Piece = tuple[slice, slice]


def sweep(work: Work, reducers: Sequence[np.ufunc], *matrices: np.ndarray) -> list[np.ndarray]:
    """Return, for each reducer, its reduction of each row's piecewise results, shape (rows,).

    Parameters
    ----------
    work : callable
        ``work(buffers, *pieces)`` returns one array per reducer, a number for each row of the
        pieces. `buffers` are five arrays of the pieces' shape, to be written on.
    reducers : sequence of ufunc
        How the results of pieces of one row combine: ``np.add`` or ``np.minimum``.
    *matrices : ndarray, shape (rows, n) or (rows, 1)
        Cut alike; the ones with one column are cut by rows only.
    """
    rows, n = matrices[0].shape
    pieces = _pieces(rows, n)

    def run(share: Sequence[Piece]) -> list[Sequence[np.ndarray]]:
        scratch = np.empty((5, min(PIECE, rows * n)))
        with np.errstate(all="ignore"):  # errstate belongs to the thread
            return [work(*_cut(scratch, matrices, piece)) for piece in share]

    results = mapped(run, pieces, rows * n)
    columns = [np.concatenate(column) for column in zip(*results, strict=True)]
    with np.errstate(all="ignore"):
        return [
            reducer.reduce(column.reshape(rows, len(column) // rows), axis=1)
            for reducer, column in zip(reducers, columns, strict=True)
        ]


def row_sums(matrix: np.ndarray) -> np.ndarray:
    """Return the sum of each row."""
    sums: np.ndarray = np.add.reduce(matrix, axis=1)
    return sums


def _pieces(rows: int, n: int) -> list[Piece]:
    if n > PIECE:
        columns = [slice(start, min(start + PIECE, n)) for start in range(0, n, PIECE)]
        return [(slice(row, row + 1), column) for row in range(rows) for column in columns]
    step = PIECE // n
    return [(slice(r, min(r + step, rows)), slice(0, n)) for r in range(0, rows, step)]


def _cut(
    scratch: np.ndarray, matrices: Sequence[np.ndarray], piece: Piece
) -> tuple[Buffers, *tuple[np.ndarray, ...]]:
    whole = matrices[0].shape
    cut = [m[piece] if m.shape == whole else m[piece[0]] for m in matrices]
    size = cut[0].size
    return [buffer[:size].reshape(cut[0].shape) for buffer in scratch], *cut
