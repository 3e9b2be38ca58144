"""Errors of a method over draws of the labels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

LEVEL = 0.95


@dataclass(frozen=True)
class Errors:
    """Test errors in %, one for each draw of the labels; draws are in the same order everywhere."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over draws."""
        return float(np.mean(self.values))

    @property
    def sd(self) -> float | None:
        """The standard deviation over draws; None for one draw."""
        return float(np.std(self.values, ddof=1)) if len(self.values) > 1 else None

    def less(self, other: "Errors") -> tuple[float, tuple[float, float]] | None:
        """Return the mean difference on the same draws, and its 95 % interval by Student's law.

        None for one draw, which has no interval.
        """
        apart = Errors(tuple(a - b for a, b in zip(self.values, other.values, strict=True)))
        if apart.sd is None:
            return None
        n = len(apart.values)
        error = apart.sd / np.sqrt(n) * float(stats.t.ppf((1 + LEVEL) / 2, n - 1))
        return apart.mean, (float(apart.mean - error), float(apart.mean + error))

    def as_dict(self, raw: "Errors | None" = None) -> dict[str, Any]:
        """Return mean, deviation, draws and errors, and the difference to the raw pixels' errors.

        Keys that one draw has no value for are left out.
        """
        found: dict[str, Any] = {"error": self.mean, "draws": len(self.values)}
        found["errors"] = list(self.values)
        if self.sd is not None:
            found["sd"] = self.sd
        apart = None if raw is None else self.less(raw)
        if apart is not None:
            found["against_raw"] = {"difference": apart[0], "interval": list(apart[1])}
        return found

    def __str__(self) -> str:
        return f"{self.mean:.2f}" + ("" if self.sd is None else f" (± {self.sd:.2f})")
