"""What `compare` found: rows, the verdict, and how to write them down as JSON.

The JSON (``"version": 1``) has these keys:

- ``version``, ``command``, ``seed``, ``settings``: how the report was made.
- ``a``, ``b``: ``source``, ``points`` (compared) and ``of`` (given; more where some were left out).
- ``dimension``, ``columns`` (names, or null), ``spread`` (pooled standard deviation by column).
- ``rows``: each with ``name``; ``kind`` (``distance`` of the two samples as given, ``estimate`` of
  that of the laws or of all points, ``lower bound`` for W2 or for TV or JS of the laws, or
  ``nothing``, with the reason in ``note``); ``value``; ``lower``, ``upper`` and ``interval``
  (``proved``, ``95 %``, or null); ``null`` (the value under relabelling: ``draws``, ``median``,
  ``high`` (95 %), ``p``), ``seconds``, ``note``.
- ``verdict``: ``p`` (of the whole table), ``rows`` (those it combines), ``differ``, ``sentence``.
- ``notes``: sentences.

Numbers that are infinite are written as the strings ``"inf"`` and ``"-inf"``.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._relabelling import Null

VERSION = 1
LEVEL = 0.05


@dataclass(frozen=True, eq=False)
class Row:
    """One line of the table."""

    name: str
    kind: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    interval: str | None = None
    null: Null | None = None
    note: str = ""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON wants it."""
        null = None
        if self.null is not None:
            null = {
                "draws": len(self.null.draws),
                "median": _plain(self.null.median),
                "high": _plain(self.null.high),
                "p": self.null.p_value,
            }
        return {
            "name": self.name,
            "kind": self.kind,
            "value": _plain(self.value),
            "lower": _plain(self.lower),
            "upper": _plain(self.upper),
            "interval": self.interval,
            "null": null,
            "seconds": round(self.seconds, 3),
            "note": self.note,
        }


@dataclass(frozen=True)
class Verdict:
    """One p-value for the whole table, valid however many rows it looked at."""

    p: float | None
    rows: tuple[str, ...]

    @property
    def differ(self) -> bool:
        """Whether the samples differ at the 5 % level."""
        return self.p is not None and self.p <= LEVEL

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        if self.p is None:
            return "No verdict: no row was compared with its value under relabelling."
        rows = f"combined over {', '.join(self.rows)}"
        if self.differ:
            return f"The two samples differ: p = {self.p:.3g}, {rows}."
        return (
            f"No evidence that the two samples differ: p = {self.p:.3g}, {rows}. "
            "(That is no evidence that their laws are equal.)"
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as JSON wants it."""
        return {
            "p": self.p,
            "rows": list(self.rows),
            "differ": self.differ,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, eq=False)
class Report:
    """All that `compare` prints."""

    about: dict[str, Any]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict over all rows with the most relabellings."""
        return verdict(self.rows)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON wants it."""
        return {
            "version": VERSION,
            **self.about,
            "rows": [row.as_dict() for row in self.rows],
            "verdict": self.verdict.as_dict(),
            "notes": list(self.notes),
        }


def verdict(rows: tuple[Row, ...]) -> Verdict:
    """Combine rows into one p-value: how often is the least p of the rows as small by relabelling?

    All rows were relabelled alike, so under equal laws the vector of all their values as observed
    is one of 1 + B equally likely ones, and so is the least of its p-values: its rank is a valid
    p-value, and correlation between rows costs nothing. Rows with fewer relabellings stand aside.

    References
    ----------
    Westfall & Young (1993), Resampling-Based Multiple Testing: the single-step minimum of p.
    """
    nulls = {row.name: row.null for row in rows if row.null is not None}
    most = max((len(null.draws) for null in nulls.values()), default=0)
    if most == 0:
        return Verdict(None, ())
    full = {name: null for name, null in nulls.items() if len(null.draws) == most}
    least = np.min([_p_of_each(null) for null in full.values()], axis=0)
    return Verdict(float(np.mean(least <= least[0])), tuple(full))


def _p_of_each(null: Null) -> np.ndarray:
    """Return the p-value of each labelling among all, the observed one first."""
    values = np.concatenate([[null.observed], null.draws])
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values - null.slack)  # strictly below, up to rounding
    return (len(values) - below) / len(values)


def _plain(number: float | None) -> float | str | None:
    return number if number is None or math.isfinite(number) else repr(float(number))
