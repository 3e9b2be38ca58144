"""What do widely used functions say where the answer is known, and what do we?

Each case has a truth that neither side computed: exact fractions, fifty digits, or that the input
is no distance problem at all. Prints the rows of the README's table and writes
docs/results/what_others_get_wrong.json.

    python benchmarks/what_others_get_wrong.py
"""

import json
import os
import platform
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("POT_BACKEND_DISABLE_PYTORCH", "1")

import mpmath
import numpy as np
import ot
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy, wasserstein_distance

import divergences as dv

RESULT = Path(__file__).parents[1] / "docs" / "results" / "what_others_get_wrong.json"
REFUSAL = "no answer"
mpmath.mp.dps = 50


@dataclass(frozen=True)
class Case:
    """One question: what was asked, of whom, and the truth as a number or as `REFUSAL`."""

    question: str
    peer: str
    theirs: Callable[[], float]
    ours: Callable[[], float]
    truth: float | str


def exact_kl(p: list[float], q: list[float]) -> mpmath.mpf:
    """KL of p / sum(p) and q / sum(q), in fifty digits."""
    p_sum, q_sum = mpmath.fsum(p), mpmath.fsum(q)
    pairs = [(mpmath.mpf(x) / p_sum, mpmath.mpf(y) / q_sum) for x, y in zip(p, q, strict=True)]
    return mpmath.fsum(x * mpmath.log(x / y) for x, y in pairs if x > 0)


def exact_js_distance(p: list[float], q: list[float]) -> float:
    """Root of the Jensen-Shannon divergence, in fifty digits."""
    p_law = [mpmath.mpf(x) / mpmath.fsum(p) for x in p]
    q_law = [mpmath.mpf(y) / mpmath.fsum(q) for y in q]
    middle = [(x + y) / 2 for x, y in zip(p_law, q_law, strict=True)]
    return float(mpmath.sqrt((exact_kl(p_law, middle) + exact_kl(q_law, middle)) / 2))


def exact_line(x: list[float], a: list[float], b: list[float]) -> float:
    """W1 of two measures on the same sorted atoms, in fractions."""
    gap, total = Fraction(0), Fraction(0)
    a_sum, b_sum = sum(map(Fraction, a)), sum(map(Fraction, b))
    for i in range(len(x) - 1):
        gap += Fraction(a[i]) / a_sum - Fraction(b[i]) / b_sum
        total += abs(gap) * (Fraction(x[i + 1]) - Fraction(x[i]))
    return float(total)


NEAR = ([0.2, 0.5, 0.2, 0.1], [0.2 + 2**-40, 0.5 - 2**-40, 0.2, 0.1])
LEAST = ([0.0, 1.0], [5e-324, 1.0])
NINE = ([0.5, 0.5], [0.5 + 1e-9, 0.5 - 1e-9])
HUGE = ([1e308, 1e308], [1.0, 3.0])
ATOMS = [0.0, 1e15, 2e15]
TILTED = ([0.4, 0.2, 0.4], [0.4, 0.2 - 2**-55, 0.4])
COVARIANCE = np.array([[2.0, 0.5, 0.1], [0.5, 1.0, 0.3], [0.1, 0.3, 0.5]])
SWAPPED = ([0.6, 0.4], [0.4, 0.6])
FAR = np.array([[1e8]]), np.array([[1e8 + 1]])
HOLED = np.array([[0.0, np.nan], [1.0, 0.0]])
OFF = 1 - np.eye(2)


