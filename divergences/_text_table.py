"""Tables in text: comma- or tab-separated, with or without a line of column names."""

import csv
import io

import numpy as np

_SEPARATORS = {
    ";": "save it with commas, and with points in its decimals",
    "\t": "name it .tsv",
}


def parse_table(content: bytes, name: str, delimiter: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the numbers of a text table, shape (n, d), and its column names (or none).

    The first row is a line of names where none of its cells is a number. Every other cell must
    be one; blank lines are accepted at the end only.

    Raises
    ------
    ValueError
        If the text is not UTF-8, rows differ in length, or a cell is not a number.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    try:
        rows = list(csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ValueError(f"{name} is not a table ({error}); save it again as text") from error
    if not rows:
        raise ValueError(f"{name} is empty; give it at least one row")
    _refuse_other_separator(rows[0], name, delimiter)
    names = () if any(_is_number(cell) for cell in rows[0]) else tuple(map(str.strip, rows.pop(0)))
    if "" in names:
        raise ValueError(
            f"{name}: column {names.index('') + 1} has no name; name it, or leave it out if it "
            "only numbers the rows (in pandas: to_csv(index=False))"
        )
    if not rows:
        raise ValueError(f"{name} has column names but no rows; give it at least one row")
    width = len(names or rows[0])
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise ValueError(
                f"{name}: row {number} has {len(row)} cells where {width} are expected; "
                "give every row the same number"
            )
    return _numbers(rows, names, name), names


def _refuse_other_separator(row: list[str], name: str, delimiter: str) -> None:
    """Raise ValueError where something else than the delimiter stands between the cells."""
    for other, cure in _SEPARATORS.items():
        if other != delimiter and any(other in cell for cell in row):
            raise ValueError(
                f"{name}: row 1 is {delimiter.join(row)!r}, with {other!r} where {delimiter!r} is "
                f"expected between cells; {cure}"
            )


def _numbers(rows: list[list[str]], names: tuple[str, ...], name: str) -> np.ndarray:
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if not _is_number(cell):
                what = "is empty" if not cell.strip() else f"is {cell!r}, not a number"
                raise ValueError(
                    f"{name}: row {number}, {column_name(names, column)} {what}; "
                    "leave the row or the column out, or give it a number"
                )
    return np.array(rows, dtype=np.float64)


def column_name(names: tuple[str, ...], column: int) -> str:
    """Say which column is meant: its name where there is one, else its place from 1."""
    return f"column {names[column]!r}" if names else f"column {column + 1}"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell and cell.isascii()  # Python reads 1_000 and Arabic digits, tables do not
