"""Transport on the line is exact: against rational quantile functions, at every scale."""

import math
from bisect import bisect_left
from fractions import Fraction
from itertools import accumulate, pairwise

import mpmath
import numpy as np
import pytest

from divergences import Measure, _levels, threads, transport, wasserstein, wasserstein_histogram
from divergences._line import wasserstein_line
from divergences.costs import euclidean, manhattan, power, squared_euclidean

ORDERS = [1, 1.5, 2, 3, 7, 300, math.inf]
LAST_BITS = 4e-15  # the contract is 1e-13


def quantile_distance(x, a, y, b, order):
    """Integrate |quantile - quantile| ** order over the unit interval, to 60 digits."""
    quantiles = [_quantile(x, a), _quantile(y, b)]
    levels = sorted({level for levels, _ in quantiles for level in levels})
    with mpmath.workdps(60):
        pieces = []
        for low, high in pairwise([Fraction(0), *levels]):
            s, t = (points[bisect_left(levels, high)] for levels, points in quantiles)
            pieces.append((_digits(high - low), _digits(abs(s - t))))
        if order == math.inf:
            return max(gap for _, gap in pieces)
        return mpmath.fsum(mass * gap**order for mass, gap in pieces) ** (1 / mpmath.mpf(order))


def _quantile(points, weights):
    """Return the levels at which the quantile function jumps, and its values up to each."""
    atoms = [(Fraction(t), Fraction(w)) for t, w in zip(points, weights, strict=True) if w]
    atoms.sort()
    whole = sum(w for _, w in atoms)
    return [level / whole for level in accumulate(w for _, w in atoms)], [t for t, _ in atoms]


def _digits(number):
    return mpmath.mpf(number.numerator) / number.denominator


def generic(rng, n, m):
    return rng.normal(size=n), rng.random(n) + 1e-3, rng.normal(size=m), rng.random(m) + 1e-3


def weights_over_300_orders(rng, n, m):
    x, _, y, _ = generic(rng, n, m)
    return x, 10 ** rng.uniform(-300, 0, n), y, 10 ** rng.uniform(-320, 0, m)


def atoms_far_apart(rng, n, m):
    x, a, y, b = generic(rng, n, m)
    return x + 1e15 * rng.integers(0, 3, n), a, y + 1e15 * rng.integers(0, 3, m), b


def tilted(rng, n, m):
    x, a, _, _ = generic(rng, n, m)
    return x, a, x + 1e-12 * rng.normal(size=n), a * (1 + 1e-15 * rng.integers(-2, 3, n))


def small_counts(rng, n, m):
    x, _, y, _ = generic(rng, n, m)
    a, b = rng.integers(0, 3, n) * 1.0, rng.integers(0, 3, m) * 1.0
    a[0], b[-1] = 1, 1
    return x, a, y, b


def of_all_scales(rng, n, m):
    x, a, y, b = generic(rng, n, m)
    scale = 10 ** rng.uniform(-290, 290)
    return x * scale, a, y * scale, b


def equal_weights(rng, n, m):
    x, _, y, _ = generic(rng, n, m)
    return x, np.full(n, 0.1), y, np.full(m, 0.3)


def nearly_overflowing(rng, n, m):
    x, a, y, b = generic(rng, n, m)
    return x / np.abs(x).max() * 8e307, a, y / np.abs(y).max() * -8e307, b


FAMILIES = [
    generic,
    weights_over_300_orders,
    atoms_far_apart,
    tilted,
    small_counts,
    of_all_scales,
    equal_weights,
    nearly_overflowing,
]
every_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.__name__)


@every_family
def test_distance_is_right_to_the_last_bits(family):
    rng = np.random.default_rng(30)
    for trial in range(25):
        problem = family(rng, *rng.integers(1, 9, 2))
        order = ORDERS[trial % len(ORDERS)]
        truth = quantile_distance(*(v.tolist() for v in problem), order)
        found = wasserstein_line(*problem, order)
        assert abs(found - truth) <= LAST_BITS * truth, (trial, order)