CASES = (
    Case(
        "JS distance of [.2, .5, .2, .1] and the same tilted by 2^-40",
        "scipy.spatial.distance.jensenshannon",
        lambda: jensenshannon(*NEAR),
        lambda: dv.js_distance(*NEAR),
        exact_js_distance(*NEAR),
    ),
    Case(
        "JS distance of [0, 1] and [5e-324, 1]",
        "scipy.spatial.distance.jensenshannon",
        lambda: jensenshannon(*LEAST),
        lambda: dv.js_distance(*LEAST),
        exact_js_distance(*LEAST),
    ),
    Case(
        "KL of a fair coin and one 1e-9 off",
        "scipy.stats.entropy",
        lambda: entropy(*NINE),
        lambda: dv.kl(*NINE),
        float(exact_kl(*NINE)),
    ),
    Case(
        "KL of [1e308, 1e308] and [1, 3], normalised",
        "scipy.stats.entropy",
        lambda: entropy(*HUGE),
        lambda: dv.kl(*HUGE, normalize=True),
        float(exact_kl(*HUGE)),
    ),
    Case(
        "W1 of [.4, .2, .4] and [.4, .2 - 2^-55, .4] on 0, 1e15, 2e15",
        "scipy.stats.wasserstein_distance",
        lambda: wasserstein_distance(ATOMS, ATOMS, *TILTED),
        lambda: dv.wasserstein_histogram(*TILTED, ATOMS),
        exact_line(ATOMS, *TILTED),
    ),
    Case(
        "W1 on 0, 1 of masses [1, 1] and [1, 3], as laws",
        "ot.wasserstein_1d",
        lambda: ot.wasserstein_1d(
            np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.ones(2), np.array([1.0, 3.0])
        ),
        lambda: dv.wasserstein(
            dv.Measure([0.0, 1.0], [1.0, 1.0], normalize=True),
            dv.Measure([0.0, 1.0], [1.0, 3.0], normalize=True),
        ),
        exact_line([0.0, 1.0], [1.0, 1.0], [1.0, 3.0]),
    ),
    Case(
        "squared distance of 1e8 and 1e8 + 1",
        "ot.dist",
        lambda: ot.dist(*FAR)[0, 0],
        lambda: float(dv.transport(*FAR, dv.costs.squared_euclidean)),
        1.0,
    ),
    Case(
        "optimal cost of a matrix with a NaN",
        "ot.emd2",
        lambda: ot.emd2([0.5, 0.5], [0.5, 0.5], HOLED),
        lambda: float(dv.transport_matrix([0.5, 0.5], [0.5, 0.5], HOLED)),
        REFUSAL,
    ),
    Case(
        "optimal cost of weights [1.5, -0.5] and [0.5, 0.5]",
        "ot.emd2",
        lambda: ot.emd2([1.5, -0.5], [0.5, 0.5], OFF),
        lambda: float(dv.transport_matrix([1.5, -0.5], [0.5, 0.5], OFF)),
        REFUSAL,
    ),
    Case(
        "a Sinkhorn plan's cost; none costs less than 0.2",
        "ot.sinkhorn2, 2 iterations",
        lambda: float(ot.sinkhorn2(*SWAPPED, OFF, 0.5, numItermax=2)),
        lambda: float(dv.transport_matrix(*SWAPPED, OFF)),
        0.2,
    ),
    Case(
        "W2 of a Gaussian and itself",
        "ot.gaussian.bures_wasserstein_distance",
        lambda: ot.gaussian.bures_wasserstein_distance(
            np.zeros(3), np.zeros(3), COVARIANCE, COVARIANCE
        ),
        lambda: dv.gaussian_wasserstein(np.zeros(3), COVARIANCE, np.zeros(3), COVARIANCE),
        0.0,
    ),
)


def answer(function: Callable[[], float]) -> float | str:
    """The number, or the words of the refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what counts here is the number that comes back
            return float(function())
    except ValueError as refusal:
        return f"ValueError: {refusal}"


def shown(value: float | str) -> str:
    """Three digits of a number; a refusal as such."""
    if isinstance(value, str):
        return "refuses" if value.startswith("ValueError") else value
    return f"{value:.3g}"


def measure() -> list[dict[str, object]]:
    """Ask every question of both sides."""
    rows = []
    for case in CASES:
        theirs, ours = answer(case.theirs), answer(case.ours)
        rows.append(
            {
                "question": case.question,
                "peer": case.peer,
                "theirs": {"value": repr(theirs), "shown": shown(theirs)},
                "ours": {"value": repr(ours), "shown": shown(ours)},
                "truth": {"value": repr(case.truth), "shown": shown(case.truth)},
            }
        )
    return rows


def main() -> None:
    """Print the table, and write it down."""
    rows = measure()
    print("| asked for | of | it says | the truth | we say |")
    print("| --- | --- | --- | --- | --- |")
    for row in rows:
        cells = [row["theirs"]["shown"], row["truth"]["shown"], row["ours"]["shown"]]  # type: ignore[index]
        print(f"| {row['question']} | `{row['peer']}` | {' | '.join(cells)} |")
    result = {
        "command": "python benchmarks/what_others_get_wrong.py",
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "seed": None,
        "versions": {name: version(name) for name in ("numpy", "scipy", "POT", "mpmath")},
        "rows": rows,
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
