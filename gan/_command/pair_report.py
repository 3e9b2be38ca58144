"""What `critics` found out about one critic on one benchmark pair, as JSON and as a table.

The JSON (``"version": 1``) has these keys:

- ``version``, ``command``, ``pair`` (the file), ``dim``, ``funnels``, ``half_width``, ``degree``,
  ``critic``, ``steps`` (null where the critic stops by itself), ``seed``, ``points`` (fresh ones a
  side, for the estimate and the laws' bound), ``sample`` (points a side of the samples' bound),
  ``level``: how it was made.
- ``cosine``, ``l2``: the critic's gradients at points of P against the true ones.
- ``w1_estimate``: mean f(x) - mean f(y) over the fresh points; ``w1_true``: W1 of the laws.
- ``lipschitz_bound``: at least the critic's Lipschitz constant.
- ``samples_lower_bound``: at most W1 of the two samples, by the critic's values as potentials.
- ``laws_lower_bound``: at most W1 of the laws, with confidence (1 + level) / 2 for this one side.
- ``seconds``: what fitting took.
- ``standard_errors``: of ``w1_estimate`` and ``w1_true``.

Numbers that are infinite or none are written as the strings ``"inf"``, ``"-inf"`` and ``"nan"``.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

VERSION = 1
WORDS = {
    "cosine": "mean cosine of the angle between the critic's gradient and the true one, over P",
    "l2": "mean squared distance of the two gradients, over P",
    "w1_estimate": "mean f(x) - mean f(y) over fresh points: a distance only if f is 1-Lipschitz",
    "lipschitz_bound": "at least the critic's Lipschitz constant, for the weights as stored",
    "samples_lower_bound": "proved: at most W1 of two samples, which errs upward in high dimension",
    "laws_lower_bound": "at most W1 of the laws, with the confidence below",
    "w1_true": "W1 of the laws",
    "seconds": "for fitting",
}


@dataclass(frozen=True)
class Findings:
    """The numbers, in the order in which they are reported."""

    cosine: float
    l2: float
    w1_estimate: float
    lipschitz_bound: float
    samples_lower_bound: float
    laws_lower_bound: float
    w1_true: float
    seconds: float


@dataclass(frozen=True, eq=False)
class PairReport:
    """All that `critics` prints."""

    about: dict[str, Any]
    found: Findings
    standard_errors: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON wants it."""
        numbers = {name: plain(value) for name, value in vars(self.found).items()}
        errors = {name: plain(value) for name, value in self.standard_errors.items()}
        return {
            "version": VERSION,
            "command": "critics",
            **self.about,
            **numbers,
            "standard_errors": errors,
        }


def plain(number: float) -> float | str:
    """Return a number as JSON can hold it."""
    return number if math.isfinite(number) else repr(float(number))


def print_report(report: PairReport, console: "Console") -> None:
    """Print what was fitted to what, each number in words, and the confidence."""
    from rich import box
    from rich.table import Table

    if not console.is_terminal:
        console.width = 1 << 12
    about = report.about
    steps = "until it stopped by itself" if about["steps"] is None else f"{about['steps']:,} steps"
    console.print(
        f"{about['pair']}: {about['funnels']} funnels in R^{about['dim']}, half width "
        f"{about['half_width']:g}, degree {about['degree']:g}\n"
        f"critic: {about['critic']}, {steps}, seed {about['seed']}",
        markup=False,
    )
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for header in ("", "value", "+-", "what it is"):
        table.add_column(header, justify="right" if header in ("value", "+-") else "left")
    for name, words in WORDS.items():
        error = report.standard_errors.get(name)
        spread = "" if error is None else f"{error:.1g}"
        table.add_row(name, f"{getattr(report.found, name):.6g}", spread, words)
    console.print(table)
    console.print(
        f"+-: one standard error. Estimate and laws: {about['points']:,} fresh points a side; "
        f"samples: {about['sample']:,} a side; confidence of the laws' bound: "
        f"{50 * (1 + about['level']):g} %.",
        markup=False,
    )
