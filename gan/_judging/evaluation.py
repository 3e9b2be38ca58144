"""What was found of samples, beside what was found of real images in their place."""

from dataclasses import dataclass
from typing import Any

from .distances import Distances
from .fidelity import Fidelity
from .memory import Nearest

VERSION = 1


@dataclass(frozen=True, eq=False)
class Compared:
    """Distances of samples to real images, and the null: those of other real images, as many.

    Attributes
    ----------
    samples, null : Distances
        To the same real images.
    """

    samples: Distances
    null: Distances

    def as_dict(self) -> dict[str, Any]:
        """Return both as dictionaries."""
        return {"samples": self.samples.as_dict(), "null": self.null.as_dict()}


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Samples, judged against held-out real images.

    Attributes
    ----------
    overall : Compared
        Of images of all classes together.
    by_class : tuple of Compared
        Of each class; empty where there are none.
    fidelity, fidelity_real : Fidelity or None
        Of all samples, and of all held-out images; None without classifiers.
    nearest : Nearest or None
        Distances to the training images; None without these.
    seed : int
        Decided which images are compared, and the directions.
    """

    overall: Compared
    by_class: tuple[Compared, ...]
    fidelity: Fidelity | None
    fidelity_real: Fidelity | None
    nearest: Nearest | None
    seed: int

    def as_dict(self) -> dict[str, Any]:
        """Return everything as numbers, lists and dictionaries, for JSON."""
        return {
            "version": VERSION,
            "seed": self.seed,
            "overall": self.overall.as_dict(),
            "by_class": [found.as_dict() for found in self.by_class],
            "fidelity": None if self.fidelity is None else self.fidelity.as_dict(),
            "fidelity_real": None if self.fidelity_real is None else self.fidelity_real.as_dict(),
            "nearest": None if self.nearest is None else self.nearest.as_dict(),
        }

    def table(self) -> str:
        """Return a table in plain text, at most 100 characters wide."""
        from .table import as_text

        return as_text(self)

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        from .table import as_html

        return as_html(self)
