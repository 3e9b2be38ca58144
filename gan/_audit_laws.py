"""What a critic, fixed before a fresh sample was drawn, says of the laws behind two samples.

Let f be 1-Lipschitz and fixed before the fresh points X'_1..X'_k of P and Y'_1..Y'_l of Q; let P_n
and Q_m be the samples that the exact W1 was taken of, which need not be fresh. Half of the error
e = 1 - level goes to each side. A 1-Lipschitz f is the critic over its bound L, or, where no bound
is known, the extension of its values from the samples.

*Below.* W1(P, Q) >= E_P f - E_Q f, by duality.

- Certain, if both laws live on one set of diameter D: f ranges over at most D on it, so by Maurer
  and Pontil (2009), theorem 4, for d = e / 4,

      E_P f >= mean f(X') - sqrt(2 V ln(2 / d) / k) - 7 D ln(2 / d) / (3 (k - 1))

  with probability at least 1 - d, V the sample variance (over k - 1); the same for -f under Q.
- Asymptotic: the difference of two independent means is normal, at least its standard error
  sqrt(V_x / k + V_y / l) times the normal quantile of 1 - e / 2 below.

*Above.* E W1(P_n, Q_m) >= W1(P, Q): a mean of suprema is at least the supremum of the means
(Jensen). So the samples' W1 errs upward, by much in high dimension, and only its scatter has to be
added:

- Certain: moving one point of P_n changes W1(P_n, Q_m) by at most D / n, so by McDiarmid

      W1(P, Q) <= W1(P_n, Q_m) + D sqrt((1 / n + 1 / m) ln(1 / d) / 2),  d = e / 2,

  with probability at least 1 - d.
- Asymptotic: let f* be any optimal potential of the laws, and G = (mean f* - E f*) over P_n less
  that over Q_m. Then W1(P_n, Q_m) >= mean f*(X) - mean f*(Y) = W1(P, Q) + G, whatever the
  dimension, and by the central limit theorem for the one function f*, -G <= z sigma(f*) with
  probability 1 - e / 2 in the limit, sigma(f*)^2 = Var f*(X) / n + Var f*(Y) / m. The potentials of
  the samples stand in for f*: for second moments that are finite they have a limit along some
  subsequence, locally uniformly (Arzela-Ascoli, as all are 1-Lipschitz), and each such limit is
  optimal for the laws, so in the limit their sigma is at least the least sigma(f*), for which the
  statement holds. The bias upward makes it conservative, more so the higher the dimension.

The rounding of the critic's own evaluation (1e-16 of its size, or 1e-7 in float32) is not counted.

References
----------
Maurer, A. and Pontil, M. (2009), Empirical Bernstein bounds and sample variance penalization,
arXiv:0907.3740, theorem 4.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from divergences import Bounds, Transport

from ._evaluation import difference
from ._powers import exponent, up


@dataclass(frozen=True)
class Settings:
    """Whether the lower sides are those of an extension, the confidence, and the diameter."""

    extended: bool
    level: float
    diameter: float | None


@dataclass(frozen=True, eq=False)
class OnLaws:
    """Statements on W1 of the laws, each two-sided and each true with confidence `level`.

    Attributes
    ----------
    n, m : int
        Sizes of the fresh samples.
    value, standard_error : float
        Mean f(x) - mean f(y) over the fresh samples, of the critic itself.
    extended : bool
        Whether the lower sides come from the extension of the critic's values, not critic / L.
    level : float
        The confidence of each statement.
    diameter : float or None
        Of a set that both laws live on.
    certain : tuple of two floats, or None
        For every such pair of laws and every sample size; None without a diameter.
    asymptotic : tuple of two floats
        For laws of finite variance, in the limit of large samples.

    Examples
    --------
    >>> import numpy as np
    >>> from gan import audit
    >>> rng = np.random.default_rng(0)
    >>> x, y = 1 + rng.random((200, 1)), rng.random((200, 1))  # two laws at distance 1
    >>> f = lambda points: points[:, 0]
    >>> laws = audit(f, x, y, fresh=(x, y), lipschitz_bound=1.0, diameter=2.0).laws
    >>> low, high = laws.asymptotic
    >>> low < 1 < high < 1.1
    True
    """

    n: int
    m: int
    value: float
    standard_error: float
    extended: bool
    level: float
    diameter: float | None
    certain: tuple[float, float] | None
    asymptotic: tuple[float, float]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as Python numbers and lists of two."""
        pairs = {
            "certain": self.certain and list(self.certain),
            "asymptotic": list(self.asymptotic),
        }
        return {**asdict(self), **pairs}


def on_laws(
    critic: tuple[np.ndarray, np.ndarray],
    certified: tuple[np.ndarray, np.ndarray],
    optimal: Transport,
    w1: Bounds,
    settings: Settings,
) -> OnLaws:
    """Return the statements; `critic` are its fresh values, `certified` those made 1-Lipschitz."""
    error = 1 - settings.level
    z = -float(ndtri(error / 2))  # not of 1 - error / 2, which rounds to 1
    low = difference(certified) - z * _standard_error(*certified)
    high = w1.upper + z * _standard_error(optimal.f, optimal.g)
    if high == math.inf:
        raise OverflowError(
            f"W1 of the samples is {w1.upper:.6g}, and the upper statement on the laws above the "
            "largest double; divide the points by a power of two"
        )
    certain = None
    if settings.diameter is not None:
        most = _mcdiarmid(len(optimal.f), len(optimal.g), settings.diameter, error / 2)
        certain = (
            _surely_above(certified, settings.diameter, error / 4),
            min(settings.diameter, w1.upper + most),
        )
    return OnLaws(
        len(critic[0]),
        len(critic[1]),
        difference(critic),
        _standard_error(*critic),
        certain=certain,
        asymptotic=(max(0.0, low), high),
        **asdict(settings),
    )


def _surely_above(certified: tuple[np.ndarray, np.ndarray], diameter: float, error: float) -> float:
    """Return what E f(X) - E f(Y) is above but for twice the error, if that is above 0."""
    e = exponent(*certified, np.array(diameter))
    scaled = np.ldexp(certified[0], -e), np.ldexp(certified[1], -e)
    off = sum(_empirical_bernstein(v, math.ldexp(diameter, -e), error) for v in scaled)
    return up(max(0.0, difference(scaled) - off), e)


def _empirical_bernstein(values: np.ndarray, largest: float, error: float) -> float:
    """Return how far the mean of a law on an interval of length `largest` may be off, one-sided.

    Maurer and Pontil (2009), theorem 4, for values of [0, 1], times the length.
    """
    n, logarithm = len(values), math.log(2 / error)
    scatter = math.sqrt(2 * float(values.var(ddof=1)) * logarithm / n)
    return scatter + 7 * largest * logarithm / (3 * (n - 1))


def _mcdiarmid(n: int, m: int, diameter: float, error: float) -> float:
    """Return how far W1 of two samples may be below its mean, one-sided."""
    return diameter * math.sqrt((1 / n + 1 / m) * math.log(1 / error) / 2)


def _standard_error(first: np.ndarray, second: np.ndarray) -> float:
    e = exponent(first, second)
    squares = (float(np.ldexp(v, -e).var(ddof=1)) / len(v) for v in (first, second))
    return up(math.sqrt(sum(squares)), e)
