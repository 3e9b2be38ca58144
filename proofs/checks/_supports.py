"""Which rows of the documents a check is about."""

from collections.abc import Callable
from typing import TypeAlias

Check: TypeAlias = Callable[[], tuple[bool, bool]]


def supports(*rows: str) -> Callable[[Check], Check]:
    """Say which rows of the documents a check is about.

    Parameters
    ----------
    *rows
        Their ids. A row that names a check which does not name the row is refused.

    Returns
    -------
    Callable
        The decorator. The check returns whether the statement holds as given, and whether what is
        called right does.

    Examples
    --------
    >>> from proofs.checks import supports
    >>> @supports("000-000")
    ... def two_and_two_are_five():
    ...     return 2 + 2 == 5, 2 + 2 == 4
    >>> two_and_two_are_five(), two_and_two_are_five.rows
    ((False, True), ('000-000',))
    """

    def mark(check: Check) -> Check:
        check.rows = rows  # type: ignore[attr-defined]
        return check

    return mark
