"""What the documents say, statement by statement: the rows of `proofs/documents/*.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from .kernel.steps import Place

EXCUSES = {"missing": "IMPRECISE", "convention": "TRUE-UNDER-CONVENTION", "misprint": "TYPO"}
VERDICTS = ("TRUE", "FALSE", *EXCUSES.values())


@dataclass(frozen=True)
class Row:
    """A statement of a document.

    Parameters
    ----------
    id, where, kind, text
        The number in the ledger, the place in the document, what kind of statement it is, and what
        it says.
    verdict, right
        One of `VERDICTS`, and the right statement.
    step
        ``claim:number``: what decides it.
    formula, given
        What it says, as the kernel reads it, and under which hypotheses.
    witness
        Where the formula fails, if it does.
    rightly, rightly_given
        What the step states instead.
    missing, convention, misprint
        What excuses a formula that fails.
    check
        ``module:function`` of `proofs.checks`, where numbers are all there is.
    benchmark
        The script that answers by training.
    nothing
        Why there is nothing to compute.
    rank
        Its place in the errata, 1 first.
    """

    id: str
    where: str
    kind: str
    text: str
    verdict: str
    right: str
    step: str = ""
    formula: str = ""
    given: tuple[str, ...] = ()
    witness: Mapping[str, Any] = field(default_factory=dict)
    rightly: str = ""
    rightly_given: tuple[str, ...] = ()
    missing: str = ""
    convention: str = ""
    misprint: str = ""
    check: str = ""
    benchmark: str = ""
    nothing: str = ""
    rank: int = 0

    def __post_init__(self) -> None:
        ways = [name for name in ("step", "check", "benchmark", "nothing") if getattr(self, name)]
        excuses = [name for name in EXCUSES if getattr(self, name)]
        if self.verdict not in VERDICTS:
            raise ValueError(f"{self.id}: {self.verdict!r} is no verdict; write one of {VERDICTS}")
        if len(ways) != 1 or len(excuses) > 1:
            raise ValueError(f"{self.id} is decided by {ways} and excused by {excuses}: want one")

    @property
    def place(self) -> Place:
        """Where the formula fails: numbers, or one number for each place."""
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.witness.items()
        }


@cache
def rows(folder: Traversable | None = None) -> tuple[Row, ...]:
    """Read every statement of the documents, in their order.

    Parameters
    ----------
    folder
        Where the TOML files are; those of this package unless told.

    Returns
    -------
    tuple of Row
        Sorted by id.

    Raises
    ------
    ValueError
        If a row has a key that means nothing, or an id twice.

    Examples
    --------
    >>> rows()[0].id
    '000-001'
    """
    found: dict[str, Row] = {}
    folder = folder or files(__package__).joinpath("documents")
    for path in sorted(folder.iterdir(), key=str):
        if path.name.endswith(".toml"):
            for entry in tomllib.loads(path.read_text("utf-8"))["statement"]:
                row = _read(entry)
                if row.id in found:
                    raise ValueError(f"{row.id} stands twice, the second time in {path.name}")
                found[row.id] = row
    return tuple(found[name] for name in sorted(found))


def _read(entry: Mapping[str, Any]) -> Row:
    """Make a row of what a TOML file says.

    Parameters
    ----------
    entry
        Keys and values.

    Returns
    -------
    Row
        Lists as tuples.

    Raises
    ------
    ValueError
        If a key means nothing.
    """
    unknown = set(entry) - {one.name for one in fields(Row)}
    if unknown:
        raise ValueError(f"{entry.get('id')}: {sorted(unknown)} mean nothing here")
    keys: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    return Row(**keys)


def errata(all_rows: Iterable[Row]) -> list[Row]:
    """List what the documents got wrong, the worst first.

    Parameters
    ----------
    all_rows
        The statements.

    Returns
    -------
    list of Row
        Those that are FALSE or a TYPO, by rank; unranked ones last, in their order.
    """
    wrong = [row for row in all_rows if row.verdict in ("FALSE", "TYPO")]
    return sorted(wrong, key=lambda row: (row.rank or len(wrong) + 1, row.id))
