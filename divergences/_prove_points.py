"""Proofs for distances that are sums over points, and for Gaussians."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _kernels as kernels
from ._covariance import read_gaussian, rounding, smallest_correlation
from ._gaussian_exact import LARGEST, refuse_indefinite
from ._measure import Measure, as_measures
from ._sliced import _read_directions, refuse_order

if TYPE_CHECKING:
    from proofs.kernel import Ends

LINE = "the quantile functions, whose coupling is optimal on the line"
WHOLE_ORDERS = (1, 2, 3, 4)  # whose means are rational numbers
_APART = (
    "the eigenvalues of cov_p cov_q cannot be told apart by their balls, as where both covariances "
    "are singular; leave out coordinates in which one has no variance (they move alone), prove "
    "blocks of coordinates that are independent in both one by one, or add the variance you mean"
)
_PAIRS = 1 << 23  # pairs of atoms that are evaluated one by one: half a minute
_ENTRIES = 1 << 25  # products of exact projections: half a minute


def line_bounds(mu: Measure, nu: Measure, order: float) -> "Ends":
    """Enclose the Wasserstein distance on the line, rooted, from the quantile functions."""
    from proofs.kernel.bounds import between, enclose, root, rooted
    from proofs.kernel.points import mean_power

    gaps, whole, unit = _gaps(mu, nu)
    if order == np.inf:
        widest = max((gap for _, gap in gaps), default=0) * unit
        return between(widest, widest, LINE)
    if order in WHOLE_ORDERS:
        mean = _mean(gaps, whole, unit, int(order))
        return rooted(mean, mean, order, LINE)
    scale = unit.denominator
    return enclose(lambda: root(mean_power([gaps], whole, scale, order), order), LINE)


def line_cost(mu: Measure, nu: Measure, order: float) -> "Ends":
    """Enclose the optimal cost of |x - y| ** order on the line, order >= 1, not rooted."""
    from proofs.kernel.bounds import between, enclose
    from proofs.kernel.points import mean_power

    gaps, whole, unit = _gaps(mu, nu)
    if order in WHOLE_ORDERS:
        mean = _mean(gaps, whole, unit, int(order))
        return between(mean, mean, LINE)
    return enclose(lambda: mean_power([gaps], whole, unit.denominator, order), LINE)


def _gaps(mu: Measure, nu: Measure) -> tuple[list[tuple[int, int]], int, Fraction]:
    """Return masses and gaps of the quantiles, the total mass, and the unit of the gaps."""
    from proofs.kernel.laws import integers
    from proofs.kernel.points import quantile_gaps

    z, scale = integers(np.concatenate([mu.points, nu.points]))
    gaps, whole = quantile_gaps(z[: len(mu)], mu.weights, z[len(mu) :], nu.weights)
    return gaps, whole, Fraction(1, scale)


def _mean(gaps: list[tuple[int, int]], whole: int, unit: Fraction, order: int) -> Fraction:
    return unit**order * Fraction(sum(mass * gap**order for mass, gap in gaps), whole)


def _sliced(mu: Any, nu: Any, directions: Any, *, order: float = 1) -> "Ends":
    from proofs.kernel.bounds import enclose, root
    from proofs.kernel.points import mean_power, projections, quantile_gaps

    mu, nu = as_measures(mu, nu)
    refuse_order(order)
    along = _read_directions(directions, mu.dimension)
    size = (len(mu) + len(nu)) * along.size
    if size > _ENTRIES:
        raise ValueError(
            f"{size} exact products are too many (at most {_ENTRIES}); prove fewer directions"
        )
    projected, scale = projections(np.concatenate([mu.points, nu.points]), along)
    slices = [quantile_gaps(u[: len(mu)], mu.weights, u[len(mu) :], nu.weights) for u in projected]
    whole, power = slices[0][1], float(order)
    gaps = [gaps for gaps, _ in slices]
    return enclose(
        lambda: root(mean_power(gaps, whole, scale, power), power),
        "the quantile functions of the exact projections",
    )


def _squared(mu: Any, nu: Any, kernel: Callable[[Any, Any], Any]) -> "Ends":
    """Enclose the root of the form of a kernel of (inner product, squared distance)."""
    from proofs.kernel.bounds import enclose
    from proofs.kernel.points import difference_form

    mu, nu = as_measures(mu, nu)
    pairs = (len(mu) + len(nu)) ** 2
    if pairs > _PAIRS:
        raise ValueError(
            f"{pairs} pairs of atoms are too many to evaluate in balls (at most {_PAIRS}); prove "
            "a subsample"
        )
    form = difference_form(mu.points, mu.weights, nu.points, nu.weights, kernel)
    return enclose(lambda: form().nonnegative_part().sqrt(), "the exact sum over pairs, in balls")


def _energy_distance(mu: Any, nu: Any) -> "Ends":
    return _squared(mu, nu, lambda dot, square: -square.sqrt())


def _mmd(mu: Any, nu: Any, kernel: Any) -> "Ends":
    if type(kernel) not in KERNELS:
        raise ValueError(
            f"kernel is {kernel!r}, which has no formula to evaluate in balls; pass one of "
            "divergences.kernels"
        )
    return _squared(mu, nu, KERNELS[type(kernel)](kernel))


# Each kernel as a function of two balls, <x, y> and |x - y|^2; parameters divide one at a time,
# so that no product of them is rounded.
Formula = Callable[[Any, Any], Any]
KERNELS: dict[type, Callable[[Any], Formula]] = {
    kernels.linear: lambda k: lambda dot, square: dot,
    kernels.polynomial: lambda k: lambda dot, square: (dot + k.constant) ** k.degree,
    kernels.energy: lambda k: lambda dot, square: -square.sqrt(),
    kernels.gaussian: lambda k: lambda dot, square: (-square / 2 / k.bandwidth / k.bandwidth).exp(),
    kernels.laplace: lambda k: lambda dot, square: (-square.sqrt() / k.bandwidth).exp(),
    kernels.inverse_multiquadric: lambda k: (
        lambda dot, square: 1 / (1 + square / k.bandwidth / k.bandwidth).sqrt()
    ),
    kernels.rational_quadratic: lambda k: (
        lambda dot, square: (1 + square / 2 / k.alpha / k.bandwidth / k.bandwidth) ** -k.alpha
    ),
}


def _read_gaussians(*given: Any) -> tuple[np.ndarray, ...]:
    mean_p, cov_p = read_gaussian(given[0], given[1], "p")
    mean_q, cov_q = read_gaussian(given[2], given[3], "q")
    if len(mean_p) != len(mean_q):
        raise ValueError(f"p lives in R^{len(mean_p)} and q in R^{len(mean_q)}; give one dimension")
    for cov, name in ((cov_p, "cov_p"), (cov_q, "cov_q")):
        if len(cov) <= LARGEST and smallest_correlation(cov) <= rounding(len(cov)):
            refuse_indefinite(cov, name)
    return mean_p, cov_p, mean_q, cov_q


def _gaussian_kl(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> "Ends":
    from proofs.kernel import Ends, gaussian
    from proofs.kernel.bounds import enclose

    mean_p, cov_p, mean_q, cov_q = _read_gaussians(mean_p, cov_p, mean_q, cov_q)
    shift = [Fraction(v) - Fraction(w) for v, w in zip(mean_p, mean_q, strict=True)]
    beside = np.column_stack([cov_q, cov_p, np.array(shift, dtype=object)])
    whole = gaussian.rational(beside).rank()
    reduced, rank = gaussian.rational(cov_q).rref()
    if not whole == rank == gaussian.rational(cov_p).rank():
        return Ends(np.inf, np.inf, "the ranges of the covariances, and the shift, by their ranks")
    # both laws live on one affine space, on which coordinates that carry its rank are a chart
    rows, columns = range(rank), range(len(mean_p))
    kept = [next(j for j in columns if reduced[i, j] != 0) for i in rows]
    if not kept:
        return Ends(0.0, 0.0, "both are the same point", (Fraction(0), Fraction(0)))
    square = np.ix_(kept, kept)
    given = mean_p[kept], cov_p[square], mean_q[kept], cov_q[square]
    return enclose(lambda: gaussian.kl(*given), "the closed form, from rational linear algebra")


class _Undecided:
    """At least 0: what is known of a root whose ball has not been found yet."""

    lower = staticmethod(lambda: 0.0)
    upper = staticmethod(lambda: np.inf)
    rel_accuracy_bits = staticmethod(lambda: 0)


def _gaussian_wasserstein(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> "Ends":
    from proofs.kernel import gaussian
    from proofs.kernel.bounds import enclose

    given = _read_gaussians(mean_p, cov_p, mean_q, cov_q)
    tries = iter(range(max(1, 18 - 3 * len(given[0]).bit_length())))

    def distance() -> Any:
        try:
            return gaussian.wasserstein_squared(*given).sqrt()
        except ValueError:  # eigenvalues are not told apart, at this precision
            if next(tries, None) is None:
                raise ValueError(_APART) from None
            return _Undecided()

    ends = enclose(distance, "the closed form, from enclosed eigenvalues")
    if ends.upper == np.inf:
        raise ValueError(_APART)
    return ends


POINTS: dict[str, Callable[..., "Ends"]] = {
    "sliced_wasserstein": _sliced,
    "energy_distance": _energy_distance,
    "mmd": _mmd,
    "gaussian_kl": _gaussian_kl,
    "gaussian_wasserstein": _gaussian_wasserstein,
}
