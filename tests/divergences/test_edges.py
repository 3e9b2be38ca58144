"""Edges: cases that tell a formula from its nearest neighbours."""

import inspect
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import divergences.testing
from divergences import Measure, costs, prove
from divergences._coupling import couple
from divergences._exact import difference
from divergences._kernel_families import Dot, Radial
from divergences._network import first_tree

# Laws that differ in an outcome of mass 2^-2071 to 2^-1904 only: squares are below every double.
LEAST = 5e-324
FAINT = [
    ([large, 10 * LEAST], [large, few * LEAST])
    for large in (1e300, 2.0**860, 2.0**840, 2.0**830)
    for few in (0, 2, 9)
]


def halves(p, q):
    """Return p / sum, q / sum in 1,000 digits."""
    with mpmath.workdps(1000):
        p, q = [[mpmath.mpf(v) for v in law] for law in (p, q)]
        return [v / sum(p) for v in p], [v / sum(q) for v in q]


@pytest.mark.parametrize(("p", "q"), FAINT)
def test_hellinger_is_right_where_its_square_is_below_every_double(p, q):
    with mpmath.workdps(1000):
        terms = [(mpmath.sqrt(v) - mpmath.sqrt(w)) ** 2 for v, w in zip(*halves(p, q), strict=True)]
        value = mpmath.sqrt(sum(terms) / 2)
    found = divergences.hellinger(p, q, normalize=True)
    assert abs(found - value) <= 1e-14 * value + mpmath.mpf(2) ** -1074


@pytest.mark.parametrize(("p", "q"), FAINT)
def test_js_distance_is_right_where_its_square_is_below_every_double(p, q):
    with mpmath.workdps(1000):
        value = mpmath.mpf(0)
        for v, w in zip(*halves(p, q), strict=True):
            value += sum(u * mpmath.log(2 * u / (v + w)) / 2 for u in (v, w) if u)
        value = mpmath.sqrt(value)
    found = divergences.js_distance(p, q, normalize=True)
    assert abs(found - value) <= 1e-14 * value + mpmath.mpf(2) ** -1074


def test_a_linear_f_gives_zero_however_its_parts_cancel():
    rng = np.random.default_rng(5)
    for _ in range(200):
        p, q = rng.dirichlet(np.ones(5), 2)
        p[0] = q[1] = 0
        found = divergences.f_divergence(
            p, q, lambda t: t - 1, at_zero=-1.0, slope_at_infinity=1.0, normalize=True
        )
        assert 0 <= found < 1e-15


def test_a_linear_f_gives_zero_where_only_one_side_has_zeros():
    rng = np.random.default_rng(6)
    for k in range(200):
        p, q = rng.dirichlet(np.ones(5), 2)
        (p if k % 2 else q)[0] = 0
        found = divergences.f_divergence(
            p, q, lambda t: 1 - t, at_zero=1.0, slope_at_infinity=-1.0, normalize=True
        )
        assert 0 <= found < 1e-15


def test_the_bounds_of_a_sinkhorn_divergence_are_made_of_opposite_ends():
    mu, nu = Measure([0.0, 1.0, 4.0]), Measure([0.5, 2.0])
    eps = 0.5
    cross, one, two = (
        prove(divergences.sinkhorn, *pair, costs.squared_euclidean, eps=eps)
        for pair in ((mu, nu), (mu, mu), (nu, nu))
    )
    bounds = prove(divergences.sinkhorn_divergence, mu, nu, costs.squared_euclidean, eps=eps)
    low, high = Fraction(cross.lower), Fraction(cross.upper)
    selves = [(Fraction(x.lower), Fraction(x.upper)) for x in (one, two)]
    assert all(lower < upper for lower, upper in selves)
    assert bounds.exact == (
        low - (selves[0][1] + selves[1][1]) / 2,
        high - (selves[0][0] + selves[1][0]) / 2,
    )


