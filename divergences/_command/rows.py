"""Which rows there are, in the order they are printed, and by which names --only picks them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .atoms import atom_rows
from .classifier import classifier_rows
from .kernels import energy_row, mmd_rows
from .moving import w1_row, w2_row
from .normal import gaussian_row
from .problem import Problem
from .report import Row
from .sliced import sliced_row


@dataclass(frozen=True)
class Group:
    """Rows that are made together.

    Attributes
    ----------
    rows : callable
        Makes them.
    names : tuple of str
        The names that they are printed by.
    pairwise : bool
        Whether they need the distances between all pooled points, on the line too.
    """

    rows: Callable[[Problem], list[Row]]
    names: tuple[str, ...]
    pairwise: bool = False


GROUPS: dict[str, Group] = {
    "w1": Group(w1_row, ("W1",)),
    "w2": Group(w2_row, ("W2",)),
    "sliced": Group(sliced_row, ("sliced W1",)),
    "energy": Group(energy_row, ("energy",), pairwise=True),
    "mmd": Group(mmd_rows, ("MMD", "MMD^2"), pairwise=True),
    "gaussian": Group(gaussian_row, ("Gaussian W2",)),
    "classifier": Group(classifier_rows, ("TV >=", "JS >="), pairwise=True),
    "atoms": Group(atom_rows, ("KL(A,B)", "KL(B,A)", "JS", "TV")),
}
_SHORT = (*GROUPS, "kl", "js", "tv")
CHOICES_IN_WORDS = f"{', '.join(_SHORT)}; or names as the table prints them, such as 'Gaussian W2'"


def picked(only: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the groups to make and, of each, the rows to keep; all of them where none is named.

    Raises
    ------
    ValueError
        If a name is none of a row.
    """
    if not only:
        return {key: group.names for key, group in GROUPS.items()}
    known = _choices()
    for name in only:
        if _plain(name) not in known:
            given = f"{name!r}" if name else "with an empty name"
            raise ValueError(f"--only {given} names no row; give some of {CHOICES_IN_WORDS}")
    kept = {row for name in only for row in known[_plain(name)]}
    found = {
        key: tuple(name for name in group.names if name in kept) for key, group in GROUPS.items()
    }
    return {key: names for key, names in found.items() if names}


def split(only: str) -> tuple[str, ...]:
    """Return the names between commas; the comma of KL(A,B) separates nothing."""
    return tuple(name.strip() for name in re.split(r",(?![^(]*\))", only))


def _choices() -> dict[str, tuple[str, ...]]:
    """Return the rows that each name picks: one by its own, several by that of their group."""
    each = {_plain(name): (name,) for group in GROUPS.values() for name in group.names}
    several = {key: group.names for key, group in GROUPS.items()}
    return each | several | {"kl": ("KL(A,B)", "KL(B,A)")}


def _plain(name: str) -> str:
    """Return a name without what people write differently: case, spaces, hyphens."""
    return re.sub(r"[\s_-]", "", name).casefold()