@every_family
@pytest.mark.parametrize("order", [1, 1.5, 2, 3])
def test_plan_and_potentials_prove_the_cost(family, order):
    rng = np.random.default_rng(31)
    for _ in range(4):
        x, a, y, b = family(rng, *rng.integers(1, 9, 2))
        a, b = a / a.sum(), b / b.sum()
        if np.abs(x).max() > 1e80:
            x, y = x / np.abs(x).max(), y / np.abs(x).max()
        cost = power(euclidean, order)
        found = transport(Measure(x, a), Measure(y, b), cost)
        costs = cost(x[:, None], y[:, None])
        plan = found.plan.toarray()
        rounding = 1e-14 * costs.max() + 4 * 5e-324
        assert (plan[plan != 0] > 0).all()
        assert len(found.plan.data) < len(x) + len(y)
        np.testing.assert_allclose(plan.sum(axis=1), a, rtol=1e-14, atol=1e-310)
        np.testing.assert_allclose(plan.sum(axis=0), b, rtol=1e-14, atol=1e-310)
        assert float(found) == pytest.approx((plan * costs).sum(), rel=1e-14)
        slack = costs - found.f[:, None] - found.g
        assert slack.min() >= -rounding
        assert np.abs(slack[plan > 0]).max() <= rounding
        assert found.f @ a + found.g @ b == pytest.approx(found.value, abs=4 * rounding)
        assert found.f.max() == pytest.approx(-found.f.min(), abs=rounding)


def test_three_atoms_where_float_sums_are_off_by_180_percent():
    tiny = 2.0**-53
    mu = Measure([0.0, 1.0, 1e15], [0.5, 0.5 - tiny, tiny], normalize=True)
    nu = Measure([0.0, 1.0, 1e15], [0.5, 0.5 - 2 * tiny, 2 * tiny], normalize=True)
    moved = Fraction(tiny) * (10**15 - 1)
    assert wasserstein(mu, nu) == pytest.approx(float(moved), rel=1e-15)


def test_translation_by_1e15_keeps_every_digit():
    x, y = np.arange(5.0) * 4, np.arange(5.0) * 4 + 2
    a = np.array([0.1, 0.2, 0.3, 0.25, 0.15])
    for order in ORDERS:
        near = wasserstein(Measure(x, a), Measure(y, a[::-1]), order=order)
        far = wasserstein(Measure(x + 1e15, a), Measure(y + 1e15, a[::-1]), order=order)
        assert near == far


def test_infinite_order_sees_a_mass_of_one_last_bit():
    tiny = 2.0**-60
    mu = Measure([0.0, 1.0, 9.0], [0.5, 0.5, 0.0])
    assert wasserstein(mu, Measure([0.0, 1.0], [0.5, 0.5]), order=math.inf) == 0.0
    nu = Measure([0.0, 1.0, 9.0], [0.5, 0.5, tiny], normalize=True)
    assert wasserstein(mu, nu, order=math.inf) == 8.0
    assert wasserstein([0.0, 0.0, 1.0, 1.0], [0.0, 1.0], order=math.inf) == 0.0
    assert wasserstein([0.0, 1.0, 1.0, 1.0], [0.0, 1.0], order=math.inf) == 1.0


def test_infinite_order_pairs_sorted_points():
    assert wasserstein([3.0, 0.0], [1.0, 7.0], order=math.inf) == 4.0


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 5), (6, 4), (7, 7), (9, 2)])
def test_all_three_tiers_couple_equal_weights_alike(n, m):
    counted = _levels.counted(n, m)
    a, b = np.full(n, 0.1), np.full(m, 3.0)
    for other in (_levels.summed(a, b), _levels.exact(a, b)):
        mass = np.ldexp(other.mass, other.exponent) if other.exponent.size else other.mass
        dense = np.zeros((2, n, m))
        dense[0][counted.rows, counted.columns] = counted.mass
        dense[1][other.rows, other.columns] = mass
        np.testing.assert_allclose(dense[1], dense[0], rtol=1e-15, atol=other.error)
    assert counted.mass.sum() == pytest.approx(1, rel=1e-15)


def test_double_doubles_keep_their_bound():
    rng = np.random.default_rng(32)
    for spread in (0, 10, 40, 200):
        a, b = 2.0 ** rng.uniform(-spread, 0, 300), 2.0 ** rng.uniform(-spread, 0, 200)
        fast, slow = _levels.summed(a, b), _levels.exact(a, b)
        assert fast.error < (1e-27 if spread <= 10 else 1e-23)
        same = (fast.rows == slow.rows) & (fast.columns == slow.columns)
        assert spread > 10 or same.all()
        exact = np.ldexp(slow.mass, slow.exponent)[same]
        off = np.abs(fast.mass[same] - exact)
        assert (off <= 4 * fast.error + 4e-16 * exact).all()