def test_energy_distance_keeps_the_bits_of_subnormal_weights():
    points = [0.0, 1e6, 0.0]
    mu, nu = (Measure(points, [0.5, 0.5, k * LEAST]) for k in (8000, 5000))
    bounds = prove(divergences.energy_distance, mu, nu)
    found = divergences.energy_distance(mu, nu)
    assert bounds.lower <= found <= bounds.upper
    assert 0 < found < 1e-315


def kl_in_60_digits(log_p, log_q):
    with mpmath.workdps(60):
        p, q = ([mpmath.exp(mpmath.mpf(v)) for v in logs] for logs in (log_p, log_q))
        p, q = [v / sum(p) for v in p], [v / sum(q) for v in q]
        return sum(v * mpmath.log(v / w) for v, w in zip(p, q, strict=True))


@pytest.mark.parametrize("ratio", [0.3, 0.49, 0.51, 0.8, 1.2, 1.45])
def test_kl_from_logs_is_right_on_both_sides_of_its_series(ratio):
    q = np.array([0.2, 0.8])
    p = np.array([0.2 * np.exp(ratio), 1 - 0.2 * np.exp(ratio)])
    value = kl_in_60_digits(np.log(p).tolist(), np.log(q).tolist())
    assert abs(divergences.kl_from_logs(np.log(p), np.log(q)) - value) <= 1e-14 * value


