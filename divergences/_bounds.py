"""Bounds: a number, and the two doubles that it was proved to lie between."""

from dataclasses import dataclass
from fractions import Fraction
from os.path import commonprefix
from typing import Any


@dataclass(frozen=True, eq=False)
class Bounds:
    """A number proved to be at least `lower` and at most `upper`, from `prove` or ``.bounds()``.

    It prints as the digits both ends share, and then where they part: ``0.5000000000000000[0, 4]``;
    ``float()`` gives the middle.

    Parameters
    ----------
    lower, upper : float
        The ends, rounded outward; they may be infinite: ``Bounds(inf, inf, ...)`` proves an
        infinity.
    how : str
        By which argument.
    exact : tuple of two Fractions, optional
        Both ends before they were rounded, where they are rational.

    Raises
    ------
    ValueError
        If the ends are in the wrong order, or NaN: no number lies there.

    Examples
    --------
    >>> from divergences import prove, tv
    >>> bounds = prove(tv, [0.5, 0.5], [0.75, 0.25])
    >>> bounds.lower, bounds.upper, bounds.width, bounds.exact
    (0.25, 0.25, 0.0, (Fraction(1, 4), Fraction(1, 4)))
    """

    lower: float
    upper: float
    how: str
    exact: tuple[Fraction, Fraction] | None = None

    def __post_init__(self) -> None:
        low, high = self.exact or (self.lower, self.upper)
        if not self.lower <= low <= high <= self.upper:
            raise ValueError(f"no number is at least {low} and at most {high}: nothing proved")

    @property
    def width(self) -> float:
        """The distance between the ends: 0 where the number is known."""
        return 0.0 if self.lower == self.upper else self.upper - self.lower

    def as_dict(self) -> dict[str, Any]:
        """Return the ends and the argument, for JSON."""
        return {"lower": self.lower, "upper": self.upper, "how": self.how}

    def __float__(self) -> float:
        return self.lower + self.width / 2

    def __str__(self) -> str:  # 17 digits name a double
        low, high = f"{self.lower:#.17g}", f"{self.upper:#.17g}"
        shared = commonprefix([low, high])  # noqa: RUF071 - digits are what it compares
        cut = len(shared)
        return shared + (f"[{low[cut:]}, {high[cut:]}]" if low != high else "")