def test_ties_of_weights_are_resolved_exactly():
    rng = np.random.default_rng(33)
    a = rng.random(50)
    found = transport(
        Measure(np.arange(50.0), a, normalize=True),
        Measure(np.arange(50.0) + 0.25, a, normalize=True),
        squared_euclidean,
    )
    np.testing.assert_array_equal(found.plan.coords[0], np.arange(50))
    np.testing.assert_array_equal(found.plan.coords[1], np.arange(50))
    assert found.value == pytest.approx(0.0625, rel=1e-15)


def test_integers_are_in_exactly_the_proportions_of_the_weights():
    assert _levels.integers(np.array([0.75, 0.0, 1.5, 6.0])) == [1, 0, 2, 8]
    assert _levels.integers(np.array([5e-324, 1e300])) == [1, int(1e300) << 1074]
    third = Fraction(1 / 3) * 2**54
    assert _levels.integers(np.array([1 / 3, 1.0])) == [int(third), 2**54]


def test_squared_cost_of_whole_numbers_is_whole():
    assert transport([0.0, 4.0], [3.0, 2.0], squared_euclidean).value == 2.5
    assert transport([0.0, 1.0], [3.0, 4.0], manhattan).value == 3.0


def test_costs_that_overflow_are_refused_and_others_are_not():
    with pytest.raises(OverflowError, match="scale the points"):
        transport([1e200], [0.0], squared_euclidean)
    with pytest.raises(OverflowError, match="scale the points"):
        wasserstein([1.7e308], [-1.7e308])
    with pytest.raises(OverflowError, match="scale the points"):
        wasserstein(Measure([1.7e308, 1.6e308], [0.25, 0.75]), [-1.7e308])
    assert wasserstein([1.7e308, 0.0], [-1.7e308, 0.0]) == 1.7e308
    mu = Measure([1.5e308, 0.0], [0.25, 0.75])
    assert wasserstein(mu, Measure([-1.5e308, 0.0], [0.25, 0.75])) == pytest.approx(7.5e307)
    assert wasserstein(mu, [-1e308], order=2) == pytest.approx(
        math.sqrt(0.25 * 2.5**2 + 0.75) * 1e308, rel=1e-15
    )


def test_potentials_that_overflow_are_refused():
    with pytest.raises(OverflowError, match="potential"):
        transport(
            Measure([0.0, 1e160], [1 - 1e-16, 1e-16], normalize=True), [0.0], squared_euclidean
        )


def test_smallest_doubles_are_distances_too():
    assert wasserstein([5e-324], [0.0]) == 5e-324
    assert wasserstein([5e-324, 1e-323], [0.0, 0.0], order=math.inf) == 1e-323


def test_points_may_come_in_any_order_and_are_left_alone():
    x, y = np.array([3.0, 1.0, 2.0]), np.array([5.0, 9.0, 7.0])
    assert wasserstein(x, y) == 5.0
    assert wasserstein(x[:, None], Measure(y)) == 5.0
    assert x.tolist() == [3.0, 1.0, 2.0]


def test_threads_change_no_digit():
    rng = np.random.default_rng(35)
    x, y = rng.normal(size=(2, 600_000))
    alone = wasserstein(x, y)
    with threads(2):
        assert wasserstein(x, y) == alone


def test_histogram_moves_mass_along_its_support():
    p, q = [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]
    assert wasserstein_histogram(p, q, [0.0, 1.0, 4.0]) == 1.0
    assert wasserstein_histogram(p, q, [0.0, 1.0, 4.0], order=math.inf) == 4.0 - 1.0
    with pytest.raises(ValueError, match="p has 2 entries and q 3"):
        wasserstein_histogram([0.5, 0.5], q, [0.0, 1.0])
    with pytest.raises(ValueError, match="p sums to"):
        wasserstein_histogram([0.5, 0.4], [0.5, 0.5], [0.0, 1.0])


@pytest.mark.parametrize("order", [0.5, 0, -1, math.nan])
def test_orders_below_one_are_refused(order):
    with pytest.raises(ValueError, match=f"order is {order}; pass at least 1"):
        wasserstein([0.0], [1.0], order=order)