def test_kl_from_logs_takes_the_laws_for_what_they_sum_to():
    n = 400
    log_q = np.full(n, -np.log(n)) + 3e-14
    log_p = np.log(np.where(np.arange(n) < n // 2, 1.75, 0.25) / n) - 3e-14
    value = kl_in_60_digits(log_p.tolist(), log_q.tolist())
    assert abs(divergences.kl_from_logs(log_p, log_q) - value) <= 1e-14 * value


@pytest.mark.parametrize("order", [1, 2, 3])
def test_measures_on_one_point_of_the_plane_are_at_distance_zero(order):
    here = [[3.0, 4.0]]
    mu, nu = Measure(here * 2, [0.25, 0.75]), Measure(here * 3)
    assert divergences.wasserstein(mu, nu, order=order) == 0.0


def test_powers_that_lose_all_digits_are_refused_and_not_zero():
    mu, nu = Measure([[0.0, 0.0], [1.0, 0.0]]), Measure([[0.1, 0.0], [1.1, 0.0]])
    with pytest.raises(OverflowError, match="order 400"):
        divergences.wasserstein(mu, nu, order=400)


def test_a_system_that_does_not_tell_its_memory_refuses_nothing(monkeypatch):
    def silent(name):
        raise OSError(name)

    monkeypatch.setattr("os.sysconf", silent)
    plan = divergences.sinkhorn([[0.0, 0.0]], [[3.0, 4.0]], costs.euclidean, eps=1.0)
    assert plan.value == 5.0


def test_the_rational_quadratic_kernel_has_alpha_1_unless_told():
    mu, nu = Measure([0.0]), Measure([2.0])
    found = divergences.mmd(mu, nu, divergences.kernels.rational_quadratic(1.0))
    assert abs(found - (2 - 2 / 3) ** 0.5) < 1e-15


def test_a_rational_quadratic_of_tiny_alpha_bends_far_below_its_bandwidth():
    alpha, x = 2.0**-600, 3 * 2.0**-310  # |x|^2 / (2 alpha) is 9 / 2^21
    found = divergences.mmd([0.0], [x], divergences.kernels.rational_quadratic(1.0, alpha))
    to_first_order_in_alpha = (2 * alpha * np.log1p(9 * 2.0**-21)) ** 0.5
    assert abs(found - to_first_order_in_alpha) <= 1e-14 * found


@pytest.mark.parametrize(("to", "mean"), [([10, 17], 13.5), ([81, 6], 43.5), ([51, 65], 58.0)])
def test_mean_distances_in_the_plane_between_whole_numbers_are_exact(to, mean):
    nu = Measure([[0.0, float(k)] for k in to])
    assert divergences.wasserstein(Measure([[0.0, 0.0]]), nu) == mean


def test_a_first_tree_is_found_of_costs_far_below_zero():
    costs_down_to_the_least = np.array([[0.5, -1.4e308], [-1.2e308, 0.25]])
    half = np.array([0.5, 0.5])
    rows, columns, potentials = first_tree(half, half, costs_down_to_the_least)
    assert {(0, 1), (1, 0)} < set(zip(rows, columns, strict=True))
    assert np.isfinite(potentials).all()


def test_one_thread_is_used_until_more_are_allowed():
    assert divergences.threads.allowed == 1


def test_an_atom_that_both_measures_share_has_no_move():
    moves = couple(Measure([0.0, 1.0, 2.0]), Measure([1.0, 2.0, 3.0]))
    assert (moves.x.tolist(), moves.y.tolist(), moves.mass.tolist()) == ([[0.0]], [[3.0]], [1 / 3])


def test_logs_of_ratios_are_right_however_far_below_the_other_law_one_is():
    p, q = np.array([2.0**-70, 1.0 - 2.0**-53, 2.0**-53]), np.array([0.5, 0.25, 0.25])
    apart = difference(p, q)
    ratios = [float(Fraction(x) / Fraction(y)) for x, y in zip(p, q, strict=True)]
    np.testing.assert_allclose(apart.log_ratios(), np.log(ratios), rtol=1e-15)


def test_a_transport_distance_is_taken_to_scale_with_the_points_unless_told():
    parameters = inspect.signature(divergences.testing.is_transport_like).parameters
    assert parameters["degree"].default == 1


def test_a_kernel_that_is_nothing_anywhere_tells_no_measures_apart():
    nothing = lambda x, y: np.zeros((len(x), len(y)))  # noqa: E731
    assert divergences.mmd([0.0], [1.0], nothing) == 0.0


def test_large_orders_take_the_care_that_keeps_them_right_to_a_few_units():
    """One atom against two: D of any order above 0 is -log Q(atom)."""
    p = [0.0, float.fromhex("0x1.4c159ba23c620p-1")]
    q = [float.fromhex("0x1.9fb146f9de7d4p-21"), float.fromhex("0x1.4fbb3a6f8064cp-16")]
    found = divergences.renyi(p, q, 65.04963582176974, normalize=True)
    with mpmath.workdps(40):
        value = mpmath.log1p(mpmath.mpf(q[0]) / mpmath.mpf(q[1]))
        assert abs(found - value) <= 2e-15 * value


def test_a_block_of_threads_gives_itself():
    block = divergences.threads(2)
    with block as inside:
        assert inside is block
    assert divergences.threads.allowed == 1


def test_a_family_of_kernels_of_ones_own_needs_a_profile_and_no_scale():
    class OwnDot(Dot):
        def profile(self, dot):
            return dot

    class OwnRadial(Radial):
        def profile(self, square):
            return square * -1.0

    mu, nu = Measure([1.0, 2.0]), Measure([4.0])
    apart = 2.5  # of the means, which is all that either kernel sees
    assert divergences.mmd(mu, nu, OwnDot()) == apart
    assert divergences.mmd(mu, nu, OwnRadial()) == pytest.approx(2**0.5 * apart, rel=1e-15)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_the_first_ratio_where_f_is_no_finite_number_is_named(bad):
    def f(t):
        return np.where(t > 1.25, bad, (t - 1) ** 2)

    refused = ValueError if np.isnan(bad) else OverflowError
    with pytest.raises(refused, match=rf"f\(1\.5\) is {'nan' if np.isnan(bad) else 'infinite'}"):
        divergences.f_divergence(
            [0.125, 0.375, 0.5], [0.5, 0.25, 0.25], f, at_zero=1.0, slope_at_infinity=np.inf
        )
